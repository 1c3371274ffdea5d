"""PostgreSQL's second wall: even a query that forgets its reader sees no other agency's rows."""

import pytest
from django.apps import apps
from django.db import connections

from dotline.access import wall
from dotline.access.unit import behind
from dotline.audit.stores import ROOMS, Store
from dotline.base.reader import Reader
from tests.rooms.conftest import Cast

pytestmark = pytest.mark.postgres

# Tables of inside rooms that hold no agency's records.
WITHOUT_RECORDS = {"access_agency", "access_worker", "access_job", "access_datakey"}


def tables() -> list[str]:
    """Tables of the rooms intake, referral and case."""
    rooms = {room for room, store in ROOMS.items() if store == Store.INSIDE} - {
        "auth",
        "contenttypes",
        "sessions",
    }
    found = [model._meta.db_table for model in apps.get_models() if model._meta.app_label in rooms]
    return sorted(set(found) - WITHOUT_RECORDS)


def test_every_table_of_agency_records_is_behind_the_wall() -> None:
    with connections[Store.INSIDE].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
    assert set(tables()) - walled == set()


def test_without_an_agency_nothing_is_seen_and_nothing_breaks(cast: Cast) -> None:
    with behind(Reader.public()), connections[Store.INSIDE].cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone() == (0,), table


def test_the_wall_follows_whoever_is_in_force_even_after_a_roll_back(cast: Cast) -> None:
    def in_force() -> str:
        with connections[Store.INSIDE].cursor() as cursor:
            cursor.execute(f"SELECT current_setting('{wall.SETTING}', true)")
            (value,) = cursor.fetchone()
        return str(value)

    with behind(cast.alice):
        assert in_force() == str(cast.hotline.id)
        with behind(cast.charlie):
            assert in_force() == str(cast.shelter.id)
        assert in_force() == str(cast.hotline.id)
    wall.forget()
    with behind(Reader.system("test")):
        assert in_force() == wall.EVERY_AGENCY
