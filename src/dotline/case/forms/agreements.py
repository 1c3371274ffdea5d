"""Form of an agreement between agencies, with its privacy impact assessment."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case.queries.disclosures import clause_choices
from dotline.gates.agreement import SEX_OFFENDER_REGISTRY
from dotline.gates.agreements import LONGEST_NAME, NewAgreement
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field


class AgreementForm(forms.Form):
    """What two or more agencies agreed. `key` names the form."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    reference = forms.CharField(
        label=gettext_lazy("Number of the agreement"),
        max_length=60,
        help_text=gettext_lazy("Such as MOU-2027-04."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose of the key"),
        max_length=40,
        help_text=gettext_lazy("A word that the parties chose, such as victims."),
    )
    epochs = forms.CharField(
        label=gettext_lazy("Epochs of the key"),
        max_length=400,
        help_text=gettext_lazy("With blanks between, such as 2027-Q1 2027-Q2."),
    )
    basis = forms.ChoiceField(label=gettext_lazy("Law relied on"))
    sources = forms.MultipleChoiceField(
        label=gettext_lazy("Sources allowed"), widget=forms.CheckboxSelectMultiple
    )
    parties = forms.MultipleChoiceField(
        label=gettext_lazy("Other parties"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    stewards = forms.MultipleChoiceField(
        label=gettext_lazy("First Nations, Inuit or Métis bodies whose people it concerns"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pia_reference = forms.CharField(
        label=gettext_lazy("Number of the privacy impact assessment"), max_length=LONGEST_NAME
    )
    pia_by = forms.CharField(label=gettext_lazy("Office that approved it"), max_length=LONGEST_NAME)
    pia_on = day_field(gettext_lazy("Approved on"), required=True)
    first = day_field(gettext_lazy("First day"), required=True)
    last = day_field(gettext_lazy("Last day"), required=True)

    def __init__(self, *args: Any, agencies: Choices, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = [one for one in listed("sharing_sources") if one[0] != SEX_OFFENDER_REGISTRY]
        choose(
            self,
            basis=clause_choices(lang()),
            sources=sources,
            parties=agencies,
            stewards=bodies,
        )

    def new(self) -> NewAgreement:
        """What the valid form says."""
        said = self.cleaned_data
        return NewAgreement(
            reference=said["reference"].strip(),
            purpose=said["purpose"].strip(),
            epochs=tuple(said["epochs"].split()),
            basis=said["basis"],
            sources=tuple(said["sources"]),
            parties=tuple(UUID(one) for one in said["parties"]),
            pia_on=said["pia_on"],
            pia_reference=said["pia_reference"],
            pia_by=said["pia_by"],
            first=said["first"],
            last=said["last"],
            stewards=tuple(UUID(one) for one in said["stewards"]),
        )
