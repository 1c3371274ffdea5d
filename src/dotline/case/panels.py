"""What the case room shows on a received referral: accept and open a case, or the case that it opened."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.forms import OpenForm
from dotline.referral import queries as referrals
from dotline.referral.rules import RUNNING, Status


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
