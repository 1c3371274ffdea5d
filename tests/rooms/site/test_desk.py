"""The desk answers everybody in one way: sign in first, safe headers always, one shape for every error."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from dotline.access import demo_codes
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused
from dotline.base.reader import Reader
from dotline.gates import letterbox
from dotline.gates.opening import open_to
from tests.browsing import HTML, code_of
from tests.rooms.conftest import PASSWORD, Cast


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """A browser in which Alice has signed in."""
    answer = client.post(
        "/en/access/sign-in/",
        {"username": "alice", "password": PASSWORD, "code": code_of("alice")},
        **HTML,
    )
    assert answer.status_code == 302
    return client


def test_a_stranger_is_sent_to_the_sign_in_page_and_then_to_where_she_wanted(
    client: Client, cast: Cast
) -> None:
    wanted = reverse("jobs")
    assert client.get(wanted, **HTML).headers["Location"] == reverse("access:sign-in")
    given = {"username": "alice", "password": PASSWORD, "code": code_of("alice")}
    assert client.post(reverse("access:sign-in"), given, **HTML).headers["Location"] == wanted


def test_a_program_without_a_session_gets_the_problem_document(client: Client, cast: Cast) -> None:
    answer = client.get(reverse("jobs"), HTTP_ACCEPT="application/json")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "next", "errors"}


def test_the_first_page_greets_in_both_languages(desk: Client) -> None:
    for language, words in (("en", "Your desk"), ("fr", "Votre bureau")):
        assert words in desk.get(f"/{language}/", **HTML).content.decode()


@pytest.mark.parametrize("path", ["/en/", "/en/nowhere/", "/health", "/fr/access/sign-in/"])
def test_every_answer_carries_the_safety_headers(client: Client, cast: Cast, path: str) -> None:
    headers = client.get(path, **HTML).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    # A stricter policy makes browsers send `Origin: null`, and no form of the desk would pass.
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_page_that_is_not_there_says_so_and_shows_the_way_to_a_human_voice(desk: Client) -> None:
    answer = desk.get("/fr/nulle-part/", **HTML)
    assert answer.status_code == 404
    assert "1-833-900-1010" in answer.content.decode()


def test_a_wrong_sign_in_says_so_once_and_keeps_the_name(client: Client, cast: Cast) -> None:
    answer = client.post(
        "/fr/access/sign-in/", {"username": "alice", "password": "wrong", "code": "123456"}, **HTML
    )
    assert answer.status_code == 403
    assert "est inexact" in answer.content.decode()


def test_an_idle_desk_closes_itself(desk: Client) -> None:
    with clock.frozen(clock.now() + timedelta(seconds=settings.IDLE_SECONDS + 1)):
        assert desk.get("/en/", **HTML).status_code == 302


def test_signing_out_ends_the_session_and_clears_the_browser(desk: Client) -> None:
    answer = desk.post(reverse("access:sign-out"), **HTML)
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert desk.get("/en/", **HTML).status_code == 302


def test_a_home_that_is_not_fictional_shows_no_codes(client: Client, cast: Cast) -> None:
    assert not settings.DOTLINE_DEMO
    page = client.get("/en/access/sign-in/", **HTML).content.decode()
    assert "demo-accounts" not in page
    assert demo_codes.DEMO_PASSWORD not in page
    with pytest.raises(Refused):
        demo_codes.sign_ins()


def test_a_sealed_message_is_opened_at_the_desk_by_a_supervisor_and_noted(
    desk: Client, cast: Cast, home: Path
) -> None:
    open_to(cast.hotline, by=cast.operator)
    letter = letterbox.post(
        by=Reader.public(), agency=cast.hotline.id, kind="message", text="a quiet word"
    )
    page = desk.get(reverse("letters"), **HTML).content.decode()
    assert "a quiet word" not in page
    assert re.search(rf'action="/en/letters/{letter}/"', page)
    assert (
        "a quiet word" in desk.post(reverse("letter-open", args=[letter]), **HTML).content.decode()
    )
    assert (
        Event.objects.using(Store.DROP)
        .filter(action="gates.open_letter", object_id=letter)
        .exists()
    )
