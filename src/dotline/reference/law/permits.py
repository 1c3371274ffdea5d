"""Permits of victims: what rule held, how long one may last, gaps, alerts and permanent residence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dotline.base.errors import N_, Invalid
from dotline.reference.datafiles import Row
from dotline.reference.dates import span_of
from dotline.reference.law.library import rows
from dotline.reference.obligations import add_months

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PermitSpan:
    """A permit in days: `expires` is its last day; `ended` the last day if it ended before."""

    valid_from: date
    expires: date
    ended: date | None = None

    @property
    def last(self) -> date:
        """The last day it really covers: never after three years (IRPR 63)."""
        cap = three_year_cap(self.valid_from)
        return min(self.expires, self.ended or self.expires, cap)


@dataclass(frozen=True)
class PermitAlert:
    """Something to do or know about a person's permits, with the day it concerns."""

    code: str
    on: date


@dataclass(frozen=True)
class Residence:
    """The clock toward permanent residence: since when without a gap, and from when eligible."""

    since: date | None
    eligible_on: date | None
    eligible: bool


def _rule(code: str) -> Row:
    return next(row for row in rows("permits") if row.text("code") == code)


def _number(code: str, key: str) -> int:
    return _rule(code).number(key) or 0


def three_year_cap(valid_from: date) -> date:
    """The last day any permit can reach: three years on; from 29 February it is 28 February."""
    return add_months(valid_from, _number("cap", "cap_months"))


def check_span(permit: PermitSpan) -> None:
    """Raises Invalid for a permit that ends before it begins or after its three years."""
    if permit.expires < permit.valid_from:
        raise Invalid(N_("The permit ends before it begins."), N_("Correct one of the two days."))
    if permit.expires > three_year_cap(permit.valid_from):
        raise Invalid(
            N_("A permit cannot last longer than three years."),
            N_("Its last possible day is {day}."),
            day=three_year_cap(permit.valid_from).isoformat(),
        )


def victim_rule(on: date) -> Row | None:
    """The rule for permits of victims on a day: 120 days, 180 days, or 12 months; None before 2006."""
    found = (row for row in rows("permits") if row.has("max_days") or row.has("normal_months"))
    return next((row for row in found if on in span_of(row)), None)


def fee_waived(fee: str, on: date, *, dependant: bool = False) -> bool:
    """Whether a victim pays no such fee on a day: first_permit, later_permit, study_permit ...

    `dependant` asks for somebody who depends on her: not every rule spoke of them.
    """
    return any(
        fee in row.texts("waived")
        and on in span_of(row)
        and (row.flag("dependants") or not dependant)
        for row in rows("permits")
    )


def may_ask_from(refused_on: date) -> date:
    """The first day on which a permit may be asked for after a refugee claim was turned down (IRPA 24(4)).

    `refused_on` is the latest of the days that the section names: tribunal, appeal, Federal Court.
    """
    return add_months(refused_on, _number("claim_bar", "bar_months"))


def renewal_opens(last: date) -> date:
    """The day on which the renewal of a permit begins, counted back from its last day."""
    return last - timedelta(days=_number("alert", "alert_days"))


def work_permit_eligible(permit: PermitSpan) -> bool:
    """Whether it is valid for six months, as an open work permit asks (IRPR 208(b))."""
    return permit.expires + A_DAY >= add_months(
        permit.valid_from, _number("work_permit", "work_permit_months")
    )


def runs(permits: Sequence[PermitSpan]) -> tuple[tuple[date, date], ...]:
    """Spans covered without a gap, first and last day, oldest first. One day between is a gap."""
    found: list[tuple[date, date]] = []
    for one in sorted(permits, key=lambda permit: permit.valid_from):
        if found and one.valid_from <= found[-1][1] + A_DAY:
            found[-1] = (found[-1][0], max(found[-1][1], one.last))
        else:
            found.append((one.valid_from, one.last))
    return tuple(found)


def gaps(permits: Sequence[PermitSpan]) -> tuple[tuple[date, date], ...]:
    """The spans between permits that none covers, first and last day, oldest first."""
    return tuple((before[1] + A_DAY, after[0] - A_DAY) for before, after in pairwise(runs(permits)))


def pr_eligible(
    permits: Sequence[PermitSpan], today: date, *, health_ground: bool = False
) -> Residence:
    """The clock of the permit-holder class (IRPR 65): any gap starts it again.

    Eligible if today is covered and five years, or three on health grounds, lie behind.
    """
    key = "residence_months_health" if health_ground else "residence_months"
    for first, last in runs(permits):
        if first <= today <= last:
            on = add_months(first, _number("residence", key))
            return Residence(first, on, on <= today)
    return Residence(None, None, False)


def permit_alerts(permits: Sequence[PermitSpan], today: date) -> tuple[PermitAlert, ...]:
    """What a person's permits ask for: ordered by day.

    over_three_years, longer_than_rule, shorter_than_rule, gap (first uncovered day), expired,
    renewal_due (90 days before the end), work_permit_possible.
    """
    alerts = [alert for one in permits for alert in _of_one(one)]
    covered = runs(permits)
    alerts += [PermitAlert("gap", first) for first, _last in gaps(permits)]
    if covered:
        last = covered[-1][1]
        due = renewal_opens(last)
        if last < today:
            alerts.append(PermitAlert("expired", last + A_DAY))
        elif due <= today:
            alerts.append(PermitAlert("renewal_due", due))
    current = [one for one in permits if one.valid_from <= today <= one.last]
    alerts += [
        PermitAlert("work_permit_possible", one.valid_from)
        for one in current
        if work_permit_eligible(one)
    ]
    return tuple(sorted(alerts, key=lambda alert: (alert.on, alert.code)))


def _of_one(permit: PermitSpan) -> list[PermitAlert]:
    """How one permit differs from the rule of the day it began."""
    found = []
    if permit.expires > three_year_cap(permit.valid_from):
        found.append(PermitAlert("over_three_years", three_year_cap(permit.valid_from)))
    rule = victim_rule(permit.valid_from)
    days = (permit.expires - permit.valid_from).days + 1
    if rule is not None:
        most, normal = rule.number("max_days"), rule.number("normal_months")
        if most is not None and days > most:
            found.append(PermitAlert("longer_than_rule", permit.valid_from))
        if normal is not None and permit.expires + A_DAY < add_months(permit.valid_from, normal):
            found.append(PermitAlert("shorter_than_rule", permit.valid_from))
    return found
