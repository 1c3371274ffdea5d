"""Forms of break-glass."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dotline.access.glass import records
from dotline.access.rules import LASTS, LONGEST_WORDS, SHORTEST_WORDS, GlassReason, Verdict
from dotline.base.ids import new_id
from dotline.ui.choices import choose

REASON_LABELS = {
    GlassReason.LIFE: _("Somebody’s life is in danger"),
    GlassReason.CHILD: _("A child is in danger"),
    GlassReason.NOBODY_THERE: _(
        "The person needs help now, and nobody who may open the record can be reached"
    ),
}
VERDICT_LABELS = {
    Verdict.JUSTIFIED: _("There was a reason"),
    Verdict.NOT_JUSTIFIED: _("There was no reason: the right to break the glass rests"),
}
MINUTES = int(LASTS.total_seconds() // 60)


def code_field() -> forms.CharField:
    """A fresh code, before a step that needs one."""
    return forms.CharField(
        label=_("Code from your authenticator"),
        max_length=40,
        help_text=_("A fresh one: the code that you signed in with does not work again."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class BreakForm(forms.Form):
    """Which record, why, in words, and a fresh code."""

    kind = forms.ChoiceField(label=_("Kind of record"))
    record = forms.UUIDField(
        label=_("Its number"),
        help_text=_("The long number in the address of its page, or on its printout."),
        error_messages={"invalid": _("This is not a number of a record.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label=_("Why can it not wait?"),
        choices=[(str(code), label) for code, label in REASON_LABELS.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What is happening, in your words"),
        help_text=_("A second person of your agency reads this."),
        min_length=SHORTEST_WORDS,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    code = code_field()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=[(one.kind, one.label) for one in records.kinds()])


class ReviewForm(forms.Form):
    """What the second person found."""

    verdict = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[(str(code), label) for code, label in VERDICT_LABELS.items()],
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(
        label=_("Why"),
        help_text=_("The person reads it. It is needed where there was no reason."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
