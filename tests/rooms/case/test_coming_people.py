"""A file of people comes in part by part: unseen until it is whole, opened at once, cleared when it was killed."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest

from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.errors import Conflict
from dotline.base.progress import SilentProgress
from dotline.base.reader import Period, Reader
from dotline.case import actions, queries
from dotline.case.actions import ComingPeople, PeopleRead
from dotline.case.jobs import coming
from dotline.case.models import CaseFile, Identifier, ImportBatch, Person
from dotline.case.queries import counting, doubles, people, retention
from dotline.case.rules.standard import StandardPerson
from tests.rooms.conftest import Cast

NAME = "FICTIONAL Maribel Densal"
PHONE = "555-0142"
FILE = PeopleRead("HTCDS2", "a" * 64, 3, 0, ())
SYSTEM = Reader.system("test")


def told(number: int) -> StandardPerson:
    return StandardPerson(
        words={"prs_FirstName": (NAME,)},
        role="victim",
        gender="woman",
        born=date(1990, 1, 1 + number),
        opened_on=date(2020, 5, 1),
        status="Closed",
        identifiers=(("name", NAME), ("phone", PHONE)),
        facts=(("forms", "labour"),),
        determined=("actual_victim", "police"),
        event=None,
    )


@pytest.fixture
def worker(cast: Cast) -> Reader:
    more = cast.charlie.permissions | {"case.import", "case.export", "case.export_named"}
    return Reader(cast.charlie.worker, cast.charlie.agency, cast.charlie.roles, more)


def all_that_anybody_sees(by: Reader) -> dict[str, object]:
    with behind(SYSTEM):
        counted = sorted(map(repr, counting.counting_rows(SYSTEM, Period("all"))))
        unscheduled = retention.unscheduled(SYSTEM, 100)
    with behind(by):
        return {
            "cases": list(queries.cases(by)),
            "counted": counted,
            "unscheduled": unscheduled,
            "by number": queries.hints.known(by, "phone", PHONE),
            "by name": queries.hints.known(by, "name", NAME, 1990),
            "compared": doubles.compared(by),
            "exported": list(people.exported(by, accused=False)),
            "batches": list(queries.batches(by)),
        }


def people_of(count: int) -> Iterable[StandardPerson]:
    return map(told, range(count))


def killed(by: Reader, count: int = 3) -> ImportBatch:
    """An import whose process ended before its last part."""
    with behind(by):
        batch = actions.begin_people(by=by, file=FILE)
        for _count, rows in ComingPeople(by, batch).parts(people_of(count)):
            actions.keep_people(by=by, batch_id=batch.id, rows=rows)
    return batch


def bring(by: Reader, who: Iterable[StandardPerson]) -> ImportBatch:
    with behind(by):
        return coming.bring_people(by, FILE, who, SilentProgress())


def nothing_is_left() -> bool:
    with behind(SYSTEM):
        tables = (CaseFile, Person, Identifier, DataKey, ImportBatch)
        return not any(one._default_manager.using(Store.INSIDE).exists() for one in tables)


def test_nobody_sees_anybody_of_a_file_before_it_is_whole(worker: Reader) -> None:
    before = all_that_anybody_sees(worker)
    batch = killed(worker)
    with behind(SYSTEM):
        assert CaseFile.objects.using(Store.INSIDE).count() == 3
    assert all_that_anybody_sees(worker) == before
    with behind(worker):
        actions.import_people(by=worker, batch_id=batch.id)
    after = all_that_anybody_sees(worker)
    assert [name for name in after if after[name] == before[name]] == []
    with behind(SYSTEM):
        lines = Event.objects.using(Store.INSIDE).filter(action__contains="people")
        assert [one.action for one in lines] == ["case.import_people"]


def test_what_is_not_whole_is_never_opened(worker: Reader) -> None:
    batch = killed(worker, count=2)
    with behind(worker), pytest.raises(Conflict, match="whole"):
        actions.import_people(by=worker, batch_id=batch.id)
    assert all_that_anybody_sees(worker)["cases"] == []


def test_a_killed_import_is_cleared_by_the_heartbeat_once_it_is_stale(
    worker: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(worker)
    monkeypatch.setattr(coming._looking, "_last", float("-inf"))
    coming.beat()
    with behind(SYSTEM):
        assert CaseFile.objects.using(Store.INSIDE).count() == 3
    monkeypatch.setattr(coming._looking, "_last", float("-inf"))
    monkeypatch.setattr(coming, "STALE", timedelta(seconds=-60))
    coming.beat()
    assert nothing_is_left()


def test_the_file_of_a_killed_import_comes_in_anew_and_once(worker: Reader) -> None:
    old = killed(worker, count=2)
    new = bring(worker, people_of(3))
    coming.clear()
    with behind(worker):
        assert queries.cases(worker).count() == 3
        assert [one.id for one in queries.batches(worker)] == [new.id]
        with pytest.raises(Conflict, match="given up"):
            actions.keep_people(by=worker, batch_id=old.id, rows=[])
    with behind(SYSTEM):
        assert CaseFile.objects.using(Store.INSIDE).count() == 3


def test_an_import_that_fails_on_its_way_leaves_nothing(worker: Reader) -> None:
    def breaking() -> Iterator[StandardPerson]:
        yield from people_of(2)
        raise OSError

    with pytest.raises(OSError):
        bring(worker, breaking())
    assert nothing_is_left()
