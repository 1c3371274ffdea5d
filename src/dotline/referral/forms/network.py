"""Forms of task forces, briefings and practices. Each says that no victim's data belongs there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.directory.forms import PRACTICE_KINDS, TOPICS
from dotline.referral.rules.network import QUIET_DAYS, SeatRole, Severity, TaskState
from dotline.ui.choices import Choices, choose, listed
from dotline.ui.days import day_field

NO_VICTIMS = gettext_lazy(
    "Never write about a person who needs help: no name, no phone, no date of birth, no address. Use a referral."
)
SEAT_ROLES = {
    SeatRole.LEAD: gettext_lazy("Lead"),
    SeatRole.MEMBER: gettext_lazy("Member"),
    SeatRole.OBSERVER: gettext_lazy("Observer"),
}
TASK_STATES = {
    TaskState.OPEN: gettext_lazy("Not begun"),
    TaskState.DOING: gettext_lazy("Under way"),
    TaskState.DONE: gettext_lazy("Done"),
    TaskState.DROPPED: gettext_lazy("Dropped"),
}
WAYS = {
    "phone": gettext_lazy("By phone"),
    "meeting": gettext_lazy("In person"),
    "email": gettext_lazy("By e-mail"),
    "video": gettext_lazy("By video"),
}
SEVERITIES = {
    Severity.URGENT: gettext_lazy("Urgent"),
    Severity.IMPORTANT: gettext_lazy("Important"),
    Severity.NOTICE: gettext_lazy("For your information"),
}
WORKER_ROLES = {
    "counsellor": gettext_lazy("Counsellors"),
    "case_worker": gettext_lazy("Case workers"),
    "supervisor": gettext_lazy("Supervisors"),
}


def _day(label: Any, **more: Any) -> forms.DateField:
    return day_field(label, **{"required": True, **more})


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, **more)


def _long(label: Any, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, widget=area, max_length=8000, **more)


class _Choosing(forms.Form):
    """A form whose choices are known only when it is made: `agencies` and `workers` by id."""

    def __init__(
        self,
        *args: Any,
        agencies: Mapping[UUID, str] | None = None,
        workers: Mapping[UUID, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, given in (("agency", agencies), ("person", workers)):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                first = [("", _("Nobody"))] if name == "person" else []
                rows = sorted((given or {}).items(), key=lambda item: item[1])
                field.choices = first + [(str(key), text) for key, text in rows]


class ForceForm(forms.Form):
    """A task force to found."""

    name_en = _words(gettext_lazy("Name in English"))
    name_fr = _words(gettext_lazy("Name in French"))
    province = forms.ChoiceField(label=gettext_lazy("Province or territory"), required=False)
    quiet_days = forms.IntegerField(
        label=gettext_lazy("After how many days without a word an agency stands first"),
        min_value=1,
        max_value=365,
        initial=QUIET_DAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, province=[("", _("All of Canada")), *listed("provinces")])


class SeatForm(_Choosing):
    """An agency and its role."""

    agency = forms.ChoiceField(label=gettext_lazy("Agency"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=list(SEAT_ROLES.items()), initial="member"
    )


class PointPersonForm(_Choosing):
    """Whom the others turn to at this agency."""

    person = forms.ChoiceField(
        label=gettext_lazy("Point person"),
        help_text=gettext_lazy("The other member agencies will read this name."),
        required=False,
    )
    since = _day(gettext_lazy("From which day"))


class MeetingForm(forms.Form):
    """A meeting to call."""

    title = _words(gettext_lazy("Title"))
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    agenda = _long(gettext_lazy("Agenda"), required=False, help_text=NO_VICTIMS)


class MinutesForm(forms.Form):
    """Who was there, and what came of it."""

    present = forms.MultipleChoiceField(
        label=gettext_lazy("Who was there"), widget=forms.CheckboxSelectMultiple, required=False
    )
    text = _long(gettext_lazy("Minutes"), required=False, help_text=NO_VICTIMS)

    def __init__(self, *args: Any, agencies: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, present=[(str(key), name) for key, name in agencies.items()])


class JointTaskForm(_Choosing):
    """A task for a member agency."""

    title = _words(gettext_lazy("What is to be done"), help_text=NO_VICTIMS)
    agency = forms.ChoiceField(label=gettext_lazy("Who does it"))
    due_on = _day(gettext_lazy("Until which day"))


class MessageForm(forms.Form):
    """A message to all members."""

    text = _long(gettext_lazy("Message to all members"), help_text=NO_VICTIMS)


class ContactForm(_Choosing):
    """A word exchanged outside of here."""

    agency = forms.ChoiceField(label=gettext_lazy("With whom"))
    on_day = _day(gettext_lazy("On which day"))
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=list(WAYS.items()))


class BriefingTextForm(forms.Form):
    """What a briefing says: one language is enough to begin with, both are better."""

    severity = forms.ChoiceField(
        label=gettext_lazy("How much it matters"),
        choices=[(one.value, text) for one, text in SEVERITIES.items()],
        widget=forms.RadioSelect,
    )
    title_en = _words(gettext_lazy("Title in English"), required=False)
    text_en = _long(gettext_lazy("Text in English"), required=False, help_text=NO_VICTIMS)
    title_fr = _words(gettext_lazy("Title in French"), required=False)
    text_fr = _long(gettext_lazy("Text in French"), required=False)
    starts_on = _day(gettext_lazy("Holds from"))
    ends_on = _day(gettext_lazy("Holds until"), required=False)
    read_on = _day(
        gettext_lazy("To be read by"),
        help_text=gettext_lazy(
            "Each agency owes that everybody meant has read it by the end of this day."
        ),
    )


class CorrectionForm(BriefingTextForm):
    """A new version of a briefing."""

    why = _words(
        gettext_lazy("What changed"),
        help_text=gettext_lazy("Everybody reads this line."),
    )
    field_order = ("why",)


class BriefingForm(BriefingTextForm):
    """A briefing and whom it is for. Nothing ticked means everybody."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of agencies"),
        help_text=gettext_lazy("Nothing ticked means all."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    provinces = forms.MultipleChoiceField(
        label=gettext_lazy("Provinces and territories"),
        help_text=gettext_lazy("Nothing ticked means all."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who reads it"),
        help_text=gettext_lazy("Nothing ticked means all."),
        widget=forms.CheckboxSelectMultiple,
        choices=list(WORKER_ROLES.items()),
        required=False,
    )

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kinds=kinds, provinces=listed("provinces"))


class PracticeForm(forms.Form):
    """A guide, form, poster or training of one's own agency."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(PRACTICE_KINDS.items()))
    topic = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=list(TOPICS.items()))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages it exists in"), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    title_en = _words(gettext_lazy("Title in English"), required=False)
    title_fr = _words(gettext_lazy("Title in French"), required=False)
    text_en = _long(gettext_lazy("Text in English"), required=False, help_text=NO_VICTIMS)
    text_fr = _long(gettext_lazy("Text in French"), required=False)
    link = forms.URLField(label=gettext_lazy("Link"), required=False, assume_scheme="https")
    source = _words(gettext_lazy("Source"), help_text=gettext_lazy("Who made it, and when."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, languages=listed("languages"))


class LibraryForm(forms.Form):
    """Words and a kind to search the library by."""

    words = _words(gettext_lazy("Words to look for"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=[("", _("All kinds")), *PRACTICE_KINDS.items()])
