"""A word before another one is written as it is said."""

import pytest

from dotline.statistics.rules.periods import months_of
from dotline.ui.french import de


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("octobre 2023", "d’octobre 2023"),
        ("avril 2024", "d’avril 2024"),
        ("Été", "d’Été"),
        ("hiver", "d’hiver"),
        ("Halifax", "de Halifax"),
        ("janvier 2024", "de janvier 2024"),
    ],
)
def test_de_is_elided_before_a_vowel_and_a_mute_h(word: str, written: str) -> None:
    assert de(word) == written


def test_a_period_is_said_in_the_months_it_spans() -> None:
    said = months_of("2023-Q4..2026-Q3")
    assert (said.en, said.fr) == (
        "October 2023 to September 2026",
        "d’octobre 2023 à septembre 2026",
    )
    assert months_of("2025").en == "January 2025 to December 2025"
