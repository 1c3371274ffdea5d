"""Constant communication: who saw what, who is silent, whose briefing it is, what may not be written."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.referral.rules.network import (
    NEXT_STATES,
    RUNNING_STATES,
    Audience,
    Designation,
    Heard,
    Identifier,
    TaskState,
    found_by,
    identifiers,
    is_late,
    may_move,
    point_person_on,
    refuse_identifiers,
    runs_on,
    silent_first,
)

TODAY = date(2026, 11, 22)
moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(2026, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 1, 1))


@given(st.lists(st.tuples(st.sampled_from(["", "A", "B"]), days, moments)), days)
def test_the_point_person_on_a_day_is_the_last_one_named_for_it(
    said: list[tuple[str, date, datetime]], day: date
) -> None:
    lines = [Designation(*one) for one in said]
    found = point_person_on(lines, day)
    assert found in {"", *(one.name for one in lines if one.since <= day)}
    later = Designation("C", day, datetime(2027, 1, 1, tzinfo=UTC))
    assert point_person_on([*lines, later], day) == "C"
    assert point_person_on([*lines, later], day - timedelta(days=1)) != "C"


@given(st.lists(st.one_of(st.none(), moments), max_size=8), st.integers(1, 400))
def test_the_silent_stand_first_and_nobody_gets_lost(
    words: list[datetime | None], limit: int
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [Heard(UUID(int=n), datetime(2020, 1, 1, tzinfo=UTC), at) for n, at in enumerate(words)]
    found = silent_first(rows, now, limit)
    assert sorted(found, key=lambda one: one.agency) == rows
    quiet = [one.is_quiet(now, limit) for one in found]
    assert quiet == sorted(quiet, reverse=True)
    silence = [one.days(now) for one in found if one.is_quiet(now, limit)]
    assert silence == sorted(silence, reverse=True)


@given(st.sampled_from(TaskState), days, days)
def test_only_a_running_task_past_its_day_is_late(state: TaskState, due: date, day: date) -> None:
    assert is_late(state, due, day) == (state in RUNNING_STATES and day > due)
    assert set(NEXT_STATES) == set(TaskState)
    assert not may_move(state, state)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call 416-555-0142 tonight", Identifier.PHONE),
        ("appelez le (514) 555 0142", Identifier.PHONE),
        ("+1 604.555.0142", Identifier.PHONE),
        ("born 4 May", Identifier.BIRTH),
        ("DOB: 2009-04-03", Identifier.BIRTH),
        ("née le 3 avril 2009", Identifier.BIRTH),
        ("the girl, April 3rd, 2009", Identifier.BIRTH),
        ("03/04/2009", Identifier.BIRTH),
        ("near K1A 0B1", Identifier.POSTAL),
        ("near k1a0b1", Identifier.POSTAL),
        ("046 454 286", Identifier.INSURANCE),
    ],
)
def test_an_obvious_identifier_is_found_and_never_repeated(text: str, kind: Identifier) -> None:
    assert kind in identifiers(text, TODAY)
    with pytest.raises(Invalid) as refusal:
        refuse_identifiers(["fine", text], TODAY)
    assert text not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "The help line is 1-833-900-1010, in danger 911.",
        "Next meeting 2026-12-03, the last one was on 4 May 2026.",
        "La réunion du 12 janvier 2027 portera sur 3 affiches et 1 500 dépliants.",
        "Bill C-36 of 2014, section 279.01, R-54, 12,706 calls.",
        "",
    ],
)
def test_ordinary_words_of_work_pass(text: str) -> None:
    assert identifiers(text, TODAY) == ()


@given(st.integers(0, 9_999_999), st.sampled_from("- ."), st.text(alphabet="ab ,", max_size=20))
def test_a_phone_number_is_found_wherever_it_stands(number: int, sign: str, words: str) -> None:
    digits = f"{number:07}"
    phone = f"204{sign}{digits[:3]}{sign}{digits[3:]}"
    assert Identifier.PHONE in identifiers(f"{words} {phone} {words}", TODAY)


@given(st.sets(st.sampled_from(["Police", "Shelter"])), st.sets(st.sampled_from(["ON", "QC"])))
def test_an_empty_audience_is_everybody_and_each_part_narrows(
    kinds: set[str], provinces: set[str]
) -> None:
    audience = Audience(frozenset(kinds), frozenset(provinces), frozenset({"counsellor"}))
    assert Audience().takes_agency("Police", "ON")
    assert audience.takes_agency("Police", "ON") == (
        (not kinds or "Police" in kinds) and (not provinces or "ON" in provinces)
    )
    assert audience.takes_worker({"counsellor", "supervisor"})
    assert not audience.takes_worker({"supervisor"})
    assert Audience().takes_worker(set())


@given(days, days, days)
def test_a_briefing_runs_from_its_first_to_its_last_day(
    day: date, starts: date, ends: date
) -> None:
    assert runs_on(day, starts, None) == (starts <= day)
    assert runs_on(day, starts, ends) == (starts <= day <= ends)


def test_a_search_needs_every_word_and_no_accents() -> None:
    assert found_by("ecole eleves", "Guide pour l’École et ses élèves") == 2
    assert found_by("école police", "Guide pour l’École") == 0
    assert found_by("", "anything") == 0
