"""An inside room that offers counting rows, and a stopped clock."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dotline.base import clock
from dotline.base.reader import Period, Reader
from dotline.gates import clean_room
from dotline.gates import protect as gate
from dotline.gates.protect import CountingRow, Counts, Edition, Protected, protect
from dotline.gates.protect.durations import TIPS, WAITS

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
PLACES = {"ON": 40, "QC": 25, "BC": 15, "AB": 12, "NS": 7, "NU": 1}
QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")


class Source:
    """Rows as intake, referral and case would give them; a test may add and take away."""

    def __init__(self) -> None:
        self.rows: list[CountingRow] = []
        self.asked: list[tuple[str, ...]] = []
        for quarter in QUARTERS:
            for place, size in PLACES.items():
                self.rows += _rows(quarter, place, size)

    def __call__(self, reader: Reader, period: Period) -> Iterator[CountingRow]:
        assert reader.is_system
        self.asked.append(period.quarters)
        yield from self.rows


def _rows(quarter: str, place: str, size: int) -> Iterator[CountingRow]:
    where = {"quarter": quarter, "province": place}
    for i in range(size * 2):
        yield CountingRow(f"call-{quarter}{place}{i}", "calls", where)
    for i in range(size):
        unit = f"{quarter}{place}{i}"
        yield CountingRow(
            f"case-{unit}", "cases", {**where, "form": "labour" if i % 5 == 0 else "sex"}
        )
        came = {
            "loop": "closed" if i % 3 else "open",
            "language": "shared" if i % 8 else "rest",
        }
        yield CountingRow(f"ref-{unit}", "referrals_sent", {**where, **came})
        if i % 4:
            yield CountingRow(f"ref-{unit}", "referrals_acknowledged", where)
        wait = {"wait": WAITS[i % 5]}
        yield CountingRow(f"call-{unit}", "calls_accepted", {**where, **wait})
        yield CountingRow(f"call-{unit}", "unmet_needs", {**where, "need": "shelter"})
        if i % 3 == 0:
            yield CountingRow(f"call-{unit}", "unmet_needs", {**where, "need": "counselling"})
            took = {"tip_time": TIPS[i % 2]}
            yield CountingRow(f"tip-{unit}", "tips", {**where, **took})


_protected: dict[str, Protected] = {}


def _protect_once(
    counts: Counts, quarters: Sequence[str] = (), *, earlier: Sequence[Edition] = ()
) -> Protected:
    """`protect` itself, not asked again for the very counts and editions that it answered already.

    It is pure, and its whole-number programs take seconds. The digest is of this home's key.
    """
    asked = repr((counts.closed, counts.quarters, counts.units, tuple(quarters), tuple(earlier)))
    if asked not in _protected:
        found = protect(counts, quarters, earlier=earlier)
        assert (found.digest, found.rows) == (counts.digest, counts.rows)
        _protected[asked] = found
    return replace(_protected[asked], digest=counts.digest, rows=counts.rows)


def behind_the_clean_room(source: Source, monkeypatch: pytest.MonkeyPatch) -> Source:
    """Make `source` the only room that the clean room asks."""
    monkeypatch.setattr(clean_room, "_sources", {"intake": source})
    monkeypatch.setattr(gate, "protect", _protect_once)
    return source


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    """The only rooms behind the clean room during a test."""
    return behind_the_clean_room(Source(), monkeypatch)


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """20 January 2026: the year 2025 is over."""
    with clock.frozen(NOW):
        yield
