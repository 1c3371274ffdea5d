"""What a comment of the public may give away: it is held back rather once too often than once too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.plan.rules.comments import check_publishing, gives_away


@pytest.mark.parametrize(
    "text",
    [
        "Ring 000 000 0000 at night.",
        "Write to someone@example.org",
        "See https://example.org",
        "It is at 12 Example Street.",
        "Au 12, rue Exemple.",
        "The code is X0X 0X0.",
    ],
)
def test_a_phone_number_an_address_or_a_link_is_never_published(text: str) -> None:
    with pytest.raises(Invalid, match="cannot be published"):
        check_publishing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Brief the officers twice a year, not once.",
        "The line took 40 minutes to answer in 2025.",
        "Les 13 provinces et territoires devraient suivre.",
    ],
)
def test_an_opinion_and_a_plain_number_are_no_reason(text: str) -> None:
    check_publishing(text)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([" ", "-", ".", ""]))
def test_no_words_around_it_hide_a_phone_number(before: str, after: str, between: str) -> None:
    number = between.join(("000", "000", "0000"))
    assert gives_away(f"{before} {number} {after}")
