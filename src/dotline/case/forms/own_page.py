"""Forms of people's own pages at the desk: a code is given or ended for one person; her word is answered."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.gates.ownbox import LONGEST


def kind_label(kind: str) -> str:
    """What she asks, in words."""
    return {
        "correct": _("Something is wrong"),
        "complain": _("A complaint"),
        "withdraw": _("Take a consent back"),
        "copy": _("A copy of her file"),
    }[kind]


class HolderForm(forms.Form):
    """One press about one person. `key` names the press that gives a code, `sure` confirms that one ends."""

    whom = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(widget=forms.HiddenInput, required=False)


class AnswerWordForm(forms.Form):
    """An answer to what a person asked; her page shows it."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Plain words. Her page shows them: name nobody and no place."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
