"""Name, password and code together open the desk; nothing tells a guesser which one was wrong."""

import threading
import time
from datetime import timedelta

import pytest

from dotline.access import actions, envelope, keys, queries, totp
from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, Refused, Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from tests.browsing import code_of
from tests.rooms.conftest import PASSWORD, Cast


def test_the_right_three_open_the_desk(cast: Cast) -> None:
    assert (
        actions.sign_in(username="alice", password=PASSWORD, code=code_of("alice")).username
        == "alice"
    )


@pytest.mark.parametrize("wrong", ["username", "password", "code"])
def test_whatever_is_wrong_the_sentence_is_the_same(cast: Cast, wrong: str) -> None:
    given = {"username": "alice", "password": PASSWORD, "code": code_of("alice"), wrong: "000000"}
    with pytest.raises(Refused, match="Name, password or code is wrong"):
        actions.sign_in(**given)


def test_a_code_works_once(cast: Cast) -> None:
    used = code_of("alice")
    actions.sign_in(username="alice", password=PASSWORD, code=used)
    with pytest.raises(Refused):
        actions.sign_in(username="alice", password=PASSWORD, code=used)


def test_after_five_wrong_tries_even_the_right_one_waits(cast: Cast) -> None:
    for _ in range(actions.FREE_TRIES):
        with pytest.raises(Refused):
            actions.sign_in(username="alice", password="wrong password here", code="000000")
    with pytest.raises(Refused, match="Wait"):
        actions.sign_in(username="alice", password=PASSWORD, code=code_of("alice"))
    with clock.frozen(clock.now() + timedelta(seconds=actions.LONGEST_DELAY)):
        assert actions.sign_in(username="alice", password=PASSWORD, code=code_of("alice"))


def test_only_the_operator_makes_accounts_and_weak_passwords_are_refused(cast: Cast) -> None:
    new = actions.NewWorker("dora", "Dora", cast.hotline.id, (), "short", totp.new_secret())
    with pytest.raises(Refused):
        actions.add_worker(by=cast.alice, worker=new)
    with pytest.raises(Invalid):
        actions.add_worker(by=cast.operator, worker=new)
    twice = actions.NewWorker("alice", "A", cast.hotline.id, (), PASSWORD, totp.new_secret())
    with pytest.raises(Conflict):
        actions.add_worker(by=cast.operator, worker=twice)


def test_workers_of_another_agency_are_not_listed(cast: Cast) -> None:
    assert {row.username for row in queries.workers(cast.charlie)} == {"charlie"}


def test_a_subjects_key_is_made_once_and_shredding_it_closes_what_it_sealed(cast: Cast) -> None:
    subject = new_id()
    with behind(Reader.system("test")):
        blob = envelope.seal_text(subject, cast.hotline.id, "a name", "t|1|name")
        assert envelope.open_text(subject, cast.hotline.id, blob, "t|1|name") == "a name"
        envelope.seal_text(subject, cast.hotline.id, "more", "t|2|name")
        assert DataKey.objects.using(Store.INSIDE).filter(subject=subject).count() == 1
        with pytest.raises(Unavailable):
            envelope.open_text(subject, cast.hotline.id, blob, "t|2|name")
        DataKey.objects.using(Store.INSIDE).filter(subject=subject).delete()
        with pytest.raises(Unavailable, match="destroyed"):
            envelope.open_text(subject, cast.hotline.id, blob, "t|1|name")


def test_keys_that_are_missing_keep_everything_closed(cast: Cast) -> None:
    (keys.folder() / f"{cast.shelter.id}.json").unlink()
    keys.load.cache_clear()
    with pytest.raises(Unavailable, match="keys of this agency"):
        keys.load(cast.shelter.id)


def test_a_process_checks_one_password_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = [0], [0]

    def slow(_password: str, _kept: str) -> bool:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.02)
        running[0] -= 1
        return False

    monkeypatch.setattr(actions, "check_password", slow)
    threads = [threading.Thread(target=actions._is_password, args=("a", "b")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1], "each takes 100 MB"
