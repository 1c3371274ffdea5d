"""`dotline referral`: the queue, and answering from a terminal."""

from uuid import UUID

import click

from dotline.access.commandline import as_option
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.referral import actions, policy, queries, rules
from dotline.referral.models import Referral
from dotline.ui.terminal import emit, json_option


@click.group()
def group() -> None:
    """Hand-overs between agencies."""


def _row(row: Referral) -> dict[str, object]:
    late = row.answered_at is None and row.status == "requested" and row.due_at < clock.now()
    return {
        "id": row.id,
        "service": row.service_name_en,
        "status": row.status,
        "urgency": row.urgency,
        "needs": row.needs.split(),
        "sent": row.sent_at,
        "due": row.due_at,
        "late": late,
        "reason": row.reason,
    }


@group.command("list")
@click.option(
    "--which",
    type=click.Choice(["waiting", "running", "ended", "sent", "review"]),
    default="waiting",
    show_default=True,
)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@as_option
@json_option
def list_referrals(reader: Reader, which: str, limit: int, as_json: bool) -> None:
    """List referrals to your agency (or sent by it): what is due first on top."""
    policy.may_read(reader).or_refuse()
    chosen = {
        "waiting": queries.waiting,
        "running": queries.running,
        "ended": queries.ended,
        "sent": queries.sent,
        "review": queries.to_review,
    }[which]
    emit([_row(row) for row in chosen(reader)[:limit]], as_json)


@group.command()
@click.argument("referral_id", type=click.UUID)
@click.option(
    "--open", "open_it", is_flag=True, help="Open what was handed over; the ledger notes it."
)
@as_option
@json_option
def show(reader: Reader, referral_id: UUID, open_it: bool, as_json: bool) -> None:
    """Show one referral with its chain of custody."""
    row = queries.get(reader, referral_id)
    found: dict[str, object] = {
        **_row(row),
        "basis": row.duty or "consent",
        "fields": row.fields.split(),
        "custody": [
            {"at": step.at.isoformat(), "what": step.what, "agency": str(step.agency_id or "")}
            for step in queries.chain_of_custody(reader, row)
        ],
    }
    if open_it:
        values = actions.open_package(by=reader, referral_id=referral_id)
        found["package"] = {name.value: text for name, text in values.items()}
    emit(found, as_json)


@group.command()
@click.argument("referral_id", type=click.UUID)
@as_option
@json_option
def accept(reader: Reader, referral_id: UUID, as_json: bool) -> None:
    """Accept a referral to your agency."""
    emit(_row(actions.accept(by=reader, referral_id=referral_id)), as_json)


@group.command()
@click.argument("referral_id", type=click.UUID)
@click.option("--reason", type=click.Choice(rules.DECLINE_REASONS), required=True)
@as_option
@json_option
def decline(reader: Reader, referral_id: UUID, reason: str, as_json: bool) -> None:
    """Decline a referral to your agency, with a reason."""
    emit(_row(actions.decline(by=reader, referral_id=referral_id, reason=reason)), as_json)
