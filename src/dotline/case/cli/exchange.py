"""`dotline case import`, `export` and what belongs to them."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.access.commandline import as_option
from dotline.base.findings import FindingGroup
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.jobs import exchange
from dotline.case.rules import counted, disclosing
from dotline.ui.terminal import RichProgress, emit, json_option

SHOWN = 12


def add_to(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (import_, export, imports, report, undo_import, count):
        group.add_command(command)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(list(exchange.FORMATS)), required=True)
@as_option
@json_option
def import_(file: Path, kind: str, reader: Reader, as_json: bool) -> None:
    """Bring a file of cases in. Rows with an unknown code are listed and kept out; the rest loads.

    A broken file loads nothing, and the same file again changes nothing.
    """
    with RichProgress() as progress:
        done = exchange.bring_in(reader, file, kind, progress)
    if as_json:
        emit({**asdict(done), "findings": [_group(one) for one in done.findings]}, as_json)
        return
    if done.again:
        click.echo(_("This very file is in already. Nothing was changed."))
    else:
        click.echo(came_in(done))
    for one in done.findings[:SHOWN]:
        click.echo(f"  {one.count:>7}  {one.field}: {_(one.reason)} ({_short(one.rows)})")
    click.echo(_("Import %(id)s") % {"id": done.batch})
    if done.findings:
        click.echo(_("Each row by itself: %s") % f"dotline case import-report {done.batch}")


def came_in(done: exchange.BroughtIn) -> str:
    """How many rows of a file came in and how many stayed out, in words."""
    came = ngettext("%(rows)s row is in.", "%(rows)s rows are in.", done.rows)
    out = ngettext(
        "%(kept_out)s row was kept out.", "%(kept_out)s rows were kept out.", done.kept_out
    )
    told = {"rows": done.rows, "kept_out": done.kept_out, "seconds": f"{done.seconds:.1f}"}
    return f"{came} {out} (%(seconds)s s)" % told


def _short(rows: str) -> str:
    return rows if len(rows) <= 40 else f"{rows[:40].rpartition(',')[0]} …"


def _group(one: FindingGroup) -> dict[str, object]:
    return {"field": one.field, "reason": _(one.reason), "rows": one.rows, "count": one.count}


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(list(exchange.FORMATS)), required=True)
@click.option("--to", default="", metavar="AGENCY", help="Who receives it (default: your own).")
@click.option(
    "--basis", default="", metavar="CLAUSE", help="What makes it lawful: a clause's code."
)
@click.option(
    "--own-cases",
    is_flag=True,
    help="Add your agency's own cases, as codes without names, to the rows that came in as files.",
)
@click.option(
    "--without-names", is_flag=True, help="Leave out every field that may identify somebody."
)
@click.option(
    "--stated",
    multiple=True,
    type=click.Choice(disclosing.PROOFS),
    help="What the file shows for the clause, e.g. order; may be repeated.",
)
@click.option("--purpose", default="", help="What it is for, in words.")
@click.option(
    "--request",
    type=click.File(encoding="utf-8"),
    help="The written request, as a text file; it is kept sealed with the record.",
)
@as_option
@json_option
def export(out: Path, kind: str, reader: Reader, as_json: bool, **asked: Any) -> None:
    """Write cases to OUT, a passage of the gate refer: recipient, fields and basis go on the ledger."""
    request = asked.pop("request")
    asked["request"] = request.read() if request else ""
    with RichProgress() as progress:
        done = exchange.send_out(reader, out, exchange.SendOut(kind, **asked), progress)
    if as_json:
        emit(asdict(done), as_json)
        return
    told = {"rows": done.rows, "name": out.name, "seconds": f"{done.seconds:.1f}"}
    sent = ngettext(
        "%(rows)s row to %(name)s. (%(seconds)s s)",
        "%(rows)s rows to %(name)s. (%(seconds)s s)",
        done.rows,
    )
    click.echo(sent % told)
    for line in left_behind(done):
        click.echo(line)


def left_behind(done: exchange.SentOut) -> Iterator[str]:
    """Who and what did not go along, a line for each."""
    if done.left_out:
        line = ngettext(
            "%(people)s person stayed out: the clause does not carry that record.",
            "%(people)s people stayed out: the clause does not carry their records.",
            done.left_out,
        )
        yield line % {"people": done.left_out}
    if done.nameless:
        line = ngettext(
            "%(people)s person went without a name: a publication ban is in force.",
            "%(people)s people went without their names: a publication ban is in force.",
            done.nameless,
        )
        yield line % {"people": done.nameless}
    for name, times in sorted(done.unsaid.items()):
        line = ngettext(
            "  %(name)s has no word in this format: %(times)s row",
            "  %(name)s has no word in this format: %(times)s rows",
            times,
        )
        yield line % {"name": name, "times": times}
    for name, times in sorted(done.withheld.items()):
        line = ngettext(
            "  %(name)s was left out of %(times)s row: it tells of an accused person",
            "  %(name)s was left out of %(times)s rows: it tells of an accused person",
            times,
        )
        yield line % {"name": name, "times": times}


@click.command("imports")
@as_option
@json_option
def imports(reader: Reader, as_json: bool) -> None:
    """List the files that came in, newest first."""
    emit(
        [
            {
                "id": row.id,
                "scheme": row.scheme,
                "made": row.made_at,
                "rows": row.rows,
                "kept_out": row.kept_out,
                "undone": row.undone_at,
            }
            for row in queries.batches(reader)
        ],
        as_json,
    )


@click.command("import-report")
@click.argument("batch_id", type=click.UUID)
@as_option
@json_option
def report(batch_id: UUID, reader: Reader, as_json: bool) -> None:
    """The rows of an import that were kept out: row, field, reason. Never the value."""
    groups = queries.kept_out(queries.batch(reader, batch_id))
    each = [one for group in groups for one in group.each()]
    emit(
        [{"row": one.row, "field": one.field, "reason": _(one.reason)} for one in each],
        as_json,
        columns=("row", "field", "reason"),
    )


@click.command("undo-import")
@click.argument("batch_id", type=click.UUID)
@as_option
@json_option
def undo_import(batch_id: UUID, reader: Reader, as_json: bool) -> None:
    """Take an import back while nothing was built on it."""
    batch = actions.undo_import(by=reader, batch_id=batch_id)
    emit({"id": batch.id, "rows": batch.rows, "undone": batch.undone_at}, as_json)


@click.command("count")
@click.option(
    "--by", "field", type=click.Choice(counted.FIELDS), default=counted.YEAR, show_default=True
)
@as_option
@json_option
def count(field: str, reader: Reader, as_json: bool) -> None:
    """Count the rows that came in as files, by a field and the main form. Exact: for your agency alone."""
    found = queries.counted_forms(queries.counted_cases(reader), field)
    rows = [
        {"value": value, "form": form, "rows": times}
        for (value, form), times in sorted(found.items())
    ]
    emit(rows, as_json, columns=("value", "form", "rows"))
