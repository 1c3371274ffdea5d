"""Wage recovery: cents stay cents, sums are the sums of their parts, and currencies never mix."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Conflict, Invalid
from dotline.case.rules import Claimed, WageAward, WageFacts, cents, check_award, sums


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


DAY = date(2026, 3, 1)
AMOUNTS = st.integers(0, 1_000)


@given(
    AMOUNTS.filter(bool), AMOUNTS, AMOUNTS, st.integers(-5, 5), st.integers(-5, 5), st.booleans()
)
def test_an_award_that_is_taken_fits_its_claim_and_what_came_in(
    claimed: int, awarded: int, paid: int, on: int, came: int, confirmed: bool
) -> None:
    award = WageAward("granted" if awarded else "refused", DAY + timedelta(days=on), awarded)
    facts = WageFacts(DAY, claimed, paid, DAY + timedelta(days=came) if paid else None)
    try:
        check_award(award, facts, confirmed=confirmed)
    except Conflict:
        assert awarded > claimed
        assert not confirmed
    except Invalid:
        late = facts.first_paid is not None and award.on > facts.first_paid
        assert award.on < DAY or awarded < paid or late
    else:
        assert award.on >= DAY
        assert paid <= awarded <= (awarded if confirmed else claimed)


@pytest.mark.parametrize(("decision", "cents_"), [("refused", 1), ("granted", 0), ("granted", -1)])
def test_an_award_and_its_amount_fit_together(decision: str, cents_: int) -> None:
    with pytest.raises(Invalid, match="do not fit"):
        WageAward(decision, DAY, cents_)
