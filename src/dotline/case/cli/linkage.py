"""`dotline case encode` and its kind: the gate encode in a case room, and what follows a match."""

from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import click

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.queries import matches as found
from dotline.case.rules.asking import AskReason
from dotline.case.rules.matches import MatchSaid
from dotline.gates import agreements
from dotline.ui.terminal import emit, json_option

FILE = click.Path(path_type=Path)


def add_to(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (encode, linkage_key, ask_elsewhere, matches, judge_match):
        group.add_command(command)


@click.command()
@click.argument("out", type=FILE)
@click.option("--agreement", required=True, help="The agreement, which has a privacy assessment.")
@click.option("--purpose", required=True, help="The purpose of the key, such as victims.")
@as_option
@json_option
def encode(out: Path, agreement: str, purpose: str, reader: Reader, as_json: bool) -> None:
    """Encode your agency's people into OUT: victims who agreed to it, or suspects whom an officer asks about.

    OUT.ids goes to whoever resolves the pairs; it holds numbers by chance and nobody's id.
    """
    from dotline.case.jobs import linkage  # noqa: PLC0415 - loads NumPy

    linkage.free(out)
    report, batch = linkage.encode_people(reader, agreement, purpose)
    linkage.hand_over(reader, batch, out)
    emit({"file": batch, **asdict(report)}, as_json)


@click.command("linkage-key")
@click.argument("file", type=FILE)
@as_option
@json_option
def linkage_key(file: Path, reader: Reader, as_json: bool) -> None:
    """Put the key of a purpose in, so that your agency can encode under it."""
    key = actions.put_key(by=reader, file=file)
    emit({"key": key.id, "purpose": key.purpose, "epoch": key.epoch}, as_json)


@click.command("ask-elsewhere")
@click.argument("involvement_id", type=click.UUID)
@click.option("--agreement", required=True, help="The agreement, which has a privacy assessment.")
@click.option("--reason", type=click.Choice([one.value for one in AskReason]), required=True)
@as_option
@json_option
def ask_elsewhere(
    involvement_id: UUID, agreement: str, reason: str, reader: Reader, as_json: bool
) -> None:
    """Ask whether a person of a case is known elsewhere. The answer comes at a fixed hour, whatever it is."""
    row = agreements.agreement(reader, agreement)
    new = actions.NewQuestion(involvement_id, row.id, AskReason(reason))
    asked = actions.ask_elsewhere(by=reader, new=new)
    emit({"question": asked.id, "answer_at": asked.answer_at}, as_json)


@click.command()
@as_option
@json_option
def matches(reader: Reader, as_json: bool) -> None:
    """List the notices that you judge as point person of an agreement."""
    rows = found.notices(reader)
    told = [
        {"notice": one.id, "person": one.person_id, "state": one.state, "until": one.expires_at}
        for one in rows
    ]
    emit(told, as_json)


@click.command("judge-match")
@click.argument("notice_id", type=click.UUID)
@click.argument("said", type=click.Choice([one.value for one in MatchSaid]))
@as_option
@json_option
def judge_match(notice_id: UUID, said: str, reader: Reader, as_json: bool) -> None:
    """Confirm or refuse a match, or undo what you said. Nothing leaves before the fixed hour."""
    row = actions.judge_match(by=reader, notice_id=notice_id, said=MatchSaid(said))
    emit({"notice": row.id, "state": row.state}, as_json)
