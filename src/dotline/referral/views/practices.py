"""Pages of the practice library: search, one entry, write, approve, review again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory.forms import PRACTICE_KINDS, TOPICS
from dotline.reference import practices as shipped
from dotline.reference import vocabulary
from dotline.referral import policy
from dotline.referral.actions import practices as actions
from dotline.referral.forms.network import (
    NO_VICTIMS,
    LibraryForm,
    PracticeForm,
)
from dotline.referral.models import Practice
from dotline.referral.queries import network
from dotline.referral.queries import practices as queries
from dotline.referral.rules.states import codes
from dotline.referral.views.forces import done
from dotline.referral.views.shown import name_of
from dotline.ui.asked import lang, reader_of


def entry(row: queries.Entry, issuers: dict[UUID, str]) -> dict[str, object]:
    """An entry in the words of a page, wherever it comes from."""
    french = bool(row.title_fr) and (lang() == "fr" or not row.title_en)
    own = isinstance(row, Practice)
    languages = codes(row.languages) if isinstance(row, Practice) else row.languages
    return {
        "row": row,
        "own": own,
        "url": reverse("referral:practice", args=[row.id])
        if isinstance(row, Practice)
        else reverse("referral:shipped-practice", args=[row.code]),
        "lang": "fr" if french else "en",
        "title": row.title_fr if french else row.title_en,
        "text": (row.text_fr if french else row.text_en) or row.text_en or row.text_fr,
        "kind": PRACTICE_KINDS[row.kind],
        "topic": TOPICS[row.topic],
        "languages": [vocabulary.label("languages", one, lang()) for one in languages],
        "overdue": queries.is_overdue(row, clock.now().date()),
        "waits": isinstance(row, Practice) and row.approved_at is None,
        "from": issuers.get(row.agency_id, "") if isinstance(row, Practice) else "",
    }


def _issuers(reader: Reader, rows: list[queries.Entry]) -> dict[UUID, str]:
    ids = {row.agency_id for row in rows if isinstance(row, Practice)}
    return {key: name_of(one) for key, one in network.names(reader, ids).items()}


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """The library, searched by words and kind."""
    reader = reader_of(request)
    policy.may_take_part(reader).or_refuse()
    form = LibraryForm(request.GET or None)
    data = form.cleaned_data if form.is_valid() else {}
    rows = queries.library(reader, data.get("words", ""), data.get("kind", ""))
    issuers = _issuers(reader, rows)
    context = {"form": form, "rows": [entry(row, issuers) for row in rows]}
    return render(request, "referral/practices.html", context)


@require_GET
def practice(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """One entry that an agency wrote."""
    reader = reader_of(request)
    row = queries.practice(reader, practice_id)
    own = row.agency_id == reader.agency
    context = {
        **entry(row, _issuers(reader, [row])),
        "reviews": queries.reviews(reader, row),
        "may_approve": row.approved_at is None and bool(policy.may_approve_practice(reader, row)),
        "may_review": own
        and row.approved_at is not None
        and bool(policy.may_review_practice(reader, row)),
        "zone": access.zone_of(reader),
    }
    return render(request, "referral/practice.html", context)


@require_GET
def shipped_practice(request: HttpRequest, code: str) -> HttpResponse:
    """One entry that is shipped."""
    policy.may_take_part(reader_of(request)).or_refuse()
    return render(request, "referral/practice.html", entry(shipped.practice(code), {}))


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write an entry."""
    reader = reader_of(request)
    policy.may_take_part(reader).or_refuse()
    form = PracticeForm(request.POST or None)
    if form.is_valid():
        data = {**form.cleaned_data, "languages": tuple(form.cleaned_data["languages"])}
        if done(form, lambda: actions.write(by=reader, practice=actions.NewPractice(**data))):
            return redirect(reverse("referral:practices"))
    title = _("Add to the library")
    trail = [(reverse("referral:practices"), _("Practice library"))]
    context = {"form": form, "title": title, "button": title, "warning": NO_VICTIMS, "trail": trail}
    return render(request, "referral/add.html", context, status=400 if form.is_bound else 200)


@require_POST
def approve(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """Approve an entry."""
    actions.approve(by=reader_of(request), practice_id=practice_id)
    return redirect(reverse("referral:practice", args=[practice_id]))


@require_POST
def review(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """Note that an entry was read again."""
    actions.review(by=reader_of(request), practice_id=practice_id)
    return redirect(reverse("referral:practice", args=[practice_id]))
