"""When a file may be disposed of: the longest of the rules that take it, and never while a hold stands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from dotline.base.errors import Invalid
from dotline.reference.datafiles import Row
from dotline.reference.dates import span_of
from dotline.reference.law.library import rows
from dotline.reference.law.records import _row, retention_due

CONTACT = "contact"  # the kind of a call that led to no case
_NOTHING: Mapping[str, int] = MappingProxyType({})


class DisposalState(StrEnum):
    """Whether a file may be disposed of, and why not."""

    OPEN = "open"  # it is still worked on
    HELD = "held"  # somebody placed a legal hold
    UNSCHEDULED = "unscheduled"  # the agency's own schedule is not set
    KEPT = "kept"  # its time is not over
    DUE = "due"


@dataclass(frozen=True)
class KeptFile:
    """What decides how long a file is kept. `kind` is a code of case_kinds, or CONTACT.

    `ended` is the day on which it was closed, `last_used` that of its last use for a decision. `births` are the
    latest possible births of the people helped who may be minors. `chosen` are the months that the agency set.
    """

    kind: str
    ended: date | None
    holder: str
    province: str = ""
    last_used: date | None = None
    births: tuple[date, ...] = ()
    chosen: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    held: bool = False


@dataclass(frozen=True)
class DisposalDay:
    """From when a file may be disposed of, by which rule.

    `due` is the first good day, None while nobody can know it. `lawful` is the first day that the law
    itself allows, whatever our policy says: from then on the person may ask for it.
    """

    state: DisposalState
    due: date | None
    lawful: date | None
    rule: str


def rules_for(kind: str, holder: str, province: str, today: date) -> tuple[Row, ...]:
    """The rules that a file of this kind at this agency is kept by; a kind that no rule names is a support file."""
    valid = [row for row in rows("retention") if today in span_of(row)]
    named = {one for row in valid for one in row.texts("files")}
    kind = kind if kind in named else "support"
    return tuple(row for row in valid if _binds(row, kind, holder, province))


def _binds(row: Row, kind: str, holder: str, province: str) -> bool:
    if kind not in row.texts("files"):
        return False
    holders, provinces = row.texts("holders"), row.texts("provinces")
    return (not holders or holder in holders) and (not provinces or province in provinces)


def disposal_due(file: KeptFile, today: date) -> DisposalDay:
    """From when the file may be disposed of: the day after the longest term, never while it is open or held.

    A term counts whole days after its trigger (Interpretation Act, R.S.C. 1985, c. I-21, s. 27 and 28): seven
    years after 1 January 2020 end with 1 January 2027, and 2 January is the first good day.
    """
    if file.ended is None:
        return DisposalDay(DisposalState.OPEN, None, None, "")
    found = rules_for(file.kind, file.holder, file.province, today)
    terms = {row.text("code"): _first_day(file, file.ended, row) for row in found}
    law = [_first_day(file, file.ended, row) for row in found if not row.flag("ours")]
    lawful = max(law, default=file.ended + timedelta(days=1))
    unset = [row for row in found if row.flag("scheduled") and row.text("code") not in file.chosen]
    if unset:
        state = DisposalState.HELD if file.held else DisposalState.UNSCHEDULED
        return DisposalDay(state, None, None, unset[0].text("code"))
    rule = max(terms, key=lambda code: (terms[code], code))
    due = terms[rule]
    state = DisposalState.DUE if due <= today else DisposalState.KEPT
    return DisposalDay(DisposalState.HELD if file.held else state, due, lawful, rule)


def may_be_asked(day: DisposalDay, today: date) -> bool:
    """Whether the person herself may have the file destroyed today: it is closed, not held, and no law keeps it."""
    return (
        day.state in (DisposalState.KEPT, DisposalState.DUE)
        and day.lawful is not None
        and day.lawful <= today
    )


def _first_day(file: KeptFile, ended: date, row: Row) -> date:
    since = ended
    if row.text("after") == "last_use" and file.last_used is not None:
        since = max(since, file.last_used)
    months = file.chosen.get(row.text("code"))
    births = file.births or (None,)
    last = [retention_due(row.text("code"), since, born=born, months=months) for born in births]
    return max(day for day in last if day is not None) + timedelta(days=1)


def retention_row(code: str) -> Row:
    """One rule of how long something is kept. Raises NotFound."""
    return _row("retention", code)


def retention_title(code: str, lang: str) -> str:
    """What a rule says, in `fr` or else in English. Raises NotFound."""
    return retention_row(code).text("title_fr" if lang.startswith("fr") else "title_en")


def retention_source(code: str, lang: str) -> str:
    """Where a rule stands, in `fr` or else in English. Raises NotFound."""
    return retention_row(code).text("source_fr" if lang.startswith("fr") else "source_en")


def check_choice(code: str, months: int) -> None:
    """Whether an agency may keep what a rule names for so many months.

    Raises NotFound for an unknown rule, Invalid when it is shorter than the rule or longer than its maximum.
    """
    row = _row("retention", code)
    least, most = row.number("months") or 0, row.number("max_months")
    if months < least:
        raise Invalid(
            "This is kept for at least {least} months.", "Choose that or longer.", least=least
        )
    if most is not None and months > most:
        raise Invalid(
            "This may be kept for {most} months at most.", "Choose that or shorter.", most=most
        )
