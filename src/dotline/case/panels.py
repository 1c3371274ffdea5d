"""What the case room shows elsewhere: on a received referral its case, on the desk the permits to renew."""

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from dotline.access import queries as access
from dotline.access.unit import seen
from dotline.base.errors import Unavailable
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.forms import OpenForm
from dotline.case.forms.plans import SAFETY_LABELS
from dotline.case.models import Involvement
from dotline.case.queries import own_page, permits, plans
from dotline.case.rules import local_day
from dotline.case.views.cases import people_of
from dotline.reference import vocabulary
from dotline.referral import queries as referrals
from dotline.referral.rules import RUNNING, Status
from dotline.ui import numbers
from dotline.ui.asked import lang

MOST = 5  # permits that the first page of the desk names
MANY = 100  # words that it counts; so many or more are told as one number


def of_referral(reader: Reader, referral_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'referral.received'."""
    if not policy.may_read(reader):
        return ""
    found = queries.of_referral(reader, referral_id)
    row = referrals.get(reader, referral_id)
    open_now = row.state in {Status.REQUESTED, *RUNNING} and bool(policy.may_write(reader))
    if found is None and not open_now:
        return ""
    context = {
        "case": found,
        "referral_id": referral_id,
        "form": None if found else OpenForm(prefix="case"),
        "waits": row.state == Status.REQUESTED,
    }
    return render_to_string("case/panel.html", context, request)


def of_desk(reader: Reader, _worker: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home': renewals from their first day on, and what people asked."""
    found = permits.renewals_open(reader, MOST + 1)
    words = sum(1 for _one in islice(own_page.waiting(reader), MANY))
    if not found and not words:
        return ""
    zone, today = access.zone_of(reader), queries.today(reader)
    lines = []
    for row, owed in found[:MOST]:
        due = local_day(owed.due_at, zone)
        lines.append(
            {
                "kind": permits.kind_label(row.kind),
                "address": reverse("case:permits", args=[row.involvement.case_id]),
                "state": _("ask before {day}").format(day=numbers.day(due, lang())),
                "tone": "bad" if due < today else "warn",
            }
        )
    context = {"lines": lines, "more": len(found) > MOST, "words": words, "many": words == MANY}
    return render_to_string("case/renewals.html", context, request)


def case_is_open(reader: Reader, _case: UUID) -> Decision:
    """Whoever reads cases reads all of the agency's."""
    return policy.may_read(reader)


def show_case(reader: Reader, case_id: UUID, request: HttpRequest) -> str:
    """A case as it is read in an emergency: who is what, what happened, the plans to be safe. Opens no name."""
    row = queries.case(reader, case_id)
    seen(reader, "case.open", "case", row.id)
    people = [
        (one, [(SAFETY_LABELS[part], text) for part, text in _safety(reader, one.involvement)])
        for one in people_of(reader, row)
    ]
    kind = vocabulary.label("case_kinds", row.kind, lang())
    context = {"case": row, "kind": kind, "people": people}
    return render_to_string("case/glass.html", context, request)


def _safety(reader: Reader, row: Involvement) -> Iterable[tuple[str, str]]:
    """The newest plan to be safe of one person; nothing where there is none, or where her key is gone."""
    versions = plans.safety_plans(reader, row)
    try:
        return plans.safety_words(reader, versions[0], row.person_id).items() if versions else ()
    except Unavailable:
        return ()
