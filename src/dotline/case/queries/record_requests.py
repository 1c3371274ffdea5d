"""Reads of requests to see one's own record, and the clock of each."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.models import AccessRequest, Involvement
from dotline.case.queries import consents, deadlines, plans
from dotline.case.queries.cases import seen_through
from dotline.case.rules import Deadline


def access_requests(reader: Reader) -> QuerySet[AccessRequest]:
    """Requests to the reader's agency, those that wait first, then the newest."""
    rows = AccessRequest.objects.using(Store.INSIDE).filter(seen_through(reader, "case"))
    return rows.order_by("answered_on", "due_on", "id")


def access_request(reader: Reader, request_id: UUID) -> AccessRequest:
    """One request. Raises NotFound."""
    found = access_requests(reader).select_related("person", "case").filter(pk=request_id).first()
    if found is None:
        raise not_found("request")
    return found


def open_request_of(reader: Reader, person_id: UUID) -> AccessRequest | None:
    """The request of a person that waits for its answer."""
    return access_requests(reader).filter(person_id=person_id, answered_on=None).first()


def standing_request_of(reader: Reader, person_id: UUID) -> AccessRequest | None:
    """The request that another asking on the same day repeats: the one that waits, else one that came today."""
    waiting = open_request_of(reader, person_id)
    if waiting is not None:
        return waiting
    today = deadlines.today(reader)
    rows = access_requests(reader).filter(person_id=person_id, received_on=today)
    return rows.order_by("-id").first()


def may_ask_for(reader: Reader, case_id: UUID, person_id: UUID, who: Involvement) -> Decision:
    """Whether somebody may ask for the record of a person of a case that was got for this reader, and be given it."""
    stands = who.id in plans.standing_by(reader, case_id, person_id)
    marked = consents.is_marked(reader, who.person_id)
    return policy.may_ask_for(reader, marked=marked, stands_by=stands)


def _due(asked: deadlines.Outlook) -> Iterator[Deadline]:
    rows = access_requests(asked.reader).filter(
        agency_id=asked.reader.own, answered_on=None, due_on__lte=asked.until
    )
    if asked.case_id is not None:
        rows = rows.filter(case_id=asked.case_id)
    for case_id, due in deadlines.each(
        rows.order_by("due_on", "id").values_list("case_id", "due_on")
    ):
        yield Deadline(case_id, "request", due, _("She asked for her own record"), "case:disclosed")


deadlines.register(
    "request",
    gettext_lazy("Requests for one's own record"),
    _due,
    ordered=True,
    held=((AccessRequest, "case_id"),),
)
