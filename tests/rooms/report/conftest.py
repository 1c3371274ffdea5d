"""A plan and one release of invented figures, as the report needs them."""

from collections.abc import Iterator

import pytest

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.plan.actions import load_plan
from dotline.statistics import jobs
from dotline.statistics.rules import periods
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import NOW, Source, behind_the_clean_room


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """20 January 2026: the year 2025 is over."""
    with clock.frozen(NOW):
        yield


def invented() -> Source:
    """The statistics tests' rows of three places, one of them small: quick to protect."""
    source = Source()
    source.rows = [row for row in source.rows if row.dims["province"] in {"ON", "QC", "NU"}]
    return source


@pytest.fixture
def planned(cast: Cast) -> Cast:
    """Everybody, and the shipped plan."""
    load_plan(by=Reader.system("shipped"))
    return cast


@pytest.fixture
def released(planned: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody, the shipped plan, and the figures of 2025."""
    behind_the_clean_room(invented(), monkeypatch)
    jobs.release_period(planned.rita, periods.period("2025"))
    outbox.deliver(Store.INSIDE)
    return planned
