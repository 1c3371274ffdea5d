"""Assisted return: whatever is pressed in whatever order, nobody travels without a safety assessment."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dotline.case.rules import (
    AFTER_RELEASE,
    RETURNS,
    ReturnFacts,
    ReturnSafety,
    ReturnState,
    may_move,
)

FIRST = date(2026, 1, 5)


class Return(RuleBasedStateMachine):
    """One return: steps are tried in any order, on any day, with any finding."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = ReturnFacts(ReturnState.REQUESTED)
        self.today = FIRST
        self.released: ReturnFacts | None = None
        self.released_on = FIRST

    @rule(days=st.integers(0, 90))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days)

    @rule(found=st.sampled_from(list(ReturnSafety)), agreed=st.booleans())
    def assess(self, found: ReturnSafety, agreed: bool) -> None:
        if may_move(self.facts, ReturnState.ASSESSED, self.today):
            day = self.today if agreed else None
            self.facts = ReturnFacts(ReturnState.ASSESSED, self.today, found, day)

    @rule(to=st.sampled_from([one for one in ReturnState if one is not ReturnState.ASSESSED]))
    def step(self, to: ReturnState) -> None:
        old = self.facts
        if may_move(old, to, self.today):
            self.facts = ReturnFacts(to, old.assessed_on, old.found, old.agreed_on)
            if to is ReturnState.RELEASED:
                self.released, self.released_on = self.facts, self.today

    @invariant()
    def nobody_travels_unassessed(self) -> None:
        if self.facts.state in AFTER_RELEASE:
            assert self.released is not None
            assert self.released.assessed_on is not None
            assert self.released.found in {ReturnSafety.SAFE, ReturnSafety.WITH_MEASURES}
            assert self.released.agreed_on is not None
            assert self.released_on - self.released.assessed_on <= timedelta(60)


TestReturn = Return.TestCase


def test_every_state_can_be_reached_and_the_last_ones_are_final() -> None:
    assert RETURNS.reachable() == frozenset(ReturnState)
    for last in (ReturnState.FOLLOWED_UP, ReturnState.STOPPED, ReturnState.WITHDRAWN):
        assert not RETURNS.table.get(last)
