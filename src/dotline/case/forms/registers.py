"""Forms of the registers: a breach, its risk, who was told; a request for notes and what the court did."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case.rules.registers import BreachWeight, NotesState
from dotline.ui.choices import choose, listed
from dotline.ui.days import day_field

MOST = 1_000_000


class BreachForm(forms.Form):
    """What happened to people's records. No name belongs here."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What kind of breach"))
    happened_on = day_field(gettext_lazy("Happened on"), required=True)
    found_on = day_field(gettext_lazy("Found on"), required=True)
    people = forms.IntegerField(
        label=gettext_lazy("How many people it concerns"), min_value=0, max_value=MOST
    )
    words = forms.CharField(
        label=gettext_lazy("What happened, without anybody’s name"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=listed("breach_kinds"))


class WeighForm(forms.Form):
    """What weighs on the risk of a breach; nothing ticked is no real risk."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    found = forms.MultipleChoiceField(
        label=gettext_lazy("What weighs"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, found=listed("breach_weights"))

    def weights(self) -> frozenset[BreachWeight]:
        """What the valid form ticked."""
        return frozenset(BreachWeight(one) for one in self.cleaned_data["found"])


class TellForm(forms.Form):
    """Who was told of a breach today."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    commissioner = forms.BooleanField(required=False)
    persons = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two, or nothing would be written down."""
        data = super().clean() or {}
        if not (data.get("commissioner") or data.get("persons")):
            raise forms.ValidationError(
                _("Nothing was written down. Press the button that says who was told.")
            )
        return data


class CounselForm(forms.Form):
    """The person's own counsel was told."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    on = day_field(gettext_lazy("Day"), required=True)


class DecideNotesForm(CounselForm):
    """What the court did with a request for notes."""

    to = forms.ChoiceField(label=gettext_lazy("What the court did"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(
            self,
            to=listed(
                "notes_states", [one.value for one in NotesState if one != NotesState.RECEIVED]
            ),
        )


class ProduceForm(forms.Form):
    """What the order names goes to the court."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    court = forms.CharField(label=gettext_lazy("Court"), max_length=200)
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, parts=listed("record_parts"))
