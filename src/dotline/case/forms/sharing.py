"""Forms of consent and disclosure: ask, take back, pass on."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.case import rules
from dotline.case.actions import NewDecision, NewDisclosure
from dotline.case.forms.people import PersonForm, people
from dotline.case.models import Involvement
from dotline.case.queries.disclosures import clause_choices
from dotline.case.rules.consents import FOR_ANOTHER
from dotline.case.rules.disclosing import CHILD_DUTY, PROOFS
from dotline.reference import helptexts
from dotline.reference.helptexts import HelpKind
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field

HALF_A_YEAR = timedelta(days=182)  # what the form proposes; a year is the longest
NOBODY: Choices = [("", "–")]


class ConsentForm(PersonForm):
    """What she was asked and what she decided. A refusal is written down too and closes nothing."""

    purpose = forms.ChoiceField(label=gettext_lazy("What she was asked"))
    said = forms.ChoiceField(
        label=gettext_lazy("What was decided"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Help goes on whatever is decided."),
    )
    on = day_field(gettext_lazy("Day"), required=True)
    recipient = forms.ChoiceField(
        label=gettext_lazy("Who may receive it"),
        help_text=gettext_lazy("Only when something is to be passed on."),
        required=False,
    )
    what = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts"), widget=forms.CheckboxSelectMultiple, required=False
    )
    expires = day_field(gettext_lazy("Last day"))
    by_whom = forms.ChoiceField(label=gettext_lazy("Who decided"))
    giver = forms.ChoiceField(
        label=gettext_lazy("Who that is, if somebody decided for her"), required=False
    )
    explained_in = forms.ChoiceField(label=gettext_lazy("Language in which it was explained"))
    text_in = forms.ChoiceField(label=gettext_lazy("Text that was read out or shown"))
    interpreter = forms.ChoiceField(label=gettext_lazy("Interpreter"), required=False)

    def __init__(
        self,
        *args: Any,
        today: date,
        agencies: Choices = (),  # type: ignore[assignment]  # an empty offer
        everybody: Iterable[Involvement] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        texts = helptexts.shown(HelpKind.CONSENT, today)
        choose(
            self,
            purpose=listed("case_consents"),
            said=listed("consent_decisions", ("given", "refused")),
            recipient=[*NOBODY, *agencies],
            what=listed("record_parts"),
            by_whom=listed("consent_given_by"),
            giver=[*NOBODY, *people(everybody)],
            explained_in=listed("languages"),
            text_in=[(one.language, f"{one.name}, {one.title}") for one in texts],
            interpreter=[*NOBODY, *listed("interpreter_modes")],
        )
        now = "fra" if lang() == "fr" else "eng"
        for name, value in {
            "on": today,
            "expires": today + HALF_A_YEAR,
            "explained_in": now,
            "text_in": now,
        }.items():
            self.fields[name].initial = value

    def new(self) -> NewDecision:
        """The decision of the valid form."""
        data = self.cleaned_data
        names = data["purpose"] in rules.NAMES_RECIPIENT
        for_another = data["by_whom"] in FOR_ANOTHER
        return NewDecision(
            purpose=data["purpose"],
            said=rules.ConsentSaid(data["said"]),
            on=data["on"],
            by_whom=data["by_whom"],
            giver=UUID(data["giver"]) if data["giver"] and for_another else None,
            recipient=UUID(data["recipient"]) if data["recipient"] and names else None,
            what=tuple(data["what"]) if names else (),
            explained_in=data["explained_in"],
            text_in=data["text_in"],
            interpreter=data["interpreter"],
            expires=data["expires"] if names else None,
        )


class WithdrawForm(forms.Form):
    """Take a consent back, at once."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    by_whom = forms.ChoiceField(label=gettext_lazy("Who takes it back"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, by_whom=listed("consent_given_by"))


class AskRecordForm(PersonForm):
    """Somebody asks for her own record, by herself or through somebody who stands by her."""

    asked_by = forms.ChoiceField(label=gettext_lazy("Who asks, if not she herself"), required=False)

    def __init__(self, *args: Any, everybody: Iterable[Involvement] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, asked_by=[*NOBODY, *people(everybody)])


class NotesForm(PersonForm):
    """A court is asked for notes about somebody."""

    on = day_field(gettext_lazy("Request came on"), required=True)


class DiscloseForm(PersonForm):
    """Something about one person leaves: to whom, which parts, on which clause, and what the file shows for it."""

    to = forms.ChoiceField(label=gettext_lazy("Who receives it"), required=False)
    name = forms.CharField(
        label=gettext_lazy("A body that is not in the list"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of that body"), required=False)
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts"), widget=forms.CheckboxSelectMultiple
    )
    clause = forms.ChoiceField(label=gettext_lazy("What makes it lawful"))
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        help_text=gettext_lazy("Sealed with the record of this disclosure."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    request = forms.CharField(
        label=gettext_lazy("The written request, as it came"),
        help_text=gettext_lazy("Kept for at least two years where the law asks for it."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stated = forms.MultipleChoiceField(
        label=gettext_lazy("What the file shows"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        agencies: Iterable[tuple[str, Any]] = (),
        child: bool = True,
        **kwargs: Any,
    ) -> None:
        """`child`: somebody of the case is, or may be, under 18, so a child may have to be reported."""
        super().__init__(*args, **kwargs)
        clauses = [one for one in clause_choices(lang()) if child or one[0] != CHILD_DUTY]
        choose(
            self,
            to=[*NOBODY, *agencies],
            kind=[*NOBODY, *listed("organisation_kinds")],
            parts=listed("record_parts"),
            clause=clauses,
            stated=listed("disclosure_proofs", PROOFS),
        )

    def clean(self) -> dict[str, Any]:
        """One recipient: what was typed beside a listed agency would be lost."""
        data = super().clean() or {}
        if data.get("to") and (data.get("name", "").strip() or data.get("kind")):
            self.add_error("name", _("Choose an agency, or write the body and its kind; not both."))
        return data

    def new(self) -> NewDisclosure:
        """The disclosure of the valid form."""
        data = self.cleaned_data
        return NewDisclosure(
            parts=tuple(data["parts"]),
            clause=data["clause"],
            to=UUID(data["to"]) if data["to"] else None,
            name=data["name"],
            kind=data["kind"],
            stated=tuple(data["stated"]),
            purpose=data["purpose"],
            request=data["request"],
        )
