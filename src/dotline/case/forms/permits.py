"""Forms of permits: asked for, decided, ended, struck, a renewal let go, a refugee claim turned down."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.base.errors import Invalid, fill
from dotline.case import rules
from dotline.case.actions import NewPermit, PermitDecided
from dotline.case.forms.people import PersonForm
from dotline.case.models import Permit
from dotline.case.queries.permits import kind_label
from dotline.reference import law
from dotline.ui import numbers
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field


def renewals(rows: Iterable[Permit]) -> Choices:
    """Permits as choices: kind and days."""
    return [
        (
            str(row.id),
            f"{kind_label(row.kind)}, {numbers.day(row.valid_from, lang())} – {numbers.day(row.expires, lang())}",
        )
        for row in rows
        if row.valid_from and row.expires
    ]


class AskPermitForm(PersonForm):
    """Somebody asks for a permit."""

    kind = forms.ChoiceField(label=gettext_lazy("What is asked for"))
    renews = forms.ChoiceField(label=gettext_lazy("It renews"), required=False)
    on = day_field(gettext_lazy("Asked for on"), required=True)

    def __init__(self, *args: Any, older: Iterable[Permit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", gettext_lazy("Nothing: it is a first permit"))
        choose(self, kind=listed("permit_kinds"), renews=[nothing, *renewals(older)])

    def new(self) -> NewPermit:
        """The application of the valid form."""
        data = self.cleaned_data
        return NewPermit(rules.PermitKind(data["kind"]), data["on"], data["renews"] or None)


class DecidePermitForm(forms.Form):
    """What was decided on an application."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    on = day_field(gettext_lazy("Day of the decision"), required=True)
    valid_from = day_field(gettext_lazy("First day, if issued"))
    expires = day_field(
        gettext_lazy("Last day, if issued"),
        help_text=gettext_lazy(
            "As it stands on the paper. No permit lasts longer than three years."
        ),
    )
    health_ground = forms.BooleanField(
        label=gettext_lazy("Issued on grounds of health alone (IRPR 65)"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, decision=listed("permit_decisions", [one.value for one in rules.DECIDABLE]))

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError beside the last day for days that run backwards or beyond three years."""
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("expires")
        if first and last:
            try:
                law.check_span(law.PermitSpan(first, last))
            except Invalid as error:
                said = f"{fill(_(error.template), error.params)} {fill(_(error.next_step), error.params)}"
                self.add_error("expires", ValidationError(said))
        return data

    def decided(self) -> PermitDecided:
        """The decision of the valid form."""
        data = self.cleaned_data
        return PermitDecided(
            rules.PermitDecision(data["decision"]),
            data["on"],
            data["valid_from"],
            data["expires"],
            health_ground=data["health_ground"],
        )


class EndPermitForm(forms.Form):
    """A permit ended before its last day."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label=gettext_lazy("How it ended"))
    on = day_field(gettext_lazy("Its last day"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, how=listed("permit_endings", [one.value for one in rules.TOLD_ENDINGS]))


class LetGoForm(forms.Form):
    """The renewal of a permit is let go."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    why = forms.ChoiceField(label=gettext_lazy("Why it is let go"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, why=listed("renewal_waivers"))


class StrikePermitForm(forms.Form):
    """One press: the entry was a slip."""

    which = forms.UUIDField(widget=forms.HiddenInput)


class ClaimRefusedForm(PersonForm):
    """A refugee claim was turned down."""

    on = day_field(
        gettext_lazy("Latest day of refusal"),
        required=True,
        help_text=gettext_lazy(
            "Of the tribunal, the appeal or the Federal Court, whichever came last. "
            "For 12 months from then she may not ask for a temporary resident permit (IRPA 24(4))."
        ),
    )
