"""What may be written down: nothing is required, codes are known, places are kept coarse."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Conflict, Invalid
from dotline.intake import rules
from dotline.intake.rules import NEED, STATUS, CallFacts, NeedOutcome, Status
from dotline.reference import vocabulary

POSTAL = st.from_regex(r"[KM][1-9][A-C] ?[1-9][A-C][1-9]", fullmatch=True)


def test_a_call_without_any_fact_is_complete() -> None:
    rules.check_facts(CallFacts())


@pytest.mark.parametrize("field", ["record_type", "province", "language", "age_band"])
def test_a_code_that_no_list_has_is_refused_without_repeating_it(field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_facts(CallFacts(**{field: "555-0100 secret"}))  # type: ignore[arg-type]
    assert "secret" not in str(refusal.value)


def test_a_need_outside_the_taxonomy_and_an_endless_note_are_refused() -> None:
    with pytest.raises(Invalid):
        rules.check_facts(CallFacts(needs=("shelter", "a castle")))
    with pytest.raises(Invalid):
        rules.check_facts(CallFacts(summary="x" * (rules.LONGEST_TEXT + 1)))


@given(st.text(alphabet="abc 1,", max_size=30), POSTAL)
def test_of_a_postal_code_only_the_area_is_kept(street: str, code: str) -> None:
    kept = rules.short_place(f"{street} {code}")
    assert kept == code[:3].upper()


@given(st.text(max_size=300))
def test_a_place_kept_is_short_and_stays_as_it_is(text: str) -> None:
    kept = rules.short_place(text)
    assert len(kept) <= 80
    assert rules.short_place(kept) == kept


def test_a_rural_postal_area_asks_for_the_community() -> None:
    place, refusal = rules.locate("X0A")
    assert place is None
    assert refusal is not None
    assert "community" in str(refusal)


def test_no_place_is_no_refusal() -> None:
    assert rules.locate("") == (None, None)


def test_an_unmet_need_says_why_and_no_other_does() -> None:
    for code in vocabulary.codes("unmet_reasons"):
        rules.check_outcome(NeedOutcome.UNMET, code.code)
        for outcome in (NeedOutcome.OPEN, NeedOutcome.MET):
            with pytest.raises(Invalid):
                rules.check_outcome(outcome, code.code)
    with pytest.raises(Invalid):
        rules.check_outcome(NeedOutcome.UNMET, "")
    rules.check_outcome(NeedOutcome.MET, "")


def test_every_status_is_reached_and_a_closed_call_stays_closed() -> None:
    assert STATUS.reachable() == frozenset(Status)
    assert NEED.reachable() == frozenset(NeedOutcome)
    with pytest.raises(Conflict):
        STATUS.move(Status.CLOSED, Status.OPEN)


@pytest.mark.parametrize(
    ("zone", "quarter"),
    [("America/Toronto", "2025-Q4"), ("UTC", "2026-Q1"), ("Pacific/Auckland", "2026-Q1")],
)
def test_a_call_counts_in_the_quarter_of_the_agencys_own_clock(zone: str, quarter: str) -> None:
    assert rules.quarter_of(datetime(2026, 1, 1, 3, 0, tzinfo=UTC), zone) == quarter
