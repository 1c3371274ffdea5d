"""Comparing on Apache Spark 4: the same kernel inside `mapInArrow`, one range of tokens after the other. Pure.

Rows are sorted by token, so a range of tokens of two files is compared without any other. Spark hands out the ranges
and brings the pairs back; no row is shuffled. Every machine reads the files at the same place, on storage they share.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from dotline.base.errors import Unavailable
from dotline.gates.encode import Encoded
from dotline.matching.comparing import FOUND, Found, Tally
from dotline.matching.scores import Model

RANGES: Final = 256
"""Into so many ranges the tokens are cut, by their first byte: enough for a hundred machines."""
Share = Callable[[Sequence[Encoded], int, Model, int], tuple[list[Found], Tally]]
_COLUMNS: Final = "range int, one long, two long, points int, levels int"
_TALLY: Final = np.iinfo(np.int32).min  # no pair has so few points: the row holds counts


NONE: Final[Mapping[str, str]] = MappingProxyType({})


def ready() -> None:
    """Raises Unavailable with the package to install."""
    try:
        import pyspark  # noqa: F401, PLC0415 - half a gigabyte that only this needs
    except ImportError as error:
        raise Unavailable(
            "Apache Spark is not installed here.",
            "Install it: ./dotline add spark (the package pyspark).",
        ) from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise Unavailable(
            "Apache Spark needs Java, which is not here.",
            "Install it (Debian: apt-get install default-jre-headless).",
        )


class OnSpark:
    """Compares two files, or one with itself, on a Spark: the one at `master`, or that of `spark-submit`."""

    def __init__(self, master: str = "") -> None:
        self._master = master
        ready()

    def __call__(
        self, share: Share, files: Sequence[Encoded], model: Model
    ) -> Iterator[tuple[list[Found], Tally]]:
        """What `share` gives for each range of tokens, in their order. Raises Unavailable."""
        there = [replace(file, path=file.path.absolute()) for file in files]
        with running(self._master) as session:
            ranges = session.range(0, RANGES, 1, min(RANGES, _parts(session)))
            found = ranges.mapInArrow(_work(share, there, model), _COLUMNS).toArrow()
        yield from _in_order(found)


@contextmanager
def running(master: str, settings: Mapping[str, str] = NONE) -> Iterator[Any]:
    """A session of Spark, stopped in the end. Raises Unavailable where it cannot start or finish."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - comes with pyspark
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    builder = SparkSession.builder.appName("dotline link")
    if master:
        builder = builder.master(master)
    near = _NEAR if master.startswith("local") else {}
    if near:  # the workers of this machine have the libraries that this process has
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for name, value in {**_SETTINGS, **near, **settings}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            session.stop()
    except (PySparkException, Py4JError) as error:
        raise Unavailable(
            "Apache Spark could not finish the work.",
            "Read its log; every machine must find the files at the same place, and Dotline.",
        ) from error


# Nobody else reaches a Spark that runs on this machine alone.
_NEAR: Final = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.maxResultSize": "0",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}


def _parts(session: Any) -> int:
    """Four tasks for each core, so that a slow one holds nobody up."""
    return 4 * int(session.sparkContext.defaultParallelism)


def _work(
    share: Share, files: Sequence[Encoded], model: Model
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What runs at a worker: ranges in, pairs out."""

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415

        for batch in batches:
            for at in batch.column(0).to_pylist():
                found, tally = share(files, at, model, RANGES)
                for part in (*found, _told(tally)):
                    yield pa.RecordBatch.from_arrays(
                        [
                            pa.array(np.full(len(part), at, np.int32)),
                            *(
                                pa.array(np.ascontiguousarray(part[name]).view(kind))
                                for name, kind in _KINDS
                            ),
                        ],
                        names=_NAMES,
                    )

    return work


# Spark has no whole numbers without a sign: the same bits with one.
_KINDS: Final = (("one", "<i8"), ("two", "<i8"), ("points", "<i4"), ("levels", "<i4"))
_NAMES: Final = ["range", *(name for name, _kind in _KINDS)]


def _told(tally: Tally) -> Found:
    row = np.zeros(1, FOUND)
    row["one"], row["two"], row["points"] = tally.compared, tally.crowded, _TALLY
    return row


def _in_order(table: Any) -> Iterator[tuple[list[Found], Tally]]:
    ranges = table.column("range").to_numpy()
    rows = np.empty(len(ranges), FOUND)
    for name, _kind in _KINDS:
        rows[name] = table.column(name).to_numpy().view(FOUND[name])
    order = np.argsort(ranges, kind="stable")
    rows, counts = rows[order], rows["points"][order] == _TALLY
    for row in rows[counts]:
        yield [], Tally(int(row["one"]), int(row["two"]))
    yield [rows[~counts]], Tally()
