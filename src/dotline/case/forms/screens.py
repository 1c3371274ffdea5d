"""Forms of screens and safeguards: begin, offer help, steps against the person, the yearly review."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dotline.base.ids import new_id
from dotline.case import rules
from dotline.case.actions import NewForcedCharge, NewNonPunishmentStep, NewRemovalStep
from dotline.case.forms.people import PersonForm
from dotline.reference.questionnaires import Questionnaire
from dotline.ui.asked import lang
from dotline.ui.choices import choose, listed
from dotline.ui.days import day_field


class BeginForm(PersonForm):
    """Choose an instrument for somebody of the case."""

    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"))
    status_in_canada = forms.ChoiceField(
        label=gettext_lazy("Status in Canada, if she told it"),
        help_text=gettext_lazy(
            "Kept to check each year that no instrument treats a group worse. Nothing else reads it."
        ),
        initial="unknown",
    )

    def __init__(self, *args: Any, offered: Iterable[Questionnaire] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(
            self,
            instrument=[(one.code, one.title.in_(lang())) for one in offered],
            status_in_canada=listed("status_in_canada"),
        )


class OfferForm(forms.Form):
    """Which help was offered, and what she chose."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    help = forms.ChoiceField(label=gettext_lazy("Help that was offered"))
    chosen = forms.ChoiceField(label=gettext_lazy("What she chose"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, help=listed("help_offered"), chosen=listed("help_choices"))


class RemovalForm(PersonForm):
    """A step of immigration enforcement."""

    kind = forms.ChoiceField(label=gettext_lazy("What was done"))
    on = day_field(gettext_lazy("Day"), required=True)
    offered_on = day_field(gettext_lazy("Day on which a permit had been offered to her"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=listed("removal_steps"))

    def new(self) -> NewRemovalStep:
        """The step of the valid form."""
        data = self.cleaned_data
        return NewRemovalStep(data["kind"], data["on"], data["offered_on"])


class AnswerRemovalForm(forms.Form):
    """What answered a step of enforcement."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[
            ("offered", gettext_lazy("A permit was offered")),
            ("stopped", gettext_lazy("The removal was stopped")),
        ],
    )
    on = day_field(gettext_lazy("Day"), required=True)


class ForcedChargeForm(PersonForm):
    """A charge against the person helped."""

    charged_on = day_field(gettext_lazy("Charged on"), required=True)
    cite = forms.CharField(
        label=gettext_lazy("Provision, as far as it is known"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    forced = forms.ChoiceField(
        label=gettext_lazy("Was she forced to do it?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, forced=listed("screen_replies", ("yes", "no", "unknown")))

    def new(self) -> NewForcedCharge:
        """The charge of the valid form."""
        data = self.cleaned_data
        return NewForcedCharge(data["charged_on"], rules.Answer(data["forced"]), data["cite"])


class HelpChargedForm(forms.Form):
    """What was done for her."""

    which = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, required=False)
    step = forms.ChoiceField(label=gettext_lazy("What was done"))
    consented = forms.BooleanField(
        label=gettext_lazy("She agreed to it; she was asked alone"), required=False
    )
    on = day_field(gettext_lazy("Day"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, step=listed("non_punishment_steps"))

    def new(self) -> NewNonPunishmentStep:
        """What the valid form says."""
        data = self.cleaned_data
        return NewNonPunishmentStep(data["step"], data["on"], data["consented"])


class ReviewForm(forms.Form):
    """The review of a year's screens."""

    year = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=gettext_lazy("What came of it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, outcome=listed("screen_review_outcomes"))
