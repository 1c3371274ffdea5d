"""The rules of the data files, checked: versions do not overlap, and no window ends before it opens."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, NotFound
from dotline.reference import organisations
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem
from dotline.reference.dates import overlaps, span_of
from dotline.reference.obligations.expanding import Force, Rule, YearDays, windows
from dotline.reference.obligations.offsets import AT_ONCE, Offset

FOLDER = Path(__file__).parents[1] / "data" / "obligations"
SAMPLES = (datetime(2026, 1, 31, 12, tzinfo=UTC), datetime(2028, 2, 29, 12, tzinfo=UTC))
"""A month's end and a leap day: a window that holds from both holds from any day."""


def _offset(row: Row | None) -> Offset:
    if row is None:
        return Offset()
    return Offset(**{part: row.number(part) or 0 for part in row.value})


def _year_days(row: Row | None) -> YearDays | None:
    if row is None:
        return None
    opens, due = (row.text(key).split("-") for key in ("opens", "due"))
    return YearDays((int(opens[0]), int(opens[1])), (int(due[0]), int(due[1])))


def _rule(row: Row) -> Rule:
    when, due = row.row("when"), row.row("due")
    return Rule(
        code=row.text("code"),
        title_en=row.text("title_en"),
        title_fr=row.text("title_fr"),
        trigger=row.text("trigger"),
        due=_offset(due),
        opens=_offset(row.row("opens")),
        repeat=_offset(row.row("repeat")) if row.has("repeat") else None,
        count=row.number("count"),
        business=row.text("calendar") == "business",
        when={key: str(value) for key, value in when.value.items()} if when else {},
        basis=row.text("basis") or row.text("basis_en"),
        basis_fr=row.text("basis_fr"),
        provision=row.text("provision"),
        span=span_of(row),
        yearly=_year_days(row.row("yearly")),
        sitting_days=row.number("sitting_days") or 0,
        whole_day=bool(due and due.has("days")),
        public=row.flag("public"),
        each=row.flag("each"),
        holder=row.text("holder"),
        force=Force(row.text("force", Force.PROPOSED)),
        short_en=row.text("short_en"),
        short_fr=row.text("short_fr"),
    )


def _build(data: DataSet) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    problems: list[Problem] = []
    for row in data.rows("rules"):
        made = _rule(row)
        versions = (*found.get(made.code, ()), made)
        problems.extend(_faults(data, row, versions))
        found[made.code] = versions
    if problems:
        raise BadData(data.name, problems)
    return MappingProxyType(found)


def _faults(data: DataSet, row: Row, versions: tuple[Rule, ...]) -> Iterator[Problem]:
    made, here = versions[-1], (f"{data.name}/{row.file}", row.line)
    thing = f"code {made.code}"
    if overlaps(one.span for one in versions):
        yield problem(
            here,
            thing,
            N_("Two versions of this rule hold on the same day."),
            N_("End the earlier one (valid_to) where the later one begins (valid_from)."),
        )
    if not check_order(made):
        yield problem(
            here,
            thing,
            N_("It would be due before it opens."),
            N_("Make opens earlier than due: a distance before an event has a minus sign."),
        )


def check_order(rule: Rule) -> bool:
    """Whether no window of a rule ends before it opens."""
    if rule.yearly or (rule.due == AT_ONCE == rule.opens):
        return True
    firsts = (next(windows(rule, start, "America/Toronto")) for start in SAMPLES)
    return all(one.opens <= one.due for one in firsts)


HOLDER: Holder[Mapping[str, tuple[Rule, ...]]] = Holder(
    "obligations",
    FOLDER,
    _build,
    known=lambda: {"organisation": [one.code for one in organisations.every()]},
)


def rules() -> tuple[Rule, ...]:
    """Every version of every rule, in file order."""
    return tuple(one for versions in HOLDER.value().values() for one in versions)


def rule(code: str, on: date | None = None) -> Rule:
    """The rule of a code, on a day if it changed. Raises NotFound if there is none, or none that day."""
    versions = HOLDER.value().get(code, ())
    for one in versions:
        if on is None or on in one.span:
            return one
    if versions and on is not None:
        raise _not_in_force(code, versions, on)
    raise NotFound(
        "There is no obligation rule {code}.",
        "Choose one of: {known}.",
        code=code,
        known=", ".join(HOLDER.value()),
    )


def _not_in_force(code: str, versions: tuple[Rule, ...], on: date) -> NotFound:
    """Names a day on which the rule held: its first, or its last where nobody set a first one."""
    said = N_("The obligation rule {code} was not in force on {day}.")
    firsts = [one.span.start for one in versions]
    ends = [one.span.end for one in versions]
    day, first, end = on.isoformat(), min((d for d in firsts if d), default=None), ends[-1]
    if first is not None and None not in firsts:
        mend = N_("It holds from {first}. Choose a day within it.")
        return NotFound(said, mend, code=code, day=day, first=first.isoformat())
    last = (end or date.max) - timedelta(days=1)
    mend = N_("It held until {last}. Choose a day within it.")
    return NotFound(said, mend, code=code, day=day, last=last.isoformat())


def newest() -> tuple[Rule, ...]:
    """The last version of every rule, in file order."""
    return tuple(versions[-1] for versions in HOLDER.value().values())


def owed_openly(holder: str = "") -> tuple[Rule, ...]:
    """Every version of the rules that no person is the subject of, of one organisation if it is named."""
    return tuple(one for one in rules() if one.public and holder in ("", one.holder))


def triggered(trigger: str, on: date, **facts: str) -> tuple[Rule, ...]:
    """The rules that a trigger sets off on a day, given its facts (`urgency="urgent"`)."""
    return tuple(
        one
        for one in rules()
        if one.trigger == trigger
        and on in one.span
        and all(facts.get(name) == value for name, value in one.when.items())
    )
