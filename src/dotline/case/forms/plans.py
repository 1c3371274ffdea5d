"""Forms of the support plan: steps, who stands by the person, clocks, safety plan, needs of dependants."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from dotline.case import rules
from dotline.case.actions import NewStep
from dotline.case.forms.people import PersonForm, people
from dotline.case.models import Involvement
from dotline.reference import needs as taxonomy
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field

SAFETY_LABELS = {
    "warning_signs": gettext_lazy("Signs that danger is near"),
    "safe_places": gettext_lazy("Places that are safe"),
    "safe_people": gettext_lazy("People whom she trusts"),
    "code_word": gettext_lazy("A word that says: I need help"),
    "to_take_along": gettext_lazy("What to take along"),
    "phone_and_online": gettext_lazy("Phone and internet"),
    "children": gettext_lazy("The children"),
    "if_found": gettext_lazy("What to do if she is found"),
}


def pillars() -> Choices:
    """The four pillars in words."""
    return [(one.value, pillar_label(one.value)) for one in rules.SupportPillar]


def pillar_label(code: str) -> str:
    """One pillar in words."""
    found = taxonomy.find(code)
    return found.label(lang()) if found else code


class StepForm(PersonForm):
    """One step of the plan."""

    pillar = forms.ChoiceField(label=gettext_lazy("Pillar"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of help"))
    objective = forms.CharField(
        label=gettext_lazy("What it is for, in her words"),
        help_text=gettext_lazy("Plain words. Her page shows them: name nobody and no place."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    action = forms.CharField(
        label=gettext_lazy("What is done"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    provider = forms.CharField(label=gettext_lazy("Who does it"), max_length=200, required=False)
    start = day_field(gettext_lazy("Begins on"), required=True)
    planned_end = day_field(gettext_lazy("Planned end"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, pillar=pillars(), kind=listed("service_kinds"))

    def new(self) -> NewStep:
        """The step of the valid form."""
        data = self.cleaned_data
        return NewStep(
            pillar=rules.SupportPillar(data["pillar"]),
            kind=data["kind"],
            objective=data["objective"],
            action=data["action"],
            start=data["start"],
            provider=data["provider"],
            planned_end=data["planned_end"],
        )


class EndStepForm(forms.Form):
    """How a step ended."""

    step = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=gettext_lazy("How it ended"))
    on = day_field(gettext_lazy("Ended on"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, outcome=listed("service_outcomes"))


class StandByForm(PersonForm):
    """Who stands by a person: somebody of the case, or an organisation."""

    kind = forms.ChoiceField(label=gettext_lazy("As"))
    somebody = forms.ChoiceField(label=gettext_lazy("Somebody of this case"), required=False)
    organisation = forms.CharField(
        label=gettext_lazy("Or an organisation"), max_length=200, required=False
    )

    def __init__(self, *args: Any, beside: Iterable[Involvement] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {one.value for one in rules.StandsBy}
        roles: Choices = [row for row in listed("roles") if row[0] in kinds]
        choose(self, kind=roles, somebody=[("", "–"), *people(beside)])

    def somebody_id(self) -> UUID | None:
        """Whom the valid form names, if somebody of the case."""
        said = self.cleaned_data["somebody"]
        return UUID(said) if said else None


class ClockForm(forms.Form):
    """One press on a clock: done, stands still, runs on."""

    involvement = forms.UUIDField(widget=forms.HiddenInput)
    rule = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=gettext_lazy("Why it stands still"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, reason=listed("pause_reasons"))


class SafetyForm(PersonForm):
    """A version of a safety plan; every part may stay empty, but not all."""

    after = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in rules.SAFETY_PARTS:
            self.fields[part] = forms.CharField(
                label=SAFETY_LABELS[part],
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
            )

    def answers(self) -> list[tuple[str, str]]:
        """What the valid form says, by part."""
        return [(part, self.cleaned_data[part]) for part in rules.SAFETY_PARTS]


class NeedForm(PersonForm):
    """A need of a dependant's own."""

    need = forms.ChoiceField(label=gettext_lazy("What she or he needs"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped: Choices = []
        for pillar in rules.SupportPillar:
            terms = [
                (one.code, one.label(lang()))
                for one in taxonomy.every()
                if one.level == taxonomy.DEEPEST and taxonomy.path(one.code)[0].code == pillar.value
            ]
            grouped.append((pillar_label(pillar.value), terms))
        choose(self, need=grouped)
