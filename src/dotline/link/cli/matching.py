"""`dotline link`: compare, resolve, match, dedupe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.access.commandline import as_option
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.gates import batches
from dotline.gates import encode as gate
from dotline.link import actions, jobs, policy
from dotline.link.cli.engines import engine_option, master_option
from dotline.link.cli.explaining import explain
from dotline.link.cli.notices import notify
from dotline.link.engines import splink
from dotline.link.formats import pairs as row_pairs
from dotline.link.formats import results
from dotline.matching import comparing, resolving
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import RichProgress, emit, json_option

columns_named("rows_a", "rows_b", "compared", "kept", "crowded", "match", "review", "no_match")
columns_named("records", "clusters")
FILE = click.Path(path_type=Path, dir_okay=False)
Command = TypeVar("Command", bound=Callable[..., Any])
out_option = click.option(
    "--out", required=True, type=FILE, help="Pairs of records (CSV or Parquet)."
)


@dataclass(frozen=True)
class Wanted:
    """Where pairs of records go, and which of them are wanted."""

    out: Path
    one_to_one: bool
    least: float

    def tell(self, by: Reader, told: jobs.Resolved, *, as_json: bool) -> resolving.Linked:
        """Choose the pairs, note that they were told, write them, and say how many there are."""
        linked = jobs.chosen(told, one_to_one=self.one_to_one, least=self.least)
        actions.matched(by=by, about=told.about, zones=_zones(linked))
        results.write(self.out, told.ids, linked, origin(by, told.about))
        _tell(_figures(told, linked), as_json)
        if not told.of_records:
            click.echo(
                _(
                    "These are pairs of rows, several for each record: the owners' lists are missing. For records lay"
                    " A.ids and B.ids beside A and B, or name them with --ids-a and --ids-b."
                ),
                err=True,
            )
        return linked


def origin(by: Reader, told: row_pairs.About) -> results.Origin:
    """What pairs come from, with the agreement that the register names for their files."""
    return results.Origin(
        purpose=told.purpose,
        epoch=told.epoch,
        key=told.key,
        model=told.model,
        digests=told.digests,
        agreement=batches.agreement_of(by, told.purpose, told.digests),
        on=clock.now().date(),
    )


def pairs_options(command: Command) -> Command:
    """Add what `resolve` and `match` share; the command gets it as `wanted`, once OUT is known to be free."""

    @wraps(command)
    def run(*args: Any, out: Path, one_to_one: bool, least: float, **more: Any) -> Any:
        policy.may_match(more["reader"]).or_refuse()
        row_pairs.free_table(out)
        return command(*args, wanted=Wanted(out, one_to_one, least), **more)

    for option in (
        json_option,
        as_option,
        click.option(
            "--min-probability",
            "least",
            type=click.FloatRange(0, 1),
            default=resolving.REVIEW,
            show_default=True,
            help="Leave out pairs that are less probable.",
        ),
        click.option(
            "--one-to-one", is_flag=True, help="Each record is in one pair at most: the surest."
        ),
        out_option,
    ):
        run = option(run)
    return cast(Command, run)


@click.command()
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option("--out", required=True, type=FILE, help="Pairs of pseudonyms with points (Parquet).")
@as_option
@json_option
def compare(a: Path, b: Path, out: Path, reader: Reader, as_json: bool) -> None:
    """Compare two encoded files; who does this sees no name and no id."""
    policy.may_match(reader).or_refuse()
    row_pairs.free(out)
    batches.check_meeting(reader, a, b)
    with RichProgress() as progress:
        done = jobs.compare(a, b, progress=progress).pairs
    actions.compared(by=reader, about=done.about, pairs=len(done.one))
    row_pairs.write(out, done)
    _tell(
        {"compared": done.about.compared, "kept": len(done.one), "crowded": done.about.crowded},
        as_json,
    )


@click.command()
@click.argument("pairs", type=FILE)
@click.option("--ids-a", type=FILE, help="The owners' file of A, where you are given it.")
@click.option("--ids-b", type=FILE, help="The owners' file of B, where you are given it.")
@pairs_options
def resolve(
    pairs: Path,
    ids_a: Path | None,
    ids_b: Path | None,
    wanted: Wanted,
    reader: Reader,
    as_json: bool,
) -> None:
    """Make pairs of records of what `compare` wrote; who does this sees pseudonyms and points."""
    compared = row_pairs.read(pairs)
    batches.check_pairs(reader, compared.about.purpose, compared.about.digests)
    wanted.tell(reader, jobs.resolve(compared, (ids_a, ids_b)), as_json=as_json)


@click.command()
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@pairs_options
@engine_option
def match(
    a: Path, b: Path, wanted: Wanted, spread: jobs.Spread, reader: Reader, as_json: bool
) -> None:
    """Compare and resolve at once; the owners' ids where A.ids and B.ids lie beside."""
    batches.check_meeting(reader, a, b)
    with RichProgress() as progress:
        compared, told = jobs.match(a, b, progress=progress, spread=spread)
    linked = wanted.tell(reader, told, as_json=as_json)
    results.write_why(wanted.out, told.ids, linked, compared.levels, origin(reader, told.about))


@click.command()
@click.argument("source", type=FILE)
@click.option("--schema", type=FILE, help="Which column says what (TOML).")
@click.option("--out", required=True, type=FILE, help="Each id with the number of its cluster.")
@click.option("--key", "key_file", type=FILE, help="Do it on encodings under this key alone.")
@click.option(
    "--min-probability",
    "least",
    type=click.FloatRange(0, 1),
    default=resolving.JOIN,
    show_default=True,
    help="Join records that are one person with this probability.",
)
@click.option(
    "--engine",
    type=click.Choice(["own", "splink", "spark"]),
    default="own",
    show_default=True,
    help="Our scorer, or Splink to compare with: on DuckDB (splink) or on Apache Spark (spark).",
)
@master_option
@as_option
@json_option
def dedupe(  # noqa: PLR0917 - click gives them by name
    source: Path,
    schema: Path | None,
    out: Path,
    key_file: Path | None,
    least: float,
    engine: str,
    spark_master: str,
    reader: Reader,
    as_json: bool,
) -> None:
    """Find who is in your own file twice: a CSV or Parquet table, or one that you encoded."""
    policy.may_match(reader).or_refuse()
    row_pairs.free_table(out)
    if engine != "own":
        backend = splink.on_duckdb if engine == "splink" else splink.OnSpark(spark_master)
        done = _by_splink(source, schema, key_file, least, backend)
    else:
        if schema is None:
            batches.check_meeting(reader, source)
        with RichProgress() as progress:
            done = jobs.dedupe(
                source,
                schema=gate.read_schema(schema) if schema else None,
                key=gate.read_key(key_file) if key_file else None,
                least=least,
                beside_=out,
                progress=progress,
            )
    actions.deduped(by=reader, records=done.records, clusters=done.clusters)
    results.write_clusters(out, done.rows)
    _tell({"records": done.records, "clusters": done.clusters}, as_json)


def _by_splink(
    source: Path,
    schema: Path | None,
    key_file: Path | None,
    least: float,
    backend: splink.Backend,
) -> jobs.Deduped:
    """The same by Splink. Raises Invalid for what is no table in the clear."""
    if schema is None or key_file is not None:
        raise Invalid(
            "Splink works on a table in the clear.", "Give --schema, and leave out --key."
        )
    rows = splink.clusters(source, gate.read_schema(schema), least, backend)
    return jobs.Deduped(rows, len(rows), len({number for _one, number in rows}))


def _zones(linked: resolving.Linked) -> dict[str, int]:
    zones = linked.zones.tolist()
    return {zone: zones.count(at) for at, zone in enumerate(results.ZONES)}


def _figures(told: jobs.Resolved, linked: resolving.Linked) -> dict[str, object]:
    zones = _zones(linked)
    return {
        "rows_a": told.about.rows_a,
        "rows_b": told.about.rows_b,
        "compared": told.about.compared,
        "crowded": told.about.crowded,
        "match": zones["match"],
        "review": zones["review"],
        "no_match": zones["no match"],
    }


def _tell(figures: dict[str, object], as_json: bool) -> None:
    """Figures as JSON, or as a table and what was left out in a sentence."""
    emit(figures, as_json)
    crowded = figures.get("crowded")
    if crowded and not as_json:
        told = ngettext(
            "%(number)s row was left out: more than %(most)s share what it rests on.",
            "%(number)s rows were left out: more than %(most)s share what they rest on.",
            int(str(crowded)),
        )
        click.echo(told % {"number": crowded, "most": comparing.LARGEST}, err=True)


COMMANDS: Sequence[click.Command] = (compare, resolve, match, dedupe, explain, notify)
