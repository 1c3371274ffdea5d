"""`dotline report`: build reports in which every number is a bound query."""

from collections.abc import Sequence
from pathlib import Path

import click

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.reference import instruments
from dotline.report import jobs, queries
from dotline.report.formats.files import Format, Written, write_files
from dotline.ui.asked import lang
from dotline.ui.bilingual import Lang
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import Code, RichProgress, emit, json_option

columns_named("law", "statistic", "register", "claims", "judgement", "attestation", "pointer")


@click.group()
def group() -> None:
    """Build reports."""


@group.command()
@click.argument("kind")
@click.option("--lang", "langs", multiple=True, help="en or fr; give it twice for both (default).")
@click.option("--out", type=click.Path(path_type=Path), help="Folder that the files go to as well.")
@as_option
@json_option
def build(
    reader: Reader, kind: str, langs: tuple[str, ...], out: Path | None, as_json: bool
) -> None:
    """Build a report of a KIND, such as annual, as HTML and PDF/UA-1 in each language.

    The same release, plan and texts give the same bytes. The report is kept, listed on the site,
    and written to the folder of --out. KIND may name a questionnaire too, such as tip-2008: its
    answers are written to the folder and not kept.
    """
    chosen = jobs.languages(langs)
    if kind in {one.code for one in instruments.every()}:
        emit(_answers(reader, kind, chosen, out), as_json)
        return
    with RichProgress() as progress:
        row, built = jobs.build_and_keep(reader, kind, chosen, progress)
    files = [one for one in built.files if one.format is not Format.PAGE]
    if out is not None:
        write_files(out, files)
    emit(
        {
            "report": str(row.id),
            "kind": row.kind,
            "period": row.period,
            "release": row.edition,
            "snapshot": row.release_digest,
            "fictional": row.fictional,
            "files": _files(files, out),
        },
        as_json,
    )


def _answers(
    reader: Reader, code: str, langs: tuple[Lang, ...], out: Path | None
) -> dict[str, object]:
    """Build the answers to a questionnaire, and say which rest on no search."""
    with RichProgress() as progress:
        found, built = jobs.build_answers(reader, code, langs, progress)
    files = [one for one in built if one.format is not Format.PAGE]
    if out is not None:
        write_files(out, files)
    return {
        "questionnaire": code,
        "items": len(found.answers),
        "pointers": len(found.instrument.pointers),
        "unattested": list(found.unattested),
        "texts": found.digest,
        "files": _files(files, out),
    }


def _files(files: Sequence[Written], out: Path | None) -> list[dict[str, object]]:
    return [
        {
            "file": str(out / one.name) if out else one.name,
            "sha256": one.digest,
            "bytes": len(one.content),
        }
        for one in files
    ]


@group.command("list")
@as_option
@json_option
def list_(reader: Reader, as_json: bool) -> None:
    """List the reports that were built, newest first."""
    rows = [
        {
            "report": str(row.id),
            "kind": row.kind,
            "period": row.period,
            "release": row.edition,
            "built_at": row.built_at.isoformat(timespec="seconds"),
            "files": [one.name for one in row.files.all() if one.format != Format.PAGE],
        }
        for row in queries.reports(reader)
    ]
    emit(rows, as_json)


@group.command()
@click.argument("kind")
@json_option
def check(kind: str, as_json: bool) -> None:
    """Check the texts of a KIND of report: both languages, no typed number, names that exist."""
    script = jobs.script(kind)
    emit(
        {
            "kind": kind,
            "chapters": len(script.chapters),
            "numbers_named": len(script.named()),
            "numbers_unused": sorted(set(script.numbers) - script.named()),
            "texts": script.digest,
        },
        as_json,
    )


@group.group()
def questionnaires() -> None:
    """What other bodies ask of Canada, item by item."""


@questionnaires.command("list")
@json_option
def questionnaires_list(as_json: bool) -> None:
    """List the questionnaires, whether their questions were read, and how many answers point to others."""
    rows = [
        {
            "code": one.code,
            "title": one.title(lang()),
            "asked_by": one.asked_by(lang()),
            "from": one.first,
            "to": one.last,
            "due": one.due,
            "answered": one.answered,
            "questions_read": one.read,
            "items": len(one.items),
            "pointers": len(one.pointers),
            "misprinted": sum(pointer.misprinted for pointer in one.pointers),
            "source": one.source,
        }
        for one in instruments.every()
    ]
    emit(rows, as_json, columns=["code", "title", "to", "due", "items", "questions_read"])


@questionnaires.command("show")
@click.argument("code")
@json_option
def questionnaires_show(code: str, as_json: bool) -> None:
    """Show the items of CODE: what each asks, on what its answer rests, to which it points."""
    rows = [
        {
            "ref": item.ref,
            "section": section.title(lang()),
            "topic": item.topic(lang()),
            "rests_on": [Code(kind.value) for kind in item.kinds],
            "limit": item.limit,
            "points_to": [to for one in item.pointers for to in one.to],
            "printed": [to for one in item.pointers for to in one.printed if one.misprinted],
        }
        for section in instruments.find(code).sections
        for item in section.items
    ]
    emit(rows, as_json, columns=["ref", "topic", "rests_on", "points_to", "printed"])
