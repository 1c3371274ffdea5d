"""Rules of permits against what a calendar counts day by day: gaps, continuous days, cap, cover, bar, fees."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.case.rules import PermitEnding, PermitHeld, PermitKind, permits
from dotline.reference import law
from dotline.reference.law import PermitSpan
from dotline.reference.obligations import add_months

A_DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 500)), min_size=1, max_size=5)


def trp(first: date, last: date, **more: object) -> PermitHeld:
    return PermitHeld(PermitKind.VTIP_TRP, first, last, **more)  # type: ignore[arg-type]


def covered(spans: list[tuple[date, int]]) -> set[date]:
    return {first + timedelta(days=d) for first, days in spans for d in range(days + 1)}


@given(SPANS)
def test_gaps_are_the_days_between_that_no_permit_covers(spans: list[tuple[date, int]]) -> None:
    days = covered(spans)
    wanted = {
        day
        for day in (min(days) + timedelta(days=d) for d in range((max(days) - min(days)).days))
        if day not in days
    }
    found = law.gaps([PermitSpan(first, first + timedelta(days=n)) for first, n in spans])
    told = [
        first + timedelta(days=d) for first, last in found for d in range((last - first).days + 1)
    ]
    assert sorted(wanted) == told


@given(SPANS, DAYS)
def test_continuous_days_are_counted_back_until_the_first_day_without(
    spans: list[tuple[date, int]], today: date
) -> None:
    days, counted, day = covered(spans), 0, today
    while day in days:
        counted, day = counted + 1, day - A_DAY
    held = [trp(first, first + timedelta(days=n)) for first, n in spans]
    assert permits.continuous_days(held, today) == counted


@given(st.dates(date(1996, 1, 1), date(2096, 12, 31)), st.integers(-3, 1200))
def test_no_permit_outlasts_three_years_of_the_calendar(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    try:
        cap = first.replace(year=first.year + 3)
    except ValueError:  # 29 February
        cap = date(first.year + 3, 2, 28)
    if first <= last <= cap:
        law.check_span(PermitSpan(first, last))
    else:
        with pytest.raises(Invalid):
            law.check_span(PermitSpan(first, last))


def test_only_permits_to_stay_count_for_gaps_and_only_victims_permits_for_their_rules() -> None:
    stay = trp(date(2020, 1, 1), date(2020, 6, 28))  # 180 days of 2020
    work = PermitHeld(PermitKind.OPEN_WORK, date(2020, 7, 10), date(2020, 12, 31))
    other = PermitHeld(PermitKind.OTHER_TRP, date(2020, 6, 29), date(2022, 6, 29))
    today = date(2020, 8, 1)
    codes = [one.code for one in permits.permit_alerts([stay, work, other], today)]
    assert (
        codes == []
    )  # 'longer than the rule' is not said of the other permit, and she may work already
    assert [o.code for o in permits.permit_alerts([stay, other], today)] == ["work_permit_possible"]
    assert permits.residence([stay, work, other], today).since == date(2020, 1, 1)


@pytest.mark.parametrize(("minor", "offered"), [(True, False), (False, True), (None, True)])
def test_no_work_permit_is_offered_to_a_child(minor: bool | None, offered: bool) -> None:
    stay = trp(date(2025, 6, 1), date(2026, 5, 31))
    codes = [o.code for o in permits.permit_alerts([stay], date(2025, 8, 1), minor=minor)]
    assert ("work_permit_possible" in codes) is offered
    assert ("renewal_due" in codes) is False
    late = [o.code for o in permits.permit_alerts([stay], date(2026, 5, 1), minor=minor)]
    assert "renewal_due" in late  # a child's own permit is renewed like everybody's


def test_three_years_suffice_where_every_permit_rests_on_health() -> None:
    first = trp(date(2020, 2, 29), date(2023, 2, 28), health_ground=True)
    more = trp(date(2023, 3, 1), date(2024, 2, 28), health_ground=True)
    assert permits.residence([first, more], date(2023, 3, 1)).eligible_on == date(2023, 2, 28)
    plain = trp(date(2023, 3, 1), date(2024, 2, 28))
    assert permits.residence([first, plain], date(2023, 3, 1)).eligible_on == date(2025, 2, 28)


def test_each_ending_of_section_63_is_told_apart() -> None:
    first = date(2021, 5, 1)
    year, cap = trp(first, date(2022, 4, 30)), trp(first, date(2024, 5, 1))
    assert year.ended(date(2022, 4, 30)) is None
    assert year.ended(date(2022, 5, 1)) is PermitEnding.EXPIRED
    assert cap.ended(date(2024, 5, 2)) is PermitEnding.THREE_YEARS
    left = trp(
        first, date(2022, 4, 30), ended_on=date(2021, 9, 1), ended_by=PermitEnding.LEFT_CANADA
    )
    assert left.ended(date(2022, 5, 1)) is PermitEnding.LEFT_CANADA
    assert left.span.last == date(2021, 9, 1)
    with pytest.raises(Invalid):
        permits.check_end(year, date(2021, 4, 30), date(2022, 1, 1))


@given(DAYS, DAYS)
def test_a_refused_claim_bars_for_twelve_months_and_not_a_day_more(refused: date, on: date) -> None:
    until = add_months(refused, 12)
    assert permits.barred_until([refused], on) == (until if on < until else None)
    assert permits.barred_until([], on) is None


def test_fees_are_waived_as_the_instructions_of_the_day_say() -> None:
    def free(
        kind: PermitKind, on: date, *, later: bool = False, child: bool = False
    ) -> bool | None:
        return permits.fee_waived(kind, on, later=later, dependant=child)

    before, since = date(2025, 2, 3), date(2025, 2, 4)
    assert free(PermitKind.VTIP_TRP, before)
    assert not free(PermitKind.VTIP_TRP, before, later=True)
    assert not free(PermitKind.VTIP_TRP, before, child=True)
    assert free(PermitKind.VTIP_TRP, since, later=True, child=True)
    assert not free(PermitKind.STUDY, before)
    assert free(PermitKind.STUDY, since)
    assert not free(PermitKind.WORK_207_1, date(2019, 6, 3))
    assert free(PermitKind.WORK_207_1, date(2019, 6, 4))
    assert free(PermitKind.OTHER_TRP, since) is None


def test_health_is_covered_while_a_victims_permit_runs_and_where_it_is_written_down() -> None:
    stay = trp(date(2025, 3, 1), date(2026, 2, 28))
    cover = PermitHeld(PermitKind.IFHP, date(2026, 3, 1), date(2026, 6, 30))
    work = PermitHeld(PermitKind.OPEN_WORK, date(2026, 7, 1), date(2027, 6, 30))
    assert permits.health_cover([stay, cover, work]) == ((date(2025, 3, 1), date(2026, 6, 30)),)


def test_a_renewal_is_owed_from_90_days_before_the_end_until_30_days_before() -> None:
    last = date(2026, 3, 1)
    window = permits.renewal_window(last, "America/Toronto")
    assert window.opens.date() == law.renewal_opens(last) == last - timedelta(days=90)
    # The end of the local day lies in the next one of UTC.
    assert window.due.date() == last - timedelta(days=29)
