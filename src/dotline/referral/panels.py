"""What the referral room shows on a call's page: hand-overs of this call, and the way to a new one."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.base.reader import Reader
from dotline.referral import policy, queries
from dotline.referral.views.shown import shown


def of_contact(reader: Reader, contact_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'intake.contact'."""
    if not policy.may_read(reader):
        return ""
    context = {
        "rows": shown(reader, queries.of_contact(reader, contact_id)),
        "contact_id": contact_id,
        "may_send": reader.has("referral.send"),
    }
    return render_to_string("referral/panel.html", context, request)
