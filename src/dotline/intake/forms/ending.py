"""Forms around a call: its opening, its end, and the ways to reach somebody."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dotline.intake.forms.calls import FirstFocused
from dotline.intake.rules import NeedOutcome, Way
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.ui.asked import lang


class CloseForm(forms.Form):
    """How a call ended, and what became of each need: one list each, so that it is one keystroke."""

    disposition = forms.ChoiceField(
        label=_("How did the call end?"), widget=FirstFocused, required=True
    )

    def __init__(self, *args: Any, needs: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        """`needs` maps a need's code to its outcome and reason so far."""
        super().__init__(*args, **kwargs)
        now = lang()
        dispositions = self.fields["disposition"]
        assert isinstance(dispositions, forms.ChoiceField)  # noqa: S101 - tells mypy what stands above
        dispositions.choices = vocabulary.choices("dispositions", now)
        self.codes = tuple(needs)
        for code, (outcome, reason) in needs.items():
            need = taxonomy.find(code)
            self.fields[f"need_{code}"] = forms.ChoiceField(
                label=need.label(now) if need else code,
                choices=_outcomes(now),
                initial=f"{outcome}:{reason}" if reason else outcome,
                required=False,
            )

    def outcomes(self) -> dict[str, tuple[NeedOutcome, str]]:
        """Code -> (outcome, reason)."""
        found = {}
        for code in self.codes:
            outcome, _colon, reason = (self.cleaned_data[f"need_{code}"] or "open").partition(":")
            found[code] = (NeedOutcome(outcome), reason)
        return found


def _outcomes(now: str) -> list[tuple[Any, Any]]:
    reasons = [
        (f"{NeedOutcome.UNMET}:{code}", label)
        for code, label in vocabulary.choices("unmet_reasons", now)
    ]
    return [
        (NeedOutcome.OPEN, _("Still open")),
        (NeedOutcome.MET, _("Met")),
        (_("Not met, because"), reasons),
    ]


class OpenForm(forms.Form):
    """The button that begins a call: a channel, and a key that makes a double press one call."""

    key = forms.UUIDField()
    channel = forms.CharField(max_length=20)


class ReachForm(forms.Form):
    """Which way of contact somebody is about to use."""

    way = forms.ChoiceField(choices=[(way.value, way.value) for way in Way])
