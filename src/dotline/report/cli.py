"""`dotline report`: build reports in which every number is a bound query."""

from pathlib import Path

import click

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.report import jobs, queries
from dotline.report.formats.files import Format, write_files
from dotline.ui.terminal import RichProgress, emit, json_option


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
    and written to the folder of --out.
    """
    chosen = jobs.languages(langs)
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
            "files": [
                {
                    "file": str(out / one.name) if out else one.name,
                    "sha256": one.digest,
                    "bytes": len(one.content),
                }
                for one in files
            ],
        },
        as_json,
    )


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
