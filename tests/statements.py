"""How many statements some work asks of the databases: what a busy evening waits for."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from dotline.audit.stores import Store
from dotline.base import clock


@pytest.fixture
def still() -> Iterator[None]:
    """A clock that stands: after a minute a session is written anew, which a slow machine would count too."""
    with clock.frozen(clock.now()):
        yield


def statements(work: Callable[[], object]) -> list[str]:
    """Call `work`; the SQL that it sent to any of the three stores, savepoints too."""
    with ExitStack() as stack:
        captured = [
            stack.enter_context(CaptureQueriesContext(connections[store])) for store in Store
        ]
        work()
        return [row["sql"] for one in captured for row in one.captured_queries]
