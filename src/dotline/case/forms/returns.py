"""Forms of episodes, assisted return and wage recovery."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.base.errors import Invalid
from dotline.base.ids import new_id
from dotline.case import rules
from dotline.case.actions import NewEpisode
from dotline.case.forms.people import PersonForm
from dotline.ui.choices import choose, listed
from dotline.ui.days import day_field


class AmountField(forms.Field):
    """An amount as people write it, in cents. `zero` says whether nothing is an amount here."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 30})

    def __init__(self, *, zero: bool = False, **kwargs: Any) -> None:
        self.zero = zero
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Cents; 0 or None for an empty field. Raises ValidationError for no amount."""
        text = str(value or "").strip()
        if not text.strip("0., "):
            return 0 if self.zero else None
        try:
            return rules.cents(text)
        except Invalid as error:
            raise ValidationError(f"{_(error.template)} {_(error.next_step)}") from error


class EpisodeForm(forms.Form):
    """Where and when something happened; skip what is not known."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it was"))
    first_day = day_field(gettext_lazy("First day"))
    last_day = day_field(gettext_lazy("Last day"))
    months_band = forms.ChoiceField(
        label=gettext_lazy("How long, if the days are not known"), required=False
    )
    country = forms.CharField(
        label=gettext_lazy("Country, two letters"),
        max_length=2,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(
            self,
            kind=listed("episode_kinds"),
            months_band=[("", "–"), *listed("month_bands")],
            province=[("", "–"), *listed("provinces")],
        )

    def new(self) -> NewEpisode:
        """The episode of the valid form."""
        data = self.cleaned_data
        return NewEpisode(
            kind=data["kind"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            months_band=data["months_band"],
            country=data["country"],
            province=data["province"],
            place=data["place"],
        )


class AskReturnForm(PersonForm):
    """A person asks for help to return home."""

    country = forms.CharField(label=gettext_lazy("Country, two letters"), max_length=2)


class AssessForm(forms.Form):
    """The safety assessment before a return."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    found = forms.ChoiceField(
        label=gettext_lazy("What the assessment found"), widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("She decided herself to go; she was asked alone and told everything"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, found=listed("return_safety"))


class MoveReturnForm(forms.Form):
    """One press: the next step of a return."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, to=listed("return_states"))


class ClaimForm(PersonForm):
    """A claim for unpaid wages."""

    body = forms.ChoiceField(label=gettext_lazy("Claimed before"))
    amount = AmountField(label=gettext_lazy("Amount"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), initial="CAD")
    on = day_field(gettext_lazy("Claimed on"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, body=listed("wage_bodies"), currency=listed("currencies"))


class DecideForm(forms.Form):
    """What was decided on a claim."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label=gettext_lazy("Decision"))
    awarded = AmountField(label=gettext_lazy("Amount decided"), zero=True, required=False)
    on = day_field(gettext_lazy("Day of the decision"), required=True)
    confirmed = forms.BooleanField(
        label=gettext_lazy("It is more than was claimed, and I checked it"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, decision=listed("wage_decisions"))

    def award(self) -> rules.WageAward:
        """The decision of the valid form. Raises Invalid when amount and decision do not fit."""
        data = self.cleaned_data
        return rules.WageAward(data["decision"], data["on"], data["awarded"])


class CorrectWagesForm(DecideForm):
    """A decision written down anew, with its reason."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why it is corrected"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, reason=listed("wage_corrections"))


class PayForm(forms.Form):
    """Money that came in."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    amount = AmountField(label=gettext_lazy("Amount"))
    on = day_field(gettext_lazy("Paid on"), required=True)
