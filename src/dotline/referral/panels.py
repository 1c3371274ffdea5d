"""What the referral room shows on a call's page: hand-overs of this call, and the way to a new one."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.referral import policy, queries
from dotline.referral.forms import lang
from dotline.referral.views.shown import shown


def of_contact(reader: Reader, contact_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'intake.contact'."""
    if not policy.may_read(reader):
        return ""
    context = {
        "rows": shown(reader, queries.of_contact(reader, contact_id)),
        "contact_id": contact_id,
        "may_send": reader.has("referral.send"),
        "told": [
            (one.service_name_fr if lang() == "fr" else one.service_name_en, one)
            for one in queries.outside_referrals(reader, contact_id)
        ],
    }
    return render_to_string("referral/panel.html", context, request)


def of_desk(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home': referrals that wait for this agency's answer, and how many are late."""
    del worker_id
    if not policy.may_read(reader):
        return ""
    due = list(queries.waiting(reader).values_list("due_at", flat=True))
    context = {
        "follow_ups": queries.follow_ups(reader).filter(due_at__lte=clock.now()).count(),
        "unanswered": queries.unanswered(reader).count(),
        "unread": queries.unread(reader),
        "waiting": len(due),
        "late": sum(one < clock.now() for one in due),
    }
    return render_to_string("referral/desk_panel.html", context, request)
