"""Nothing typed is lost when the desk closed itself meanwhile: it comes back sealed, and opens for its writer alone."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.intake import actions as intake
from dotline.intake import queries
from tests.browsing import HTML, code_of, hidden
from tests.rooms.conftest import PASSWORD, Cast

WORDS = "she said « tonight » & wept"


def sign_in(client: Client, name: str, **more: str) -> tuple[int, str]:
    given = {"username": name, "password": PASSWORD, "code": code_of(name)}
    answer = client.post("/en/access/sign-in/", {**given, **more}, **HTML)
    return answer.status_code, answer.content.decode()


@pytest.fixture
def late(client: Client, cast: Cast) -> Iterator[tuple[str, str]]:
    """The page that Alice gets who sends her call after the desk had closed itself, and where she sent it."""
    row = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    assert sign_in(client, "alice")[0] == 302
    later = clock.now() + timedelta(seconds=settings.IDLE_SECONDS + 60)
    with clock.frozen(later):
        where = f"/en/intake/{row.id}/"
        sent = {"summary": WORDS, "safe_now": "yes", "key": str(new_id()), "revision": "0"}
        answer = client.post(where, sent, **HTML)
        assert answer.status_code == 403
        yield where, answer.content.decode()


def test_a_form_that_came_too_late_is_kept_unreadable(late: tuple[str, str]) -> None:
    _where, page = late
    assert "What you just sent is kept" in page
    assert "tonight" not in page
    assert len(hidden(page)["typed"]) > 100


def test_her_next_sign_in_brings_the_form_back_even_after_a_wrong_try(
    client: Client, cast: Cast, late: tuple[str, str]
) -> None:
    where, page = late
    wrong = {"username": "alice", "password": "wrong", "code": "000000", **hidden(page)}
    again = client.post("/en/access/sign-in/", wrong, **HTML).content.decode()
    status, back = sign_in(client, "alice", typed=hidden(again)["typed"])
    assert status == 200
    assert f'action="{where}"' in back
    assert hidden(back)["summary"] == WORDS
    client.post(where, hidden(back), **HTML)
    with behind(cast.alice):
        contact = queries.contact(cast.alice, UUID(where.split("/")[3]))
        assert queries.facts_of(cast.alice, contact).summary == WORDS


def test_nobody_else_gets_it(client: Client, late: tuple[str, str]) -> None:
    status, page = sign_in(client, "bob", typed=hidden(late[1])["typed"])
    assert (status, page) == (302, "")


def test_what_is_no_kept_form_is_ignored(client: Client, cast: Cast) -> None:
    for nonsense in ("x", "AAAA", "é", "A" * 500):
        assert sign_in(Client(), "bob", typed=nonsense)[0] in {302, 403}


def test_a_script_is_told_to_sign_in(client: Client, cast: Cast) -> None:
    answer = client.post("/en/jobs/", HTTP_X_AUTOSAVE="1", **HTML)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
