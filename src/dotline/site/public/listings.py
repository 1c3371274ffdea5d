"""A listing as it stands, shown to whoever was sent a one-time link: all of it is right, or corrected.

The token stands in the path, so that one click is enough; it opens nothing but what everybody may read,
works once, and is dead after fourteen days (docs/decisions). The answer is sealed before it is stored.
"""

from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dotline.base import clock
from dotline.directory.models import ConfirmationRequest
from dotline.directory.queries import asking as queries
from dotline.directory.rules import asking, sets
from dotline.directory.rules.asking import AnswerKind, Refusal, Reply
from dotline.gates import letterbox
from dotline.site.public.correcting import CorrectionForm
from dotline.ui.asked import lang, reader_of

DEAD = {
    Refusal.USED: gettext_lazy("This link was used already. Thank you."),
    Refusal.NEWER: gettext_lazy("A newer link was sent. Please use that one."),
    Refusal.EXPIRED: gettext_lazy("This link is too old. Please ask us for a new one."),
    Refusal.CHANGED: gettext_lazy("The listing was changed since this link was sent. Look at it again, "
                                  "and correct what is wrong."),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the listing; take the one click, or the corrections. The address goes to no other site."""
    response = _answer(request, token)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    reader = reader_of(request)
    row = queries.request_of(reader, token)
    found = queries.facts(reader, row.service_id)
    posted = request.method == "POST"
    kind = AnswerKind.CORRECT if "correct" in request.POST else AnswerKind.CONFIRM
    why = asking.refusal(queries.asked(row), clock.now(), kind, found.version)
    form = CorrectionForm(
        request.POST if posted and kind is AnswerKind.CORRECT else None, found=found
    )
    if not posted or why is not None or (kind is AnswerKind.CORRECT and not form.is_valid()):
        return _page(request, found, form, why, bad=posted or why is not None)
    told = form.told if kind is AnswerKind.CORRECT else {}
    if kind is AnswerKind.CORRECT and not told:
        form.add_error(
            None, _("Nothing was changed. If all of it is right, press the button above.")
        )
        return _page(request, found, form, None, bad=True)
    return _post(
        request, row, found, form, Reply(token, kind, told, clock.now().astimezone(UTC).isoformat())
    )


def _post(
    request: HttpRequest,
    row: ConfirmationRequest,
    found: queries.Facts,
    form: CorrectionForm,
    reply: Reply,
) -> HttpResponse:
    text = asking.letter(reply)
    if len(text) > letterbox.LONGEST:
        form.add_error(None, _("That is more than we can take at once. Shorten it, or call us."))
        return _page(request, found, form, None, bad=True)
    letterbox.post(by=reader_of(request), agency=row.agency_id, kind=asking.LETTER, text=text)
    return render(
        request, "site/listing_sent.html", {"corrected": reply.kind is AnswerKind.CORRECT}
    )


def _in_words(found: queries.Facts) -> dict[str, str]:
    """Hours and languages in the language of the page, where they can be told so."""
    lines = {name: sets.told(name, said, lang()) for name, said in found.sets.items() if said}
    ends = {sets.HOURS: "\n", sets.LANGUAGES: ", "}
    return {name: ends[name].join(told) for name, told in lines.items()}


def _page(
    request: HttpRequest,
    found: queries.Facts,
    form: CorrectionForm,
    why: Refusal | None,
    *,
    bad: bool,
) -> HttpResponse:
    dead = why is not None and why is not Refusal.CHANGED
    context = {
        "facts": found,
        "texts": found.texts | _in_words(found),
        "form": form,
        "why": DEAD[why] if why else "",
        "dead": dead,
        "typed": form.is_bound,
        "may_confirm": why is None,
    }
    return render(request, "site/listing.html", context, status=400 if bad else 200)
