"""Matches and questions: who may say what when, what each fixed hour tells, and that caps hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Conflict
from dotline.case.rules.asking import (
    ABOUT_PERSON,
    ANSWERED_AFTER,
    OF_WORKER,
    PERSON_SPAN,
    WORKER_SPAN,
    Asked,
    answer_at,
    may_ask_now,
)
from dotline.case.rules.consents import ConsentFact, ConsentSaid
from dotline.case.rules.linkage import (
    Candidate,
    LeftOut,
    Weighing,
    consent_for,
    may_encode_roles,
    partial,
    planned,
    row_of,
)
from dotline.case.rules.matches import (
    HOUR,
    MATCHES,
    MatchHeld,
    MatchSaid,
    MatchState,
    after_telling,
    expired,
    hour_after,
    hour_at,
    may_say,
    told_now,
)
from dotline.gates.agreement import AGREED, CONSENT, SharingTerms

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = NOW.date()
OWN, OTHER, THIRD, BODY = (UUID(int=one) for one in range(1, 5))
TERMS = SharingTerms(
    "MOU-1", "victims", frozenset({"1"}), CONSENT, frozenset({"case_files"}), frozenset({OWN, OTHER, THIRD}),
    {BODY: AGREED}, TODAY, TODAY,
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given below
HELD = st.builds(
    MatchHeld,
    first=st.booleans(),
    state=st.sampled_from(list(MatchState)),
    expires=MOMENTS,
    said=st.lists(st.sampled_from(list(MatchSaid)), max_size=4).map(tuple),
)


def test_no_state_is_an_island_and_an_end_is_an_end() -> None:
    assert MATCHES.reachable() == frozenset(MatchState)
    for state in MatchState:
        assert not MATCHES.allows(MatchState.CLOSED, state)
    with pytest.raises(Conflict):
        after_telling(MatchState.CLOSED, first=True)


@given(HELD, MOMENTS)
def test_only_a_confirmation_of_the_side_whose_turn_it_is_is_ever_told(
    one: MatchHeld, now: datetime
) -> None:
    if told_now(one, now):
        assert one.said[-1] is MatchSaid.CONFIRM
        assert one.own_turn
        assert not expired(one, now)
        assert after_telling(one.state, first=one.first) is not one.state
    for refused in ((), (MatchSaid.REFUSE,), (MatchSaid.CONFIRM, MatchSaid.UNDO)):
        assert not told_now(replace(one, said=refused), now)


@given(HELD, MOMENTS)
def test_what_may_be_said_is_never_said_twice_and_what_was_said_may_be_undone(
    one: MatchHeld, now: datetime
) -> None:
    answers = [said for said in MatchSaid if may_say(one, said, now)]
    assert MatchSaid.UNDO not in answers or len(answers) == 1
    if one.state is MatchState.CLOSED:
        assert not answers


@given(MOMENTS)
def test_every_moment_lies_between_two_fixed_hours(now: datetime) -> None:
    before, after = hour_at(now), hour_after(now)
    assert before <= now <= after <= before + timedelta(days=1)
    assert before.timetz() == after.timetz() == HOUR
    assert hour_after(after) == hour_at(after) == after
    assert answer_at(now) >= now + ANSWERED_AFTER
    assert answer_at(now).timetz() == HOUR


ASKED = st.builds(Asked, st.sampled_from([OWN, OTHER]), st.sampled_from([THIRD, BODY]), MOMENTS)


@given(st.lists(ASKED, max_size=30), ASKED)
def test_caps_hold_whatever_was_asked(before: list[Asked], new: Asked) -> None:
    held: list[Asked] = []
    for one in sorted([*before, new], key=lambda one: one.at):
        if may_ask_now(held, one):
            held.append(one)
    for one in held:
        week = [o for o in held if o.worker == one.worker and abs(o.at - one.at) < WORKER_SPAN]
        assert len([o for o in week if o.at <= one.at]) <= OF_WORKER
        span = [
            o for o in held if o.person == one.person and timedelta() <= one.at - o.at < PERSON_SPAN
        ]
        assert len(span) <= ABOUT_PERSON


def yes(to: UUID, **more: object) -> ConsentFact:
    fact = ConsentFact("look_for", ConsentSaid.GIVEN, "self", TODAY, to)
    return replace(fact, **more)  # type: ignore[arg-type]  # the tests name its fields


def test_a_consent_must_stand_to_every_party_for_this_purpose() -> None:
    both = (yes(OTHER), yes(THIRD))
    for consents, why in (
        (both, None),
        ((yes(OTHER),), LeftOut.NO_CONSENT),
        ((), LeftOut.NO_CONSENT),
        ((*both, yes(THIRD, decision=ConsentSaid.REFUSED)), LeftOut.NO_CONSENT),
        ((yes(OTHER), yes(THIRD, withdrawn=TODAY)), LeftOut.NO_CONSENT),
        ((yes(OTHER), yes(THIRD, giver_marked=True)), LeftOut.NO_CONSENT),
        ((yes(OTHER), yes(THIRD, purpose="count_once")), LeftOut.NO_CONSENT),
        ((yes(OTHER), yes(THIRD, purpose="share")), LeftOut.NO_CONSENT),
    ):
        plan = planned([Candidate(OWN, consents)], Weighing(TERMS, OWN, TODAY))
        assert plan.left_out == ({why: 1} if why else {})
    guardian = (yes(OTHER), yes(THIRD, by_whom="guardian"))
    strict = Weighing(TERMS, OWN, TODAY, own_word=frozenset({THIRD}))
    assert planned([Candidate(OWN, guardian)], Weighing(TERMS, OWN, TODAY)).people
    assert not planned([Candidate(OWN, guardian)], strict).people, "enforcement: her own word alone"
    assert consent_for("statistics") == consent_for("statistics-2027") == "count_once"


def test_a_body_that_did_not_agree_and_a_suspect_nobody_asks_about_stay_out() -> None:
    told = (yes(OTHER), yes(THIRD))
    for nations, left in (({BODY}, {}), ({BODY, OWN}, {LeftOut.NATION: 1})):
        one = Candidate(OWN, told, frozenset(nations))
        assert planned([one], Weighing(TERMS, OWN, TODAY)).left_out == left
    vetoed = replace(TERMS, stewards={BODY: "vetoed"})
    one = Candidate(OWN, told, frozenset({BODY}))
    assert not planned([one], Weighing(vetoed, OWN, TODAY)).people
    suspects = replace(TERMS, purpose="suspects", basis="pa_8_2_e")
    under = Weighing(suspects, OWN, TODAY)
    assert planned([Candidate(OWN), Candidate(OTHER, asked=True)], under).people == (OTHER,)
    assert may_encode_roles(suspects, "Police")
    for kind in ("Shelter", "BorderService", "Court"):
        assert not may_encode_roles(suspects, kind)
        assert may_encode_roles(TERMS, kind)


def test_what_is_known_becomes_one_row_and_a_birth_is_as_exact_as_it_is_certain() -> None:
    told = [
        ("name", "Fiktiva Ino"),
        ("alias", "Fi|Ino"),
        ("phone", "1"),
        ("phone", "2"),
        ("handle", "x"),
    ]
    row = row_of(told, "Feminine", date(1990, 2, 1), date(1990, 2, 28))
    assert (row["name"], row["aliases"], row["sex"]) == ("Fiktiva Ino", "Fi Ino", "f")
    assert (row["phone_1"], row["phone_2"], row["phone_3"]) == ("1", "2", "")
    assert row["born"] == "1990-02"
    day = date(1990, 2, 3)
    assert partial(day, day) == "1990-02-03"
    assert partial(date(1990, 1, 1), date(1990, 12, 31)) == "1990"
    assert partial(date(1990, 1, 1), date(1991, 1, 1)) == partial(None, day) == ""
