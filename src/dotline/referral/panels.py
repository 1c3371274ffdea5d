"""What the referral room shows on a call's page: hand-overs of this call, and the way to a new one."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.base import clock
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.referral import policy, queries
from dotline.referral.forms.listings import RevealForm
from dotline.referral.models import Reveal
from dotline.referral.queries import briefings, network, practices
from dotline.referral.views.referral import content_of
from dotline.referral.views.shown import shown
from dotline.referral.views.sites import lines_of, shown_reveals
from dotline.ui.asked import lang


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


def of_place(reader: Reader, referral_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'referral.place': asking where a sealed place is, and what was asked before."""
    row = queries.get(reader, referral_id)
    asked = list(queries.reveals_of(reader, row))
    listing = queries.may_ask(reader, row)
    if not asked and listing is None:
        return ""
    context = {
        "row": row,
        "asked": shown_reveals(reader, asked),
        "form": RevealForm() if listing and not any(still_open(one) for one in asked) else None,
    }
    return render_to_string("referral/place_panel.html", context, request)


def still_open(row: Reveal) -> bool:
    """Whether a request waits or may still be read."""
    return row.refused_at is None and (row.ends_at is None or row.ends_at > clock.now())


def of_service(reader: Reader, service_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'directory.service': fields that only partners or the help line may read."""
    rows = lines_of(reader, service_id)
    return render_to_string("referral/shared_panel.html", {"rows": rows}, request) if rows else ""


def of_told(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home': requests to approve, and tellings of own places not yet noted."""
    del worker_id
    waiting = queries.to_approve(reader).count() if reader.has("referral.review") else 0
    told = queries.told(reader).filter(known_at=None).count() if policy.may_list(reader) else 0
    if not waiting and not told:
        return ""
    context = {"waiting": waiting, "told": told}
    return render_to_string("referral/told_panel.html", context, request)


def of_network(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home': what to read, what is late, who has fallen silent."""
    del worker_id
    if not policy.may_take_part(reader):
        return ""
    oversees = bool(policy.may_brief(reader))
    context = {
        "unread": sum(one.unread for one in briefings.stream(reader)),
        "late": network.own_late_tasks(reader),
        "quiet": network.quiet(reader),
        "unread_late": briefings.overdue(reader) if oversees else 0,
        "reviews": practices.overdue_reviews(reader) if oversees else 0,
    }
    return render_to_string("referral/network_panel.html", context, request)


# ---------------------------------------------------------------- a referral, opened by breaking the glass


def check_referral(reader: Reader, referral_id: UUID) -> None:
    """Raises NotFound for a referral of others, Refused where its consent ended or was taken back."""
    row = queries.get(reader, referral_id)
    if reader.agency == row.to_agency_id:
        policy.may_open_package(reader, row, clock.now()).or_refuse()


def referral_is_open(reader: Reader, referral_id: UUID) -> Decision:
    """Whether the reader may read all of it anyway; what was handed over is for who answers."""
    if not policy.may_read(reader):
        return policy.may_read(reader)
    row = queries.get(reader, referral_id)
    if reader.agency != row.to_agency_id:
        return ALLOWED
    return policy.may_open_package(reader, row, clock.now())


def show_referral(reader: Reader, referral_id: UUID, request: HttpRequest) -> str:
    """The referral in words and, at the agency that received it, what was handed over."""
    row = queries.get(reader, referral_id)
    content, closed = content_of(reader, row)
    context = {"one": shown(reader, [row])[0], "row": row, "content": content, "closed": closed}
    return render_to_string("referral/glass.html", context, request)
