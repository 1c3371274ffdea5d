"""Charges rest on law that was in force; terms become credit and days left; low terms are flagged, never refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid, NotFound, Refused
from dotline.case import rules
from dotline.case.rules import ChargeDays, OrderState, TermGiven
from dotline.case.rules.charge_days import LAW_BETWEEN
from dotline.case.rules.courts import _texts
from dotline.reference import law

DAYS = st.dates(date(2000, 1, 1), date(2026, 12, 31))
CITES = st.sampled_from(
    ["CC 279.01(1)(a)", "CC 279.01(1)(b)", "CC 279.011(1)(b)", "CC 279.02(1)", "CC 286.1(1)"]
)


def days(first: date, last: date | None = None, charged: date | None = None) -> ChargeDays:
    return ChargeDays(first, last or first, charged or last or first)


def test_nobody_is_charged_under_a_provision_that_was_not_yet_law() -> None:
    with pytest.raises(Invalid, match="was not in force"):
        rules.chargeable("CC 279.011(1)(b)", days(date(2010, 6, 28)))
    assert rules.chargeable("CC 279.011(1)(b)", days(date(2010, 6, 29))).flags == (
        () if not law.doubts("CC 279.011(1)(b)", date(2010, 6, 29)) else ("minimum_in_dispute",)
    )
    with pytest.raises(NotFound):
        rules.chargeable("CC 999.99", days(date(2020, 1, 1)))


def test_an_offence_that_began_before_the_law_is_taken_and_flagged() -> None:
    told = rules.chargeable("CC 279.011(1)(b)", days(date(2010, 6, 1), date(2010, 7, 30)))
    assert "offence_partly_before_law" in told.flags
    assert told.start == date(2010, 6, 29)


def test_an_offence_across_an_amendment_rests_on_both_texts() -> None:
    told = rules.chargeable("CC 279.01(1)(b)", days(date(2014, 11, 1), date(2014, 12, 20)))
    assert told.start == date(2005, 11, 25)
    assert told.end is None


def test_a_charge_about_a_child_says_when_the_victim_was_of_age() -> None:
    told = rules.chargeable("CC 279.011(1)(b)", days(date(2020, 1, 1)), law.Tri.NO)
    assert "victim_must_be_minor" in told.flags
    told = rules.chargeable("CC 279.011(1)(b)", days(date(2020, 1, 1)), law.Tri.UNDETERMINED)
    assert "victim_must_be_minor" not in told.flags


@given(CITES, DAYS, DAYS)
def test_the_span_of_the_law_always_touches_the_offence(cite: str, one: date, two: date) -> None:
    when = days(min(one, two), max(one, two))
    try:
        told = rules.chargeable(cite, when)
    except Invalid:
        assert law.offence_available(cite, when.first, when.last) is law.Available.NO
        return
    assert told.start <= when.last
    assert told.end is None or when.first < told.end


@pytest.mark.parametrize(
    ("first", "last", "charged"),
    [
        (date(2020, 1, 2), date(2020, 1, 1), date(2020, 1, 3)),
        (date(2020, 1, 2), date(2020, 1, 2), date(2020, 1, 1)),
    ],
)
def test_days_run_forwards(first: date, last: date, charged: date) -> None:
    with pytest.raises(Invalid):
        ChargeDays(first, last, charged)


def test_two_for_one_before_2010_leaves_nothing_of_two_years_after_one() -> None:
    when = days(date(2008, 1, 1), charged=date(2008, 6, 1))
    told = rules.term("CC 279.01(1)(b)", when, date(2009, 6, 1), TermGiven(730, 365, Decimal(2)))
    assert (told.credit_days, told.net_days) == (730, 0)
    assert "no_statutory_cap" in told.flags
    assert "below_minimum" not in told.flags


def test_a_term_below_the_minimum_is_flagged_with_its_ground_and_kept() -> None:
    when = days(date(2020, 1, 1))
    low = rules.term("CC 279.011(1)(b)", when, date(2021, 1, 1), TermGiven(1095))
    assert "below_minimum" in low.flags
    eased = rules.term("CC 279.011(1)(b)", when, date(2021, 1, 1), TermGiven(1095, relief=True))
    assert "minimum_relief" in eased.flags
    assert "below_minimum" not in eased.flags
    five_years = rules.term("CC 279.011(1)(b)", when, date(2021, 1, 1), TermGiven(1826))
    assert "below_minimum" not in five_years.flags


def test_a_rate_above_the_cap_is_kept_as_the_court_gave_it_and_flagged() -> None:
    when = days(date(2015, 1, 1))
    told = rules.term("CC 279.01(1)(b)", when, date(2019, 1, 1), TermGiven(2000, 100, Decimal(2)))
    assert told.credit_days == 200
    assert "rate_above_cap" in told.flags


def test_credit_above_the_cap_wants_the_reason_of_the_court_and_a_raise_with_one_is_no_flag() -> (
    None
):
    charged, sentenced = date(2015, 1, 1), date(2019, 1, 1)
    with pytest.raises(Invalid, match=r"at most 1\.5 days .* \(CC 719\(3\.1\)\)"):
        rules.check_rate(Decimal(2), "", charged, sentenced)
    rules.check_rate(Decimal(2), "other", charged, sentenced)
    rules.check_rate(Decimal(3), "", date(2008, 1, 1), date(2009, 1, 1))
    flags = [
        rules.term(
            "CC 279.01(1)(b)",
            days(charged),
            sentenced,
            TermGiven(2000, 9, rate, reason="conditions"),
        ).flags
        for rate in (Decimal("1.5"), Decimal(2))
    ]
    assert "raise_needs_reason" not in {*flags[0], *flags[1]}
    assert ["rate_above_cap" in one for one in flags] == [False, True]


@given(
    CITES,
    DAYS,
    st.integers(1, 9000),
    st.integers(0, 3000),
    st.decimals(0, 3, places=2),
    st.booleans(),
)
def test_what_is_left_is_never_below_nothing_nor_above_the_term(
    cite: str, charged: date, gross: int, held: int, rate: Decimal, relief: bool
) -> None:
    given_ = TermGiven(gross, held, rate, relief)
    told = rules.term(cite, days(charged), charged + timedelta(days=400), given_)
    assert 0 <= told.net_days <= gross
    assert told.net_days == max(0, gross - told.credit_days)
    assert not {"below_minimum", "minimum_relief"} <= set(told.flags)


@pytest.mark.parametrize("days_", [(0, 0, 1), (1, -1, 1), (1, 0, 4), (1, 0, -1)])
def test_a_term_that_cannot_be_is_refused(days_: tuple[int, int, int]) -> None:
    gross, held, rate = days_
    with pytest.raises(Invalid):
        TermGiven(gross, held, Decimal(rate))


def test_nobody_is_the_victim_of_her_own_offence() -> None:
    assert not rules.may_charge("one", "one")
    assert rules.may_charge("one", "two")
    assert rules.may_charge(None, None)


@given(st.lists(st.tuples(st.sampled_from([*rules.BANS, "video"]), st.sampled_from(OrderState))))
def test_a_ban_holds_while_one_is_granted(rows: list[tuple[str, OrderState]]) -> None:
    holds = any(kind in rules.BANS and state is OrderState.GRANTED for kind, state in rows)
    assert (rules.ban_of(rows) is rules.BanState.IN_FORCE) == holds


@given(st.sampled_from(OrderState), st.sampled_from(OrderState), st.booleans())
def test_every_step_of_an_order_is_in_the_table_or_refused_with_a_sentence(
    old: OrderState, new: OrderState, paid: bool
) -> None:
    may = rules.may_set_order(old, new, paid=paid)
    if may:
        assert rules.ORDERS.allows(old, new)
        assert not paid or new in {OrderState.GRANTED, OrderState.REVOKED}
    else:
        assert isinstance(may, Refused)
        assert may.template
        assert may.next_step


def test_an_order_can_be_in_every_state_and_only_one_that_was_granted_is_revoked() -> None:
    assert {new for steps in rules.ORDERS.table.values() for new in steps} == set(OrderState)
    before = {old for old in OrderState if rules.may_set_order(old, OrderState.REVOKED)}
    assert before == {OrderState.GRANTED}
    decided = {old for old in OrderState if rules.may_set_order(old, OrderState.REFUSED)}
    assert decided == {OrderState.ASKED}


def test_the_database_knows_each_offence_between_the_days_of_the_law_library() -> None:
    known = {
        cite[:end]
        for cite, texts in law.HOLDER.value().provisions.items()
        if any(one.kind == "offence" and not one.span.empty for one in texts)
        for end in [*(at for at, letter in enumerate(cite) if letter == "("), len(cite)]
    }
    found = {}
    for cite in known:
        spans = [one.span for one in _texts(cite)]
        ends = [one.end for one in spans]
        last = None if None in ends else max(end for end in ends if end is not None)
        found[cite] = (min(one.start or date.min for one in spans), last)
    assert dict(LAW_BETWEEN) == found, (
        "add the provision to rules/charge_days.py, then makemigrations"
    )
