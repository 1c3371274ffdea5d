"""The counting rows for the gate *protect*: closed contacts, unmet needs, and tips."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from dotline.audit.stores import Store
from dotline.base.reader import Period, Reader
from dotline.gates import clean_room
from dotline.intake import policy, rules
from dotline.intake.models import ContactNeed, UnmetNeed
from dotline.intake.queries.calls import visible
from dotline.intake.queries.tips import tips
from dotline.intake.rules import NeedOutcome, Status

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

NOWHERE = "XX"  # the place code of what has no place, as the gate protect spells it
ZONE = "America/Toronto"  # a sealed tip names no place, so its day is that of the capital


@dataclass(frozen=True)
class CountedCall:
    """What the room referral needs of a closed contact to count what came of it; no word of the person."""

    quarter: str
    province: str
    started_at: datetime
    language: str


def counted_calls(reader: Reader, ids: Collection[UUID]) -> Mapping[UUID, CountedCall]:
    """Closed contacts among these, as `counting_rows` places them. What the reader may not see is left out."""
    if not ids:
        return {}
    rows = visible(reader).filter(status=Status.CLOSED)
    columns = ("id", "quarter", "province", "started_at", "language")
    return {
        key: CountedCall(quarter, province or NOWHERE, started_at, language)
        for key, quarter, province, started_at, language in rows.values_list(*columns)
        if key in ids
    }


def nations_of_calls(reader: Reader) -> Mapping[UUID, frozenset[UUID]]:
    """Calls to the body that the caller said she belongs to; of the reader's agency, or of all for a machine actor."""
    if not policy.may_read(reader):
        return {}
    rows = visible(reader).exclude(nation_id=None).values_list("id", "nation_id")
    return {key: frozenset({nation}) for key, nation in rows if nation}


def counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """The room's one named query for the gate *protect*.

    The unit is the contact, the search without a call, or the tip: nobody knows whether two of them
    came from one person. A call counts on the grant of the bodies that govern the data of who called,
    and of whoever was helped in a case that came of it.
    """
    yield from _calls(reader, period)
    yield from _searches(reader, period)
    yield from _tips(reader, period)


def _calls(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - loads NumPy; a call page never needs it

    rows = visible(reader).filter(status=Status.CLOSED, quarter__in=period.quarters)
    governed = clean_room.governed(reader)
    places: dict[UUID, dict[str, str]] = {}
    # No iterator(): a cursor on the server would run before the wall is told who asks.
    for row_id, quarter, province, disposition in rows.values_list(
        "id", "quarter", "province", "disposition"
    ):
        where = {"quarter": quarter, "province": province or NOWHERE}
        places[row_id] = where
        dims = {**where, "disposition": disposition}
        stewards = governed.get(row_id, clean_room.NONE)
        yield CountingRow(str(row_id), "calls", dims, stewards=stewards)
    unmet = ContactNeed.objects.using(Store.INSIDE).filter(outcome=NeedOutcome.UNMET)
    for contact_id, need in unmet.values_list("contact_id", "need"):
        if contact_id in places:
            dims = {**places[contact_id], "need": need}
            stewards = governed.get(contact_id, clean_room.NONE)
            yield CountingRow(str(contact_id), "unmet_needs", dims, stewards=stewards)


def _searches(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Needs that a search could not meet when no call was open: codes about nobody."""
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    policy.may_read(reader).or_refuse()
    rows = UnmetNeed.objects.using(Store.INSIDE).filter(quarter__in=period.quarters)
    rows = rows if reader.is_system else rows.filter(agency_id=reader.own)
    columns = ("id", "quarter", "province", "need")
    for key, quarter, province, need in rows.order_by("id").values_list(*columns):
        dims = {"quarter": quarter, "province": province or NOWHERE, "need": need}
        yield CountingRow(str(key), "unmet_needs", dims)


def _tips(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each tip of a period as a row of `tips`, under the time from its coming in to telling the police."""
    from dotline.gates.protect import CountingRow, durations  # noqa: PLC0415 - as above

    columns = ("id", "received_at", "routed_at", "province")
    for key, received_at, routed_at, province in tips(reader).values_list(*columns):
        quarter = rules.quarter_of(received_at, ZONE)
        if quarter not in period.quarters:
            continue
        took = routed_at - received_at if routed_at else None
        dims = {
            "quarter": quarter,
            "province": province or NOWHERE,
            "tip_time": durations.bin_of(took, durations.TIPS),
        }
        yield CountingRow(str(key), "tips", dims)
