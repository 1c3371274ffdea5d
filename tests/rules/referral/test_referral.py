"""Referral rules: the status table, the clock, and who may still open a package."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Conflict
from dotline.reference import vocabulary
from dotline.reference.workdays import is_workday
from dotline.referral import rules
from dotline.referral.rules import FINAL, STATUS, Access, Status, Urgency

ZONES = ("America/St_Johns", "America/Toronto", "America/Regina", "America/Vancouver")
START = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=5_000)).map(lambda after: START + after)
statuses = st.sampled_from(list(Status))


@given(st.lists(statuses, max_size=12))
def test_no_sequence_of_steps_leaves_the_table(wanted: list[Status]) -> None:
    here, path = STATUS.start, [STATUS.start]
    for to in wanted:
        if STATUS.allows(here, to):
            here = STATUS.move(here, to)
            path.append(here)
        else:
            with pytest.raises(Conflict):
                STATUS.move(here, to)
    assert path[0] == Status.DRAFT
    assert len(path) == 1 or path[1] == Status.REQUESTED
    assert sum(one in FINAL for one in path) <= 1
    assert Status.COMPLETED not in path or Status.IN_PROGRESS in path
    assert not ({Status.IN_PROGRESS, Status.ON_HOLD} & set(path)) or Status.ACCEPTED in path


def test_every_status_can_be_reached_and_has_words_in_both_languages() -> None:
    assert STATUS.reachable() == frozenset(Status)
    for status in Status:
        found = vocabulary.find("referral_status", status.value)
        assert found is not None
        assert found.label_en
        assert found.label_fr
        assert found.more("fhir")


def test_the_person_can_take_it_back_until_it_is_over() -> None:
    for status in Status:
        if status not in FINAL and status != Status.DRAFT:
            assert STATUS.allows(status, Status.CANCELLED)


def test_every_reason_that_can_be_chosen_is_in_the_code_list() -> None:
    for reason in {*rules.DECLINE_REASONS, *rules.CANCEL_REASONS, *rules.FAIL_REASONS}:
        assert vocabulary.is_code("referral_reasons", reason)


@given(moments, st.sampled_from(ZONES), st.sampled_from(list(Urgency)))
def test_an_answer_is_owed_after_sending_and_sooner_when_it_is_urgent(
    at: datetime, zone: str, urgency: Urgency
) -> None:
    dues = [rules.acknowledgement(one, at, zone).due for one in Urgency]
    assert at < dues[0] < dues[1] <= dues[2]
    assert dues[0] - at == timedelta(minutes=15)
    assert dues[1] - at == timedelta(hours=4) or urgency != Urgency.URGENT


@given(moments, st.sampled_from(ZONES))
def test_a_routine_answer_is_owed_on_a_working_day_of_the_receiver(at: datetime, zone: str) -> None:
    from zoneinfo import ZoneInfo

    due = rules.acknowledgement(Urgency.ROUTINE, at, zone).due.astimezone(ZoneInfo(zone))
    assert is_workday(due.date())
    assert due.date() > at.astimezone(ZoneInfo(zone)).date()


@given(moments)
def test_a_review_is_owed_within_a_day(at: datetime) -> None:
    assert rules.review(at, "America/Toronto").due - at == timedelta(hours=24)


@given(moments, moments, st.none() | moments, statuses)
def test_a_withdrawn_or_ended_consent_never_opens_a_package(
    at: datetime, ends: datetime, stopped: datetime | None, status: Status
) -> None:
    allowed = bool(rules.may_open(Access(status, ends, stopped), at))
    if ends <= at or (stopped is not None and stopped <= at):
        assert not allowed
    if allowed:
        assert status not in rules.CLOSES_PACKAGE
    later = bool(rules.may_open(Access(status, ends, stopped), at + timedelta(days=400)))
    assert allowed or not later  # what is closed never opens again by itself


@given(moments, st.none() | st.timedeltas(timedelta(), timedelta(days=30)))
def test_in_time_means_answered_by_the_due_moment(at: datetime, after: timedelta | None) -> None:
    due = at + timedelta(hours=4)
    answered = None if after is None else at + after
    assert rules.in_time(answered, due) is (after is not None and after <= timedelta(hours=4))


@given(st.lists(st.sampled_from(["shelter", "food", "legal_aid"])))
def test_codes_come_back_from_their_column(values: list[str]) -> None:
    assert set(rules.codes(rules.joined(values))) == set(values)
    assert rules.joined(values) == rules.joined(reversed(values))


@pytest.mark.parametrize(
    ("at", "quarter"),
    [
        (datetime(2025, 1, 1, 4, 59, tzinfo=UTC), "2024-Q4"),
        (datetime(2025, 1, 1, 5, 0, tzinfo=UTC), "2025-Q1"),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), "2025-Q4"),
    ],
)
def test_a_quarter_begins_at_midnight_in_ottawa(at: datetime, quarter: str) -> None:
    assert rules.quarter_of(at) == quarter
