"""What is asked for, what was agreed to, what is answered."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.gates import refer
from dotline.gates.refer import ON_CONSENT_ALONE, LegalDuty, ReferField
from dotline.reference import needs as taxonomy
from dotline.referral import rules
from dotline.referral.actions import Elsewhere, NewConsent, Wanted
from dotline.referral.actions.sending import HAND_OVER, OPEN_ALREADY
from dotline.referral.queries import Target
from dotline.referral.rules import Status, Urgency
from dotline.ui.asked import lang
from dotline.ui.choices import Choices, choose, listed

NONE_FREE = "none"  # the answer of a full service that found no place elsewhere

FIELD_LABELS = {
    ReferField.FIRST_NAME: gettext_lazy("Name or alias to use"),
    ReferField.LANGUAGE: gettext_lazy("Language"),
    ReferField.PLACE: gettext_lazy("Place"),
    ReferField.AGE_BAND: gettext_lazy("Age group"),
    ReferField.CHILDREN: gettext_lazy("Children with the person"),
    ReferField.ACCESS_NEEDS: gettext_lazy("Access needs"),
    ReferField.SAFE_CONTACT: gettext_lazy("Safe way to get in touch"),
    ReferField.SAFETY: gettext_lazy("What matters for safety"),
    ReferField.SUMMARY: gettext_lazy("Summary of the call"),
    ReferField.NATION: gettext_lazy("First Nation, Inuit or Métis body the person belongs to"),
}
DUTY_LABELS = {
    LegalDuty.LIFE_IN_DANGER: gettext_lazy("A life is in danger now"),
    LegalDuty.CHILD_IN_DANGER: gettext_lazy("A child is in danger: the duty to report"),
    LegalDuty.COURT_ORDER: gettext_lazy("A court has ordered it"),
}
LASTING: Choices = [
    ("1", gettext_lazy("1 day")),
    ("7", gettext_lazy("7 days")),
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("1 year")),
]


def need_label(code: str) -> str:
    """A need in words; a code that the taxonomy no longer has stays a code."""
    found = taxonomy.find(code)
    return found.label(lang()) if found else code


class WantedForm(forms.Form):
    """What is asked of the service, and how soon. `key` makes a button pressed twice one hand-over."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What the person needs"), widget=forms.CheckboxSelectMultiple
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("How soon"),
        help_text=gettext_lazy("The receiving agency owes an answer within this time."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, needs=[(code, need_label(code)) for code in target.needs])
        times = {
            Urgency.IMMEDIATE: _("Immediate: 15 minutes"),
            Urgency.URGENT: _("Urgent: 4 hours"),
            Urgency.ROUTINE: _("Routine: the next business day"),
        }
        choose(self, urgency=[(one.value, times[one]) for one in Urgency])

    def wanted(self, service_id: UUID) -> Wanted:
        """What the valid form asks of a service."""
        data = self.cleaned_data
        return Wanted(service_id, tuple(data["needs"]), Urgency(data["urgency"]))


class ConsentForm(WantedForm):
    """Who agreed to what: recipient, fields, purpose, end, how, in which language (R-52)."""

    fields_shared = forms.MultipleChoiceField(
        label=gettext_lazy("What the person agrees to hand over"),
        help_text=gettext_lazy(
            "Only what is ticked leaves your agency. Needs and urgency always go along."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    lasts = forms.ChoiceField(
        label=gettext_lazy("The consent ends after"), choices=LASTING, initial="30"
    )
    how = forms.ChoiceField(label=gettext_lazy("How the person agreed"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language it was explained in"))
    given_by = forms.ChoiceField(label=gettext_lazy("Who agreed"), widget=forms.RadioSelect)
    giver_may_be_abuser = forms.BooleanField(
        label=gettext_lazy("Whoever agreed for the person may be the abuser"), required=False
    )
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Who else may be asked"),
        help_text=gettext_lazy(
            "Name them to the person. Without an answer in time the next of these is asked by itself."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    another = forms.BooleanField(
        label=gettext_lazy("Send another one beside the one that is open"),
        required=False,
    )
    together = forms.BooleanField(
        label=gettext_lazy("Ask all of them at once: the first to accept helps"), required=False
    )

    def __init__(
        self,
        *args: Any,
        held: Sequence[ReferField],
        others: Sequence[Target] = (),
        open_at: Collection[UUID] = (),
        **kwargs: Any,
    ) -> None:
        """`open_at`: the services that have an open referral of this call already."""
        super().__init__(*args, **kwargs)
        self.open_at = frozenset(open_at)
        self.service_id = kwargs["target"].service_id
        if not self.open_at:
            del self.fields["another"]
        self.targets = {str(one.service_id): one for one in others}
        if others:
            french = lang() == "fr"
            names = [
                (key, one.name_fr if french else one.name_en) for key, one in self.targets.items()
            ]
            choose(self, others=names)
        else:
            del self.fields["others"], self.fields["together"]
        choose(self, fields_shared=[(one.value, FIELD_LABELS[one]) for one in held])
        choose(self, how=listed("consent_given_how"))
        choose(self, language=listed("languages"))
        choose(self, given_by=listed("consent_given_by"))

    def check_another(self) -> None:
        """Raise Conflict when the valid form goes to a service with an open referral and does not say so."""
        data, asked = self.cleaned_data, {self.service_id}
        if data.get("together"):
            asked |= {one.service_id for one in self.also()}
        if asked & self.open_at and not data.get("another"):
            raise Conflict(OPEN_ALREADY.template, OPEN_ALREADY.next_step)

    def also(self) -> list[Target]:
        """The other services that the person agreed to, one of each agency."""
        chosen = [self.targets[key] for key in self.cleaned_data.get("others", ())]
        return list({one.agency.id: one for one in reversed(chosen)}.values())[::-1]

    def consent(self, recipient: UUID | None = None) -> NewConsent:
        """The consent that the valid form records; with others it names each receiving agency."""
        data, also = self.cleaned_data, self.also()
        named = {one.agency.id for one in also} | ({recipient} if recipient else set())
        return NewConsent(
            recipients=frozenset(named) if also and recipient else frozenset(),
            fields=frozenset(ReferField(one) for one in data["fields_shared"]),
            expires_at=clock.now() + timedelta(days=int(data["lasts"])),
            how=data["how"],
            language=data["language"],
            given_by=data["given_by"],
            giver_may_be_abuser=data["giver_may_be_abuser"],
        )

    def value(self, recipient: UUID) -> refer.Consent:
        """The same consent as the gate judges it, to show beforehand what would pass."""
        new = self.consent()
        return refer.Consent(
            recipients=frozenset({recipient, *(one.agency.id for one in self.also())}),
            fields=new.fields,
            purpose=HAND_OVER,
            given_at=clock.now(),
            expires_at=new.expires_at,
            how=new.how,
            language=new.language,
            given_by=new.given_by,
            giver_may_be_abuser=new.giver_may_be_abuser,
        )


class AgreedForm(forms.Form):
    """The yes after the package was read out. `shown` proves that nothing changed since."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "I read out what will be handed over, to whom and what for, and the answer was yes"
        ),
        error_messages={
            "required": gettext_lazy(
                "Nothing is sent without a yes. If the person says no, help her in another way."
            )
        },
    )


class EmergencyForm(WantedForm):
    """A hand-over without consent, on a named legal duty."""

    duty = forms.ChoiceField(label=gettext_lazy("Which duty"), widget=forms.RadioSelect)
    fields_shared = forms.MultipleChoiceField(
        label=gettext_lazy("What the emergency needs, and no more"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, held: Sequence[ReferField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, duty=[(one.value, DUTY_LABELS[one]) for one in LegalDuty])
        needed = [one for one in held if one not in ON_CONSENT_ALONE]
        choose(self, fields_shared=[(one.value, FIELD_LABELS[one]) for one in needed])


class ReasonForm(forms.Form):
    """One reason from a list."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))

    def __init__(self, *args: Any, reasons: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, reason=listed("referral_reasons", reasons))


class DeclineForm(ReasonForm):
    """Why not; who is full names a place that was confirmed elsewhere, or says that there is none."""

    place_at = forms.ChoiceField(
        label=gettext_lazy("If you are full: where is a place?"),
        help_text=gettext_lazy("Call there first. The agency that asked you sees your answer."),
        required=False,
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I called, and this is so"),
        required=False,
    )

    def __init__(self, *args: Any, others: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, reasons=rules.DECLINE_REASONS, **kwargs)
        french = lang() == "fr"
        names = [(str(one.service_id), one.name_fr if french else one.name_en) for one in others]
        choose(self, place_at=[("", "–"), *names, (NONE_FREE, _("I asked: nobody has a place"))])

    def elsewhere(self) -> Elsewhere | None:
        """What the valid form says of places elsewhere."""
        place = self.cleaned_data["place_at"]
        if not place:
            return None
        service = None if place == NONE_FREE else UUID(place)
        return Elsewhere(service, confirmed=self.cleaned_data["confirmed"])


class ProgressForm(forms.Form):
    """How an accepted referral goes on."""

    to = forms.ChoiceField(label=gettext_lazy("Next step"))
    pause = forms.ChoiceField(
        label=gettext_lazy("Why it stands still"),
        help_text=gettext_lazy("When it is on hold: this time is not counted."),
        required=False,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        help_text=gettext_lazy("When it is completed."),
        required=False,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        help_text=gettext_lazy("When it did not work out."),
        required=False,
    )
    unmet = forms.ChoiceField(
        label=gettext_lazy("Why the help was not received"),
        help_text=gettext_lazy("When it is completed without help: this shows what is missing."),
        required=False,
    )

    def __init__(self, *args: Any, status: Status, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [Status.IN_PROGRESS, Status.ON_HOLD, Status.COMPLETED, Status.FAILED]
        allowed = [one.value for one in steps if rules.STATUS.allows(status, one)]
        blank = [("", "–")]
        choose(
            self,
            to=listed("referral_status", allowed) if allowed else [],
            outcome=blank + listed("referral_outcomes"),
            reason=blank + listed("referral_reasons", rules.FAIL_REASONS),
            pause=blank + listed("pause_reasons"),
            unmet=blank + listed("unmet_reasons"),
        )
