"""A share with its limits, as Wilson reckons them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.base.shares import wilson


@given(st.integers(1, 400), st.data())
def test_the_interval_holds_the_share_and_narrows_with_more_people(
    n: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, n))
    one, more = wilson(hits, n), wilson(hits * 4, n * 4)
    assert 0 <= one.low <= one.share <= one.high <= 1
    assert more.high - more.low <= one.high - one.low + 1e-9


def test_the_interval_is_wilsons() -> None:
    found = wilson(10, 100)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0552, 0.1744)
    for hits, n in ((1, 0), (3, 2), (-1, 2)):
        with pytest.raises(Invalid):
            wilson(hits, n)
