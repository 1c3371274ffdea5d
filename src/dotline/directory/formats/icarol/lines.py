"""The rows of an iCarol export on their way: which of them the public may see, and what stays behind."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from dotline.base.findings import REFUSED
from dotline.directory.formats.icarol import private
from dotline.directory.formats.icarol.columns import IN_FRENCH, TEXTS, is_used, steers
from dotline.directory.formats.records import Batch, Place

AGENCY, SITE, PROGRAM, JOIN = "agency", "site", "program", "programatsite"
NOT_CARRIED: Final = "not carried over from iCarol"
ELSEWHERE: Final = "says what the source marks as private elsewhere"


@dataclass
class Line:
    """One row on its way: its number at the source, its level, and what of it may be seen."""

    at: Place
    row: dict[str, str]
    number: str
    level: str
    why_not: str = ""
    hidden: set[str] = field(default_factory=set)
    french: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def get(self, column: str) -> str:
        """A cell that may be seen, else ''. What is never asked for is noted as not carried over."""
        self.seen.add(column)
        return "" if column in self.hidden else self.row.get(column, "").strip()

    @property
    def placeless(self) -> bool:
        """Whether where it is must not be told."""
        return "physicaladdress1" in self.hidden or "latitude" in self.hidden


def judge(lines: list[Line]) -> None:
    """Which rows are for the public, and which of their columns. The rows of one number share their flags."""
    for line in lines:
        line.why_not = private.out_by_itself(line.row)
        line.hidden = private.hidden_columns(line.row)
        if not line.number or line.level not in (AGENCY, SITE, PROGRAM, JOIN):
            line.why_not = line.why_not or "not a level of iCarol"
    by_number: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_number[line.number].append(line)
    for same in by_number.values():
        reason = next((line.why_not for line in same if line.why_not), "")
        hidden = set().union(*(line.hidden for line in same))
        for line in same:
            line.why_not, line.hidden = line.why_not or reason, hidden
    out = {line.number for line in lines if line.why_not}
    while True:
        fallen = [line for line in lines if not line.why_not and _stands_on(line) & out]
        if not fallen:
            return
        for line in fallen:
            line.why_not = private.WITH_PARENT
        out |= {line.number for line in fallen}


def _stands_on(line: Line) -> set[str]:
    above = {line.row.get("parentagencynum", "").strip()}
    if line.level == JOIN:
        above |= {line.row.get(name, "").strip() for name in ("connectstositenum", "connectstoprogramnum")}  # fmt: skip
    return above - {"", line.number}


def secrets_of(lines: list[Line]) -> private.Secrets:
    """What must not be seen: flagged cells always; of rows kept out, what no public row publishes itself."""
    flagged, kept_out, open_ = private.Secrets(), private.Secrets(), private.Secrets()
    for line in lines:
        flagged.learn(line.row, line.hidden)
        if line.why_not in (private.KEPT_OUT, private.WITH_PARENT):
            kept_out.learn(line.row, filter(is_used, line.row))
        elif not line.why_not:
            open_.add(private.published(line.row, line.hidden))
    kept_out.forget(open_)
    flagged.add(kept_out)
    flagged.settle()
    return flagged


def note_hidden(batch: Batch, line: Line, secrets: private.Secrets) -> None:
    """List everything that stays behind, with its reason; never the value."""
    if line.why_not:
        batch.note(line.at, "(whole record)", None, line.why_not, REFUSED)
        return
    for name in sorted(line.row):
        value = line.row[name]
        if name in line.hidden:
            batch.note(line.at, name, value, "the source marks it as private", REFUSED)
        elif not is_used(name):
            batch.note(line.at, name, value, NOT_CARRIED, REFUSED)
        elif name not in ("latitude", "longitude", "resourceagencynum") and secrets.tells(value):
            line.hidden.add(name)
            batch.note(line.at, name, value, ELSEWHERE, REFUSED)
    if secrets.holds_point(line.row) and "latitude" not in line.hidden:
        line.hidden |= {name for name in line.row if name.startswith("physical")}
        line.hidden |= {"latitude", "longitude"}
        batch.note(line.at, "latitude", 0.0, ELSEWHERE, REFUSED)


def note_unread(batch: Batch, line: Line) -> None:
    """A level may have no use for a column that others carry: that is said too."""
    if not line.why_not:
        for name in sorted(set(line.row) - line.seen - line.hidden):
            if is_used(name) and not steers(name):
                batch.note(line.at, name, line.row[name], NOT_CARRIED, REFUSED)


def two_languages(batch: Batch, lines: Iterable[Line]) -> list[Line]:
    """The French row of a number goes into its English one; a number that has only French stays by itself."""
    made: dict[str, Line] = {}
    french: dict[str, Line] = {}
    for line in lines:
        if not line.why_not:
            told = line.row.get("languageofrecord", "").strip().casefold()
            kept = (french if told.startswith("fr") else made).setdefault(line.number, line)
            if kept is not line:
                line.why_not = "this code was already given: the first meaning is kept"
                batch.note(line.at, "(whole record)", None, line.why_not, REFUSED)
    for number, line in french.items():
        texts = {f"{name}_fr": line.get(column) for column, name in TEXTS.items()}
        texts = {name: text for name, text in texts.items() if text}
        base = made.setdefault(number, line)
        base.french = {name: text for name, text in texts.items() if name[:-3] in IN_FRENCH}
    return list(made.values())
