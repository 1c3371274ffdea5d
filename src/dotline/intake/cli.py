"""`dotline intake`: calls on the command line, for scripts and for the day the browser does not work."""

from datetime import datetime
from pathlib import Path

import click

from dotline.access.commandline import as_option
from dotline.access.unit import seen
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id, parse_id
from dotline.base.reader import Reader
from dotline.intake import actions, jobs, queries
from dotline.intake.models import Contact
from dotline.intake.rules.routing import DeskNow
from dotline.reference import vocabulary
from dotline.ui.sentences import sentence
from dotline.ui.terminal import emit, json_option


@click.group()
def group() -> None:
    """Calls and needs. The operator opens no person's record: name a counsellor with --as."""


def _row(row: Contact, needs: list[str]) -> dict[str, object]:
    return {
        "id": str(row.id),
        "began": row.started_at.isoformat(timespec="seconds"),
        "channel": row.channel,
        "status": row.status,
        "urgency": row.urgency,
        "needs": needs,
        "place": row.place,
        "province": row.province,
        "disposition": row.disposition,
    }


@group.command("list")
@click.option("--closed", is_flag=True, help="Those closed last instead of the open ones.")
@as_option
@json_option
def list_(reader: Reader, closed: bool, as_json: bool) -> None:
    """List the open calls of your agency, the most urgent first."""
    rows = queries.closed_contacts(reader) if closed else queries.open_contacts(reader)
    needs = queries.needs_by_contact(reader, rows)
    emit([_row(row, needs[row.id]) for row in rows], as_json)


@group.command()
@click.argument("contact")
@as_option
@json_option
def show(reader: Reader, contact: str, as_json: bool) -> None:
    """Show one call, its notes opened. The ledger keeps that you looked."""
    contact_id = parse_id(contact)
    if contact_id is None:
        raise Invalid("This is not the id of a call.", "List them with: dotline intake list")
    row = queries.contact(reader, contact_id)
    seen(reader, "intake.open", "contact", row.id)
    facts = queries.facts_of(reader, row)
    found = _row(row, list(facts.needs)) | {
        "safe_now": facts.safe_now.value,
        "danger": facts.danger,
        "language": facts.language,
        "alias": facts.alias,
        "safety": facts.safety,
        "summary": facts.summary,
        "safe_contact": queries.plan_in_words(facts.plan),
    }
    emit(found, as_json)


@group.command("open")
@click.option("--channel", default="phone", show_default=True, help="How the person reached us.")
@as_option
@json_option
def open_(reader: Reader, channel: str, as_json: bool) -> None:
    """Open a call; prints its id."""
    row = actions.open_contact(by=reader, channel=channel, key=new_id())
    if as_json:
        emit(_row(row, []), as_json)
    else:
        click.echo(str(row.id))


LAST_RESORT = {"danger": "911", "help_line": "1-833-900-1010"}


def _desk(one: DeskNow) -> dict[str, object]:
    return {
        "desk": one.desk.code,
        "agency": one.desk.agency,
        "answers": one.state.value,
        "workers": one.workers,
        "opens": one.opens.isoformat() if one.opens else None,
    }


@group.command()
@click.option("--at", "at_text", help="A moment such as 2026-03-08T02:30-05:00. Default: now.")
@click.option("--from", "province", default="", help="Province or territory that calls.")
@as_option
@json_option
def route(reader: Reader, at_text: str | None, province: str, as_json: bool) -> None:
    """Say who answers a call: open desks with somebody on shift, in order, or the last resort.

    For a moment to come nobody has signed on yet, so only the schedule can be read.
    """
    province = province.upper()
    if province and not vocabulary.is_code("provinces", province):
        raise Invalid("There is no such province or territory.", "Write two letters such as NL.")
    at = _moment(at_text)
    found = queries.answering(reader, at, province)
    answer = {
        "moment": at.isoformat(),
        "province": province,
        "offered": [_desk(one) for one in found.offered],
        "passed_over": [_desk(one) for one in found.passed_over],
        "last_resort": LAST_RESORT if found.last_resort else None,
        "back_at": found.back_at.isoformat() if found.back_at else None,
    }
    if as_json:
        emit(answer, as_json)
        return
    emit([_desk(one) for one in (*found.offered, *found.passed_over)], as_json)
    if found.last_resort:
        click.echo("No desk can answer. In danger: 911. Help line: 1-833-900-1010.")


def _moment(text: str | None) -> datetime:
    if text is None:
        return clock.now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "This is not a moment.", "Write one such as 2026-03-08T02:30-05:00."
        ) from error
    if at.tzinfo is None:
        raise Invalid("A moment needs its zone.", "Add one, such as -05:00 or Z.")
    return at


@group.command()
@json_option
def forget(as_json: bool) -> None:
    """Destroy now what has outlived its time; the heartbeat does it each hour."""
    emit(dict(jobs.forget()), as_json)


@group.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@as_option
@json_option
def sync(folder: Path, reader: Reader, as_json: bool) -> None:
    """Save the calls of FOLDER that were taken offline, each once; damaged ones are kept in FOLDER/aside."""
    done = jobs.sync(reader, folder)
    told = [
        {"file": name, "reason": " ".join(sentence(error))}
        for name, error in (*done.aside, *done.left)
    ]
    if as_json:
        emit({**done.counts(), "reported": told}, as_json)
    else:
        emit(done.counts(), as_json)
        for one in told:
            click.echo(f"{one['file']}: {one['reason']}", err=True)
    if told:
        raise SystemExit(Invalid.exit_code)
