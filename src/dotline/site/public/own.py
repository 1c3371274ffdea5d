"""A person's own page on the public site: opened by her code, read and answered without cookie, session or account.

This process cannot read what stands in the box; her code, which travels in the form and never in an
address, opens it for the one answer. What she asks is sealed to the agency before it is stored.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from dotline.base.errors import DotlineError, Invalid, NotFound, Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import ownbox, tipbox
from dotline.reference import vocabulary
from dotline.site.public.tips import AnswerForm
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import in_one
from dotline.ui.templatetags.dotline import exit_url

CLEARED = '"cache", "cookies", "storage"'


class AskForm(forms.Form):
    """What she asks. The code and the key of the form travel hidden."""

    code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[
            ("correct", gettext_lazy("Something here is wrong")),
            ("complain", gettext_lazy("I want to complain")),
            ("copy", gettext_lazy("I want a copy of all you have about me")),
        ],
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Say it in your words"),
        help_text=gettext_lazy("A complaint goes to another person, not to the one who helps you."),
        max_length=ownbox.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Words are wanted but for a copy."""
        data = super().clean() or {}
        said = "text" in self.errors or data.get("text", "").strip()
        if data.get("what") in {"correct", "complain"} and not said:
            self.add_error("text", _("Write a few words, so that we know what to do."))
        return data


class TakeBackForm(forms.Form):
    """One press: a consent is taken back."""

    code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    which = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The page of who has the code; what she asks comes to the same address."""
    reader = reader_of(request)
    if request.method != "POST":
        return _code_page(request, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, 400)
    try:
        tipbox.may_guess(reader).or_refuse()
        code = tipbox.plain_code(form.cleaned_data["code"])
        sent, ask = _asked(request, reader, code)
        copy = ownbox.read(reader, code)
    except NotFound as error:
        tipbox.count_wrong_code(by=reader)
        return _again(request, form, error)
    except DotlineError as error:
        return _again(request, form, error)
    context = {**_shown(copy), "code": code, "sent": sent, "ask": ask, "key": new_id()}
    answer = render(request, "site/own.html", context, status=400 if ask.errors else 200)
    # A page that differs from person to person is not shortened: its length would tell something.
    answer.headers["Content-Encoding"] = "identity"
    return answer


def _asked(request: HttpRequest, reader: Reader, code: str) -> tuple[str, AskForm]:
    """Send on what came with the code, if anything; returns what was sent and the form for the next."""
    fresh = AskForm(initial={"code": code, "key": new_id()})
    if "which" in request.POST:
        back = TakeBackForm(request.POST)
        if not back.is_valid():
            raise Invalid("This form is not whole.", "Open your page again.")
        data = back.cleaned_data
        asked = ownbox.Asked("withdraw", "", data["key"], data["which"])
        ownbox.ask(by=reader, code=code, asked=asked)
        return "withdraw", fresh
    if "key" not in request.POST:
        return "", fresh
    form = AskForm(request.POST)
    if not form.is_valid():
        return "", form
    data = form.cleaned_data
    try:
        asked = ownbox.Asked(data["what"], data["text"], data["key"])
        ownbox.ask(by=reader, code=code, asked=asked)
    except (Invalid, Unavailable) as error:
        form.add_error("text", in_one(error))
        return "", form
    return data["what"], fresh


def _again(request: HttpRequest, form: forms.Form, error: DotlineError) -> HttpResponse:
    form.add_error("code", in_one(error))
    return _code_page(request, form, error.status)


def _code_page(request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    shown = tipbox.in_fours(ownbox.DEMO_CODE) if settings.DOTLINE_DEMO else ""
    context = {"form": form, "demo_code": shown}
    return render(request, "site/own_code.html", context, status=status)


@require_GET
def leave(_request: HttpRequest) -> HttpResponse:
    """Away from the page, and out of this browser what it may have kept of it."""
    answer = redirect(exit_url())
    answer.headers["Clear-Site-Data"] = CLEARED
    return answer


def _shown(copy: ownbox.OwnCopy) -> dict[str, object]:
    told = copy.told
    return {
        "made_on": copy.made_on,
        "status": [(_status(one), _day(one["on"])) for one in told["status"]],
        "plan": [
            {
                "kind": help_words(one["kind"]),
                "purpose": one["purpose"],
                "from": _day(one["from"]),
                "until": _day(one["until"]),
                "ended": _day(one["ended"]),
            }
            for one in told["plan"]
        ],
        "permits": [_permit(one) for one in told["permits"]],
        "consents": [
            {
                **one,
                "purpose": agreed_words(one["purpose"]),
                "to": who_gets(one["to"]) if one["to"] else "",
                "on": _day(one["on"]),
                "until": _day(one["until"]),
            }
            for one in told["consents"]
        ],
        "answers": [{**one, "on": _day(one["on"])} for one in told["answers"]],
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def help_words(code: str) -> str:
    """A kind of help in plain words: some titles of the desk would tell an onlooker what she came from or plans."""
    plain = {
        "Shelter": _("A place to stay"),
        "SocialCare": _("Everyday help"),
        "Legal": _("Advice"),
        "Immigration": _("Papers"),
        "RightsBasedTraining": _("A course"),
        "SexualExploitationRehabilitation": _("Getting better"),
        "LabourExploitationRehabilitation": _("Getting better"),
        "ReturnAssistance": _("Travel"),
    }
    return plain.get(code) or vocabulary.label("service_kinds", code, lang())


def agreed_words(code: str) -> str:
    """What she said yes or no to, said to her; a journey tells whoever looks on less than a return home."""
    plain = {
        "return_file": _("Pass on what your travel needs"),
        "look_for": _("Let another office look for you, without your name"),
        "count_once": _("Be counted once, without your name"),
    }
    return plain.get(code) or vocabulary.label("case_consents", code, lang())


def who_gets(code: str) -> str:
    """A kind of office in plain words: whoever looks on must not read that she talks with police or a court."""
    public = _("A public office")
    plain = {
        "Shelter": _("A place to stay"),
        "Helpline": _("An office that helps"),
        "Police": public,
        "LawEnforcement": public,
        "Court": public,
        "Prosecution": public,
        "BorderService": public,
        "ImmigrationService": public,
        "ChildProtection": public,
    }
    return plain.get(code) or vocabulary.label("organisation_kinds", code, lang())


def _status(one: Mapping[str, Any]) -> str:
    """A determination in plain words that tell an onlooker nothing."""
    return {
        "PossibleVictimOfTrafficking": _("We think that you have a right to this help."),
        "ActualVictimOfTrafficking": _("It is confirmed: you have a right to this help."),
        "NotAVictimOfTrafficking": _("One office said no. You can ask why, and you can ask again."),
    }[one["code"]]


def _permit(one: Mapping[str, Any]) -> dict[str, object]:
    state = {
        "": _("You asked. There is no answer yet."),
        "issued": _("You have it."),
        "refused": _("The answer was no. Ask us what you can do now."),
        "withdrawn": _("You took your request back."),
        "cancelled": _("It was taken away. Ask us what you can do now."),
    }[one["decision"]]
    if one["decision"] == "issued" and one["renew"] is None:
        state = _("It has ended.")
    return {
        "kind": _kind(one["kind"]),
        "state": state,
        "asked": _day(one["asked"]),
        "from": _day(one["from"]),
        "last": _day(one["last"]),
        "renew": _day(one["renew"]),
    }


def _kind(code: str) -> str:
    """A permit in plain words: its title on the desk would tell an onlooker too much."""
    return {
        "vtip_trp": _("Paper to stay in Canada"),
        "other_trp": _("Paper to stay in Canada"),
        "open_work": _("Paper to work"),
        "work_207_1": _("Paper to work"),
        "study": _("Paper to study"),
        "ifhp": _("Health care paper"),
    }[code]
