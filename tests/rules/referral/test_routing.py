"""Where an unanswered referral goes next: never outside of what the person agreed to."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.clock import now
from dotline.directory.rules import freshness
from dotline.gates.refer import ENFORCEMENT_KINDS
from dotline.referral.rules import (
    Asked,
    Candidate,
    Excluded,
    Step,
    Urgency,
    next_recipient,
    step_due,
    usable,
)

TODAY = date(2026, 3, 2)
ids = st.integers(1, 6).map(lambda n: UUID(int=n))
kinds = st.sampled_from(["Shelter", "Police", *sorted(ENFORCEMENT_KINDS)])
needs = st.frozensets(st.sampled_from(["shelter", "counselling", "legal_aid"]), max_size=3)
candidates = st.builds(
    Candidate,
    service=ids,
    agency=ids,
    kind=kinds,
    needs=needs,
    takes_referrals=st.booleans(),
    verified=st.none() | st.integers(0, 200).map(lambda days: TODAY - timedelta(days=days)),
    open_now=st.none() | st.booleans(),
    free_beds=st.none() | st.integers(0, 3),
)
some = st.frozensets(ids)
asked_for = st.builds(
    Asked,
    needs=needs,
    urgency=st.sampled_from(list(Urgency)),
    consented=some,
    tried=some,
    excluded=st.builds(Excluded, services=some, agencies=some),
)


@given(st.lists(candidates, max_size=12), asked_for)
def test_the_next_is_consented_new_verified_open_free_and_not_set_apart(
    found: list[Candidate], asked: Asked
) -> None:
    chosen = next_recipient(found, asked, TODAY)
    if chosen is None:
        assert not any(usable(one, asked, TODAY) for one in found)
        return
    assert chosen.agency in asked.consented - asked.tried - asked.excluded.agencies
    assert chosen.service not in asked.excluded.services
    assert chosen.kind not in ENFORCEMENT_KINDS
    assert chosen.takes_referrals
    assert freshness.is_fresh(chosen.verified, chosen.needs, TODAY)
    assert chosen.free_beds != 0
    assert chosen.open_now is not False or asked.urgency == Urgency.ROUTINE


@pytest.mark.parametrize(
    ("need", "days"), [("shelter", 30), ("counselling", 90), ("legal_aid", 365)]
)
def test_a_machine_sends_nothing_to_what_its_class_calls_late(need: str, days: int) -> None:
    here = UUID(int=1)

    def fits(age: int) -> bool:
        verified = TODAY - timedelta(days=age)
        one = Candidate(here, here, "Shelter", frozenset({need}), True, verified)
        asked = Asked(frozenset({need}), Urgency.ROUTINE, frozenset({here}), frozenset())
        return usable(one, asked, TODAY)

    assert fits(0)
    assert fits(days)
    assert not fits(days + 1)
    assert not fits(-1)


@given(st.lists(candidates, max_size=8), asked_for, st.randoms(use_true_random=False))
def test_the_choice_does_not_hang_on_the_order_of_the_list(
    found: list[Candidate], asked: Asked, random: object
) -> None:
    by_service = {one.service: one for one in found}
    one_way = list(by_service.values())
    other = sorted(one_way, key=lambda one: one.agency.hex, reverse=True)
    del random
    assert next_recipient(one_way, asked, TODAY) == next_recipient(other, asked, TODAY)


@given(st.integers(1, 10_000), st.lists(st.integers(0, 30_000), max_size=30))
def test_each_step_is_asked_for_once_and_never_too_soon(length: int, moments: list[int]) -> None:
    opens = now()
    due = opens + timedelta(seconds=length)
    taken: list[Step] = []
    for moment in sorted(moments):
        step = step_due(
            opens,
            due,
            opens + timedelta(seconds=moment),
            reminded=Step.REMIND in taken,
            moved_on=Step.MOVE_ON in taken,
        )
        if step is not None and Step.MOVE_ON not in taken:
            taken.append(step)
            assert moment * 2 >= length
            assert step == Step.REMIND or moment >= length
    assert len(taken) == len(set(taken))
