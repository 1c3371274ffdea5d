"""Beds, messages, follow-ups, services set apart, services outside of the network."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.referral.actions import NewCount
from dotline.referral.rules import BedUnit
from dotline.ui.choices import choose, listed

MOST = 10_000


class BedsForm(forms.Form):
    """How the beds of one service stand."""

    unit = forms.ChoiceField(label=gettext_lazy("What is counted"))
    total = forms.IntegerField(label=gettext_lazy("All beds"), min_value=0, max_value=MOST)
    occupied = forms.IntegerField(label=gettext_lazy("Taken"), min_value=0, max_value=MOST)
    offline = forms.IntegerField(
        label=gettext_lazy("Out of use"), min_value=0, max_value=MOST, initial=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, unit=listed("bed_units"))
        for name in ("total", "occupied", "offline"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def count(self) -> NewCount:
        """What the valid form says."""
        data = self.cleaned_data
        return NewCount(BedUnit(data["unit"]), data["total"], data["occupied"], data["offline"])


class MessageForm(forms.Form):
    """A message to the other side."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    text = forms.CharField(
        label=gettext_lazy("Message to the other agency"),
        help_text=gettext_lazy("It stays with this referral. Write only what they need."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )


class FollowUpForm(forms.Form):
    """What came of asking how it went."""

    way = forms.ChoiceField(label=gettext_lazy("How"), required=False)
    result = forms.ChoiceField(label=gettext_lazy("What came of it"))

    def __init__(self, *args: Any, ways: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, way=[("", "–"), *(listed("contact_ways", ways) if ways else [])])
        only = () if ways else ("not_safe",)
        choose(self, result=listed("follow_up_results", only))


class ApartForm(forms.Form):
    """Why a service is set apart for one person."""

    service = forms.ChoiceField(label=gettext_lazy("Service"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)
    whole_agency = forms.BooleanField(
        label=gettext_lazy("Every service of the same agency"), required=False
    )

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, service=list(services))
        choose(self, reason=listed("exclusion_reasons"))


class ToldForm(forms.Form):
    """How somebody was told of a service."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    means = forms.ChoiceField(label=gettext_lazy("How was it told"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, means=listed("outside_means"))


class OutcomeForm(forms.Form):
    """What came of a service outside of the network."""

    outcome = forms.ChoiceField(label=gettext_lazy("What came of it"))
    unmet = forms.ChoiceField(label=gettext_lazy("If not received, why"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, outcome=listed("referral_outcomes"))
        choose(self, unmet=[("", "–"), *listed("unmet_reasons")])
