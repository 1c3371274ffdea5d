"""When the machine fails a person gets a sentence, and nothing is half done."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections
from django.utils.module_loading import import_string

from dotline.access import jobs
from dotline.access.models import Job
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.intake import actions as intake
from tests.rooms.conftest import Cast


@pytest.fixture
def full_disk(cast: Cast) -> Iterator[None]:
    """SQLite may take no further page, as on a full disk."""
    raw = connections[Store.INSIDE].connection
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count={pages}")
    yield
    raw.execute("PRAGMA max_page_count=1073741823")


@pytest.mark.sqlite
def test_a_full_disk_is_a_sentence_that_says_nothing_was_saved(cast: Cast, full_disk: None) -> None:
    with pytest.raises(Unavailable, match="The disk is full"):
        for _ in range(2_000):
            intake.open_contact(by=cast.alice, channel="phone", key=new_id())


def count(by: Reader, progress: jobs.Checkpoint, *, until: str) -> str:
    """Counts to `until`, keeping each number; stops half-way the first time, as if it were killed."""
    del by
    done = progress.load()
    start = int(str(done)) if done is not None else 0
    progress.start("counting", int(until))
    for number in range(start, int(until)):
        progress.save(number + 1)
        progress.advance()
        if done is None and number == 2:
            raise KeyboardInterrupt
    return f"from {start} to {until}"


jobs.register("test.count", f"{__name__}.count")


def reader_of(cast: Cast, name: str) -> Reader:
    assert name == cast.alice.name
    return cast.alice


def test_work_that_was_killed_goes_on_from_where_it_was(cast: Cast) -> None:
    job = jobs.start(cast.alice, "test.count", until="6")
    with pytest.raises(KeyboardInterrupt):
        jobs.run_waiting(lambda name: reader_of(cast, name))
    row = Job.objects.using(Store.INSIDE).get(pk=job)
    assert (row.state, row.finished) == ("running", 3)
    assert jobs.run_waiting(lambda name: reader_of(cast, name)) == 0  # it may still be alive
    with clock.frozen(clock.now() + jobs.STALE + timedelta(seconds=1)):
        assert jobs.run_waiting(lambda name: reader_of(cast, name)) == 1
    row.refresh_from_db(using=Store.INSIDE)
    assert (row.state, row.message) == ("done", "from 3 to 6")


def test_work_that_nobody_knows_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        jobs.start(cast.alice, "test.nothing")


def test_each_work_that_can_be_queued_lies_where_it_is_said_to_lie() -> None:
    works = jobs.registered()
    assert {"case.import_file", "case.dispose", "report.build", "statistics.release"} <= set(works)
    for where in works.values():
        assert callable(import_string(where))
