"""Confidential places: what partners share with us, and reveals: asked, approved, read, made known."""

from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.gates.publish import ListedField, RevealReason, Site, Tier
from dotline.reference import regions
from dotline.referral import actions, policy, queries
from dotline.referral.forms.listings import REASON_LABELS, TIER_LABELS, RevealForm
from dotline.referral.models import Reveal, SharedField
from dotline.referral.views.shown import name_of
from dotline.ui.asked import lang, reader_of


def field_label(name: str) -> str:
    """A field that carries a tier, in words."""
    labels = {
        ListedField.RECORD: _("About this service"),
        ListedField.ADDRESS: _("Address"),
        ListedField.COORDINATES: _("Coordinates"),
        ListedField.PHONE: _("Phone"),
        ListedField.EMAIL: _("E-mail"),
        ListedField.STAFF: _("Whom to ask for"),
    }
    return labels[ListedField(name)]


@require_GET
def shared(request: HttpRequest) -> HttpResponse:
    """Fields that other agencies share with partners or the help line, by service."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    rows = sorted(queries.shared(reader), key=lambda row: (row.name_en, row.service_id.hex))
    services = [list(many) for _key, many in groupby(rows, key=lambda row: row.service_id)]
    groups = [
        (_title(found[0]), _region(found[0].region), [_line(row) for row in found])
        for found in services
    ]
    return render(request, "referral/shared.html", {"groups": groups})


def _title(row: SharedField) -> str:
    return row.name_fr if lang() == "fr" else row.name_en


def _region(code: str) -> str:
    found = regions.find(code)
    return found.label(lang()) if found else ""


def _line(row: SharedField) -> tuple[str, str, str]:
    return field_label(row.field), row.text, str(TIER_LABELS[Tier(row.tier)])


def lines_of(reader: Reader, service_id: UUID) -> list[tuple[str, str, str]]:
    """What the reader may read of one service beyond the public page: field, text, circle."""
    return [_line(row) for row in queries.shared_of(reader, service_id)]


@require_GET
def reveals(request: HttpRequest) -> HttpResponse:
    """Requests that wait for a second person, and who was told of this agency's places."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    approves = reader.has("referral.review")
    context = {
        "approves": approves,
        "waiting": shown_reveals(reader, list(queries.to_approve(reader))) if approves else [],
        "told": shown_reveals(reader, list(queries.told(reader)[:100])),
    }
    return render(request, "referral/reveals.html", context)


def shown_reveals(reader: Reader, rows: list[Reveal]) -> list[dict[str, object]]:
    """Reveals in words: who asked, why, how it stands."""
    agencies = queries.agencies(reader, {row.agency_id for row in rows})
    people = queries.workers(
        reader, {who for row in rows for who in (row.asked_by, row.approved_by)}
    )
    return [
        {
            "row": row,
            "agency": name_of(agencies.get(row.agency_id)),
            "by": people.get(row.asked_by, ""),
            "approved_by": people.get(row.approved_by, "") if row.approved_by else "",
            "reason": REASON_LABELS[RevealReason(row.reason)],
            "state": state_of(row),
        }
        for row in rows
    ]


def state_of(row: Reveal) -> tuple[str, str]:
    """How a reveal stands: words and colour."""
    if row.refused_at is not None:
        return _("Refused"), "bad"
    if row.ends_at is None:
        return _("Waits for a second person"), "warn"
    if row.ends_at <= clock.now():
        return _("Over, and forgotten here"), ""
    return _("May be read now"), "info"


@require_POST
def ask_reveal(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Ask for the place of a sealed service."""
    form = RevealForm(request.POST)
    if not form.is_valid():
        raise Invalid("A request to know a sealed place needs a reason.", "Choose one.")
    asked = actions.ask_reveal(
        by=reader_of(request),
        referral_id=referral_id,
        reason=form.cleaned_data["reason"],
        alone=form.cleaned_data["alone"],
    )
    return redirect(reverse("referral:reveal", args=[asked.id]))


@require_GET
def reveal(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """One request: how it stands and what can be done. It does not show the place."""
    return _page(request, reveal_id, None)


@require_POST
def open_reveal(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """Show the place, once more on the ledger."""
    site = actions.open_reveal(by=reader_of(request), reveal_id=reveal_id)
    return _page(request, reveal_id, site)


ANSWERS = {
    "approve": actions.approve_reveal,
    "refuse": actions.refuse_reveal,
    "review": actions.review_reveal,
    "note": actions.note_reveal,
}


@require_POST
def answer_reveal(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """Approve, refuse, review, or note that this agency knows."""
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        raise Invalid("This is not an answer.", "Use one of the buttons.")
    answer(by=reader_of(request), reveal_id=reveal_id)
    return redirect(reverse("referral:reveal", args=[reveal_id]))


def _page(request: HttpRequest, reveal_id: UUID, site: Site | None) -> HttpResponse:
    reader = reader_of(request)
    row = queries.reveal(reader, reveal_id)
    second = bool(policy.may_approve_reveal(reader, row))
    opened: Decision = policy.may_open_reveal(reader, row, clock.now())
    context = {
        "one": shown_reveals(reader, [row])[0],
        "row": row,
        "asking": reader.agency == row.agency_id,
        "may_open": bool(opened) and site is None,
        "may_answer": second and row.ends_at is None and row.refused_at is None,
        "may_review": second and row.alone and row.reviewed_at is None,
        "may_note": bool(policy.may_note_reveal(reader, row)) and row.known_at is None,
        "place": _words(site) if site else [],
    }
    return render(request, "referral/reveal.html", context)


def _words(site: Site) -> list[tuple[str, str]]:
    point = "" if site.lat is None or site.lon is None else f"{site.lat}, {site.lon}"
    rows = [
        (_("Street address"), site.address_1),
        (_("Town"), ", ".join(part for part in (site.city, site.province) if part)),
        (_("Postal code"), site.postal_code),
        (_("Coordinates"), point),
    ]
    return [row for row in rows if row[1]]
