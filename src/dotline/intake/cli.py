"""`dotline intake`: calls on the command line, for scripts and for the day the browser does not work."""

import click

from dotline.access.commandline import as_option
from dotline.access.unit import seen
from dotline.base.errors import Invalid
from dotline.base.ids import new_id, parse_id
from dotline.base.reader import Reader
from dotline.intake import actions, queries
from dotline.intake.models import Contact
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
