"""Forms of retention: which files to dispose of, why a file is held, how long the agency keeps what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case.actions import NewHold
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field


class ProposeForm(forms.Form):
    """Files that are ticked, and whether all calls whose time is over go too."""

    chosen = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    calls = forms.BooleanField(required=False)

    def __init__(self, *args: Any, files: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells mypy what the class says
        field.choices = [(one, one) for one in files]


class HoldForm(forms.Form):
    """Why a file may not be disposed of."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why the file is held"))
    reference = forms.CharField(
        label=gettext_lazy("Number of the order or request, if there is one"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = day_field(gettext_lazy("Last day of the hold, if it is known"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, reason=listed("hold_reasons"))

    def new(self) -> NewHold:
        """The hold of the valid form."""
        data = self.cleaned_data
        return NewHold(data["reason"], data["reference"], data["until"], data["key"])


class ChoiceForm(forms.Form):
    """How many months the agency keeps what a rule names."""

    rule = forms.ChoiceField(label=gettext_lazy("What is kept"))
    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=1, max_value=1200)

    def __init__(self, *args: Any, rules: Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        choose(self, rule=rules)
