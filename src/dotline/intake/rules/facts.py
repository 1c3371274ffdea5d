"""What may be written down of a call, and how much of it is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dotline.base.errors import N_, DotlineError, Invalid
from dotline.intake.rules.records import check_booking
from dotline.intake.rules.safe_contact import NO_CONTACT, ContactPlan, plan_json
from dotline.reference import needs as taxonomy
from dotline.reference import places, vocabulary
from dotline.reference.places import Place
from dotline.reference.places.postal import area_of


class Answer(StrEnum):
    """Yes, no, or not known: nobody must answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class CallerKind(StrEnum):
    """Who calls, as far as it was said."""

    SELF = "self"
    FAMILY_OR_FRIEND = "family_or_friend"
    PROFESSIONAL = "professional"
    PUBLIC = "public"
    UNKNOWN = "unknown"


# Who may say to whom the person belongs: herself. Of a caller who is not named it may be so.
SELF_DECLARED = frozenset({CallerKind.SELF, CallerKind.UNKNOWN})
NOT_SELF_DECLARED = (
    N_("Only the person concerned says to whom she belongs."),
    N_("Leave it empty; she may say it later, or never."),
)

LONGEST_TEXT = 4_000  # characters of one note


@dataclass(frozen=True)
class CallFacts:
    """Everything that may be written down of a call. Each value may be left out."""

    safe_now: Answer = Answer.UNKNOWN
    danger: bool = False
    wants_911: Answer = Answer.UNKNOWN
    record_type: str = ""
    caller_kind: CallerKind = CallerKind.UNKNOWN
    needs: tuple[str, ...] = ()
    place: str = ""
    province: str = ""
    language: str = ""
    interpreter: bool = False
    age_band: str = ""
    alias: str = ""
    children: str = ""
    access_needs: str = ""
    safety: str = ""
    summary: str = ""
    plan: ContactPlan = field(default=NO_CONTACT)
    interpreter_mode: str = ""
    interpreter_booking: str = ""
    marks: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    nation: str = ""  # id of the body that the person says she belongs to


# Which field holds a code of which list; '' stands for 'not said' in all of them.
CODED: Mapping[str, str] = {
    "record_type": "record_types",
    "province": "provinces",
    "language": "languages",
    "age_band": "age_bands",
    "interpreter_mode": "interpreter_modes",
}
TEXTS = ("alias", "children", "access_needs", "safety", "summary")


def said(facts: CallFacts) -> dict[str, object]:
    """What the form of a call says, to be named when it is sent; the moment of a plan is none of its words."""
    return asdict(replace(facts, plan=NO_CONTACT)) | {"plan": plan_json(facts.plan, dated=False)}


def check_facts(facts: CallFacts) -> None:
    """Raises Invalid on a code that no list has, a text that is too long, or belonging that somebody else declares.

    Never repeats what was typed.
    """
    for name, vocabulary_name in CODED.items():
        check_code(vocabulary_name, getattr(facts, name), may_be_empty=True)
    for mark in facts.marks:
        check_code("possible_abusers", mark)
    check_booking(facts.interpreter_booking)
    if facts.nation and facts.caller_kind not in SELF_DECLARED:
        raise Invalid(*NOT_SELF_DECLARED)
    unknown = [code for code in facts.needs if not taxonomy.is_need(code)]
    if unknown:
        raise Invalid("A need is not in the list.", "Pick it from the list of needs.")
    if any(len(getattr(facts, name)) > LONGEST_TEXT for name in TEXTS):
        raise Invalid(
            "A note is longer than {longest} characters.", "Shorten it.", longest=LONGEST_TEXT
        )


def check_code(list_name: str, code: str, *, may_be_empty: bool = False) -> None:
    """Raises Invalid when a list of the vocabulary does not have the code."""
    if not (code or may_be_empty) or (code and not vocabulary.is_code(list_name, code)):
        raise Invalid(
            "The list {list} does not have this code.", "Choose one of the list.", list=list_name
        )


def short_place(text: str) -> str:
    """A place as it may be kept: a postal code, or an address with one, becomes its postal area."""
    text = " ".join(text.split())
    return area_of(text) or text[:80]


def locate(text: str) -> tuple[Place | None, DotlineError | None]:
    """The place that a text names, or the refusal to show beside the field; (None, None) for no text.

    A rural postal area is refused: it asks for the community instead (R-35).
    """
    if not text:
        return None, None
    try:
        return places.find(text), None
    except DotlineError as refusal:
        return None, refusal


def quarter_of(at: datetime, zone: str) -> str:
    """The quarter in which a call began where the agency stands, e.g. '2026-Q1'."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.year}-Q{(local.month + 2) // 3}"
