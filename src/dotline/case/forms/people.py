"""Forms that bring people into a case: look first, then add; and what they share: whom a form is about."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case import rules
from dotline.case.actions import NewPerson
from dotline.case.forms.cases import role_label
from dotline.case.models import Involvement
from dotline.reference import vocabulary
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed

FIRST_YEAR, LAST_YEAR = 1900, 2100  # of a birth


def people(rows: Iterable[Involvement]) -> Choices:
    """The people of a case as choices: number, role, age group. Nobody's name is shown."""
    found: Choices = []
    for number, row in enumerate(rows, 1):
        age = vocabulary.label("age_bands", row.age_band, lang()) if row.age_band else ""
        found.append(
            (str(row.id), ", ".join(p for p in (f"{number}. {role_label(row)}", age) if p))
        )
    return found


class PersonForm(forms.Form):
    """A form about one person of the case. `about` are the people it may be about; `key` names the form."""

    involvement = forms.ChoiceField(label=gettext_lazy("For whom"))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)

    def __init__(self, *args: Any, about: Iterable[Involvement] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, involvement=people(about))

    def whom(self) -> UUID:
        """The involvement that the valid form is about."""
        return UUID(self.cleaned_data["involvement"])


class LookForm(forms.Form):
    """Look whether somebody is known here; leave the name empty when nothing is known."""

    kind = forms.ChoiceField(label=gettext_lazy("Look by"), initial="name")
    value = forms.CharField(
        label=gettext_lazy("Name or number"),
        help_text=gettext_lazy("Leave it empty when no name and no number is known."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of birth, if known"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=listed("identifier_kinds"))


class AddPersonForm(forms.Form):
    """Who comes into the case, after a look. The slip, the name and the year come from that look."""

    look = forms.CharField(widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(widget=forms.HiddenInput, required=False)
    year = forms.IntegerField(
        widget=forms.HiddenInput, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    person = forms.ChoiceField(
        label=gettext_lazy("Who it is"), widget=forms.RadioSelect, required=False
    )
    role = forms.ChoiceField(label=gettext_lazy("Role in this case"))
    age_band = forms.ChoiceField(label=gettext_lazy("Age group"), required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), initial="NonSpecifiedUnknown")
    mark = forms.ChoiceField(
        label=gettext_lazy("What she or he is to the person helped"), required=False
    )
    may_be_abuser = forms.BooleanField(
        label=gettext_lazy("May be somebody who harms the person helped"), required=False
    )

    def __init__(self, *args: Any, found: Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        choose(
            self,
            person=[("", gettext_lazy("Somebody new")), *found],
            role=listed("roles"),
            age_band=[("", "–"), *listed("age_bands")],
            gender=listed("genders"),
            mark=[("", "–"), *listed("possible_abusers")],
        )

    def new(self) -> NewPerson:
        """Who the valid form brings in."""
        data = self.cleaned_data
        year = data["year"]
        birth = rules.Birth(date(year, 1, 1), date(year, 12, 31)) if year else rules.Birth()
        return NewPerson(
            role=rules.Role(data["role"]),
            kind=data["kind"],
            value=data["value"],
            gender=data["gender"],
            age_band=data["age_band"],
            birth=birth,
            may_be_abuser=data["may_be_abuser"],
            mark=data["mark"],
        )


class MarkForm(PersonForm):
    """Mark somebody of the case as a possible abuser, or take the mark back."""

    marked = forms.BooleanField(
        label=gettext_lazy("May be somebody who harms the person helped"), required=False
    )
