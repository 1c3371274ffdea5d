"""The picture of a person's permits over time, with the same days as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dotline.base.reader import Reader
from dotline.case import queries, rules
from dotline.case.forms.people import people
from dotline.case.models import Involvement, Permit
from dotline.case.queries import permits
from dotline.case.rules import PermitKind
from dotline.reference import law, vocabulary
from dotline.ui import numbers
from dotline.ui.asked import lang
from dotline.ui.strips import Strip, StripBar, StripLane

LANES = (
    (rules.STATUS, 0),
    (frozenset({PermitKind.IFHP}), 2),
    (rules.WORK, 1),
    (frozenset({PermitKind.STUDY}), 3),
)


@dataclass(frozen=True)
class PermitLine:
    """One line of the table under the picture: a permit, or a gap between two."""

    what: str
    first: date
    last: date
    state: str
    tone: str


@dataclass(frozen=True)
class PermitStrip:
    """One person's strip: the picture, and its lines as a table."""

    id: str
    title: str
    svg: SafeString
    lines: list[PermitLine]


def strips(
    reader: Reader, found: Sequence[Involvement], rows: Sequence[Permit]
) -> dict[UUID, PermitStrip]:
    """The strip of each person who has or had a permit."""
    labels = dict(people(found))
    today = queries.today(reader)
    made = {}
    for one in found:
        own = [row for row in rows if row.involvement_id == one.id and permits.held(row)]
        if own:
            made[one.id] = _strip(f"permits-{one.id}", labels[str(one.id)], own, today)
    return made


def _lane_label(kinds: frozenset[PermitKind]) -> str:
    if kinds == rules.STATUS:
        return _("Permit to stay")
    return (
        _("Permit to work") if kinds == rules.WORK else permits.kind_label(next(iter(kinds)).value)
    )


def _strip(name: str, whom: str, own: Sequence[Permit], today: date) -> PermitStrip:
    held = permits.all_held(own)
    gaps = law.gaps(rules.permits.status_spans(held))
    lanes = []
    for kinds, colour in LANES:
        bars = [StripBar(p.valid_from, p.span.last, colour) for p in held if p.kind in kinds]
        if kinds == rules.STATUS:
            bars += [StripBar(first, last, gap=True) for first, last in gaps]
        if bars:
            lanes.append(StripLane(_lane_label(kinds), tuple(bars)))
    lines = _lines(own, gaps, today)
    title = _("Permits over time: {whom}").format(whom=whom)
    alt = "; ".join(f"{line.what} {_span(line.first, line.last)}, {line.state}" for line in lines)
    strip = Strip(name, title, alt, tuple(lanes), today, _("Today"))
    return PermitStrip(name, title, mark_safe(strip.svg()), lines)  # noqa: S308 - drawing escapes each text


def _span(first: date, last: date) -> str:
    return f"{numbers.day(first, lang())} – {numbers.day(last, lang())}"


def _lines(
    own: Sequence[Permit], gaps: Sequence[tuple[date, date]], today: date
) -> list[PermitLine]:
    lines = []
    for row in own:
        value = permits.held(row)
        if value is None:
            continue
        ended = value.ended(today)
        if ended is not None:
            state, tone = vocabulary.label("permit_endings", ended.value, lang()), ""
        elif value.valid_from > today:
            state, tone = _("Begins later"), "info"
        elif law.renewal_opens(value.expires) <= today:
            state, tone = _("Ends soon"), "warn"
        else:
            state, tone = _("Valid"), "good"
        kind = permits.kind_label(row.kind)
        lines.append(PermitLine(kind, value.valid_from, value.span.last, state, tone))
    for first, last in gaps:
        days = (last - first).days + 1
        state = _("{days} without a permit").format(days=_days(days))
        lines.append(PermitLine(_("Gap"), first, last, state, "bad"))
    return sorted(lines, key=lambda line: (line.first, line.last, line.what))


def _days(count: int) -> str:
    return (
        _("1 day") if count == 1 else _("{count} days").format(count=numbers.number(count, lang()))
    )


def of_case(reader: Reader, found: Sequence[Involvement]) -> list[PermitStrip]:
    """The strips of everybody in a case, for its first page."""
    rows = list(permits.permits(reader, found))
    made = strips(reader, found, rows)
    return [made[one.id] for one in found if one.id in made]
