"""After disposal not a byte of an identifier is left in any file of the home, on both databases."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import ProgrammingError, connections
from django.db.models import BinaryField, Model

from dotline.access.actions import NewWorker, add_worker
from dotline.access.queries import reader_of
from dotline.access.roles import Role as WorkerRole
from dotline.access.totp import new_secret
from dotline.access.unit import behind
from dotline.audit import queries as audit
from dotline.audit import stores
from dotline.audit.stores import Store, compact
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.jobs import disposal
from dotline.case.models import Identifier
from dotline.case.queries import retention
from dotline.case.rules.retention import BatchState, FileKind
from dotline.intake import actions as intake
from dotline.intake.models import Contact, Draft
from dotline.referral.models import Listing
from tests.conftest import STORES
from tests.rooms.case import shredded
from tests.rooms.case.test_disposal import LATER, SYSTEM, dispose
from tests.rooms.conftest import PASSWORD, Cast
from tests.rooms.racing import emptied, ledger_stays_append_only

__all__ = ["emptied", "ledger_stays_append_only"]

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests beside this one are each a transaction in another database of the same server."""
    monkeypatch.setattr(stores, "PATIENCE", 120.0)


@pytest.mark.slow
def test_not_a_byte_of_an_identifier_is_left_in_any_file(
    cast: Cast, dana: Reader, beds: Listing, home: Path
) -> None:
    call = shredded.told_call(cast.alice)
    sent = shredded.hand_over(cast, call, beds)
    intake.close_contact(by=cast.alice, contact_id=call, disposition="referred")
    with behind(SYSTEM):
        case = shredded.told_case(cast, sent)
        traces = shredded.derived(cast.shelter.id, case)
        before = shredded.everything(home)
    assert shredded.where(before, traces)  # so that the search can fail
    assert shredded.words_found(before) == {}  # sealed before anything was disposed of
    with clock.frozen(clock.now() + LATER):
        row = dispose(cast, dana, case.id)
        assert (row.state, row.disposed, row.kept_back) == (BatchState.DONE, 1, 0)
        second = _second_at_the_hotline(cast)
        with behind(cast.alice):
            calls = [one.id for one in retention.due_calls(cast.alice)]
        assert calls == [call]
        [batch] = actions.propose_disposal(by=second, kind=FileKind.CONTACT, file_ids=calls)
        actions.approve_disposal(by=cast.alice, batch_id=batch.id)
        assert disposal.run(batch.id).disposed == 1
    with behind(SYSTEM):
        after = shredded.everything(home)
        assert shredded.words_found(after) == {}
        assert shredded.where(after, traces) == set()
        assert not Identifier.objects.using(Store.INSIDE).filter(agency_id=cast.shelter.id)
        assert not Draft.objects.using(Store.INSIDE).filter(contact_id=call)
        lines = {line.action for line in audit.lines(SYSTEM, Store.INSIDE)}
    assert {"case.approve_disposal", "case.dispose_file", "intake.dispose_contact"} <= lines


def _second_at_the_hotline(cast: Cast) -> Reader:
    new = NewWorker("gus", "Gus", cast.hotline.id, (WorkerRole.SUPERVISOR,), PASSWORD, new_secret())
    return reader_of(add_worker(by=SYSTEM, worker=new))


def test_the_search_for_identifiers_would_find_them(cast: Cast, home: Path) -> None:
    row = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    for kind, word in shredded.WORDS.items():
        for form in shredded.forms(word):
            assert kind in shredded.words_found({"a file": b"xx" + form + b"yy"})
    (home / "found.bin").write_bytes(b"xx" + shredded.WORDS["phone"].encode())
    assert shredded.words_found(shredded.everything(home)) == {"phone": {str(home / "found.bin")}}
    (home / "found.bin").unlink()
    with behind(SYSTEM):
        rows = Contact.objects.using(Store.INSIDE).filter(pk=row.id)
        rows.update(place=shredded.WORDS["alias"])
        assert "alias" in shredded.words_found(shredded.everything(home))


def test_every_sealed_table_of_the_room_is_written_anew() -> None:
    sealed = {
        model
        for model in apps.get_app_config("case").get_models()
        if any(isinstance(one, BinaryField) for one in model._meta.concrete_fields)
    }
    assert sealed - set(disposal.rewritten()) == set()


@pytest.mark.postgres
def test_a_table_that_cannot_be_written_anew_leaves_no_short_patience_behind() -> None:
    class Nowhere(Model):
        class Meta:
            app_label = "case"
            db_table = "case_no_such_table"
            managed = False

    apps.all_models["case"].pop("nowhere")
    connection = connections[Store.INSIDE]
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()
    with pytest.raises(ProgrammingError):
        compact(Store.INSIDE, [Nowhere])
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == before != ("5s",)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("store", "begins"),
    [
        (Store.INSIDE, ("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT 1 FROM case_identifier")),
        (Store.INSIDE, ("BEGIN", "SELECT txid_current()")),
        (Store.OPEN, ("BEGIN", "SELECT txid_current()")),
    ],
    ids=["reader", "writer", "writer-of-another-database"],
)
def test_what_a_running_transaction_may_still_see_is_not_called_overwritten(
    monkeypatch: pytest.MonkeyPatch, store: Store, begins: tuple[str, str]
) -> None:
    other = connections[store].copy()
    try:
        with other.cursor() as running:
            for words in begins:
                running.execute(words)
            with monkeypatch.context() as hurried:
                hurried.setattr(stores, "PATIENCE", 0.2)
                assert not compact(Store.INSIDE, [Identifier])
            running.execute("COMMIT")
        assert compact(Store.INSIDE, [Identifier])
    finally:
        other.close()
