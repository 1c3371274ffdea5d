"""Forms of courts: proceedings, days, charges, how they ended, sentences, requests, restitution paid."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case import rules
from dotline.case.actions import Asking, NewCharge, NewSentence
from dotline.case.forms.people import people
from dotline.case.forms.returns import AmountField
from dotline.case.models import Involvement
from dotline.reference import law
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field

MOST_DAYS = 36_525  # a hundred years: a slip of the pen, not a term


class RateField(forms.DecimalField):
    """Credit for each day held, with a point or a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 5})

    def to_python(self, value: Any) -> Any:
        """The rate, or None for an empty field. Raises ValidationError for no number."""
        return super().to_python(str(value or "").strip().replace(",", "."))


class ProceedingForm(forms.Form):
    """A case goes on before a court."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    level = forms.ChoiceField(label=gettext_lazy("Court"))
    province = forms.ChoiceField(label=gettext_lazy("Province"))
    file_number = forms.CharField(
        label=gettext_lazy("File number of the court"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    opened_on = day_field(gettext_lazy("Since"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, level=listed("court_levels"), province=listed("provinces"))


class CourtDayForm(forms.Form):
    """A day in court, past or to come."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("What the day is for"))
    on = day_field(gettext_lazy("Day"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=listed("court_day_kinds"))


class EndDayForm(forms.Form):
    """How a day in court ended."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    ended = forms.ChoiceField(label=gettext_lazy("How it ended"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, ended=listed("court_day_ends"))


def offence_choices(today: date) -> Choices:
    """Every offence that the library knows, with its title; those of today first."""
    now = {one.cite for one in law.offences(today)}
    every = {
        one.cite: one.title(lang())
        for texts in law.HOLDER.value().provisions.values()
        for one in texts
        if one.kind == "offence"
    }
    ordered = sorted(every, key=lambda cite: (cite not in now, cite))
    return [(cite, f"{cite} – {every[cite]}") for cite in ordered]


class ChargeForm(forms.Form):
    """A charge. Who is charged is asked of police, prosecution and courts alone."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    cite = forms.ChoiceField(label=gettext_lazy("Provision"))
    victim = forms.ChoiceField(label=gettext_lazy("About whom"), required=False)
    accused = forms.ChoiceField(label=gettext_lazy("Who is charged"), required=False)
    offence_first = day_field(gettext_lazy("First day of the offence"), required=True)
    offence_last = day_field(gettext_lazy("Last day, if it was another"))
    charged_on = day_field(gettext_lazy("Charged on"), required=True)
    election = forms.ChoiceField(label=gettext_lazy("The Crown goes on"), required=False)

    def __init__(
        self,
        *args: Any,
        today: date,
        about: Iterable[Involvement] = (),
        names_accused: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        found = list(about)
        labels = dict(people(found))
        nobody: Choices = [("", "–")]
        of = {
            "victim": [one for one in found if one.role == rules.Role.VICTIM],
            "accused": [one for one in found if one.role in rules.ACCUSED_ROLES],
        }
        choose(
            self,
            cite=offence_choices(today),
            election=[("", "–"), *listed("elections")],
            **{
                name: [*nobody, *((str(one.id), labels[str(one.id)]) for one in rows)]
                for name, rows in of.items()
            },
        )
        if not names_accused:
            del self.fields["accused"]

    def new(self) -> NewCharge:
        """The charge of the valid form."""
        data = self.cleaned_data
        return NewCharge(
            cite=data["cite"],
            offence_first=data["offence_first"],
            offence_last=data["offence_last"] or data["offence_first"],
            charged_on=data["charged_on"],
            accused=UUID(data["accused"]) if data.get("accused") else None,
            victim=UUID(data["victim"]) if data["victim"] else None,
            election=data["election"],
        )


class EndChargeForm(forms.Form):
    """How a charge ended."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    disposition = forms.ChoiceField(label=gettext_lazy("How the charge ended"))
    plea = forms.ChoiceField(label=gettext_lazy("Plea"), required=False)
    on = day_field(gettext_lazy("Day"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, disposition=listed("charge_dispositions"), plea=[("", "–"), *listed("pleas")])


class SentenceForm(forms.Form):
    """One part of a sentence, as section 719(3.3) of the Criminal Code has it written down."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Part of the sentence"))
    imposed_on = day_field(gettext_lazy("Given on"), required=True)
    gross_days = forms.IntegerField(
        label=gettext_lazy("Term before credit, in days"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
    )
    custody_days = forms.IntegerField(
        label=gettext_lazy("Days held before sentence"),
        min_value=0,
        max_value=MOST_DAYS,
        required=False,
    )
    rate = RateField(
        label=gettext_lazy("Credit for each day held"),
        min_value=Decimal(0),
        max_digits=4,
        decimal_places=2,
        required=False,
    )
    credit_reason = forms.ChoiceField(
        label=gettext_lazy("The court’s reason for more than one day of credit for a day"),
        required=False,
    )
    amount = AmountField(label=gettext_lazy("Amount in dollars"), zero=True, required=False)
    consecutive_to = forms.ChoiceField(label=gettext_lazy("Served after"), required=False)
    relief = forms.BooleanField(
        label=gettext_lazy("The court gave relief from the minimum"), required=False
    )

    def __init__(self, *args: Any, others: Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        choose(
            self,
            kind=listed("sentence_kinds"),
            credit_reason=[("", "–"), *listed("credit_reasons")],
            consecutive_to=[("", "–"), *others],
        )

    def new(self) -> NewSentence:
        """The sentence of the valid form."""
        data = self.cleaned_data
        rate = data["rate"]
        return NewSentence(
            kind=data["kind"],
            imposed_on=data["imposed_on"],
            gross_days=data["gross_days"],
            custody_days=data["custody_days"] or 0,
            rate=Decimal(1) if rate is None else rate,
            amount=data["amount"] or None,
            consecutive_to=UUID(data["consecutive_to"]) if data["consecutive_to"] else None,
            relief=data["relief"],
            credit_reason=data["credit_reason"],
        )


class AskingForm(forms.Form):
    """What was asked for, or decided, on one line of the court checklist."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    whom = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.SlugField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=gettext_lazy("How it stands"))
    on = day_field(gettext_lazy("Day"), required=True)
    amount = AmountField(label=gettext_lazy("Amount in dollars"), zero=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, state=listed("court_order_states"))

    def asking(self) -> Asking:
        """The step of the valid form."""
        data = self.cleaned_data
        return Asking(
            kind=data["kind"],
            state=rules.OrderState(data["state"]),
            on=data["on"],
            amount=data["amount"] or None,
        )


class PayRestitutionForm(forms.Form):
    """Restitution that came in."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    amount = AmountField(label=gettext_lazy("Amount in dollars"))
    on = day_field(gettext_lazy("Paid on"), required=True)
