"""The yearly audit of screens: how often each group was found positive, and how often rightly. Pure.

A difference between groups is a reason to look, never a finding: groups differ in what was done to them
and in who is asked. Nobody is scored by it. Small numbers stay hidden under the rule of the gate
protect, and never one group alone, since the total would tell it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dotline.base.shares import ShareInterval, wilson
from dotline.case.rules.screening import ScreenLevel
from dotline.gates.protect.rule import Rule

FEWEST = Rule().threshold


# Genders as the audit is published: too few people for a class of each. Nobody else's gender is guessed.
GENDERS = {
    "Feminine": "women",
    "TransgenderFeminine": "women",
    "Masculine": "men",
    "TransgenderMasculine": "men",
    "NonConforming": "more",
}
NOT_AUDITED = "other"


def screen_audit(gender: str, level: str) -> str:
    """The published class of a screen: whose it was, and whether it found enough signs for its rule."""
    if gender not in GENDERS:
        return NOT_AUDITED
    return f"{GENDERS[gender]}_{'signs' if level == ScreenLevel.ENOUGH else 'none'}"


@dataclass(frozen=True)
class Screened:
    """One screen without its person. `later` says whether a victim was determined afterwards; `groups` by dimension."""

    instrument: str
    version: str
    positive: bool
    later: bool
    groups: Mapping[str, str]


@dataclass(frozen=True)
class AuditLine:
    """One group of one dimension ('' is everybody). None where the numbers are hidden."""

    dimension: str
    group: str
    screened: int | None
    positive: ShareInterval | None
    confirmed: ShareInterval | None


@dataclass(frozen=True)
class InstrumentAudit:
    """The audit of one version of an instrument in one year."""

    instrument: str
    version: str
    lines: tuple[AuditLine, ...]


@dataclass(frozen=True)
class _Tally:
    """Counts of one group: screened, positive, positive and later determined."""

    n: int
    hits: int
    right: int

    def parts(self) -> tuple[int, int]:
        return (self.hits, self.n - self.hits)

    def small(self) -> bool:
        """Whether one of the numbers is too small to be shown."""
        rule = Rule()
        return any(rule.is_small(part, part) for part in self.parts())


def _tally(rows: Sequence[Screened]) -> _Tally:
    hits = [row for row in rows if row.positive]
    return _Tally(len(rows), len(hits), sum(row.later for row in hits))


def _hidden(groups: Mapping[str, _Tally]) -> set[str]:
    """The groups to hide: the small, and as many of the next smallest as keep their sum from telling anything."""
    hidden = {name for name, one in groups.items() if one.small()}
    order = sorted(groups, key=lambda name: (groups[name].n, name))
    while hidden and len(hidden) < len(groups) and _told(groups, hidden):
        hidden.add(next(name for name in order if name not in hidden))
    return hidden


def _told(groups: Mapping[str, _Tally], hidden: set[str]) -> bool:
    """Whether total minus what is shown would tell a small number."""
    rest = [groups[name] for name in hidden]
    whole = _Tally(sum(one.n for one in rest), sum(one.hits for one in rest), 0)
    return len(hidden) == 1 or whole.small()


def _line(dimension: str, group: str, one: _Tally, *, hidden: bool) -> AuditLine:
    if hidden:
        return AuditLine(dimension, group, None, None, None)
    right_small = Rule().is_small(one.right, one.right) or Rule().is_small(
        one.hits - one.right, one.hits - one.right
    )
    confirmed = None if right_small else wilson(one.right, one.hits)
    return AuditLine(dimension, group, one.n, wilson(one.hits, one.n), confirmed)


def _confirmed_apart(lines: Sequence[AuditLine], total: AuditLine) -> tuple[AuditLine, ...]:
    """Later decisions are shown of a dimension whole or not at all, so that no difference tells one."""
    known = total.confirmed is not None and all(one.confirmed is not None for one in lines)
    if known:
        return tuple(lines)
    return tuple(
        AuditLine(one.dimension, one.group, one.screened, one.positive, None) for one in lines
    )


def _dimension(name: str, rows: Sequence[Screened], total: AuditLine) -> tuple[AuditLine, ...]:
    by_group: dict[str, list[Screened]] = {}
    for row in rows:
        by_group.setdefault(row.groups[name], []).append(row)
    tallies = {group: _tally(found) for group, found in sorted(by_group.items())}
    hidden = set(tallies) if total.positive is None else _hidden(tallies)
    lines = [_line(name, group, one, hidden=group in hidden) for group, one in tallies.items()]
    return _confirmed_apart(lines, total)


def audit(rows: Iterable[Screened], dimensions: Sequence[str]) -> tuple[InstrumentAudit, ...]:
    """For each version of an instrument: everybody, then each group of each dimension, small numbers hidden.

    Each row has a group in each dimension ('unknown' where nothing is known).
    """
    by_form: dict[tuple[str, str], list[Screened]] = {}
    for row in rows:
        by_form.setdefault((row.instrument, row.version), []).append(row)
    found = []
    for (instrument, version), mine in sorted(by_form.items()):
        whole = _tally(mine)
        total = _line("", "", whole, hidden=whole.small())
        lines = [one for name in dimensions for one in _dimension(name, mine, total)]
        found.append(InstrumentAudit(instrument, version, (total, *lines)))
    return tuple(found)


def apart(one: AuditLine, other: AuditLine) -> bool:
    """Whether two groups differ by more than chance: their intervals do not touch. Hidden ones never do."""
    if one.positive is None or other.positive is None:
        return False
    return one.positive.low > other.positive.high or other.positive.low > one.positive.high
