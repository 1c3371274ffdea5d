"""Rules of constant communication: members in time, silence, whom a briefing is for, what may not be written."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dotline.base.errors import N_, Invalid, Phrase
from dotline.reference.places import postal

# --- task forces -----------------------------------------------------------------------------

QUIET_DAYS = 30
"""An agency not heard from for this many days stands first; each task force may choose its own number."""


class SeatRole(StrEnum):
    """What an agency is in a task force."""

    LEAD = "lead"
    MEMBER = "member"
    OBSERVER = "observer"


class TaskState(StrEnum):
    """How a joint task stands."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


NEXT_STATES: Mapping[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.DOING, TaskState.DONE, TaskState.DROPPED}),
    TaskState.DOING: frozenset({TaskState.OPEN, TaskState.DONE, TaskState.DROPPED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.DROPPED: frozenset({TaskState.OPEN}),
}
RUNNING_STATES = frozenset({TaskState.OPEN, TaskState.DOING})


def may_move(now: TaskState, to: TaskState) -> bool:
    """Whether a joint task may go from one state to another."""
    return to in NEXT_STATES[now]


def is_late(state: TaskState, due: date, today: date) -> bool:
    """Whether a task that still runs is past its day; the day itself is in time."""
    return state in RUNNING_STATES and due < today


@dataclass(frozen=True)
class Designation:
    """From a day on somebody is the point person; an empty name means nobody is. `written` breaks ties."""

    name: str
    since: date
    written: datetime


def point_person_on(designations: Iterable[Designation], day: date) -> str:
    """Who was the point person on a day; '' when nobody was."""
    then = [one for one in designations if one.since <= day]
    return max(then, key=lambda one: (one.since, one.written)).name if then else ""


@dataclass(frozen=True)
class Heard:
    """When an agency was last heard from; `last` None means never since it joined at `joined`."""

    agency: UUID
    joined: datetime
    last: datetime | None = None

    @property
    def since(self) -> datetime:
        """From when on it is silent."""
        return max(self.joined, self.last or self.joined)

    def days(self, now: datetime) -> int:
        """Whole days of silence, counted from the last word; from joining where there was none since."""
        return max(0, (now - self.since) // timedelta(days=1))

    def is_quiet(self, now: datetime, limit: int) -> bool:
        """Whether the silence has lasted longer than the task force accepts."""
        return self.days(now) >= limit


def silent_first(rows: Iterable[Heard], now: datetime, limit: int) -> list[Heard]:
    """The agencies with the quiet ones first, the longest silence on top; then the others, newest word first."""
    found = list(rows)
    quiet = [one for one in found if one.is_quiet(now, limit)]
    rest = [one for one in found if not one.is_quiet(now, limit)]
    return sorted(quiet, key=_last_word) + sorted(rest, key=_last_word, reverse=True)


def _last_word(one: Heard) -> tuple[datetime, str]:
    return one.since, str(one.agency)


# --- what must not be written among agencies --------------------------------------------------

HELP_LINES = frozenset({"18339001010", "8339001010"})
CHILDREN_UP_TO = 5  # a full date at least this many years old may be somebody's day of birth
PHONE = re.compile(r"(?<![\w-])\+?(?:1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?![\w-])")
INSURANCE = re.compile(r"(?<![\d-])\d{3}[ -]\d{3}[ -]\d{3}(?![\d-])")
MONTHS = (
    "january february march april may june july august september october november december "
    "janvier février fevrier mars avril mai juin juillet août aout septembre octobre novembre décembre decembre "
    "jan feb fév apr avr aug sept oct nov dec déc"
)
_MONTH = "|".join(sorted(MONTHS.split(), key=len, reverse=True))
FULL_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?P<y>(?:19|20)\d{2})(?!\d)"),
    re.compile(rf"(?<!\d)(?:1er|\d{{1,2}})\.? (?:{_MONTH})\.?,? (?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE),
)  # fmt: skip
BORN = re.compile(
    r"\b(?:born|birth ?day|date of birth|d\.?o\.?b\.?|née?s?|naissance|anniversaire)\b[^.\n]{0,30}\d",
    re.IGNORECASE,
)


class Identifier(StrEnum):
    """What gives a person away at once."""

    PHONE = "phone"
    BIRTH = "birth"
    POSTAL = "postal"
    INSURANCE = "insurance"


NAMED: Mapping[Identifier, str] = {
    Identifier.PHONE: N_("a phone number"),
    Identifier.BIRTH: N_("what looks like a date of birth"),
    Identifier.POSTAL: N_("a postal code"),
    Identifier.INSURANCE: N_("what looks like a social insurance number"),
}


def identifiers(text: str, today: date) -> tuple[Identifier, ...]:
    """The obvious identifiers in a text, each kind once. A net with holes: it finds forms, it knows no names."""
    found = []
    if any(re.sub(r"\D", "", one[0]) not in HELP_LINES for one in PHONE.finditer(text)):
        found.append(Identifier.PHONE)
    if BORN.search(text) or any(
        int(one["y"]) <= today.year - CHILDREN_UP_TO
        for pattern in FULL_DATES
        for one in pattern.finditer(text)
    ):
        found.append(Identifier.BIRTH)
    if postal.CODE.search(text):
        found.append(Identifier.POSTAL)
    if INSURANCE.search(text):
        found.append(Identifier.INSURANCE)
    return tuple(found)


def refuse_identifiers(texts: Iterable[str], today: date) -> None:
    """Let nothing pass that gives a person away. Raises Invalid, which never repeats the text."""
    for text in texts:
        found = identifiers(text, today)
        if found:
            raise Invalid(
                "The text holds {kind}. What helped people told belongs in their own file, never here.",
                "Take it out. For a date of law or of a meeting long ago write the year alone.",
                kind=Phrase(NAMED[found[0]]),
            )


# --- briefings -------------------------------------------------------------------------------


class Severity(StrEnum):
    """How much a briefing matters."""

    NOTICE = "notice"
    IMPORTANT = "important"
    URGENT = "urgent"


RANK: Mapping[Severity, int] = {Severity.URGENT: 0, Severity.IMPORTANT: 1, Severity.NOTICE: 2}


@dataclass(frozen=True)
class Audience:
    """Whom a briefing is for. An empty set means every one; the three narrow each other."""

    kinds: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    def takes_agency(self, kind: str, province: str) -> bool:
        """Whether an agency of this kind in this province is meant; one without a province is everywhere."""
        here = not self.provinces or not province or province in self.provinces
        return here and (not self.kinds or kind in self.kinds)

    def takes_worker(self, roles: Iterable[str]) -> bool:
        """Whether a worker with these roles is meant."""
        return not self.roles or not self.roles.isdisjoint(roles)


def runs_on(day: date, starts: date, ends: date | None) -> bool:
    """Whether a briefing holds on a day, both ends included."""
    return starts <= day and (ends is None or day <= ends)


# --- practices -------------------------------------------------------------------------------


def found_by(words: str, text: str) -> int:
    """How many of the words a text holds, without regard to case and accents; 0 unless it holds all of them."""
    wanted, held = plain(words).split(), plain(text)
    return len(wanted) if all(word in held for word in wanted) else 0


def plain(text: str) -> str:
    """Lower case without accents."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
