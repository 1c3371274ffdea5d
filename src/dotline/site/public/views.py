"""The public site's own pages: the way in, and a letter to an agency."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import parse_id
from dotline.gates import letterbox
from dotline.reference import helptexts
from dotline.reference.helptexts import HelpKind
from dotline.site import problems
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import choose


@csrf_exempt
def root(request: HttpRequest) -> HttpResponseBase:
    """The HSDS root for programs, the home page for people."""
    if problems.wants_json(request) or request.method not in ("GET", "HEAD"):
        from dotline.directory import api  # noqa: PLC0415 - the API is only for programs

        return api.root(request)
    response = redirect(reverse("home"))
    patch_vary_headers(response, ("Accept",))
    return response


root.also_for_programs = True  # type: ignore[attr-defined]  # read by the middleware


@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """Alive. Says nothing else."""
    return JsonResponse({"status": "ok"})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """In one sentence who this helps, and how to reach help now."""
    return render(request, "site/home.html")


@require_GET
def card(request: HttpRequest, language: str = "") -> HttpResponse:
    """The safety card, to print or copy, in each language that a human reviewed; no logo, a neutral title."""
    today = clock.today()
    now = "fra" if lang() == "fr" else "eng"
    found = helptexts.text(HelpKind.CARD, language or now, today)
    help_text = next(
        (one for one in helptexts.shown(HelpKind.HELP, today) if one.language == found.language),
        None,
    )
    context = {
        "card": found,
        "help_text": help_text,
        "reviewed": found.is_reviewed(today),
        "others": [
            one for one in helptexts.shown(HelpKind.CARD, today) if one.language != found.language
        ],
    }
    return render(request, "site/card.html", context)


class LetterForm(forms.Form):
    """A sealed message to one agency."""

    agency = forms.ChoiceField(label=_("Who should read it?"))
    text = forms.CharField(
        label=_("Your message"),
        max_length=letterbox.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_("Do not write your name unless you want to."),
    )

    def __init__(self, *args: object, choices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        choose(self, agency=choices)


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """Write to an agency: the text is sealed to its key before it is stored."""
    reader = reader_of(request)
    french = lang() == "fr"
    choices = [
        (str(row.agency_id), row.name_fr if french else row.name_en)
        for row in letterbox.agencies(reader)
    ]
    form = LetterForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        agency = parse_id(form.cleaned_data["agency"])
        if agency is None:
            raise Invalid("This is not an agency.", "Choose one from the list.")
        letterbox.post(by=reader, agency=agency, kind="message", text=form.cleaned_data["text"])
        return render(request, "site/letter_sent.html")
    return render(request, "site/letter.html", {"form": form}, status=400 if form.errors else 200)
