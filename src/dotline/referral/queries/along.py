"""What goes along with a referral: its pauses, call, messages, follow-ups, and services outside of the network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from dotline.access import envelope
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, Refused, Unavailable, not_found
from dotline.base.ids import parse_id
from dotline.base.outcome import Decision
from dotline.base.percentile import percentile
from dotline.base.reader import Reader
from dotline.intake import queries as intake
from dotline.intake.rules import Way
from dotline.intake.rules.safe_contact import may_contact as plan_allows
from dotline.referral import policy, rules
from dotline.referral.models import (
    Exclusion,
    FollowUp,
    Handoff,
    Message,
    OutsideReferral,
    Pause,
    Referral,
)
from dotline.referral.queries.rows import own, visible_to
from dotline.referral.queries.targets import APART, card_of, excluded
from dotline.referral.rules import Span, Status


def handoff(reader: Reader, row: Referral) -> Handoff | None:
    """The three-party call of a referral. The row was got for this reader."""
    del reader
    return Handoff.objects.using(Store.INSIDE).filter(referral_id=row.id).first()


def pauses(reader: Reader, row: Referral) -> QuerySet[Pause]:
    """When a referral stood still, and why. The row was got for this reader."""
    del reader
    return Pause.objects.using(Store.INSIDE).filter(referral_id=row.id)


def messages(reader: Reader, row: Referral) -> QuerySet[Message]:
    """The reader's agency's copies of the messages of a referral, oldest first."""
    return Message.objects.using(Store.INSIDE).filter(referral_id=row.id, agency_id=own(reader))


def message_place(row: Message) -> str:
    """The cell that a message's seal is bound to."""
    return f"referral_message|{row.id}|sealed"


def message_text(reader: Reader, row: Message) -> str:
    """A message, opened. Raises NotFound for another agency's copy, Unavailable once deleted."""
    if row.agency_id != own(reader):
        raise not_found("message")
    if not row.sealed:
        raise Unavailable("This message was deleted when the permission was taken back.", "")
    return envelope.open_text(row.referral_id, row.agency_id, row.sealed, message_place(row))


def unread(reader: Reader) -> int:
    """How many messages nobody of the reader's agency has opened."""
    rows = Message.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    return rows.filter(outgoing=False, read_at=None).count()


def with_unread(reader: Reader, rows: Sequence[Referral]) -> frozenset[UUID]:
    """Which of these referrals have an unread message for the reader's agency."""
    new = Message.objects.using(Store.INSIDE).filter(
        agency_id=own(reader), outgoing=False, read_at=None
    )
    found = new.filter(referral_id__in=[row.id for row in rows])
    return frozenset(found.values_list("referral_id", flat=True))


def follow_ups(reader: Reader) -> QuerySet[FollowUp]:
    """Follow-ups that the reader's agency still owes, the oldest first."""
    rows = FollowUp.objects.using(Store.INSIDE).filter(agency_id=own(reader), done_at=None)
    return rows if policy.may_read(reader) else rows.none()


def follow_ups_of(reader: Reader, row: Referral) -> QuerySet[FollowUp]:
    """All follow-ups of one referral, for the agency that sent it."""
    rows = FollowUp.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    return rows.filter(referral_id=row.id)


def get_follow_up(reader: Reader, follow_up_id: UUID) -> FollowUp:
    """One follow-up of the reader's agency. Raises NotFound."""
    rows = FollowUp.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    found = rows.filter(pk=follow_up_id).first() if policy.may_read(reader) else None
    if found is None:
        raise not_found("follow-up")
    return found


def may_contact(reader: Reader, contact_id: UUID, way: str) -> Decision:
    """Whether the plan of safe contact allows this way now, and why not. Raises Invalid for no way."""
    if way not in set(Way):
        raise Invalid("There is no such way to reach somebody.", "Choose one from the list.")
    row = intake.contact(reader, contact_id)
    return plan_allows(intake.plan_of(reader, row), Way(way), clock.now(), intake.marks_of(row))


def safe_ways(reader: Reader, contact_id: UUID) -> tuple[list[Way], Refused | None]:
    """The ways that are safe at this moment; without any, the reason."""
    ways: list[Way] = [way for way in Way if way != Way.DO_NOT_CONTACT]
    answers: dict[Way, Decision] = {way: may_contact(reader, contact_id, way.value) for way in ways}
    safe = [way for way, answer in answers.items() if answer]
    plan = intake.plan_of(reader, intake.contact(reader, contact_id))
    asked = next((way for way in ways if way in plan.ways), Way.PHONE)
    answer = answers[asked]
    return safe, answer if isinstance(answer, Refused) and not safe else None


def exclusions(reader: Reader, contact_id: UUID) -> QuerySet[Exclusion]:
    """What the reader's agency set apart for the person of a call, newest first."""
    rows = Exclusion.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    return rows.filter(contact_id=contact_id).order_by("-made_at")


def outside_card(reader: Reader, contact_id: UUID, service_id: UUID) -> Mapping[str, object]:
    """What may be told of a service. Raises Refused for one that is closed or set apart for this person."""
    card = card_of(service_id)
    apart = excluded(reader, contact_id)
    if apart.covers(service_id, parse_id(str(card.get("agency") or ""))):
        raise Refused(APART.template, APART.next_step)
    return card


def outside_referrals(reader: Reader, contact_id: UUID | None = None) -> QuerySet[OutsideReferral]:
    """Services outside of the network that people were told of by the reader's agency, newest first."""
    rows = OutsideReferral.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    rows = rows if policy.may_read(reader) else rows.none()
    return (rows.filter(contact_id=contact_id) if contact_id else rows).order_by("-at", "id")


def outside_referral(reader: Reader, outside_id: UUID) -> OutsideReferral:
    """One of them. Raises NotFound."""
    found = outside_referrals(reader).filter(pk=outside_id).first()
    if found is None:
        raise not_found("referral")
    return found


@dataclass(frozen=True)
class Times:
    """How long answers and help took, in the middle and for the slowest tenth; None without any."""

    answered: int
    answer_p50: timedelta | None
    answer_p90: timedelta | None
    closed: int
    help_p50: timedelta | None
    help_p90: timedelta | None
    paused: Mapping[str, int]


def times(reader: Reader, since: datetime) -> Times:
    """The clocks of referrals to the reader's agency: until the answer, and until closed without pauses (R-62)."""
    rows = list(
        visible_to(reader)
        .filter(to_agency_id=own(reader), sent_at__gte=since)
        .values_list("id", "sent_at", "answered_at", "status", "changed_at")
    )
    found: dict[UUID, list[Span]] = {}
    reasons: dict[str, int] = {}
    stood = Pause.objects.using(Store.INSIDE).filter(to_agency_id=own(reader), began_at__gte=since)
    for key, began, ended, reason in stood.values_list(
        "referral_id", "began_at", "ended_at", "reason"
    ):
        found.setdefault(key, []).append(Span(began, ended))
        reasons[reason] = reasons.get(reason, 0) + 1
    answers = [answered - sent for _key, sent, answered, _status, _at in rows if answered]
    done = [
        rules.working_time(Span(answered, at), found.get(key, []), at)
        for key, _sent, answered, status, at in rows
        if answered and status in {Status.COMPLETED, Status.FAILED}
    ]
    return Times(
        len(answers),
        percentile(answers, 0.5),
        percentile(answers, 0.9),
        len(done),
        percentile(done, 0.5),
        percentile(done, 0.9),
        reasons,
    )
