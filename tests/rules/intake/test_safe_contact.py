"""The plan of safe contact: nothing is allowed that was not agreed on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dotline.intake import rules
from dotline.intake.rules import ContactPlan, Dropped, Way

NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # 12 h in Toronto
ZONES = ["America/Toronto", "America/Vancouver", "America/St_Johns", "America/Regina"]
REAL_WAYS = [way for way in Way if way != Way.DO_NOT_CONTACT]

hours = st.none() | st.integers(0, 23)
moments = st.integers(-500, 500).map(lambda days: NOON + timedelta(days=days / 8))
plans = st.builds(
    ContactPlan,
    ways=st.frozensets(st.sampled_from(list(Way))),
    first_hour=hours,
    last_hour=hours,
    zone=st.sampled_from(ZONES),
    voicemail=st.booleans(),
    code_word=st.text(max_size=10),
    dropped_call=st.sampled_from(list(Dropped)),
    reach=st.text(max_size=10),
    agreed_at=st.none() | moments,
)


@given(st.sampled_from(list(Way)), moments)
def test_by_default_nobody_is_contacted_by_any_way_at_any_time(way: Way, at: datetime) -> None:
    assert not rules.may_contact(rules.NO_CONTACT, way, at)
    assert not rules.may_contact(ContactPlan(agreed_at=at), way, at)


@given(plans, st.sampled_from(list(Way)), moments)
def test_what_is_allowed_was_agreed_on_lately_and_never_against_a_no(
    plan: ContactPlan, way: Way, at: datetime
) -> None:
    if rules.may_contact(plan, way, at):
        assert way in plan.ways
        assert Way.DO_NOT_CONTACT not in plan.ways
        assert plan.agreed_at is not None
        assert plan.agreed_at <= at < plan.agreed_at + rules.PLAN_LASTS


@given(plans, moments)
def test_a_no_added_to_a_plan_ends_every_way(plan: ContactPlan, at: datetime) -> None:
    refused = replace(plan, ways=plan.ways | {Way.DO_NOT_CONTACT})
    assert not any(rules.may_contact(refused, way, at) for way in Way)


@given(plans, moments)
def test_fewer_ways_never_allow_more(plan: ContactPlan, at: datetime) -> None:
    for way in plan.ways - {Way.DO_NOT_CONTACT}:
        narrower = replace(plan, ways=plan.ways - {way})
        allowed = {one for one in REAL_WAYS if rules.may_contact(narrower, one, at)}
        assert allowed <= {one for one in REAL_WAYS if rules.may_contact(plan, one, at)}


@given(plans, moments)
def test_message_and_call_back_ask_for_more_than_a_call(plan: ContactPlan, at: datetime) -> None:
    call = bool(rules.may_contact(plan, Way.PHONE, at))
    assert call or not rules.may_leave_message(plan, at)
    assert call or not rules.may_call_back(plan, at)
    assert plan.voicemail or not rules.may_leave_message(plan, at)


@given(plans)
def test_a_plan_survives_being_written_down(plan: ContactPlan) -> None:
    assert rules.plan_from_json(rules.plan_json(plan)) == plan
    assert plan.same_as(rules.agreed(plan, NOON))


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_each_hour_is_safe_either_within_the_window_or_within_its_complement(
    first: int, last: int, hour: int
) -> None:
    at = datetime(2026, 7, 1, hour, 30, tzinfo=UTC)
    plan = ContactPlan(
        frozenset({Way.PHONE}), first, last, zone="UTC", agreed_at=at - timedelta(days=1)
    )
    other = replace(plan, first_hour=last, last_hour=first)
    within = bool(rules.may_contact(plan, Way.PHONE, at))
    if first == last:
        assert within
    else:
        assert within != bool(rules.may_contact(other, Way.PHONE, at))


def test_hours_are_those_of_the_place_of_the_person() -> None:
    plan = ContactPlan(frozenset({Way.SMS}), 9, 12, zone="America/Toronto", agreed_at=NOON)
    assert not rules.may_contact(plan, Way.SMS, NOON)
    assert rules.may_contact(replace(plan, zone="America/Vancouver"), Way.SMS, NOON)


def test_a_window_over_midnight_holds_on_both_sides_of_it() -> None:
    plan = ContactPlan(frozenset({Way.SMS}), 22, 2, zone="UTC", agreed_at=NOON)
    day = NOON.replace(hour=0) + timedelta(days=1)
    allowed = [
        hour for hour in range(24) if rules.may_contact(plan, Way.SMS, day.replace(hour=hour))
    ]
    assert allowed == [0, 1, 22, 23]


def test_a_refusal_never_tells_the_number_nor_the_code_word() -> None:
    plan = ContactPlan(
        frozenset({Way.PHONE}), 1, 2, code_word="heron", reach="555 0101", agreed_at=NOON
    )
    for way in Way:
        refusal = rules.may_contact(plan, way, NOON)
        assert not refusal
        assert "heron" not in str(refusal)
        assert "0101" not in str(refusal)
