"""Registers of privacy: what a breach asks for, and that notes go on an order alone."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dotline.case.rules.registers import (
    NEXT,
    BreachRisk,
    BreachWeight,
    NotesState,
    kept_until,
    may_produce,
    still_owed,
    weighed,
)
from dotline.reference import vocabulary

DAYS = st.dates(date(2018, 11, 1), date(2090, 1, 1))


def test_codes_are_those_of_the_lists() -> None:
    for name, kind in (
        ("breach_risks", BreachRisk),
        ("breach_weights", BreachWeight),
        ("notes_states", NotesState),
    ):
        assert {one.code for one in vocabulary.codes(name)} == {one.value for one in kind}


@given(st.frozensets(st.sampled_from(list(BreachWeight))), st.sampled_from(list(BreachWeight)))
def test_more_that_weighs_never_makes_a_risk_smaller(
    found: frozenset[BreachWeight], more: BreachWeight
) -> None:
    if weighed(found) is BreachRisk.REAL:
        assert weighed(found | {more}) is BreachRisk.REAL
    assert weighed(found | {BreachWeight.PLACE_KNOWN}) is BreachRisk.REAL
    assert weighed(frozenset()) is BreachRisk.NONE


@given(DAYS)
def test_a_breach_is_kept_for_two_whole_years(found_on: date) -> None:
    until = kept_until(found_on)
    assert until.year == found_on.year + 2
    assert (until.month, until.day) in {(found_on.month, found_on.day), (2, 28)}


@given(st.sampled_from(list(BreachRisk)), st.none() | DAYS, st.none() | DAYS)
def test_only_a_real_risk_is_told_and_each_once(
    risk: BreachRisk, commissioner: date | None, told: date | None
) -> None:
    owed = still_owed(risk, commissioner, told)
    assert owed.commissioner == (risk is BreachRisk.REAL and commissioner is None)
    assert owed.persons == (risk is BreachRisk.REAL and told is None)


@given(st.sampled_from(list(NotesState)), st.none() | DAYS)
def test_notes_go_on_an_order_alone_and_once(state: NotesState, produced: date | None) -> None:
    assert bool(may_produce(state, produced)) is (state is NotesState.ORDERED and produced is None)
    assert all(NotesState.RECEIVED not in later for later in NEXT.values())
