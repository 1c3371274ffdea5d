"""`dotline referral`: the queue, and answering from a terminal."""

from dataclasses import asdict
from uuid import UUID

import click

from dotline.access.commandline import as_option
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.referral import actions, jobs, policy, queries, rules
from dotline.referral.models import Referral
from dotline.referral.queries import briefings as news
from dotline.referral.queries import network as together
from dotline.referral.queries import practices as library
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
@click.option(
    "--fhir", is_flag=True, help="As HL7 FHIR R4, Task and ServiceRequest; without the person."
)
@as_option
@json_option
def show(reader: Reader, referral_id: UUID, open_it: bool, fhir: bool, as_json: bool) -> None:
    """Show one referral with its chain of custody."""
    row = queries.get(reader, referral_id)
    if fhir:
        emit(actions.export_fhir(by=reader, referral_id=referral_id), as_json=True)
        return
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
@click.option("--place-at", type=click.UUID, help="When full: the service that confirmed a place.")
@click.option("--none-free", is_flag=True, help="When full: you asked, and nobody has a place.")
@as_option
@json_option
def decline(
    reader: Reader,
    referral_id: UUID,
    reason: str,
    place_at: UUID | None,
    none_free: bool,
    as_json: bool,
) -> None:
    """Decline a referral to your agency, with a reason."""
    elsewhere = actions.Elsewhere(place_at, confirmed=none_free or place_at is not None)
    row = actions.decline(by=reader, referral_id=referral_id, reason=reason, elsewhere=elsewhere)
    emit(_row(row), as_json)


@group.group()
def clocks() -> None:
    """The clocks of referrals that nobody has answered."""


@clocks.command("run")
@as_option
@json_option
def run_clocks(reader: Reader, as_json: bool) -> None:
    """Take each step that is due now: remind, pass on or escalate, free beds whose hold is over.

    The desk does this by itself twice a minute. Running it again takes no step twice.
    """
    emit(asdict(jobs.run_clocks(reader)), as_json)


@group.group()
def beds() -> None:
    """Beds of your agency's services."""


@beds.command("list")
@as_option
@json_option
def list_beds(reader: Reader, as_json: bool) -> None:
    """List own services with their beds; an old count is no number."""
    rows = queries.own_beds(reader)
    emit([_bed_row(row) for row in rows], as_json)


def _bed_row(row: queries.BedRow) -> dict[str, object]:
    shown = row.shown
    return {
        "service": row.listing.service_id,
        "name": row.listing.name_en,
        "free": "unknown, call" if shown is None or shown.free is None else shown.free,
        "age_minutes": None if shown is None else int(shown.age.total_seconds() // 60),
        "source": shown.source if shown else "",
        "held": row.holds,
    }


@beds.command("count")
@click.argument("service_id", type=click.UUID)
@click.option("--unit", type=click.Choice([one.value for one in rules.BedUnit]), required=True)
@click.option(
    "--beds",
    "numbers",
    type=(click.IntRange(0, 10_000), click.IntRange(0, 10_000), click.IntRange(0, 10_000)),
    metavar="ALL TAKEN CLOSED",
    required=True,
)
@as_option
@json_option
def count_beds(
    reader: Reader, service_id: UUID, unit: str, numbers: tuple[int, int, int], as_json: bool
) -> None:
    """Say how the beds of an own service stand."""
    count = actions.NewCount(rules.BedUnit(unit), *numbers)
    actions.count_beds(by=reader, service_id=service_id, count=count)
    emit([_bed_row(row) for row in queries.own_beds(reader)], as_json)


@group.group()
def network() -> None:
    """Working together: task forces, briefings, the practice library."""


@network.command("forces")
@as_option
@json_option
def list_forces(reader: Reader, as_json: bool) -> None:
    """List your agency's task forces: who is silent, what is late."""
    policy.may_take_part(reader).or_refuse()
    now, tasks = clock.now(), together.tasks(reader)
    rows: list[dict[str, object]] = [
        {
            "id": row.id,
            "name": row.name_en,
            "province": row.province,
            "role": together.role_in(reader, row.id) or "former",
            "late_tasks": sum(one.late for one in tasks if one.row.force_id == row.id),
            "silent": sum(one.is_quiet(now, row.quiet_days) for one in together.heard(reader, row)),
        }
        for row in together.forces(reader)
    ]
    emit(rows, as_json)


@network.command("silent")
@click.argument("force_id", type=click.UUID)
@as_option
@json_option
def list_silent(reader: Reader, force_id: UUID, as_json: bool) -> None:
    """List when each agency of a task force was last heard from, the silent ones first."""
    row, now = together.force(reader, force_id), clock.now()
    said = together.heard(reader, row)
    names = together.names(reader, [one.agency for one in said])
    persons = together.point_persons(reader, row.id, now.date())
    rows: list[dict[str, object]] = [
        {
            "agency": names[one.agency].name_en,
            "point_person": persons.get(one.agency, ""),
            "last": one.last,
            "days": one.days(now),
            "silent": one.is_quiet(now, row.quiet_days),
        }
        for one in said
    ]
    emit(rows, as_json)


@network.command("tasks")
@as_option
@json_option
def list_tasks(reader: Reader, as_json: bool) -> None:
    """List the tasks of your task forces: what is late first."""
    policy.may_take_part(reader).or_refuse()
    found = together.tasks(reader)
    names = together.names(reader, [one.row.owner_id for one in found])
    rows: list[dict[str, object]] = [
        {
            "task": one.row.title,
            "owner": names[one.row.owner_id].name_en,
            "due": one.row.due_on,
            "state": one.state.value,
            "late": one.late,
        }
        for one in found
    ]
    emit(rows, as_json)


@network.command("briefings")
@as_option
@json_option
def list_briefings(reader: Reader, as_json: bool) -> None:
    """List briefings: what you still have to read first."""
    policy.may_take_part(reader).or_refuse()
    rows: list[dict[str, object]] = [
        {
            "id": one.text.briefing_id,
            "title": one.text.title_en or one.text.title_fr,
            "severity": one.text.severity,
            "version": one.text.version,
            "read_by": one.text.read_by,
            "unread": one.unread,
        }
        for one in news.stream(reader)
    ]
    emit(rows, as_json)


@network.command("unread")
@click.argument("briefing_id", type=click.UUID)
@as_option
@json_option
def list_unread(reader: Reader, briefing_id: UUID, as_json: bool) -> None:
    """List who of your agency has not read a briefing."""
    policy.may_brief(reader).or_refuse()
    text = news.versions(reader, briefing_id)[0]
    emit([{"worker": name} for name in news.readers(reader, text).unread], as_json)


@network.command("practices")
@click.option("--words", default="", help="Only what holds all these words.")
@as_option
@json_option
def list_practices(reader: Reader, words: str, as_json: bool) -> None:
    """Search the practice library."""
    policy.may_take_part(reader).or_refuse()
    today = clock.now().date()
    rows: list[dict[str, object]] = [
        {
            "title": row.title_en or row.title_fr,
            "kind": row.kind,
            "source": row.source,
            "review_due": row.review_due,
            "overdue": library.is_overdue(row, today),
        }
        for row in library.library(reader, words)
    ]
    emit(rows, as_json)
