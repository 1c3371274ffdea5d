"""Plans, histories and hints: who is missing, what stands, which names sound alike."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.case.rules import (
    GROUNDS,
    REFLECTION,
    Answer,
    Decided,
    PlanStep,
    StandsBy,
    clean_safety,
    clock_of,
    contradict,
    missing_beside,
    standing,
)
from dotline.case.rules.hints import VERSION, parts, sound, tokens
from dotline.case.rules.histories import ACTUAL, NOT

POSSIBLE = "PossibleVictimOfTrafficking"
MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.mark.parametrize("minor", [Answer.YES, Answer.UNKNOWN])
def test_a_child_and_whoever_may_be_one_needs_a_guardian(minor: Answer) -> None:
    assert missing_beside(minor, {StandsBy.ADVOCATE}) is StandsBy.GUARDIAN
    assert missing_beside(minor, {StandsBy.GUARDIAN}) is None


def test_an_adult_needs_an_advocate() -> None:
    assert missing_beside(Answer.NO, set()) is StandsBy.ADVOCATE
    assert missing_beside(Answer.NO, {StandsBy.ADVOCATE}) is None


def test_grounds_are_owed_in_five_working_days_and_reflection_lasts_thirty() -> None:
    grounds = clock_of(GROUNDS, MONDAY, "America/Toronto")
    assert grounds.due.astimezone(UTC).date() == date(2026, 12, 1)  # the 30th, until midnight there
    reflection = clock_of(REFLECTION, MONDAY, "America/Toronto")
    assert reflection.due - MONDAY >= timedelta(days=30)


def test_a_step_never_ends_before_it_begins() -> None:
    with pytest.raises(Invalid):
        PlanStep(date(2026, 2, 2), date(2026, 2, 1))
    with pytest.raises(Invalid):
        PlanStep(date(2026, 2, 2), None, date(2026, 2, 1))


def test_a_safety_plan_keeps_what_was_said_and_is_never_empty() -> None:
    assert clean_safety([("children", " at school "), ("code_word", "")]) == {
        "children": "at school"
    }
    for broken in ([], [("children", "  ")], [("no_part", "x")]):
        with pytest.raises(Invalid):
            clean_safety(broken)


DECIDED = st.builds(
    Decided,
    st.sampled_from(["A court", "a  COURT", "shelter", "police"]),
    st.sampled_from([ACTUAL, NOT, POSSIBLE]),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)


@given(st.lists(DECIDED))
def test_the_newest_word_of_each_organisation_stands(history: list[Decided]) -> None:
    now = standing(history)
    keys = [" ".join(one.organisation.casefold().split()) for one in now]
    assert len(keys) == len(set(keys))
    for one in now:
        same = [
            row
            for row in history
            if row.organisation.casefold().split() == one.organisation.casefold().split()
        ]
        assert one.on == max(row.on for row in same)
    said = {one.status for one in now}
    assert contradict(now) is ({ACTUAL, NOT} <= said)


def test_an_ngo_that_says_actual_and_a_court_that_says_not_contradict_each_other() -> None:
    ngo, court = (
        Decided("shelter", ACTUAL, date(2026, 1, 1)),
        Decided("A court", NOT, date(2026, 3, 1)),
    )
    assert contradict(standing([ngo, court]))
    later = Decided("A COURT", ACTUAL, date(2026, 4, 1))
    assert not contradict(standing([ngo, court, later]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoé Canari", "Zoe Kanary"),
        ("Philippa Fink", "Filipa Finck"),
        ("Xavier Testique", "Savier Testike"),
        ("Canary Wren", "Wren, Canary"),
        ("Beth Canary", "Élisabeth Kanari"),
        ("Bill O’Wren", "Guillaume Owren"),
    ],
)
def test_names_written_differently_share_what_tells_most(one: str, other: str) -> None:
    same = {part.text for part in parts(one)} & {part.text for part in parts(other)}
    assert any(text.startswith("pair|") for text in same)


@given(st.text(max_size=40))
def test_any_text_gives_a_bounded_number_of_parts_and_none_for_no_letters(name: str) -> None:
    found = parts(name, (1999, 2000, 2001))
    assert len(found) <= 10 + 5 * 3 + 1
    assert bool(found) is bool(tokens(name)) or not any(sound(one) for one in tokens(name))


def test_whoever_changes_what_is_compared_of_names_raises_the_version() -> None:
    """Homes renew what they kept of names for a new version alone: put the new digest beside the new number."""
    told = [
        parts(name, (1999,)) for name in ("Beth O’Néill-Wright", "李明", "Wu", "Zoé Canari Finch")
    ]
    assert (VERSION, sha256(repr(told).encode()).hexdigest()[:16]) == (1, "7069e8fe6ab21288")
