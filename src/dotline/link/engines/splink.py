"""Splink 5 on DuckDB or Spark: the same file in the clear by an engine of others, to compare with and to choose. Pure.

It sees names, so it runs inside one agency alone. What it is told are the folded values that our own encoder sees; its
weights are estimated on the file itself (Fellegi and Sunter by expectation and maximisation), with no labels.
"""

import contextlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dotline.base.errors import Invalid, Unavailable
from dotline.gates.encode import Folder, Schema, reading
from dotline.link.engines import spark
from dotline.matching.identity import Identity

NEEDED: Final = 2
"""So many columns must say something, or nothing can be told apart."""
# What may agree, which records are looked at together, and what is taken for sure enough to begin with.
_RULES: Final = (
    ("family", "birth"), ("given", "birth"), ("family", "given"), ("phone",), ("email",), ("document",),
    ("postal", "family"), ("postal", "birth"), ("street", "given"), ("street", "family"), ("birth", "postal"),
)  # fmt: skip
_SURE: Final = (("given", "family", "birth"), ("phone", "given"), ("document",), ("email", "given"))
_PAIRS: Final = 1e6
_RECALL: Final = 0.7


def ready() -> None:
    """Raises Unavailable with the package to install."""
    try:
        import splink  # noqa: F401, PLC0415 - DuckDB's twenty megabytes, which only this needs
    except ImportError as error:
        raise Unavailable(
            "Splink is not installed here.",
            "Install it: ./dotline add splink (the package splink).",
        ) from error


Backend = Callable[[Any, Callable[[Any], Any]], Sequence[tuple[str, str]]]
"""Where Splink works: given a table and what to do with it once it is registered, the id and cluster of each record."""


def on_duckdb(table: Any, work: Callable[[Any], Any]) -> Sequence[tuple[str, str]]:
    """On this machine, in this process."""
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    found = work(DuckDBAPI().register(table))
    names = [one.name.strip('"') for one in found.columns]
    at, mine = names.index("cluster_id"), names.index("unique_id")
    return [(row[mine], row[at]) for row in found.as_duckdbpyrelation().fetchall()]


@dataclass(frozen=True)
class OnSpark:
    """On the Spark at `master`, or that of `spark-submit`. The names are there in the clear: it is the agency's own."""

    master: str

    def __call__(self, table: Any, work: Callable[[Any], Any]) -> Sequence[tuple[str, str]]:
        """The same. Raises Unavailable without pyspark or Java, or where Spark cannot finish."""
        spark.ready()
        from splink.backends.spark import SparkAPI, similarity_jar_location  # noqa: PLC0415

        settings = {
            "spark.jars": similarity_jar_location(),  # Jaro and Winkler's likeness, for Spark's SQL
            "spark.sql.ansi.enabled": "false",  # Splink's SQL divides by nothing here and there
            "spark.sql.shuffle.partitions": "8",
        }
        backend: Any = SparkAPI
        with spark.running(self.master, settings) as session:
            # Kept in memory: a checkpoint would write names to a disk that every machine shares.
            api = backend(spark_session=session, break_lineage_method="persist")
            found = work(api.register(session.createDataFrame(table)))
            told = found.as_spark_dataframe().select("unique_id", "cluster_id").toArrow()
        return list(zip(*(column.to_pylist() for column in told.columns), strict=True))


def clusters(
    source: Path, schema: Schema, least: float, backend: Backend = on_duckdb
) -> list[tuple[str, int]]:
    """Each id of a file with the number of its cluster, numbered in the order of the file.

    Raises NotFound, Invalid; Unavailable without Splink or what its back end needs.
    """
    ready()
    import pyarrow as pa  # noqa: PLC0415

    folder = Folder(schema)
    rows = [
        {"unique_id": row[schema.id], **_told(folder.fold(row))}
        for row in reading.rows(source, schema)
    ]
    columns = [name for name in _COLUMNS if any(row[name] for row in rows)]
    if len(columns) < NEEDED:
        raise Invalid(
            "These records say too little to be compared.", "Give the schema more columns."
        )
    told = [[rule for rule in some if set(rule) <= set(columns)] for some in (_RULES, _SURE)]
    if not told[0]:
        raise Invalid(
            "These records say too little to be compared.", "Give the schema more columns."
        )
    rules, sure = ([rule for rule in some if _shared(rows, rule)] for some in told)
    if not rules:  # Splink cannot learn from no pair, and there is none to find
        return [(row["unique_id"] or "", at) for at, row in enumerate(rows, 1)]
    table = pa.table({name: [row[name] for row in rows] for name in ("unique_id", *columns)})
    with contextlib.redirect_stderr(io.StringIO()):  # its bars of progress
        group = dict(backend(table, lambda known: _grouped(known, columns, (rules, sure), least)))
    numbers: dict[Any, int] = {}
    every = [row["unique_id"] or "" for row in rows]
    return [(one, numbers.setdefault(group[one], len(numbers) + 1)) for one in every]


def _told(who: Identity) -> dict[str, str | None]:
    """What Splink is told of a record; None for nothing."""
    name, birth = next(iter(who.names), None), who.birth
    told = {
        "given": name.given if name else "",
        "family": name.family if name else "",
        "birth": f"{birth.year:04}-{birth.month:02}-{birth.day:02}"
        if birth and birth.whole
        else "",
        "sex": who.sex,
        "phone": next(iter(who.phones), ""),
        "email": who.email,
        "document": next(iter(who.documents), ""),
        "postal": who.postal,
        "street": who.street,
        "place": who.place,
    }
    return {column: value or None for column, value in told.items()}


_COLUMNS: Final = (
    "given", "family", "birth", "sex", "phone", "email", "document", "postal", "street", "place",
)  # fmt: skip


def _shared(rows: Sequence[Mapping[str, str | None]], rule: Sequence[str]) -> bool:
    """Whether two records have all of this in common."""
    told = (tuple(row[name] for name in rule) for row in rows)
    whole = [one for one in told if None not in one]
    return len(set(whole)) < len(whole)


def _grouped(
    table: Any,
    columns: Sequence[str],
    rules: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]],
    least: float,
) -> Any:
    """Splink's table with the cluster of each record of a registered one.

    `rules`: what two records may meet by, and of it what only one person shares; by each some records do meet.
    """
    from splink import Linker, SettingsCreator, block_on  # noqa: PLC0415

    met: list[Any] = [block_on(*rule) for rule in rules[0]]
    sure: list[Any] = [block_on(*rule) for rule in rules[1]]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=met,
        comparisons=[_comparison(name) for name in columns],
    )
    linker = Linker(table, settings, log_level="ERROR")
    training = linker.training
    training.estimate_probability_two_random_records_match(sure or met[:1], recall=_RECALL)
    training.estimate_u_using_random_sampling(max_pairs=_PAIRS, seed=1)
    for rule in met[:2]:
        training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=least)
    return linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, least)


def _comparison(name: str) -> Any:
    import splink.comparison_library as library  # noqa: PLC0415

    if name in {"given", "family"}:
        return library.JaroWinklerAtThresholds(name, [0.92, 0.8])
    if name in {"birth", "phone", "postal"}:
        return library.DamerauLevenshteinAtThresholds(name, [1, 2])
    if name == "street":
        return library.JaroWinklerAtThresholds(name, [0.9])
    return library.ExactMatch(name)
