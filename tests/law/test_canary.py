"""What a person typed is readable nowhere: not in a log, a ledger line, an address, or a column of any store."""

import logging

import pytest
from django.db import connections

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.errors import DotlineError
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import letterbox, outbox
from dotline.intake import actions as intake
from dotline.intake.rules import CallFacts
from tests.rooms.conftest import Cast, cast

__all__ = ["cast"]

CANARY = "kelpfield-canary"
pytestmark = pytest.mark.django_db(databases=["inside", "open", "drop"])


def cells(store: Store) -> list[tuple[str, str]]:
    """Every cell of a store as text, with the table it lies in."""
    connection = connections[store]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            if table.startswith(("spatial_ref_sys", "search_words_")):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [(table, _text(cell)) for row in cursor.fetchall() for cell in row if cell]
    return found


def _text(cell: object) -> str:
    raw = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
    return raw.decode(errors="replace")


@pytest.fixture
def typed(cast: Cast, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """A call, its draft and a letter, full of the canary; refusals on the way too."""
    with caplog.at_level(logging.DEBUG):
        row = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
        intake.save_draft(by=cast.alice, contact_id=row.id, fields={"summary": [CANARY]})
        facts = CallFacts(
            alias=CANARY, summary=CANARY, safety=CANARY, children=CANARY, access_needs=CANARY
        )
        intake.save_contact(by=cast.alice, contact_id=row.id, facts=facts, key=new_id())
        with pytest.raises(DotlineError) as refused:
            intake.open_contact(by=cast.alice, channel=CANARY, key=new_id())
        assert CANARY not in refused.value.template
        with pytest.raises(DotlineError):
            letterbox.post(by=Reader.public(), agency=new_id(), kind="message", text=CANARY)
        with behind(Reader.system("test")):
            outbox.deliver(Store.INSIDE)
    return caplog


@pytest.mark.parametrize("store", list(Store))
def test_no_cell_of_any_store_holds_it(typed: pytest.LogCaptureFixture, store: Store) -> None:
    assert {table for table, text in cells(store) if CANARY in text} == set()


def test_no_log_line_holds_it(typed: pytest.LogCaptureFixture) -> None:
    ours = [record for record in typed.records if not record.name.startswith("django.db")]
    assert all(CANARY not in record.getMessage() for record in ours)


def test_the_search_for_it_would_find_it(cast: Cast) -> None:
    with connections[Store.OPEN].cursor() as cursor:
        cursor.execute("CREATE TABLE seen_by_the_search (word varchar(40))")
        cursor.execute("INSERT INTO seen_by_the_search VALUES (%s)", [CANARY])
    assert ("seen_by_the_search", CANARY) in cells(Store.OPEN)
