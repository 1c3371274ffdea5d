"""The counting rows for the gate *protect*: referrals, what came of them, and how soon a call found help."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from dotline.access import queries as access
from dotline.base.reader import Period, Reader
from dotline.gates import clean_room
from dotline.intake import queries as intake
from dotline.referral import rules
from dotline.referral.queries.rows import visible_to
from dotline.referral.rules import Status

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

UNKNOWN_PLACE = "XX"
SETTLED = timedelta(days=30)
"""What becomes known later than this counts no more, so that a number of a past quarter stands still."""
COLUMNS = (
    "id", "to_agency_id", "contact_id", "sent_at", "answered_at", "due_at", "changed_at", "status", "outcome",
    "spoken",
)  # fmt: skip


class _Sent(NamedTuple):
    """The columns that counting reads of a referral; none of them says who it is about."""

    id: UUID
    to_agency_id: UUID
    contact_id: UUID | None
    sent_at: datetime
    answered_at: datetime | None
    due_at: datetime
    changed_at: datetime
    status: str
    outcome: str
    spoken: str


def counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each referral of a period as a row of `referrals_sent`, and of `referrals_acknowledged` if in time.

    The place is that of the receiving agency, the quarter that of sending. An answer, yes or no,
    acknowledges; one that came after the clock ran out does not. One that waits counts as sent. `loop`
    says whether its end was known within 30 days (R-59), `language` whether the service spoke the
    person's language. Each call with an accepted referral is a row of `calls_accepted`. Each row counts on the grant of
    the bodies that govern the data of whoever was helped in a case that came of it.
    """
    sent = [_Sent(*row) for row in visible_to(reader).values_list(*COLUMNS)]
    calls = intake.counted_calls(reader, {row.contact_id for row in sent if row.contact_id})
    governed = clean_room.governed(reader)
    places = {row.id: row.province or UNKNOWN_PLACE for row in access.agencies(reader)}
    for row in sent:
        quarter = rules.quarter_of(row.sent_at)
        if not period.quarters or quarter in period.quarters:
            where = {"quarter": quarter, "province": places.get(row.to_agency_id, UNKNOWN_PLACE)}
            call = calls.get(row.contact_id) if row.contact_id else None
            yield from _sent_rows(row, where, call.language if call else "", governed)
    yield from _calls_accepted(sent, calls.items(), period, governed)


def _stewards(governed: Mapping[UUID, frozenset[UUID]], *keys: UUID | None) -> frozenset[UUID]:
    return clean_room.NONE.union(*(governed.get(key, clean_room.NONE) for key in keys if key))


def _sent_rows(
    row: _Sent, where: dict[str, str], language: str, governed: Mapping[UUID, frozenset[UUID]]
) -> "Iterator[CountingRow]":
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - loads NumPy; no page needs it

    timely = rules.in_time(row.answered_at, row.due_at)
    ended = rules.loop_closed(row.status, row.outcome) and row.changed_at - row.sent_at <= SETTLED
    dims = {
        **where,
        "in_time": "yes" if timely else "no",
        "loop": "closed" if ended else "open",
        "language": "shared" if language and language in rules.codes(row.spoken) else "rest",
    }
    stewards = _stewards(governed, row.id, row.contact_id)
    yield CountingRow(str(row.id), "referrals_sent", dims, stewards=stewards)
    if timely:
        yield CountingRow(str(row.id), "referrals_acknowledged", dims, stewards=stewards)


def _calls_accepted(
    sent: list[_Sent],
    calls: Iterable[tuple[UUID, intake.CountedCall]],
    period: Period,
    governed: Mapping[UUID, frozenset[UUID]],
) -> "Iterator[CountingRow]":
    """Calls by the time from their beginning to the first referral that a service accepted."""
    from dotline.gates.protect import CountingRow, durations  # noqa: PLC0415 - as above

    first: dict[UUID, datetime] = {}
    for row in sent:
        if row.contact_id and row.answered_at and row.status != Status.REJECTED:
            known = first.get(row.contact_id, row.answered_at)
            first[row.contact_id] = min(known, row.answered_at)
    for contact_id, call in calls:
        if contact_id in first and (not period.quarters or call.quarter in period.quarters):
            took = first[contact_id] - call.started_at
            where = {"quarter": call.quarter, "province": call.province}
            dims = {**where, "wait": durations.bin_of(took, durations.WAITS)}
            stewards = _stewards(governed, contact_id)
            yield CountingRow(str(contact_id), "calls_accepted", dims, stewards=stewards)
