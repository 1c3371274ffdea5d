"""`dotline case retention`, `dispose`, `hold` and `lift`: files due, what holds them, disposal by two people."""

from uuid import UUID

import click
from django.utils.translation import gettext as _

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.case import actions, policy
from dotline.case.actions import NewHold
from dotline.case.jobs import disposal
from dotline.case.models import DisposalBatch
from dotline.case.queries import retention as found
from dotline.case.queries.retention import Keeping
from dotline.case.rules.retention import MOST, BatchState, FileKind
from dotline.reference import law, vocabulary
from dotline.ui.commandline import columns_named, language
from dotline.ui.terminal import Code, RichProgress, emit, json_option


def add_to(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (retention, dispose, hold, lift):
        group.add_command(command)


@click.command("retention")
@as_option
@json_option
def retention(reader: Reader, as_json: bool) -> None:
    """List files whose time is over: those that are due, and those that a legal hold keeps."""
    policy.may_hold(reader).or_refuse()
    lines = [_line(one) for one in found.due_cases(reader)] + _calls(reader)
    emit(lines if as_json else [_in_words(one) for one in lines], as_json)


columns_named("case", "call", "open", "held", "unscheduled", "kept", "due")


def _in_words(line: dict[str, object]) -> dict[str, object]:
    """A line as a table says it: words in the language of the terminal in place of codes."""
    reasons = [vocabulary.label("hold_reasons", str(one), language()) for one in line["holds"]]  # type: ignore[attr-defined]  # the reasons of _line
    return {
        **line,
        "kind": Code("call" if line["kind"] == FileKind.CONTACT.value else "case"),
        "rule": law.retention_title(str(line["rule"]), language()) if line["rule"] else "",
        "state": Code(str(line["state"])),
        "holds": reasons,
    }


def _line(one: Keeping) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "id": one.file_id,
        "ended": one.ended,
        "due": one.answer.due,
        "rule": one.answer.rule,
        "state": one.answer.state.value,
        "holds": [row.reason for row in one.holds],
        "hold_ids": [str(row.id) for row in one.holds],
    }


def _calls(reader: Reader) -> list[dict[str, object]]:
    return [_line(found.call_keeping(reader, row)) for row in found.due_calls(reader)[:MOST]]


@click.command("dispose")
@click.option("--confirm", is_flag=True, help="Propose it, or approve what a colleague proposed.")
@as_option
@json_option
def dispose(reader: Reader, confirm: bool, as_json: bool) -> None:
    """Dispose of files whose time is over. Without --confirm it only says what would go.

    With --confirm one person proposes; another person's --confirm approves, and then it is done.
    """
    policy.may_hold(reader).or_refuse()
    waiting = list(found.register(reader).filter(state=BatchState.PROPOSED.value))
    if not confirm:
        cases = found.due_cases(reader, held=False)
        emit({"cases": len(cases), "calls": len(_calls(reader)), "waiting": len(waiting)}, as_json)
        return
    if not waiting:
        emit([_shown(row) for row in _propose(reader)], as_json)
        return
    for row in waiting:
        actions.approve_disposal(by=reader, batch_id=row.id)
    with RichProgress() as progress:
        emit([_shown(disposal.run(row.id, progress)) for row in waiting], as_json)


def _propose(reader: Reader) -> list[DisposalBatch]:
    cases = [one.file_id for one in found.due_cases(reader, held=False)]
    calls = [row.id for row in found.due_calls(reader)[:MOST]]
    made: list[DisposalBatch] = []
    for kind, ids in ((FileKind.CASE, cases), (FileKind.CONTACT, calls)):
        if ids:
            made += actions.propose_disposal(by=reader, kind=kind, file_ids=ids)
    return made


def _shown(row: DisposalBatch) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "rule": row.rule,
        "state": row.state,
        "files": row.files,
        "disposed": row.disposed,
        "kept_coded": row.kept_coded,
        "kept_back": row.kept_back,
    }


@click.command("hold")
@click.argument("file_id", type=click.UUID)
@click.option("--reason", required=True, help="A code of the list hold_reasons.")
@click.option("--call", is_flag=True, help="The file is a call, not a case.")
@as_option
def hold(file_id: UUID, reason: str, call: bool, reader: Reader) -> None:
    """Hold a file, so that it is not disposed of until another person lifts the hold."""
    kind = FileKind.CONTACT if call else FileKind.CASE
    row = actions.place_hold(by=reader, kind=kind, file_id=file_id, new=NewHold(reason))
    click.echo(_("Held: %(id)s") % {"id": row.id})


@click.command("lift")
@click.argument("hold_id", type=click.UUID)
@as_option
def lift(hold_id: UUID, reader: Reader) -> None:
    """Lift a hold that another person placed."""
    row = actions.lift_hold(by=reader, hold_id=hold_id)
    click.echo(_("Lifted: %(id)s") % {"id": row.id})
