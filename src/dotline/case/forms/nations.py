"""Forms of belonging and of stewards: whom she belongs to; ask, grant, veto, take back."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case.forms.people import PersonForm
from dotline.case.models.nations import SAID_BY
from dotline.gates.stewards import LONGEST
from dotline.gates.stewardship import StewardUse
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field

UNTIL = gettext_lazy("Last day; empty is until it is taken back")


class NationForm(PersonForm):
    """Whom a person says she belongs to."""

    nation = forms.ChoiceField(label=gettext_lazy("First Nation, Inuit or Métis body"))
    said_by = forms.ChoiceField(label=gettext_lazy("Who says so"))

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, nation=bodies, said_by=listed("consent_given_by", SAID_BY))


class TieForm(forms.Form):
    """One row: of belonging, or of a steward's register."""

    which = forms.UUIDField(widget=forms.HiddenInput)


class UseForm(forms.Form):
    """A use of data, until a last day or without end. `key` names the form."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    use = forms.ChoiceField(label=gettext_lazy("Use"), widget=forms.RadioSelect)
    last = day_field(UNTIL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, use=listed("steward_uses"))

    def wanted(self) -> StewardUse:
        """The use that the valid form names."""
        return StewardUse(self.cleaned_data["use"])


class AskStewardForm(forms.Form):
    """Ask a body for a use of its people's data."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    nation = forms.ChoiceField(label=gettext_lazy("First Nation, Inuit or Métis body"))
    use = forms.ChoiceField(label=gettext_lazy("Use"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What it is for, without anybody’s name"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, nation=bodies, use=listed("steward_uses"))

    def of(self) -> UUID:
        """The body that the valid form asks."""
        return UUID(self.cleaned_data["nation"])


class AnswerForm(TieForm):
    """Grant or veto what was asked."""

    granted = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    last = day_field(UNTIL)


class YearForm(forms.Form):
    """A whole year to count."""

    year = forms.IntegerField(min_value=2000, max_value=2100)
