"""What every command shares: --as USER, and the wall in force while it runs."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from dotline.access.unit import behind

F = TypeVar("F", bound=Callable[..., Any])


def as_option(function: F) -> F:
    """Add --as USER; the command receives the Reader as `reader`. Default: the local agency's operator."""

    @click.option(
        "--as", "as_username", metavar="USER", help="Act as this account (default: the operator)."
    )
    @functools.wraps(function)
    def run(*args: Any, as_username: str | None, **kwargs: Any) -> Any:
        from dotline.access import queries  # noqa: PLC0415 - tables load only when a command runs

        reader = queries.reader_by_name(as_username) if as_username else queries.operator()
        with behind(reader):
            return function(*args, reader=reader, **kwargs)

    return run  # type: ignore[return-value]  # functools.wraps keeps the shape click needs
