"""What holds of each function the law gives us, whatever the days and figures: cases.md, section 8."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dotline.reference import law
from dotline.reference.law.library import rows
from dotline.reference.obligations import add_months

A_DAY = timedelta(days=1)
days = st.dates(date(2001, 1, 1), date(2045, 12, 31))
cites = st.sampled_from(sorted(law.HOLDER.value().provisions))
offences = st.sampled_from(
    sorted(
        cite
        for cite, texts in law.HOLDER.value().provisions.items()
        if any(one.kind == "offence" for one in texts)
    )
)
rates = st.decimals(0, 3, places=2)


@given(cites, days, days)
def test_an_offence_is_available_exactly_if_it_was_law_on_a_day_of_it(
    cite: str, one: date, other: date
) -> None:
    first, last = min(one, other), max(one, other)
    last = min(last, first + timedelta(days=400))
    told = law.offence_available(cite, first, last)
    below = law.HOLDER.value().provisions.items()
    spans = [
        text.span
        for name, texts in below
        if name == cite or name.startswith(f"{cite}(")
        for text in texts
        if not text.span.empty
    ]
    touched = any(
        (span.start or date.min) <= last and first < (span.end or date.max) for span in spans
    )
    assert (told is not law.Available.NO) == touched
    if told is law.Available.WHOLE:
        assert law.law(cite, first).in_force
        assert law.law(cite, last).in_force


@given(days, days, st.booleans(), st.booleans(), st.booleans())
def test_the_cap_is_none_before_the_act_and_one_or_one_and_a_half_after_it(
    charged: date, sentenced: date, endorsed: bool, broken: bool, justified: bool
) -> None:
    cap = law.credit_cap(
        charged, sentenced, endorsed=endorsed, detained_524=broken, justified=justified
    )
    if charged <= date(2010, 2, 22):
        assert cap is None
        return
    assert cap in {Decimal(1), Decimal("1.5")}
    assert justified or cap == 1
    if sentenced >= date(2018, 12, 13):
        assert cap == (Decimal("1.5") if justified else 1)
    elif broken:
        assert cap == 1


@given(st.integers(0, 20_000), st.integers(0, 20_000), rates, rates)
def test_more_custody_or_a_higher_rate_never_leaves_more(
    gross: int, custody: int, one: Decimal, other: Decimal
) -> None:
    low, high = min(one, other), max(one, other)
    left = law.net(gross, custody, low)
    assert 0 <= left <= gross
    assert law.net(gross, custody, high) <= left
    assert law.net(gross, custody + 1, low) <= left
    assert law.net(gross, 0, high) == gross


@given(offences, days, st.floats(0, 400))
def test_relief_or_the_minimum_itself_is_never_below_it(cite: str, on: date, months: float) -> None:
    if not any(on in text.span for text in law.history(cite)):
        return
    least = law.lookup(cite, on).min_months
    assert not law.below_minimum(cite, on, months, mmp_relief=True)
    assert not law.below_minimum(cite, on, least)
    assert law.below_minimum(cite, on, months) == (months < least)


@st.composite
def permits(draw: st.DrawFn) -> list[law.PermitSpan]:
    """Permits of up to three years, some ended early, some on a leap day."""
    made = []
    for _each in range(draw(st.integers(0, 5))):
        first = draw(st.one_of(days, st.just(date(2024, 2, 29))))
        last = first + timedelta(days=draw(st.integers(0, 1_500)))
        ended = draw(st.none() | st.dates(first, last))
        made.append(law.PermitSpan(first, last, ended))
    return made


@given(permits(), days)
def test_alerts_tell_of_gaps_ends_and_caps_and_of_nothing_else(
    held: list[law.PermitSpan], today: date
) -> None:
    alerts = law.permit_alerts(held, today)
    told = [one.code for one in alerts]
    assert [one.on for one in alerts] == sorted(one.on for one in alerts)
    assert {one.on for one in alerts if one.code == "gap"} == {
        first for first, _last in law.gaps(held)
    }
    covered = [last for _first, last in law.runs(held)]
    assert ("expired" in told) == bool(covered and covered[-1] < today)
    assert not {"expired", "renewal_due"} <= set(told)
    beyond = [one for one in held if one.expires > law.three_year_cap(one.valid_from)]
    assert told.count("over_three_years") == len(beyond)
    assert sorted(law.permit_alerts(held[::-1], today), key=str) == sorted(alerts, key=str)


@given(permits(), days, st.booleans())
def test_residence_wants_its_years_without_a_day_between(
    held: list[law.PermitSpan], today: date, health: bool
) -> None:
    told = law.pr_eligible(held, today, health_ground=health)
    if told.since is None:
        assert not told.eligible
        assert all(not one.valid_from <= today <= one.last for one in held)
        return
    assert told.eligible_on == add_months(told.since, 36 if health else 60)
    assert told.eligible == (told.eligible_on <= today)
    day = told.since
    assert all(not one.valid_from <= day - A_DAY <= one.last for one in held)
    if told.eligible:
        assert law.pr_eligible(held, today, health_ground=True).eligible


@given(days, st.none() | st.integers(0, 100), st.booleans(), st.booleans())
def test_being_young_disabled_or_the_victim_never_makes_an_aid_weaker(
    on: date, age: int | None, disability: bool, victim: bool
) -> None:
    for aid in law.aids(on):
        told = law.testimonial_aid(aid.code, age, disability=disability, on=on, victim=victim)
        assert told is not law.Aid.NONE
        least = law.testimonial_aid(aid.code, None, disability=False, on=on)
        assert told is law.Aid.SHALL or least is law.Aid.MAY
        for stronger in (
            law.testimonial_aid(aid.code, 0, disability=disability, on=on, victim=victim),
            law.testimonial_aid(aid.code, age, disability=True, on=on, victim=victim),
            law.testimonial_aid(aid.code, age, disability=disability, on=on, victim=True),
        ):
            assert told is law.Aid.MAY or stronger is law.Aid.SHALL


@given(st.sampled_from([row.text("code") for row in rows("youth")]), days, days)
def test_a_youth_record_is_open_on_one_run_of_days_from_its_trigger(
    outcome: str, since: date, today: date
) -> None:
    until = law.youth_access_until(outcome, since)
    assert since < until
    assert law.youth_access_open(outcome, since, today) == (since <= today <= until)
    assert not law.youth_access_open(outcome, since, until + A_DAY)
    assert law.youth_access_open(outcome, since, until)


@given(
    st.sampled_from([row.text("code") for row in rows("retention")]),
    days,
    st.none() | days,
    st.none() | st.integers(0, 240),
)
def test_a_hold_stops_a_term_and_a_choice_only_lengthens_it(
    kind: str, since: date, born: date | None, months: int | None
) -> None:
    assert law.retention_due(kind, since, born=born, hold=True, months=months) is None
    plain = law.retention_due(kind, since)
    longer = law.retention_due(kind, since, born=born, months=months)
    assert plain is not None
    assert longer is not None
    assert longer >= plain >= since
