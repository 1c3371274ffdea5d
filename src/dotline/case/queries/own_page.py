"""Reads of people's own pages: who has a code, what her page tells, what waits at the desk and for whom."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from dotline.access import envelope
from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base.errors import Unavailable, not_found
from dotline.base.reader import Reader
from dotline.case import policy, rules
from dotline.case.models import Involvement, OwnCode, OwnRequest
from dotline.case.queries import cases, consents, deadlines, permits, plans
from dotline.case.queries.deadlines import today
from dotline.case.queries.others import others, without
from dotline.case.rules import Deadline
from dotline.case.rules.consents import ConsentSaid
from dotline.case.rules.own_page import ANSWER_RULES, COPY
from dotline.duty.models import Obligation
from dotline.reference import law, obligations
from dotline.ui.asked import lang

PAGE = "case:own-pages"
PARTS = ("status", "plan", "permits", "consents", "answers")


def live(reader: Reader, row: Involvement) -> OwnCode | None:
    """The code that a person holds now, if her involvement was got for this reader."""
    del reader
    rows = OwnCode.objects.using(Store.INSIDE)
    return rows.filter(involvement_id=row.id, ended_at=None).first()


def running(reader: Reader) -> QuerySet[OwnCode]:
    """Every code that is not ended: of the reader's agency, or of all for the desk's own work."""
    rows = OwnCode.objects.using(Store.INSIDE).filter(ended_at=None)
    rows = rows.select_related("involvement__case", "involvement__person")
    return rows if reader.agency is None and reader.is_system else rows.filter(agency_id=reader.own)


def waiting(reader: Reader, *, case_id: UUID | None = None, kind: str = "") -> Iterator[OwnRequest]:
    """What people of the reader's agency asked and nobody answered, the oldest first, as far as somebody asks.

    A complaint is seen by who may hear complaints, and by nobody who opened the case or gave the code.
    """
    if not policy.may_read(reader):
        return
    rows = OwnRequest.objects.using(Store.INSIDE).filter(agency_id=reader.own, answered_at=None)
    rows = rows.filter(done=False).select_related("code__involvement__case")
    if case_id is not None:
        rows = rows.filter(code__involvement__case_id=case_id)
    if kind:
        rows = rows.filter(kind=kind)
    for row in deadlines.each(rows.order_by("came_at", "id")):
        if policy.may_hear(reader, row):
            yield row


def request(reader: Reader, request_id: UUID) -> OwnRequest:
    """One of them, answered or not. Raises NotFound, also for a complaint that is not this reader's to hear."""
    rows = OwnRequest.objects.using(Store.INSIDE).filter(agency_id=reader.own, pk=request_id)
    found = rows.select_related("code__involvement__case").first()
    if found is None or not policy.may_read(reader) or not policy.may_hear(reader, found):
        raise not_found("request")
    return found


def place(row: OwnRequest, column: str) -> str:
    """The cell that her words or the answer are bound to."""
    return f"case_ownrequest|{row.id}|{column}"


def words(reader: Reader, row: OwnRequest, column: str = "sealed") -> str:
    """Her words, or the answer, of a request that was got for this reader; '' once her key is gone."""
    del reader
    blob = row.sealed if column == "sealed" else row.answer
    if blob is None:
        return ""
    try:
        person = row.code.involvement.person_id
        return envelope.open_text(person, row.agency_id, blob, place(row, column))
    except Unavailable:
        return ""


def told(reader: Reader, row: OwnCode) -> Mapping[str, Any]:
    """What a person's page tells: codes and days of her own, her own words of the plan; no other person, no place.

    Nothing for whoever is marked as a possible abuser in this case.
    """
    found = row.involvement
    if not consents.may_have_own(reader, found.case_id, found.person_id):
        return {}
    zone = access.zone_of(reader)
    # Whoever makes her open the page must not read who else is helped, or who told.
    hide = others(reader, found.person, cases.cases_of(reader, found.person_id))
    return {
        "status": [
            {"code": one.status, "by": one.by_kind, "on": one.on_date}
            for one in cases.determinations(reader, [found])
        ],
        "plan": [_step(reader, found, one, hide) for one in plans.steps(reader, [found])],
        "permits": _permits(reader, found),
        "consents": [
            {
                "id": one.id,
                "purpose": one.purpose,
                "given": one.decision == ConsentSaid.GIVEN.value,
                "on": one.on_date,
                "until": one.expires_on,
                "to": _kind_of(reader, one.recipient_id),
            }
            for one in consents.newest_rows(list(consents.decisions_of(reader, [found.person_id])))
            if one.set_aside is None  # she is asked again
        ],
        "answers": [
            {
                "kind": one.kind,
                "on": rules.local_day(one.answered_at, zone),
                "text": without(words(reader, one, "answer"), hide),
            }
            for one in OwnRequest.objects.using(Store.INSIDE).filter(code__involvement=found)
            if one.answered_at
        ],
    }


def digest(said: Mapping[str, Any]) -> str:
    """A digest of what a page tells: equal while nothing changed."""
    data = json.dumps(said, sort_keys=True, default=str).encode()
    return hashlib.sha256(data).hexdigest()


def _step(
    reader: Reader, found: Involvement, one: Any, hide: re.Pattern[str] | None
) -> dict[str, Any]:
    try:
        purpose = plans.step_words(reader, found.person_id, one).objective
    except Unavailable:
        purpose = ""
    return {
        "kind": one.kind,
        "purpose": without(purpose, hide),
        "from": one.start_on,
        "until": one.planned_end,
        "ended": one.ended_on,
    }


def _permits(reader: Reader, found: Involvement) -> list[dict[str, Any]]:
    lines = []
    for one in permits.permits(reader, [found]).filter(struck_at=None):
        value = permits.held(one)
        renew: date | None = None
        if value is not None and value.ended(today(reader)) is None:
            renew = law.renewal_opens(value.expires)
        lines.append(
            {
                "kind": one.kind,
                "decision": one.decision,
                "asked": one.applied_on,
                "from": one.valid_from,
                "last": value.span.last if value else None,
                "renew": renew,
            }
        )
    return lines


def _kind_of(reader: Reader, agency: UUID | None) -> str:
    """What kind of office receives something: a kind tells her who, and an onlooker nothing."""
    if agency is None:
        return ""
    row = access.agencies(reader).filter(pk=agency).first()
    return row.kind if row else ""


def due(reader: Reader, rows: Sequence[OwnRequest]) -> Mapping[UUID, date]:
    """By when words that were got for this reader are owed an answer.

    What came before words had clocks counts from its day, and so does a wish for a copy that made a request.
    """
    zone, clocks = access.zone_of(reader), _clocks(rows)
    return {
        one.id: rules.local_day(
            clocks.get(one.id) or rules.clock_of(ANSWER_RULES[one.kind], one.came_at, zone).due,
            zone,
        )
        for one in rows
    }


def _clocks(rows: Sequence[OwnRequest]) -> Mapping[UUID, datetime]:
    running = Obligation.objects.using(Store.INSIDE).filter(met_at=None, waived_at=None)
    found = running.filter(subject_id__in=[one.id for one in rows])
    return dict(found.values_list("subject_id", "due_at"))


def _owed(asked: deadlines.Outlook) -> Iterator[Deadline]:
    """What waits, to whom it is shown: the words of one kind are owed an answer in the order in which they came."""
    return deadlines.merged(*(_of_kind(asked, kind) for kind in ANSWER_RULES))


def _of_kind(asked: deadlines.Outlook, kind: str) -> Iterator[Deadline]:
    """A wish for a copy that made a request stands among the requests."""
    what = obligations.rule(ANSWER_RULES[kind]).title(lang())
    rows = waiting(asked.reader, case_id=asked.case_id, kind=kind)
    while part := list(islice(rows, deadlines.PART)):
        clocks, days = _clocks(part), due(asked.reader, part)
        for one in part:
            if kind != COPY or one.id in clocks:
                yield Deadline(one.code.involvement.case_id, "own_word", days[one.id], what, PAGE)


deadlines.register(
    "own_word",
    gettext_lazy("What people asked"),
    _owed,
    ordered=True,
    held=((OwnRequest, "code__involvement__case_id"),),
)


def holders(reader: Reader, rows: list[Involvement]) -> list[Involvement]:
    """Whom a code may be given to, of people that were got for this reader: nobody marked in the case."""
    marked = consents.marked_here([one.person_id for one in rows])
    return [
        one
        for one in rows
        if policy.may_plan(reader, one)
        and one.role in {rules.Role.VICTIM, rules.Role.WITNESS}
        and (one.case_id, one.person_id) not in marked
    ]
