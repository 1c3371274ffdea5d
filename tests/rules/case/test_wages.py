"""Wage recovery: cents stay cents, sums are the sums of their parts, and currencies never mix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.case.rules import Claimed, cents, sums


@st.composite
def claims(draw: st.DrawFn) -> Claimed:
    awarded = draw(st.none() | st.integers(0, 10**9))
    paid = draw(st.integers(0, awarded or 0))
    return Claimed(
        draw(st.sampled_from(["CAD", "USD", "MXN"])), draw(st.integers(1, 10**9)), awarded, paid
    )


@given(st.lists(claims()))
def test_sums_by_currency_are_the_sums_of_their_claims(rows: list[Claimed]) -> None:
    found = sums(rows)
    assert set(found) == {row.currency for row in rows}
    for currency, one in found.items():
        own = [row for row in rows if row.currency == currency]
        assert one.claimed == sum(row.claimed for row in own)
        assert one.paid == sum(row.paid for row in own)
        assert one.owed == sum(row.owed for row in own) == one.awarded - one.paid >= 0


@given(st.integers(1, 10**9))
def test_an_amount_is_read_as_it_was_written_in_both_languages(amount: int) -> None:
    english = f"{amount // 100:,}.{amount % 100:02d}"
    french = english.replace(",", "\u202f").replace(".", ",")
    assert cents(english) == cents(french) == cents(f"${english}") == cents(f"{french} $") == amount


@pytest.mark.parametrize("text", ["", "0", "-5", "a lot", "1.234", "1,2,3", "12.345", "1e5", "٣"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        cents(text)


def test_more_than_was_decided_is_never_paid() -> None:
    with pytest.raises(Invalid, match="More would be paid"):
        Claimed("CAD", 100, 50, 51)
    with pytest.raises(Invalid, match="More would be paid"):
        Claimed("CAD", 100, None, 1)
