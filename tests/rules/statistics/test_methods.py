"""Times as SDMX writes them, and the words under the headings of ESMS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.gates.protect import name_of_time
from dotline.statistics.rules.methods import FACTS, methods, told
from dotline.statistics.rules.periods import frequency, time_period


@pytest.mark.parametrize(
    ("time", "code", "words"),
    [
        ("2025-Q1", "Q", "2025-Q1"),
        ("2025", "A", "2025"),
        ("2023-Q4..2026-Q3", "A3", "2023-10-01/P36M"),
        ("2025-Q1..2026-Q1", "Q5", "2025-01-01/P15M"),
        ("2025-Q2..2026-Q1", "A", "2025-04-01/P12M"),
    ],
)
def test_a_time_is_written_as_sdmx_writes_it(time: str, code: str, words: str) -> None:
    assert (frequency(time), time_period(time)) == (code, words)


@given(st.integers(8000, 8400), st.integers(1, 80))
def test_no_two_times_are_written_alike(first: int, length: int) -> None:
    quarters = [f"{n // 4}-Q{n % 4 + 1}" for n in range(first, first + length)]
    here = name_of_time(quarters)
    others = [name_of_time(quarters[:-1] or ["1999-Q1"]), name_of_time([*quarters, "2200-Q1"][:1])]
    for other in others:
        assert (time_period(other) == time_period(here)) == (other == here)


def test_every_heading_is_told_in_both_languages_with_the_same_facts() -> None:
    facts = {name: f"<{name}>" for name in FACTS}
    for en, fr in zip(told(facts, "en"), told(facts, "fr"), strict=True):
        assert {name for name in FACTS if facts[name] in en.text} == {
            name for name in FACTS if facts[name] in fr.text
        }
    assert len({one.code for one in methods()}) == 19
