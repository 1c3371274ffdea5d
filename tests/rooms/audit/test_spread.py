"""The database learns how its rows are spread, so that it reads the shorter way."""

from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from dotline.access import unit
from dotline.access.models import Agency
from dotline.access.unit import action, after_rows, allow
from dotline.audit.stores import Store, learn_spread
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from tests.rooms.conftest import Cast


def looked_at(table: str) -> bool:
    """Whether the database knows how the rows of a table are spread."""
    connection = connections[Store.INSIDE]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_stats WHERE tablename = %s", [table])
        else:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
            if cursor.fetchone() is None:
                return False
            cursor.execute("SELECT 1 FROM sqlite_stat1 WHERE tbl = %s", [table])
        return cursor.fetchone() is not None


@pytest.mark.usefixtures("cast")
def test_the_database_is_told_to_look_at_its_rows() -> None:
    learn_spread(Store.INSIDE, models=[Agency])
    assert looked_at("access_agency")


@action("test.many")
def many(*, by: Reader, rows: int) -> None:
    """Pretend to write so many rows."""
    allow(ALLOWED)
    after_rows(rows, Agency)


@pytest.mark.parametrize(("rows", "looks"), [(unit.MANY - 1, False), (unit.MANY, True)])
def test_it_looks_once_many_rows_are_written(
    cast: Cast, django_capture_on_commit_callbacks: Any, rows: int, looks: bool
) -> None:
    with (
        CaptureQueriesContext(connections[Store.INSIDE]) as asked,
        django_capture_on_commit_callbacks(using=Store.INSIDE, execute=True),
    ):
        many(by=cast.charlie, rows=rows)
    assert any(one["sql"].startswith("ANALYZE") for one in asked.captured_queries) is looks
