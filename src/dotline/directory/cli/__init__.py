"""`dotline directory`: load a source, search it, read what was mended."""

import json
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.access import keys
from dotline.access.commandline import as_option
from dotline.base import clock
from dotline.base.errors import Invalid, NotFound
from dotline.base.findings import Finding, FindingGroup
from dotline.base.reader import Reader
from dotline.directory import actions, jobs
from dotline.directory.cli import stewarding
from dotline.directory.cli.needs import needs
from dotline.directory.formats import signed
from dotline.directory.queries import exports, freshness, hsds, runs
from dotline.directory.queries.find import find as search
from dotline.directory.queries.understood import understood
from dotline.directory.rules import reasons
from dotline.directory.rules.query import PER_PAGE, Found, Query
from dotline.reference import places, vocabulary
from dotline.ui.asked import lang
from dotline.ui.terminal import RichProgress, emit, json_option

SHOWN = 12
COUNTS = "source format services records added changed removed unchanged seconds"
NEAR_KM = 50.0
LINES = 60
ROWS_WIDTH = 60
KINDS = {".json": "hsds-json", ".zip": "hsds-csv", ".ndjson": "hsds-ndjson"}


@click.group()
def group() -> None:
    """Load and search who can help."""


for command in (*stewarding.COMMANDS, needs):
    group.add_command(command)


@group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--source",
    default="",
    help="Who brings it; keep it the same from load to load (default: the file's name).",
)
@click.option("--encoding", default="", help="Only when it is not UTF-8, for example cp1252.")
@click.option(
    "--allow-removal", is_flag=True, help="Even when more than half of the source would vanish."
)
@click.option(
    "--into-demo",
    is_flag=True,
    help="Mix services that are not fictional into a demo; its pages then say so.",
)
@as_option
@json_option
def load(file: Path, reader: Reader, as_json: bool, **given: Any) -> None:
    """Load HSDS 3.1 or 1.x: a JSON or NDJSON file, a folder or zip of tables, or - for standard input."""
    if str(file) == "-":
        loaded = actions.load(by=reader, stream=sys.stdin.buffer, **given)
    else:
        with RichProgress() as progress:
            loaded = actions.load(by=reader, path=file, progress=progress, **given)
    if as_json:
        click.echo(
            json.dumps({**_counts(loaded), "findings": [_group(one) for one in loaded.findings]})
        )
        return
    told = {name: getattr(loaded, name) for name in COUNTS.split()}
    click.echo(_("%(source)s: %(format)s, %(services)s services, %(records)s records.") % told)
    done = _("%(added)s added, %(changed)s changed, %(removed)s removed, %(unchanged)s unchanged.")
    click.echo(f"{done % told} ({loaded.seconds:.1f} s)")
    _tell(loaded.findings)


def _counts(loaded: actions.Loaded) -> dict[str, object]:
    return {"run": str(loaded.run)} | {name: getattr(loaded, name) for name in COUNTS.split()}


def _group(one: FindingGroup) -> dict[str, object]:
    return {
        "file": one.file,
        "field": one.field,
        "value": one.value,
        "reason": reasons.spoken(one.reason, _),
        "action": one.action,
        "rows": one.rows,
        "count": one.count,
    }


def _tell(groups: tuple[FindingGroup, ...]) -> None:
    if not groups:
        click.echo(_("Nothing had to be mended or refused."))
        return
    mended = sum(one.count for one in groups if one.action == "repaired")
    refused = sum(one.count for one in groups if one.action == "refused")
    told = _("%(mended)s fields repaired, %(refused)s refused. Each with its row: %(command)s")
    click.echo(told % {"mended": mended, "refused": refused, "command": "dotline directory report"})
    for one in sorted(groups, key=lambda each: -each.count)[:SHOWN]:
        reason = reasons.spoken(one.reason, _)
        click.echo(
            f"  {_actions()[one.action]:<8} {one.count:>7}  {one.file}  {one.field}: {reason}"
        )


def _actions() -> dict[str, str]:
    """The two things that happen to a value, in the language in force."""
    return {"repaired": _("repaired"), "refused": _("refused")}


@group.command()
@click.option(
    "--rows",
    "each",
    is_flag=False,
    flag_value="some",
    default="",
    metavar="[all]",
    help="One line for each row and field: the first 60, or all.",
)
@click.option("--source", default="", help="The last load of this source (default: of any).")
@as_option
@json_option
def report(each: str, source: str, reader: Reader, as_json: bool) -> None:
    """What the last load repaired or refused: file, rows, field, reason. Never the value."""
    if each not in ("", "some", "all"):
        raise Invalid("--rows takes all, or nothing behind it.", "Say --rows or --rows all.")
    groups = runs.findings(reader, source)
    if as_json:
        found = [_each(one) for many in groups for one in many.each()] if each else None
        emit(found if found is not None else [_group(one) for one in groups], as_json)
        return
    total = sum(one.count for one in groups) if each else len(groups)
    most = total if each == "all" else LINES
    lines = (_each(one) for many in groups for one in many.each())
    shown = list(islice(lines if each else map(_short, groups), most))
    emit(shown, as_json)
    if total > len(shown):
        more = _("%(count)s more: %(command)s")
        command = "dotline directory report --rows all"
        click.echo(more % {"count": total - len(shown), "command": command})


def _each(one: Finding) -> dict[str, object]:
    return {
        "file": one.file,
        "row": one.row,
        "field": one.field,
        "value": one.value,
        "reason": reasons.spoken(one.reason, _),
        "action": one.action,
    }


def _short(one: FindingGroup) -> dict[str, object]:
    """A group on one line: of many rows the first ones."""
    told = _group(one)
    if len(one.rows) > ROWS_WIDTH:
        told["rows"] = f"{one.rows[:ROWS_WIDTH].rpartition(',')[0]} …"
    return told


@group.command()
@click.option(
    "--near", default="", metavar="PLACE", help="A town, a postal area, a province, or lat,lon."
)
@click.option("--need", default="", metavar="TERM", help="A code of the needs taxonomy, or a word.")
@click.option(
    "--language", default="", metavar="L", help="A code (es, spa) or a name (Spanish, espagnol)."
)
@click.option(
    "--km",
    type=click.FloatRange(0, 20040),
    help="How far (default 50 with --near; 0: only at the place).",
)
@click.option("--words", default="", metavar="W", help="Words in English or French.")
@click.option("--province", default="", help="A province or territory, by code or name.")
@click.option("--open-now", is_flag=True, help="Only what is open at this moment.")
@click.option("--beds-now", is_flag=True, help="Not what is known to be full.")
@click.option(
    "--gender", default="", metavar="G", help="A code of the list genders, e.g. Feminine."
)
@click.option("--age", type=click.IntRange(0, 120), help="Age in years.")
@click.option("--status", default="", metavar="S", help="A code of the list status_in_canada.")
@click.option("--exploitation", default="", metavar="E", help="A code of the list exploitation.")
@click.option("--children", is_flag=True, help="Children come along.")
@click.option("--pets", is_flag=True, help="A pet comes along.")
@click.option("--wheelchair", is_flag=True, help="Step-free for a wheelchair.")
@click.option("--limit", type=click.IntRange(1, 200), default=PER_PAGE, show_default=True)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@as_option
@json_option
def find(reader: Reader, as_json: bool, **asked: Any) -> None:
    """Find services, each with the reasons why it is in the list. --json prints an HSDS page."""
    understood(reader, need=asked["need"], language=asked["language"])
    place = places.find(asked["near"]) if asked["near"] else None
    pointed = place is not None and place.point is not None
    km = NEAR_KM if asked["km"] is None else asked["km"]
    query = Query(
        words=asked["words"],
        need=asked["need"],
        near=place,
        km=km if pointed else None,
        language=asked["language"],
        open_now_at=clock.now() if asked["open_now"] else None,
        province=asked["province"],
        beds_now=asked["beds_now"],
        gender=_code("genders", asked["gender"]),
        age=asked["age"],
        status=_code("status_in_canada", asked["status"]),
        exploitation=_code("exploitation", asked["exploitation"]),
        children=asked["children"],
        pets=asked["pets"],
        wheelchair=asked["wheelchair"],
        facets=as_json,
        limit=asked["limit"],
        offset=(asked["page"] - 1) * asked["limit"],
    )
    found = search(reader, query)
    if as_json:
        click.echo(json.dumps(hsds.page(reader, found, asked["page"]), ensure_ascii=False))
        return
    _print(found, lang())


def _code(codes: str, given: str) -> str:
    """A code of a list, or nothing. Raises Invalid, naming the known ones, for a word that is none."""
    if given:
        vocabulary.label(codes, given)
    return given


def _print(found: Found, lang: str) -> None:
    click.echo(
        ngettext("%(total)s service", "%(total)s services", found.total) % {"total": found.total}
    )
    if found.relaxed:
        click.echo("  + " + "; ".join(reason.in_(lang) for reason in found.relaxed))
    for hit in found.hits:
        phones = hit.card.get("phones")
        number = phones[0]["number"] if isinstance(phones, list) and phones else ""
        click.echo(f"\n{hit.text('name', lang)}  {number}")
        click.echo(
            f"  {hit.text('organization', lang)}  {hit.card.get('where') or hit.text('region', lang)}"
        )
        click.echo("  " + " · ".join(reason.in_(lang) for reason in hit.why))
        click.echo(f"  {hit.service}")
    click.echo(f"\n{found.hotline}")


@group.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["hsds-json", "hsds-csv", "hsds-ndjson"]),
    help="Default: by the end of OUT (.json, .zip, .ndjson).",
)
@as_option
def export(out: Path, kind: str | None, reader: Reader) -> None:
    """Write the whole directory as HSDS 3.1 to OUT: one JSON page, a zip of tables, or a service a line.

    Loading an export and exporting again gives the same bytes.
    """
    kind = kind or KINDS.get(out.suffix.lower(), "")
    if not kind:
        raise Invalid(
            "{name} ends neither in .json nor in .zip nor in .ndjson.",
            "Choose one of them, or say --format hsds-json.",
            name=out.name,
        )
    if str(out) == "-":
        exports.write(reader, kind, sys.stdout.buffer)
        return
    if out.is_dir() or not out.parent.is_dir():
        raise NotFound("There is no place for {name}.", "Name a file.", name=out.name)
    # Written beside it first: whoever reads OUT never finds half an export.
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            exports.write(reader, kind, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    click.echo(out.name)


@group.command("freshness")
@click.option(
    "--late", is_flag=True, help="The services to confirm instead, longest overdue first."
)
@click.option("--provinces", is_flag=True, help="By the province that a service serves instead.")
@as_option
@json_option
def freshness_(late: bool, provinces: bool, reader: Reader, as_json: bool) -> None:
    """How much of the directory is confirmed within 30, 90 or 365 days, by what the service offers."""
    if late and provinces:
        raise Invalid(
            "--late lists services, --provinces counts by province: they are two lists.",
            "Ask for one of them.",
        )
    if late:
        rows = freshness.overdue(reader)
        emit(
            [{"service": key, "confirmed": day, "freshness": state} for key, day, state in rows],
            as_json,
        )
        return
    emit(_by_province(reader) if provinces else _by_class(reader), as_json)


def _by_province(reader: Reader) -> list[dict[str, object]]:
    return [
        {
            "province": one.code,
            "services": one.services,
            "fresh": one.fresh,
            "percent": round(100 * (one.share or 0), 1),
        }
        for one in freshness.by_province(reader)
        if one.services
    ]


def _by_class(reader: Reader) -> list[dict[str, object]]:
    return [
        {
            "class": one.name,
            "days": one.days,
            "services": one.services,
            "fresh": one.fresh,
            "overdue": one.overdue,
            "never": one.never,
            "due_in_7_days": one.in_week,
            "due_in_30_days": one.in_month,
            "percent": None if one.share is None else round(100 * one.share, 1),
        }
        for one in freshness.counted(reader)
    ]


@group.group("snapshot")
def snapshot_group() -> None:
    """The signed list that the desk searches when the database is down."""


@snapshot_group.command("make")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@as_option
def snapshot_make(out: Path, reader: Reader) -> None:
    """Write the list to OUT, signed. The heartbeat of serve renews its own after each change."""
    if not out.parent.is_dir():
        raise NotFound("There is no place for {name}.", "Name a file.", name=out.name)
    size = jobs.write(reader, out)
    told = _("%(name)s: %(size)s MB. Public key: %(key)s")
    key = keys.load(keys.OPERATOR).verifying().hex()
    click.echo(told % {"name": out.name, "size": f"{size / 1_000_000:.1f}", "key": key})


@snapshot_group.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--key", default="", metavar="HEX", help="Whose signature (default: our own).")
@json_option
def snapshot_verify(file: Path, key: str, as_json: bool) -> None:
    """Say what FILE holds, how old it is, and that its signature is good; else refuse it."""
    public = signed.key_of(key) if key else keys.load(keys.OPERATOR).verifying()
    held, tables = signed.unpack(file.read_bytes(), public)
    age = clock.now() - held.moment()
    emit(
        {
            "services": held.services,
            "as_of": held.as_of,
            "age_hours": round(age.total_seconds() / 3600, 1),
            "size_mb": round(file.stat().st_size / 1_000_000, 2),
            "tables_mb": round(len(tables) / 1_000_000, 2),
            "edition": held.edition,
        },
        as_json,
    )


@snapshot_group.command("key")
def snapshot_key() -> None:
    """Print the public key that the list is signed with, to be carried to each desk by hand."""
    click.echo(keys.load(keys.OPERATOR).verifying().hex())
