"""Permits of a person: which there are, how each ended, what follows for status, health, work, fees. Pure.

The law stands in reference.law (IRPA 24, IRPR 63, 65, 207.1, 208 and the ministerial instructions of
2006, 2007 and 2025); here it meets what a case has written down (research/cases.md 5.3 and 8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from dotline.base.errors import N_, Invalid
from dotline.case.rules.plans import clock_of
from dotline.reference import law
from dotline.reference.law import PermitAlert, PermitSpan
from dotline.reference.obligations import Window

RENEWAL = "case_permit_renewal"


class PermitKind(StrEnum):
    """What may be asked for."""

    VTIP_TRP = "vtip_trp"
    OTHER_TRP = "other_trp"
    OPEN_WORK = "open_work"
    WORK_207_1 = "work_207_1"
    STUDY = "study"
    IFHP = "ifhp"


class PermitDecision(StrEnum):
    """How an application ended; no decision yet is no member."""

    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class PermitEnding(StrEnum):
    """How a permit ended (IRPR 63). The last two follow from its days."""

    CANCELLED = "cancelled"
    LEFT_CANADA = "left_canada"
    EXPIRED = "expired"
    THREE_YEARS = "three_years"


STATUS = frozenset({PermitKind.VTIP_TRP, PermitKind.OTHER_TRP})
WORK = frozenset({PermitKind.OPEN_WORK, PermitKind.WORK_207_1})
DECIDABLE = (PermitDecision.ISSUED, PermitDecision.REFUSED, PermitDecision.WITHDRAWN)
TOLD_ENDINGS = (PermitEnding.CANCELLED, PermitEnding.LEFT_CANADA)
# Which rules of the law a permit of a victim alone is measured by.
VICTIM_RULES = frozenset({"longer_than_rule", "shorter_than_rule"})
FEES = {
    PermitKind.VTIP_TRP: ("first_permit", "later_permit"),
    PermitKind.OPEN_WORK: ("first_work_permit", "later_work_permit"),
    PermitKind.WORK_207_1: ("vulnerable_worker_permit", "vulnerable_worker_permit"),
    PermitKind.STUDY: ("study_permit", "study_permit"),
}


@dataclass(frozen=True)
class PermitHeld:
    """A permit that was issued: its kind, its days (the last included), and how it was ended early, if so."""

    kind: PermitKind
    valid_from: date
    expires: date
    ended_on: date | None = None
    ended_by: PermitEnding | None = None
    health_ground: bool = False

    @property
    def span(self) -> PermitSpan:
        """The days as the law counts them."""
        return PermitSpan(self.valid_from, self.expires, self.ended_on)

    def ended(self, today: date) -> PermitEnding | None:
        """How it ended by this day; None while it is valid or has yet to begin (IRPR 63)."""
        if self.span.last >= today and self.ended_by is None:
            return None
        if self.ended_by is not None:
            return self.ended_by if self.ended_on and self.ended_on <= today else None
        cap = law.three_year_cap(self.valid_from)
        return PermitEnding.THREE_YEARS if self.expires >= cap else PermitEnding.EXPIRED


def same_class(one: PermitKind, other: PermitKind) -> bool:
    """Whether a permit of one kind can renew one of the other."""
    return one == other or {one, other} <= STATUS or {one, other} <= WORK


def status_spans(held: Iterable[PermitHeld]) -> list[PermitSpan]:
    """The days of the permits that give status in Canada."""
    return [one.span for one in held if one.kind in STATUS]


def permit_alerts(
    held: Sequence[PermitHeld], today: date, *, minor: bool | None = None
) -> list[PermitAlert]:
    """What the permits of one person ask for, by day; a work permit is offered to who has none and is no child.

    `minor` is whether she is under 18 on that day, None where nobody knows: a child is not asked to work. Who is
    16 and wants to may still apply; the law has no age for it (IRPR 208(b)).
    """
    of_victims = {one.valid_from for one in held if one.kind is PermitKind.VTIP_TRP}
    works = any(one.kind in WORK and one.ended(today) is None for one in held)
    return [
        alert
        for alert in law.permit_alerts(status_spans(held), today)
        if not (alert.code in VICTIM_RULES and alert.on not in of_victims)
        and not (alert.code == "work_permit_possible" and (works or minor))
    ]


def residence(held: Sequence[PermitHeld], today: date) -> law.Residence:
    """The clock toward permanent residence; three years where each permit of the run rests on health (IRPR 65)."""
    spans = status_spans(held)
    for first, last in law.runs(spans):
        if first <= today <= last:
            run = [o for o in held if o.kind in STATUS and first <= o.valid_from <= last]
            health = all(one.health_ground for one in run)
            return law.pr_eligible(spans, today, health_ground=health)
    return law.pr_eligible(spans, today)


def health_cover(held: Iterable[PermitHeld]) -> tuple[tuple[date, date], ...]:
    """The spans of interim federal health cover: of a victim's permit, and as written down on its own."""
    covers = {PermitKind.VTIP_TRP, PermitKind.IFHP}
    return law.runs([one.span for one in held if one.kind in covers])


def fee_waived(
    kind: PermitKind, asked_on: date, *, later: bool, dependant: bool = False
) -> bool | None:
    """Whether an application of that day costs nothing; None where no rule of victims speaks of the kind."""
    fees = FEES.get(kind)
    return None if fees is None else law.fee_waived(fees[later], asked_on, dependant=dependant)


def barred_until(refused: Iterable[date], on: date) -> date | None:
    """The first day on which a permit may be asked for again, if a refused claim bars it (IRPA 24(4))."""
    from_ = max((law.may_ask_from(day) for day in refused), default=None)
    return from_ if from_ is not None and on < from_ else None


def check_decided(asked_on: date, decided_on: date, today: date) -> None:
    """Raises Invalid for a decision before the application or in days to come."""
    if decided_on < asked_on:
        raise Invalid(N_("Nothing is decided before it is asked for."), N_("Check the days."))
    if decided_on > today:
        raise Invalid(N_("This day lies ahead."), N_("Choose today or a day before."))


def check_end(held: PermitHeld, on: date, today: date) -> None:
    """Raises Invalid unless the permit was valid on the day, which is not to come."""
    if on > today:
        raise Invalid(N_("This day lies ahead."), N_("Choose today or a day before."))
    if not held.valid_from <= on <= held.span.last:
        raise Invalid(
            N_("The permit was not valid on this day."), N_("Choose a day on which it was valid.")
        )


def renewal_window(last: date, zone: str) -> Window:
    """From when until when the renewal of a permit with that last day is to be asked for."""
    return clock_of(RENEWAL, datetime.combine(last, time(), tzinfo=ZoneInfo(zone)), zone)


def continuous_days(held: Sequence[PermitHeld], today: date) -> int:
    """Days without a gap that lie behind on the clock toward permanent residence, today included."""
    since = residence(held, today).since
    return (today - since).days + 1 if since else 0
