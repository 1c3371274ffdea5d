"""Forms of the case room."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case import rules
from dotline.case.actions import NewDetermination, Opening
from dotline.case.models import Involvement
from dotline.case.queries.finding import CaseFilter
from dotline.reference import vocabulary
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field

BASIS_LABELS = {
    "interview": gettext_lazy("What the person told us"),
    "documents": gettext_lazy("Documents"),
    "indicators": gettext_lazy("Indicators that a worker saw"),
    "decision": gettext_lazy("A decision of another body"),
}
NOBODY_KNOWN = "new"  # the answer that it is none of those who were found
LIST_LABELS = {
    "exploitation": gettext_lazy("Forms of exploitation"),
    "sex_exploitation": gettext_lazy("Forms of sexual exploitation"),
    "control_means": gettext_lazy("Means of control"),
    "acts": gettext_lazy("Acts"),
    "recruitment_methods": gettext_lazy("Ways of recruitment"),
    "relation_to_trafficker": gettext_lazy("Relation to whoever exploited her"),
}


def bases() -> Choices:
    """On what a determination may rest."""
    return [(code, BASIS_LABELS[code]) for code in rules.BASES]


class OpenForm(forms.Form):
    """What is known when a case begins; skip everything that is not."""

    forms_seen = forms.MultipleChoiceField(
        label=gettext_lazy("Forms of exploitation, as far as known"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Your agency's first determination"), initial=rules.POSSIBLE
    )
    basis = forms.ChoiceField(label=gettext_lazy("It rests on"), initial="interview")
    kind = forms.ChoiceField(label=gettext_lazy("Kind of case"), initial="support")
    age_band = forms.ChoiceField(label=gettext_lazy("Age group"), required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), initial="NonSpecifiedUnknown")
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy(
            "Only if the person wants it written down. It is sealed with her own key."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    person = forms.ChoiceField(label=gettext_lazy("Who it is"), widget=forms.RadioSelect)
    look = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)

    def __init__(self, *args: Any, found: Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        choose(
            self,
            person=[(NOBODY_KNOWN, gettext_lazy("Somebody new")), *found],
            forms_seen=listed("exploitation"),
            status=listed("determination_status"),
            basis=bases(),
            kind=listed("case_kinds"),
            age_band=[("", "–"), *listed("age_bands")],
            gender=listed("genders"),
        )
        if not found:  # who may be known is asked only where somebody may be
            del self.fields["person"]

    def opening(self) -> Opening:
        """What the valid form opens."""
        data = self.cleaned_data
        person = data.get("person", NOBODY_KNOWN)
        return Opening(
            basis=data["basis"],
            kind=data["kind"],
            status=data["status"],
            gender=data["gender"],
            age_band=data["age_band"],
            forms=tuple(data["forms_seen"]),
            identifiers=(("name", data["name"]),) if data["name"].strip() else (),
            person=None if person == NOBODY_KNOWN else UUID(person),
            look=data["look"],
        )


class FactForm(forms.Form):
    """One fact: so, or not so."""

    fact = forms.ChoiceField(label=gettext_lazy("Fact"))
    present = forms.ChoiceField(label=gettext_lazy("Is it so?"), widget=forms.RadioSelect)
    on_date = day_field(gettext_lazy("Known since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts: Choices = [
            (
                str(LIST_LABELS[name]),
                [(f"{name}:{code}", label) for code, label in listed(name)],
            )
            for name in rules.FACT_LISTS
        ]
        yes_no: Choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        choose(self, fact=facts, present=yes_no)

    def values(self) -> tuple[str, str, bool, date | None]:
        """List, code, present and day of the valid form."""
        data = self.cleaned_data
        list_name, _colon, code = data["fact"].partition(":")
        return list_name, code, data["present"] == "yes", data["on_date"]


class DeterminationForm(forms.Form):
    """A decision about somebody's status, by this agency or by another body."""

    status = forms.ChoiceField(label=gettext_lazy("Decision"))
    basis = forms.ChoiceField(label=gettext_lazy("It rests on"))
    organisation = forms.CharField(
        label=gettext_lazy("Who decided"),
        help_text=gettext_lazy("Leave empty for your own agency."),
        max_length=200,
        required=False,
    )
    by_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of body"),
        help_text=gettext_lazy("For another body than your own agency."),
        required=False,
    )
    on_date = day_field(gettext_lazy("Day of the decision"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(
            self,
            status=listed("determination_status"),
            basis=bases(),
            by_kind=[("", "–"), *listed("determination_by_kind")],
        )

    def decision(self) -> NewDetermination:
        """The decision of the valid form."""
        data = self.cleaned_data
        own = not data["organisation"].strip()
        return NewDetermination(
            status=data["status"],
            basis=data["basis"],
            organisation=data["organisation"],
            by_kind="" if own else data["by_kind"] or "Other",
            on_date=data["on_date"],
        )


class IdentifierForm(forms.Form):
    """A name or number of a person; also for looking whether somebody is known."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    value = forms.CharField(
        label=gettext_lazy("Name or number"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=listed("identifier_kinds"))


class CloseForm(forms.Form):
    """How a case ended."""

    because = forms.ChoiceField(label=gettext_lazy("How it ended"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended: Sequence[str] = ("Closed", "ClosedReferred")
        choices = [(code, vocabulary.label("case_status", code, lang())) for code in ended]
        choose(self, because=choices)


def role_label(row: Involvement) -> str:
    """A role in words."""
    return vocabulary.label("roles", row.role, lang())


class FindForm(forms.Form):
    """What the list of cases is narrowed to; everything may stay empty."""

    number = forms.CharField(
        label=gettext_lazy("Case number begins with"),
        max_length=36,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-shortcut": "f"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states: Choices = [
            ("", "–"),
            ("open", gettext_lazy("Case open")),
            ("closed", gettext_lazy("Case closed")),
        ]
        choose(
            self,
            state=states,
            kind=[("", "–"), *listed("case_kinds")],
            province=[("", "–"), *listed("provinces")],
        )

    def wanted(self) -> CaseFilter:
        """What was asked for; a field that makes no sense asks for nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        names = ("number", "state", "kind", "province")
        return CaseFilter(**{name: data.get(name, "") for name in names})
