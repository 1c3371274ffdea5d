"""`dotline statistics`: release, read and attack the published figures."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from dotline.access.commandline import as_option
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.reader import Reader
from dotline.base.whole import write_whole
from dotline.statistics import jobs, queries
from dotline.statistics.formats import files, headlines, noisy
from dotline.statistics.formats import package as packaging
from dotline.statistics.queries import TableView
from dotline.statistics.rules import periods
from dotline.ui.asked import lang
from dotline.ui.numbers import Hidden, explanation_of
from dotline.ui.terminal import RichProgress, emit, json_option


@click.group()
def group() -> None:
    """Release and read protected figures."""


@group.command()
@click.argument("period")
@click.option("--agreement", default="", help="Reference of the data steward's agreement (OCAP).")
@as_option
@json_option
def release(reader: Reader, period: str, agreement: str, as_json: bool) -> None:
    """Count, protect, attack and publish a PERIOD such as 2025, 2025-Q1 or 2024-Q1..2026-Q3."""
    sent = jobs.release_period(reader, periods.period(period), agreement)
    row = queries.releases(reader).filter(pk=sent.release).first()
    data = {
        "release": str(sent.release),
        "edition": row.edition if row else None,
        "period": sent.period,
        "cells": sent.cells,
        "hidden": sent.hidden,
        "revised": sent.revised,
        "gate_passage": str(sent.passage),
    }
    emit(data, as_json)


@group.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--tables", required=True, type=click.Path(path_type=Path), help="The registered tables (TOML)."
)
@click.option(
    "--epsilon", required=True, type=float, help="What the release promises; 1 to 4 is usual."
)
@click.option(
    "--delta", required=True, type=float, help="Such as 1e-6; far below one in all people."
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder of release and budget."
)
@click.option(
    "--budget", type=float, help="Epsilon for all releases of this file (default: this one's)."
)
@click.option(
    "--test-noise", type=int, metavar="SEED", help="Noise that can be drawn again: NOT PROTECTED."
)
@click.option(
    "--numbers",
    type=click.Choice(("auto", "rows", "measured")),
    default="auto",
    show_default=True,
    help="Count the tables from rows of made-up people, so that all agree, or print what was measured.",
)
@json_option
def protect(  # noqa: PLR0917 - click gives them by name
    source: Path,
    tables: Path,
    epsilon: float,
    delta: float,
    out: Path,
    budget: float | None,
    test_noise: int | None,
    numbers: str,
    as_json: bool,
) -> None:
    """Publish the registered tables of your own CSV file with noise that protects each person."""
    promise = epsilon, delta, epsilon if budget is None else budget
    told = jobs.protect_file(source, tables, promise, out, test_noise=test_noise, numbers=numbers)
    if not told["protected"]:
        click.echo(_("NOT PROTECTED: this noise can be drawn again."), err=True)
    emit(told if as_json else noisy.summary(told), as_json)
    if not as_json:
        click.echo(noisy.agreement(told))


@group.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--rows", type=int, metavar="N", help="How many (default: as many as there are people, noisy)."
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The CSV file of the rows."
)
@json_option
def synthesise(folder: Path, rows: int | None, out: Path, as_json: bool) -> None:
    """Make rows of made-up people whose tables are those of DIR, as `statistics protect` wrote it.

    The original file is not opened and no budget is spent.
    """
    with RichProgress() as progress:
        told = jobs.synthesise_folder(folder, rows, out, progress)
    if not told["protected"]:
        click.echo(_("NOT PROTECTED: this noise can be drawn again."), err=True)
    emit(told if as_json else told["errors"], as_json)
    if not as_json:
        difference = f"{told['agreement']['greatest_difference']:g}"
        click.echo(
            _("The greatest difference from any published number: {count}.").format(
                count=difference
            )
        )


@group.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("rows", metavar="ROWS.csv", type=click.Path(path_type=Path))
@json_option
def compare(folder: Path, rows: Path, as_json: bool) -> None:
    """Compare each published table of DIR with rows that `statistics synthesise` made of it.

    Exit 5 if the release says that they agree and they do not.
    """
    apart, broken = jobs.compare_rows(folder, rows)
    emit(noisy.comparison(apart), as_json)
    if broken:
        raise Conflict(
            "The release says that its tables are those of its rows, and these rows differ.",
            "Make the rows anew from this folder, or take the folder again from where it was published.",
        )


@group.command()
@as_option
@json_option
def releases(reader: Reader, as_json: bool) -> None:
    """List the editions."""
    rows = [
        {
            "edition": row.edition,
            "period": row.period,
            "cells": row.cells,
            "hidden": row.hidden,
            "made_at": row.made_at.isoformat(timespec="seconds"),
        }
        for row in queries.releases(reader)
    ]
    emit(rows, as_json)


@group.command()
@click.argument("code")
@click.option("--edition", default="", help="An earlier edition (default: the newest).")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@as_option
@json_option
def table(reader: Reader, code: str, edition: str, as_csv: bool, as_json: bool) -> None:
    """Print the table CODE, such as calls or cases-by-form."""
    if as_csv and as_json:
        raise Invalid("Choose one of --csv and --json.")
    view = queries.table(reader, code, edition)
    if as_json:
        emit(files.as_data(view), as_json)
    elif as_csv:
        click.echo(files.as_csv(view), nl=False)
    else:
        if view.release.fictional:
            click.echo(files.FICTIONAL)
        emit(_table_rows(view), as_json)
        if view.hidden:
            click.echo(explanation_of(Hidden.SUPPRESSED, lang()))


@group.command()
@click.argument("out", metavar="OUT.zip", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--edition", default="", help="An earlier edition (default: the newest).")
@as_option
@json_option
def package(reader: Reader, out: Path, edition: str, as_json: bool) -> None:
    """Write every table of an edition to OUT.zip: a Data Package, SDMX and how they were made."""
    views = queries.tables(reader, edition)
    write_whole(out, packaging.package(views), mode=0o644)
    row = views[0].release
    emit({"edition": row.edition, "tables": len(views), "cells": row.cells}, as_json)


@group.command()
@click.argument("edition", metavar="RELEASE")
@click.option(
    "--against",
    metavar="IN.csv",
    type=click.Path(path_type=Path),
    help="The file that the noisy release in the folder RELEASE was made of.",
)
@click.option("--thorough", is_flag=True, help="More targets and a larger programme: minutes.")
@as_option
@json_option
def attack(
    reader: Reader, edition: str, against: Path | None, thorough: bool, as_json: bool
) -> None:
    """Attack RELEASE; exit 5 if it is broken.

    RELEASE is an edition, attacked as a reader of every edition could; or the folder of a noisy release,
    attacked with --against as somebody could who knows all people of it but one.
    """
    if against is not None or Path(edition).is_dir():
        _attack_folder(Path(edition), against, thorough, as_json)
        return
    found = queries.attacked(reader, edition)
    narrow = found.narrowest
    data = {
        "edition": found.edition,
        "editions_compared": found.editions_compared,
        "hidden": found.hidden,
        "found_out": found.found_out,
        "under_rule": found.under_rule,
        "narrowest_width": narrow.width if narrow else None,
        "narrowest": f"{narrow.low}..{narrow.high}" if narrow else None,
        "narrowest_cell": " ".join(narrow.key) if narrow else None,
    }
    emit(data, as_json)
    if found.found_out:
        raise Conflict(
            "{count} hidden numbers can be computed from what is published.",
            "Take the edition down and tell your data steward.",
            count=found.found_out,
        )


def _attack_folder(folder: Path, against: Path | None, thorough: bool, as_json: bool) -> None:
    found = jobs.attack_folder(folder, against, thorough=thorough)
    emit(noisy.attacks(found), as_json)
    broken = [one.name for one in found if one.broken]
    if broken:
        raise Conflict(
            "This release does not protect its people: {attacks} broke it.",
            "Take it down, tell your data steward, and look which program made it.",
            attacks=", ".join(broken),
        )


@group.command()
@click.argument("table", metavar="TABLE.csv", type=click.Path(path_type=Path))
@click.option(
    "--method",
    type=click.Choice(("all", "main", "stepwise", "bic", "downhill", "dga")),
    default="all",
    show_default=True,
    help="Which lists may depend on one another, and how that is chosen.",
)
@click.option(
    "--replicates",
    type=click.IntRange(0),
    default=20_000,
    show_default=True,
    help="Resampled tables behind the limits; with fewer than 20,000 they are not for publishing.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the resampling.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="A folder for the page with its pictures, in both languages, and the figures as JSON.",
)
@click.option(
    "--overlaps",
    is_flag=True,
    help="Show how many people the lists share: for your own eyes, small numbers point at people.",
)
@json_option
def estimate(
    table: Path,
    method: str,
    replicates: int,
    seed: int,
    *,
    out: Path | None,
    overlaps: bool,
    as_json: bool,
) -> None:
    """Estimate how many people no list saw, from a table of who was seen on which lists.

    Each list has a column of 0 and 1, and the number of people comes last. Nothing is stored, and no cell of the
    table is shown unless you ask for it.
    """
    from dotline.statistics import estimate as methods  # noqa: PLC0415 - loads SciPy
    from dotline.statistics.formats import captures, estimates  # noqa: PLC0415

    read = captures.read_captures(table)
    asked = methods.METHODS if method == "all" else (method,)
    with RichProgress() as progress:
        progress.start("Resample the table", replicates * sum(one != "dga" for one in asked))
        found = methods.estimates(read, asked, replicates, seed, progress.advance)
        progress.done()
    shared = captures.overlaps(read) if overlaps else None
    if out is not None:
        estimates.write(found, out, clock.now().date())
    if as_json:
        emit({**captures.as_data(found), "overlaps": shared}, as_json)
        return
    emit(captures.rows(found), as_json)
    for line in captures.said(found, lang()):
        click.echo(line)
    if shared is None:
        click.echo(_("No cell of the overlap table is shown: --overlaps shows it, to you alone."))
    else:
        emit(shared, as_json)
        click.echo(_("Small numbers of this table point at people: do not pass it on."))


@group.command()
@as_option
@json_option
def measures(reader: Reader, as_json: bool) -> None:
    """Print the measures a minister reads, computed now, each with its bound and its way back."""
    shown = [headlines.as_data(one) for one in queries.headlines(reader)]
    if as_json:
        emit(shown, as_json)
        return
    now = lang()
    rows = [{"measure": one["measure"], "": one[f"label_{now}"], **_said(one)} for one in shown]
    emit(rows, as_json)


def _said(one: dict[str, object]) -> dict[str, object]:
    """What a headline says in one row of the terminal; x is hidden or not known."""
    share = one["share"]
    shown = f"{share:.0%}" if isinstance(share, float) else "x"
    waits = (one.get(name) for name in ("p50", "p90"))
    texts = [
        f"{span['more_than_hours']:g}-{span['at_most_hours']:g} h"
        if isinstance(span, dict)
        else "x"
        for span in waits
    ]
    is_wait = "p50" in one
    return {
        "share": "" if is_wait else shown,
        "p50": texts[0] if is_wait else "",
        "p90": texts[1] if is_wait else "",
    }


def _table_rows(view: TableView) -> list[dict[str, object]]:
    """One row per time (and place), one column per place or category; x is a hidden number."""
    heads = [one.code for one in view.columns]
    return [
        {
            "time": heading.code,
            **{
                code: "" if n is None else "x" if n.hidden else n.value
                for code, n in zip(heads, cells, strict=True)
            },
        }
        for heading, cells in view.rows
    ]
