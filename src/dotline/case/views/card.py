"""A card to print for somebody of a case: numbers and a place to call, and not one telling word (R-60)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.access.unit import seen
from dotline.base.errors import NotFound, Refused
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.models import CaseFile
from dotline.reference import helptexts
from dotline.reference.helptexts import HelpKind, HelpText
from dotline.referral import queries as referrals
from dotline.referral.rules import PlainCard, plain_card
from dotline.ui.asked import lang, reader_of


@require_GET
def card(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The card in a language that a human reviewed; no case number, no name, no logo, a neutral title."""
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    policy.may_write(reader).or_refuse()
    seen(reader, "case.card", "case", row.id)
    now = "fra" if lang() == "fr" else "eng"
    text = helptexts.text(HelpKind.CARD, request.GET.get("language") or now, queries.today(reader))
    return render(request, "case/card.html", {"text": text, "services": _services(reader, row)})


def languages(reader: Reader) -> tuple[HelpText, ...]:
    """The languages in which a card may be printed today."""
    return helptexts.shown(HelpKind.CARD, queries.today(reader))


def _services(reader: Reader, row: CaseFile) -> list[PlainCard]:
    """The service by which the case came, as its listing may be told: name, number, hours."""
    if row.referral_id is None:
        return []
    try:
        service = referrals.get(reader, row.referral_id).service_id
        return [plain_card(referrals.card_of(service), lang())] if service else []
    except (NotFound, Refused):
        return []
