"""The option that chooses where two files are compared: on this machine, or on Apache Spark."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from dotline.link import jobs
from dotline.link.engines.spark import OnSpark

F = TypeVar("F", bound=Callable[..., Any])


master_option = click.option(
    "--spark-master",
    metavar="URL",
    default="local[*]",
    show_default=True,
    help="The Spark to use; '' under spark-submit.",
)


def engine_option(function: F) -> F:
    """Add --engine and --spark-master; the command receives `spread`."""

    @click.option(
        "--engine",
        type=click.Choice(["local", "spark"]),
        default="local",
        show_default=True,
        help="Where to compare: here, or on Apache Spark.",
    )
    @master_option
    @functools.wraps(function)
    def run(*args: Any, engine: str, spark_master: str, **kwargs: Any) -> Any:
        spread = OnSpark(spark_master) if engine == "spark" else jobs.here
        return function(*args, spread=spread, **kwargs)

    return run  # type: ignore[return-value]  # functools.wraps keeps the shape click needs
