"""A plan and one release of invented figures, as the report needs them."""

from collections.abc import Iterator

import pytest

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused
from dotline.base.reader import Reader
from dotline.gates import clean_room, outbox
from dotline.plan.actions import load_plan
from dotline.statistics import actions, queries
from dotline.statistics.rules import periods
from dotline.statistics.rules.releasing import Prepared
from tests.rooms.conftest import Cast
from tests.rooms.statistics.conftest import NOW, Source


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """20 January 2026: the year 2025 is over."""
    with clock.frozen(NOW):
        yield


_prepared: "list[Prepared | Refused]" = []


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
    monkeypatch.setattr(clean_room, "_sources", {"intake": invented()})
    if not _prepared:  # the same rows are protected once, not again for every test
        _prepared.append(queries.prepare(planned.rita, periods.period("2025")))
    actions.release(by=planned.rita, prepared=_prepared[0])
    outbox.deliver(Store.INSIDE)
    return planned
