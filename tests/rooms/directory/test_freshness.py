"""Listings that nobody confirmed in time stand lower, say so, and are counted."""

from datetime import UTC, datetime

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory.queries import freshness
from dotline.directory.queries.find import find
from dotline.directory.rules.query import Query
from tests.rooms.directory.listings import load, service

AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
OLD, NEW = "2026-09-01", "2026-11-01"


def test_the_overdue_one_comes_after_and_says_that_one_calls_first() -> None:
    load(
        service("Anna house", needs=("shelter",), assured_date=OLD),
        service("Zoe house", needs=("shelter",), assured_date=NEW),
        service("Never house", needs=("shelter",)),
    )
    hits = find(Reader.public(), Query(need="shelter", at=AT)).hits
    assert hits[0].text("name") == "Zoe house"
    why = {hit.text("name"): [reason.en for reason in hit.why] for hit in hits}
    assert "not confirmed since 2026-09-01: call first" in why["Anna house"]
    assert "never confirmed: call first" in why["Never house"]


def test_the_share_confirmed_in_time_is_counted_by_class() -> None:
    load(
        service("Anna house", needs=("shelter",), assured_date=OLD),
        service("Zoe house", needs=("shelter",), assured_date=NEW),
        service("School", needs=("language_classes",), assured_date=OLD),
    )
    with clock.frozen(AT):
        found = {one.name: one for one in freshness.counted(Reader.public())}
        late = freshness.overdue(Reader.public())
    assert sum(one.services for one in found.values()) == 3
    assert sum(one.overdue for one in found.values()) == len(late) == 1
    assert found["routine"].share == 1.0
