"""Reads of tips: the queue without a word of them, one opened tip, and how long they took."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access import envelope
from dotline.access import queries as people
from dotline.access.models import Agency
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import NotFound, not_found
from dotline.base.percentile import percentile
from dotline.base.reader import Reader
from dotline.intake import policy
from dotline.intake.models import Tip, TipMessage, TipReceived
from dotline.intake.queries.calls import cell
from dotline.intake.rules import TipClass, TipStatus, TipTimes
from dotline.intake.rules.routing import responsible
from dotline.intake.rules.tips import KEPT, KEPT_AFTER_END, POLICE
from dotline.reference import desks, obligations

ORDER = {TipStatus.SEALED: 0, TipStatus.OPENED: 1, TipStatus.ROUTED: 2}
CLASSES = {TipClass.LIFE_THREAT: 0, TipClass.CHILD: 1, TipClass.OTHER: 2}


def tips(reader: Reader) -> QuerySet[Tip]:
    """Tips of the reader's agency; machine actors see all. Raises Refused without the permission."""
    policy.may_see_tips(reader).or_refuse()
    rows = Tip.objects.using(Store.INSIDE).all()
    return rows if reader.is_system else rows.filter(agency_id=reader.own)


def running_tips(reader: Reader) -> list[Tip]:
    """Tips that still need a hand: sealed ones first, then lives, then children, then the oldest."""
    rows = tips(reader).filter(status__in=list(ORDER))
    return sorted(
        rows,
        key=lambda row: (
            ORDER[TipStatus(row.status)],
            CLASSES[TipClass(row.tip_class)] if row.tip_class else 0,
            row.received_at,
        ),
    )


def tip(reader: Reader, tip_id: UUID) -> Tip:
    """One tip. Raises NotFound."""
    found = tips(reader).filter(pk=tip_id).first()
    if found is None:
        raise not_found("tip")
    return found


def tip_text(reader: Reader, row: Tip) -> str:
    """The text of an opened tip; '' while it is sealed or after it was shredded. Raises NotFound."""
    if not (reader.is_system or row.agency_id == reader.agency):
        raise not_found("tip")
    if row.text is None:
        return ""
    return envelope.open_text(row.id, row.agency_id, row.text, cell(row, "text"))


def police_reference(reader: Reader, row: Tip) -> str:
    """The police service's file number, told by phone."""
    if row.police_reference is None or row.agency_id != reader.agency:
        return ""
    place = cell(row, "police_reference")
    return envelope.open_text(row.id, row.agency_id, row.police_reference, place)


def words(reader: Reader, row: Tip) -> list[tuple[TipMessage, str]]:
    """Later words and answers of a tip with their texts; '' for one still sealed."""
    if row.agency_id != reader.agency:
        raise not_found("tip")
    rows = TipMessage.objects.using(Store.INSIDE).filter(tip_id=row.id).order_by("at")
    return [
        (
            one,
            envelope.open_text(row.id, row.agency_id, one.text, cell(one, "text"))
            if one.text
            else "",
        )
        for one in rows
    ]


def police_services(reader: Reader, province: str = "") -> list[Agency]:
    """Agencies of the kind Police, those of a province first."""
    rows = people.agencies(reader).filter(kind=POLICE)
    return sorted(rows, key=lambda one: (one.province != province, one.province, one.name_en))


def responsible_police(reader: Reader, place: str, province: str) -> Agency | None:
    """The police service that answers for a place: by the schedule's areas, else the one of the province."""
    area = responsible(desks.schedule().police, place, province)
    if area is not None:
        try:
            return people.agency_by_code(reader, area.agency)
        except NotFound:
            pass  # the data file names a service that this installation does not have
    of_province = [one for one in police_services(reader, province) if one.province == province]
    return of_province[0] if province and of_province else None


def received_by_police(reader: Reader) -> list[TipReceived]:
    """Tips that came to the reader's police service, unanswered ones first."""
    policy.may_answer_as_police(reader).or_refuse()
    rows = TipReceived.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return sorted(rows, key=lambda one: (one.answered_at is not None, one.at))


def received_tip(reader: Reader, tip_id: UUID) -> tuple[TipReceived, str]:
    """One tip at the police service, with its text. Raises NotFound, Refused."""
    policy.may_answer_as_police(reader).or_refuse()
    rows = TipReceived.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    row = rows.filter(pk=tip_id).first()
    if row is None:
        raise not_found("tip")
    return row, envelope.open_text(row.id, row.agency_id, row.text, cell(row, "text"))


def tip_times(reader: Reader, since: datetime) -> list[TipTimes]:
    """For each class: from opening to the police, and from there to the receipt, with percentiles."""
    rows = list(tips(reader).filter(routed_at__isnull=False, routed_at__gte=since))
    return [_times(one, [row for row in rows if row.tip_class == one]) for one in TipClass]


def _times(tip_class: TipClass, rows: Sequence[Tip]) -> TipTimes:
    routed = [row.routed_at - row.opened_at for row in rows if row.routed_at and row.opened_at]
    receipts = [
        row.received_by_police_at - row.routed_at
        for row in rows
        if row.received_by_police_at and row.routed_at
    ]
    due = obligations.rule(f"tip_route_{tip_class.value}").due
    limit = timedelta(hours=due.hours, minutes=due.minutes)
    return TipTimes(
        tip_class,
        len(routed),
        percentile(routed, 0.5),
        percentile(routed, 0.9),
        sum(one <= limit for one in routed),
        len(receipts),
        percentile(receipts, 0.5),
        percentile(receipts, 0.9),
    )


def tips_to_shred(reader: Reader) -> list[UUID]:
    """Tips whose text has outlived its time, for the job that destroys it."""
    now = clock.now()
    ended = Q(ended_at__lt=now - KEPT_AFTER_END) | Q(received_by_police_at__lt=now - KEPT_AFTER_END)
    rows = tips(reader).filter(shredded_at=None)
    rows = rows.filter(Q(received_at__lt=now - KEPT) | ended)
    return list(rows.values_list("id", flat=True)[:500])
