"""Reads of the registers: requests for notes, breaches, and what each still asks for."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.access import envelope
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Unavailable, not_found
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.models import NotesRequest, PrivacyBreach
from dotline.case.queries import deadlines
from dotline.case.queries.cases import seen_through
from dotline.case.rules import Deadline, local_day
from dotline.case.rules.registers import NOTES_RULE
from dotline.duty import queries as owed
from dotline.duty.models import Obligation


def notes_requests(reader: Reader) -> QuerySet[NotesRequest]:
    """Requests for notes in cases of the reader's agency, the newest first."""
    rows = NotesRequest.objects.using(Store.INSIDE).filter(seen_through(reader, "case"))
    return rows.order_by("-received_on", "id")


def notes_request(reader: Reader, request_id: UUID) -> NotesRequest:
    """One request for notes. Raises NotFound."""
    found = notes_requests(reader).filter(pk=request_id).first()
    if found is None:
        raise not_found("request")
    return found


def breaches(reader: Reader) -> QuerySet[PrivacyBreach]:
    """Breaches of the reader's agency, for whoever answers for privacy, the newest first."""
    rows = PrivacyBreach.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return rows if policy.may_answer_for_privacy(reader) else rows.none()


def breach(reader: Reader, breach_id: UUID) -> PrivacyBreach:
    """One breach. Raises NotFound."""
    found = breaches(reader).filter(pk=breach_id).first()
    if found is None:
        raise not_found("breach")
    return found


def old_breaches(reader: Reader) -> QuerySet[PrivacyBreach]:
    """Breaches whose 24 months are over, for the desk's own work alone."""
    rows = PrivacyBreach.objects.using(Store.INSIDE).filter(keep_until__lt=clock.today())
    return rows if reader.is_system else rows.none()


def breach_place(row: PrivacyBreach) -> str:
    """The cell that the words of a breach are bound to."""
    return f"case_privacybreach|{row.id}|sealed"


def breach_words(row: PrivacyBreach) -> str:
    """What happened, in words; '' once its key is gone. For a breach that was got for its reader."""
    try:
        return envelope.open_text(row.id, row.agency_id, row.sealed, breach_place(row))
    except Unavailable:
        return ""


def due_of(subject: UUID) -> Obligation | None:
    """The clock that still runs about a row that was got for its reader."""
    rows = Obligation.objects.using(Store.INSIDE)
    return rows.filter(subject_id=subject, met_at=None, waived_at=None).order_by("due_at").first()


def _counsel(asked: deadlines.Outlook) -> Iterator[Deadline]:
    rows = notes_requests(asked.reader).filter(
        agency_id=asked.reader.own, counsel_told_on=None, decided_on=None
    )
    if asked.case_id is not None:
        rows = rows.filter(case_id=asked.case_id)
    clocks = owed.owed(asked.reader, Store.INSIDE).filter(
        Exists(rows.filter(pk=OuterRef("subject_id"))),
        holder_id=asked.reader.own,
        rule=NOTES_RULE,
        due_at__lte=asked.last_moment,
    )
    what = _("Tell her counsel that notes are asked for")
    for part in deadlines.parts(clocks.order_by("due_at", "id")):
        cases = dict(rows.filter(pk__in=[one.subject_id for one in part]).values_list("id", "case"))
        for one in part:
            due = local_day(one.due_at, asked.zone)
            yield Deadline(cases[one.subject_id], "notes", due, what, "case:disclosed")


deadlines.register(
    "notes",
    gettext_lazy("Requests for notes"),
    _counsel,
    ordered=True,
    held=((NotesRequest, "case_id"),),
)
