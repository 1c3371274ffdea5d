"""`dotline case stewards`, `ask-steward`, `answer-steward`, `grant-use`, and their kind: who governs whose data."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import click

from dotline.access import queries as access
from dotline.access.commandline import as_option
from dotline.base.errors import Conflict
from dotline.base.reader import Reader
from dotline.base.whole import write_new
from dotline.case import actions
from dotline.gates import stewards as register
from dotline.gates.models import StewardGrant
from dotline.gates.stewardship import StewardUse
from dotline.ui.commandline import DAY
from dotline.ui.terminal import emit, json_option

USE = click.Choice([one.value for one in StewardUse])


def add_to(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (
        stewards, ask_steward, answer_steward, grant_use, take_back_grant, nation_counts, nation_export,
    ):  # fmt: skip
        group.add_command(command)


def _told(reader: Reader, row: StewardGrant) -> dict[str, object]:
    return {
        "id": row.id,
        "nation": access.agency(reader, row.nation_id).code,
        "use": row.use,
        "state": register.state_of(row, register.today(reader)),
        "asked_by": access.agency(reader, row.asked_by_id).code if row.asked_by_id else "",
        "answered_on": row.answered_on,
        "last_on": row.last_on,
        "taken_back_on": row.taken_back_on,
    }


@click.command("stewards")
@as_option
@json_option
def stewards(reader: Reader, as_json: bool) -> None:
    """List what First Nations, Inuit and Métis bodies let be done with the data of their people."""
    emit([_told(reader, row) for row in register.grants(reader)], as_json)


@click.command("ask-steward")
@click.argument("nation")
@click.argument("use", type=USE)
@click.option("--words", required=True, help="What it is for, without anybody's name.")
@as_option
@json_option
def ask_steward(reader: Reader, nation: str, use: str, words: str, as_json: bool) -> None:
    """Ask NATION, the code of a body, for a use of its people's data."""
    register.may_ask(reader).or_refuse()
    asked = access.agency_by_code(reader, nation).id
    row = register.ask_steward(by=reader, nation=asked, use=StewardUse(use), words=words)
    emit(_told(reader, row), as_json)


@click.command("answer-steward")
@click.argument("grant_id", type=click.UUID)
@click.option("--grant/--veto", "granted", required=True, help="What your body answers.")
@click.option("--last", type=DAY, help="The last day of a grant.")
@as_option
@json_option
def answer_steward(
    reader: Reader, grant_id: UUID, granted: bool, last: date | None, as_json: bool
) -> None:
    """Grant or veto what your body was asked."""
    row = register.answer_steward(by=reader, grant_id=grant_id, granted=granted, last=last)
    emit(_told(reader, row), as_json)


@click.command("grant-use")
@click.argument("use", type=USE)
@click.option("--last", type=DAY, help="The last day of a grant.")
@as_option
@json_option
def grant_use(reader: Reader, use: str, last: date | None, as_json: bool) -> None:
    """Grant a use of your people's data to every agency."""
    row = register.give_grant(by=reader, use=StewardUse(use), last=last)
    emit(_told(reader, row), as_json)


@click.command("take-back-grant")
@click.argument("grant_id", type=click.UUID)
@as_option
@json_option
def take_back_grant(reader: Reader, grant_id: UUID, as_json: bool) -> None:
    """Take a grant of your body back: nothing new leaves on it."""
    emit(_told(reader, register.take_back_grant(by=reader, grant_id=grant_id)), as_json)


@click.command("nation-counts")
@click.argument("year", type=int)
@as_option
@json_option
def nation_counts(reader: Reader, year: int, as_json: bool) -> None:
    """Count your body's people in a whole year, once. A number under 5 is hidden."""
    rows = actions.count_own_people(by=reader, year=year)
    emit([{"year": one.year, "measure": one.measure, "value": one.value} for one in rows], as_json)


@click.command("nation-export")
@click.argument("out", type=click.Path(path_type=Path))
@as_option
def nation_export(reader: Reader, out: Path) -> None:
    """Write everything that your body holds here of its own people into OUT (JSON)."""
    told = actions.export_nation(by=reader)
    if not write_new(out, json.dumps(told, ensure_ascii=False, indent=1) + "\n", mode=0o600):
        raise Conflict(
            "{file} is there already; it is never written over.",
            "Choose another name.",
            file=out.name,
        )
    click.echo(out.name)
