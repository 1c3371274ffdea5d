"""Not deported and not punished: which steps against somebody are a call to act."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.outcome import ALLOWED
from dotline.case.rules import safeguards
from dotline.case.rules.cases import Answer
from dotline.case.rules.safeguards import Concern, Enforcement

NOTED = date(2026, 3, 1)
days = st.dates(date(2024, 1, 1), date(2027, 1, 1))
LATER = timedelta(days=10)


def test_a_removal_after_signs_were_noted_is_a_call_to_act() -> None:
    concern = safeguards.removal_concern
    assert concern(NOTED, Enforcement(NOTED + LATER)) is Concern.OPEN
    assert concern(NOTED, Enforcement(NOTED)) is Concern.OPEN
    assert concern(NOTED, Enforcement(NOTED - LATER)) is Concern.NONE
    assert concern(None, Enforcement(NOTED)) is Concern.NONE
    assert concern(NOTED, Enforcement(NOTED + LATER, offered_on=NOTED)) is Concern.NONE
    late = Enforcement(NOTED, offered_on=NOTED + LATER)
    assert concern(NOTED, late) is Concern.ANSWERED


@given(days, days, st.none() | days, st.none() | days)
def test_noting_signs_earlier_or_offering_nothing_never_lowers_the_concern(
    noted: date, on: date, offered: date | None, stopped: date | None
) -> None:
    order = list(Concern)
    found = safeguards.removal_concern(noted, Enforcement(on, offered, stopped))
    earlier = safeguards.removal_concern(noted - LATER, Enforcement(on, offered, stopped))
    bare = safeguards.removal_concern(noted, Enforcement(on))
    assert order.index(earlier) >= order.index(found)
    assert order.index(bare) >= order.index(found)


@given(st.sampled_from(Answer), st.sets(st.sampled_from(["lawyer_told", "charge_withdrawn"])))
def test_only_a_written_no_or_a_good_end_quiets_the_flag(forced: Answer, done: set[str]) -> None:
    found = safeguards.punishment_concern(forced, done)
    assert (found is Concern.NONE) == (forced is Answer.NO)
    assert (found is Concern.OPEN) == (forced is not Answer.NO and "charge_withdrawn" not in done)


@pytest.mark.parametrize("step", ["prosecutor_told", "lawyer_told"])
def test_lawyer_and_prosecutor_are_told_with_her_consent_alone(step: str) -> None:
    assert not safeguards.may_step(step, consented=False)
    assert safeguards.may_step(step, consented=True) is ALLOWED


def test_what_a_court_did_needs_no_consent() -> None:
    assert safeguards.may_step("charge_withdrawn", consented=False) is ALLOWED
    assert safeguards.first_noted([None, NOTED + LATER, NOTED]) == NOTED
    assert safeguards.first_noted([None]) is None
