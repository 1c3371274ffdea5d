"""A tip from the public: sealed before it is stored, no cookie, no script, no attachment; a code opens the answer.

The code stands in the form from the start, signed with the moment it was made. So the same form sent
twice is the same tip, other words in it are added to that tip, a form of a program that fills it in at
once is refused, and nothing of a visitor is kept: no address, no hour, no session.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dotline.base.errors import Conflict, DotlineError, Invalid, NotFound, Unavailable
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.gates import stamps, tipbox
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import choose
from dotline.ui.sentences import in_one

SALT = "dotline.tip"


def _text(label: object, hint: object = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 8, "autocomplete": "off"})
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy translation
        help_text=hint,  # type: ignore[arg-type]
        max_length=tipbox.LONGEST,
        widget=widget,
    )


class TipForm(forms.Form):
    """What somebody saw. No field asks who writes; no file can be added."""

    stamp = forms.CharField(widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=gettext_lazy("Who should read it?"))
    text = _text(
        gettext_lazy("What did you see or hear?"),
        gettext_lazy("What, where and when. Not your own name, phone or address."),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: object, choices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        choose(self, agency=choices)
        if len(choices) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
            self.fields["agency"].initial = choices[0][0]


class AnswerForm(forms.Form):
    """A receipt code, and perhaps a word more."""

    code = forms.CharField(
        label=gettext_lazy("Your 16 digits"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class AddForm(AnswerForm):
    """A word more for one's own tip."""

    code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    text = _text(gettext_lazy("Add something"))


def _choices(reader: Reader) -> list[tuple[str, str]]:
    french = lang() == "fr"
    return [
        (str(row.agency_id), row.name_fr if french else row.name_en)
        for row in tipbox.hotlines(reader)
    ]


@require_http_methods(["GET", "POST"])
def tip(request: HttpRequest) -> HttpResponse:
    """Send a tip; the answer shows the code once."""
    reader = reader_of(request)
    choices = _choices(reader)
    if request.method != "POST":
        form = TipForm(choices=choices, initial={"stamp": stamps.new_stamp(SALT)})
        return render(request, "site/tip.html", {"form": form, "closed": not choices})
    form = TipForm(request.POST, choices=choices)
    status, used = 400, False
    if form.is_valid() and not form.cleaned_data["website"]:
        try:
            code = stamps.code_of(form.cleaned_data["stamp"], SALT)
            if code is not None:
                return _post(request, reader, form, code)
            form.add_error(
                None, _("This page lay open too long. Your text is still here: send it again.")
            )
        except (Conflict, Invalid, NotFound, Unavailable) as error:
            form.add_error(None, in_one(error))
            status, used = error.status, isinstance(error, Conflict)
    elif form.is_valid():
        form.add_error("website", _("Leave this field empty, then send it again."))
    # The typed text stays in the form; only its stamp is renewed where that is what was wrong.
    fresh = request.POST.copy()
    if used or stamps.is_old(fresh.get("stamp", ""), SALT):
        fresh["stamp"] = stamps.new_stamp(SALT)
        form.data = fresh
    return render(request, "site/tip.html", {"form": form, "closed": not choices}, status=status)


def _post(request: HttpRequest, reader: Reader, form: TipForm, code: str) -> HttpResponse:
    agency = parse_id(form.cleaned_data["agency"])
    if agency is None:
        raise Invalid("This is not an agency.", "Choose one from the list.")
    tipbox.post_tip(by=reader, agency=agency, code=code, text=form.cleaned_data["text"])
    return render(request, "site/tip_sent.html", {"code": tipbox.in_fours(code)})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Read an answer with the code, or add a word. The code travels in the form, never in an address."""
    reader = reader_of(request)
    if request.method != "POST":
        return render(request, "site/tip_answer.html", {"form": AnswerForm()})
    form, adding = AnswerForm(request.POST), "text" in request.POST
    add = AddForm(request.POST) if adding else None
    if not form.is_valid() or (add is not None and not add.is_valid()):
        return render(request, "site/tip_answer.html", {"form": add or form}, status=400)
    try:
        tipbox.may_guess(reader).or_refuse()
        code = tipbox.plain_code(form.cleaned_data["code"])
        if add is not None:
            tipbox.add_to_tip(by=reader, code=code, text=add.cleaned_data["text"])
        found = tipbox.answers(reader, code)
    except NotFound as error:
        tipbox.count_wrong_code(by=reader)
        return _again(request, form, error)
    except (Invalid, Unavailable) as error:
        return _again(request, form, error)
    context = {
        "answers": found,
        "add": AddForm(initial={"code": code}),
        "added": add is not None,
    }
    return render(request, "site/tip_box.html", context)


def _again(request: HttpRequest, form: forms.Form, error: DotlineError) -> HttpResponse:
    form.add_error("code", in_one(error))
    return render(request, "site/tip_answer.html", {"form": form}, status=error.status)
