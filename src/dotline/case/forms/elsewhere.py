"""Forms of linkage: name a point person, encode, ask whether somebody is known elsewhere, review a question."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dotline.case.forms.people import PersonForm
from dotline.case.rules.asking import AskVerdict
from dotline.gates.agreements import LONGEST_NAME
from dotline.ui.choices import Choices, choose, listed


class PointForm(forms.Form):
    """Who judges matches under an agreement, and how the other party reaches her."""

    agreement = forms.ChoiceField(label=gettext_lazy("Agreement"))
    worker = forms.ChoiceField(label=gettext_lazy("Point person"))
    contact = forms.CharField(
        label=gettext_lazy("How the other party reaches her"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Shown to the other party once both have agreed."),
    )

    def __init__(self, *args: Any, agreements: Choices, workers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, agreement=agreements, worker=workers)


class EncodeForm(forms.Form):
    """Under which agreement the agency's people are encoded now."""

    agreement = forms.CharField(widget=forms.HiddenInput, max_length=60)


class AskForm(PersonForm):
    """About whom somebody asks, under which agreement, why."""

    agreement = forms.ChoiceField(label=gettext_lazy("Agreement"))
    reason = forms.ChoiceField(label=gettext_lazy("Why you ask"))

    def __init__(self, *args: Any, agreements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, agreement=agreements, reason=listed("ask_reasons"))


class VerdictForm(forms.Form):
    """What the reviewer found of a question."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=gettext_lazy("What you found"), choices=[(one.value, one.value) for one in AskVerdict]
    )
