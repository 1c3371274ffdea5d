"""Presses at the same moment, on real transactions of both databases. A race test imports the fixtures too."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from dotline.audit import triggers
from dotline.base.errors import Conflict
from dotline.directory.queries import engine
from tests.conftest import STORES

__all__ = ["at_once", "emptied", "ledger_stays_append_only"]


def _each_ledger(work: Callable[..., None]) -> None:
    for store in STORES:
        with connections[store].cursor() as cursor:
            work(cursor.execute, connections[store].vendor)


@pytest.fixture(scope="module")
def ledger_stays_append_only(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Afterwards the ledger refuses changes again, as the migrations left it."""
    yield
    with django_db_blocker.unblock():
        _each_ledger(triggers.drop)
        _each_ledger(triggers.create)


@pytest.fixture(autouse=True)
def emptied(ledger_stays_append_only: None, transactional_db: None) -> Iterator[None]:
    """Real transactions are undone by emptying the tables, which the ledger would refuse."""
    yield
    engine.forget(range(100))  # the word index is no model's table, so it would not be emptied
    _each_ledger(triggers.drop)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run calls in threads that start together, a single one four times.

    A Conflict is a result, anything else a failure.
    """
    calls = calls if len(calls) > 1 else calls * 4
    gate, results, faults = threading.Barrier(len(calls)), list[object](), list[BaseException]()

    def run(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            results.append(call())
        except Conflict as conflict:
            results.append(conflict)
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [], [f"{one!r} at {one.__traceback__.tb_next}" for one in faults]
    return results
