"""The call form. No field of it is required, and none asks who somebody is."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dotline.base.errors import Invalid
from dotline.intake import rules
from dotline.intake.rules import (
    Answer,
    CallerKind,
    CallFacts,
    ContactPlan,
    Dropped,
    Question,
    Way,
)
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.ui.asked import lang
from dotline.ui.sentences import in_one

NOT_SAID = ("", "–")
SAFE = [(Answer.YES, _("Yes")), (Answer.NO, _("No")), (Answer.UNKNOWN, _("Not asked or skipped"))]
WANTS_911 = [
    (Answer.YES, _("Yes")),
    (Answer.NO, _("No")),
    (Answer.UNKNOWN, _("Cannot answer, or not asked")),
]
CALLERS = [
    (CallerKind.UNKNOWN, _("Not said")),
    (CallerKind.SELF, _("The person concerned")),
    (CallerKind.FAMILY_OR_FRIEND, _("Family or a friend")),
    (CallerKind.PROFESSIONAL, _("Someone at work, such as a nurse or teacher")),
    (CallerKind.PUBLIC, _("Somebody else")),
]
DROPPED = [
    (Dropped.CALLER_CALLS_BACK, _("The person calls back; we do not")),
    (Dropped.CALL_BACK_ONCE, _("We call back once")),
]


class FirstFocused(forms.RadioSelect):
    """Radio buttons whose first one has the focus when the page opens."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As usual; the first option asks for the focus."""
        option = super().create_option(*args, **kwargs)
        if option["index"] == "0":
            option["attrs"]["autofocus"] = True
        return option


def _line(label: Any, hint: Any = "", longest: int = 200, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, required=False, widget=widget
    )


def _note(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=rules.LONGEST_TEXT,
        required=False,
        widget=widget,
    )


def _one(label: Any, hint: Any = "", widget: Any = forms.Select) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, required=False, widget=widget)


class CallForm(forms.Form):
    """One call. Each question may be skipped; nothing asks who it is."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    safe_now = _one(_("Are you safe to talk?"), widget=FirstFocused)
    danger = forms.BooleanField(label=_("Somebody is in danger right now"), required=False)
    wants_911 = _one(_("Do you want us to call 911 for you?"), widget=forms.RadioSelect)

    needs = forms.MultipleChoiceField(required=False)
    place = _line(
        _("Where is help needed?"),
        _("Town or community, or the first three characters of a postal code."),
        120,
        **{"data-shortcut": "l"},
    )
    language = _one(_("Language to speak in"))

    record_type = _one(_("What the call is about"))
    caller_kind = _one(_("Who calls"))
    age_band = _one(_("Age"))
    province = _one(_("Province or territory"), _("Only if the place does not tell."))
    interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    interpreter_mode = _one(_("How the interpreter takes part"))
    interpreter_booking = _line(_("Number of the booking"), _("Never the interpreter’s name."), 40)
    marks = forms.MultipleChoiceField(
        label=_("Who may be the one who harms the person?"),
        help_text=_("Whoever is ticked cannot consent for the person and receives nothing."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skipped = forms.MultipleChoiceField(
        choices=[(one.value, one.value) for one in Question],
        required=False,
        widget=forms.MultipleHiddenInput,
    )
    nation = forms.UUIDField(
        label=_("First Nation, Inuit or Métis body the person belongs to"),
        help_text=_(
            "Only if the person says it and wants it written down. That body then governs whether "
            "this call is counted. No help depends on it."
        ),
        required=False,
        widget=forms.Select,
    )
    alias = _line(
        _("What shall we call you?"),
        _("A first name or any name the person chooses. It need not be real."),
        80,
    )
    children = _line(_("Children who come along"), _("How many and how old, no names."))
    access_needs = _line(_("What makes access easier"), _("Such as stairs, hearing, a guide dog."))
    safety = _note(_("Safety"), _("What must be avoided, and what helps."))
    summary = _note(
        _("Summary"), _("In a few plain words, so that nobody has to tell it all again.")
    )

    ways = forms.MultipleChoiceField(
        label=_("Safe ways to contact the person"),
        help_text=_("Without any, we do not contact the person."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reach = _line(_("Number or address for these ways"))
    first_hour = _one(_("Safe from (hour)"), _("Local time of the person."))
    last_hour = _one(_("Safe until (hour)"))
    voicemail = forms.BooleanField(label=_("A neutral voicemail is safe"), required=False)
    code_word = _line(_("Code word"), _("Asked before anything is said."), 60)
    dropped_call = _one(_("If the line drops"), widget=forms.RadioSelect)
    asked_again = forms.BooleanField(
        label=_("I asked again today: all of this still holds"), required=False
    )

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`bodies`: those that may govern data, by id and name; without them nobody is asked."""
        super().__init__(*args, **kwargs)
        now = lang()
        self.bodies = bool(bodies)
        self.fields["nation"].widget = forms.Select(choices=[NOT_SAID, *bodies])
        hours = [NOT_SAID, *((str(hour), f"{hour:02}") for hour in range(24))]
        choices: Mapping[str, list[tuple[Any, Any]]] = {
            "safe_now": SAFE,
            "wants_911": WANTS_911,
            "caller_kind": CALLERS,
            "dropped_call": DROPPED,
            "first_hour": hours,
            "last_hour": hours,
            "needs": [(need.code, need.label(now)) for need in taxonomy.every()],
            "ways": vocabulary.choices("contact_ways", now),
            "marks": vocabulary.choices("possible_abusers", now),
            **{
                name: [NOT_SAID, *vocabulary.choices(listed, now)]
                for name, listed in rules.CODED.items()
            },
        }
        for name, pairs in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what the table says
            field.choices = pairs

    def clean_nation(self) -> str:
        """The id as the facts hold it."""
        return str(self.cleaned_data["nation"] or "")

    def clean(self) -> dict[str, Any]:
        """Belonging is self-declared: nobody else says it for the person."""
        data = super().clean() or {}
        who = CallerKind(data.get("caller_kind") or CallerKind.UNKNOWN)
        if data.get("nation") and who not in rules.SELF_DECLARED:
            self.add_error("nation", in_one(Invalid(*rules.NOT_SELF_DECLARED)))
        return data

    def facts(self, zone: str) -> CallFacts:
        """What was entered, as values; `zone` is the agency's, for hours where no place is known."""
        data = self.cleaned_data
        place, _refusal = rules.locate(data["place"])
        here = place if place and place.country == "CA" else None
        return CallFacts(
            safe_now=Answer(data["safe_now"] or Answer.UNKNOWN),
            danger=data["danger"],
            wants_911=Answer(data["wants_911"] or Answer.UNKNOWN),
            caller_kind=CallerKind(data["caller_kind"] or CallerKind.UNKNOWN),
            record_type=data["record_type"],
            needs=tuple(data["needs"]),
            place=rules.short_place(data["place"]),
            province=(here.province if here else "") or data["province"],
            language=data["language"],
            interpreter=data["interpreter"],
            age_band=data["age_band"],
            interpreter_mode=data["interpreter_mode"],
            interpreter_booking=data["interpreter_booking"],
            marks=tuple(data["marks"]),
            skipped=tuple(data["skipped"]),
            nation=data["nation"],
            plan=self._plan(here.zone if here else zone),
            **{name: data[name] for name in rules.TEXTS},
        )

    def _plan(self, zone: str) -> ContactPlan:
        data = self.cleaned_data
        if not data["ways"]:
            return rules.NO_CONTACT
        return ContactPlan(
            ways=frozenset(Way(way) for way in data["ways"]),
            first_hour=int(data["first_hour"]) if data["first_hour"] else None,
            last_hour=int(data["last_hour"]) if data["last_hour"] else None,
            zone=zone,
            voicemail=data["voicemail"],
            code_word=data["code_word"],
            dropped_call=Dropped(data["dropped_call"] or Dropped.CALLER_CALLS_BACK),
            reach=data["reach"],
        )


HIDDEN = frozenset({"key", "revision"})
MANY = frozenset({"needs", "ways", "marks", "skipped"})
TICKS = frozenset({"danger", "interpreter", "voicemail", "asked_again"})


def initial_of(facts: CallFacts) -> dict[str, Any]:
    """The form's values for what is written down."""
    plan = facts.plan
    return {
        **{name: getattr(facts, name) for name in CallForm.base_fields if hasattr(facts, name)},
        "needs": list(facts.needs),
        "marks": list(facts.marks),
        "skipped": list(facts.skipped),
        "ways": sorted(plan.ways),
        "reach": plan.reach,
        "first_hour": "" if plan.first_hour is None else str(plan.first_hour),
        "last_hour": "" if plan.last_hour is None else str(plan.last_hour),
        "voicemail": plan.voicemail,
        "code_word": plan.code_word,
        "dropped_call": plan.dropped_call,
    }


def draft_fields(data: QueryDict) -> dict[str, list[str]]:
    """What of a sent form belongs into a draft."""
    names = set(CallForm.base_fields) - HIDDEN
    return {name: data.getlist(name) for name in data if name in names}


def initial_of_draft(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """The form's values for a draft."""
    values: dict[str, Any] = {name: name in fields for name in TICKS}
    for name in set(CallForm.base_fields) - HIDDEN - TICKS:
        found = fields.get(name, [])
        values[name] = list(found) if name in MANY else "".join(found[-1:])
    return values


def facts_of_draft(fields: Mapping[str, list[str]], zone: str) -> CallFacts | None:
    """What a draft says, as values; None if it cannot be read as a form (a code that ended since)."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    data["key"], data["revision"] = str(UUID(int=0)), "0"
    form = CallForm(data)
    return form.facts(zone) if form.is_valid() else None
