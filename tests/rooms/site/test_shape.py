"""Whatever is wrong with a request, the answer has one shape: title, reason, next step, in the reader's language."""

import re

import pytest
from django.test import Client
from django.utils import translation

from dotline.access import jobs
from dotline.access.policy import may
from dotline.access.roles import ROLES, WORDS
from dotline.base.errors import Refused
from dotline.site.desk_views import work_name
from dotline.ui.sentences import sentence
from tests.browsing import HTML
from tests.rooms.conftest import Cast

FORM = "application/x-www-form-urlencoded"
BIG = b"text=" + b"x" * 10_000_000


@pytest.fixture(params=["desk", "public"])
def form(request: pytest.FixtureRequest, cast: Cast) -> str:
    """The address of a form without its language, at the desk and on the public site."""
    if request.param == "desk":
        return "access/sign-in/"
    request.getfixturevalue("public_site")
    return "letter/"


WRONG = {
    "too large": (413, {"method": "POST", "data": BIG, "content_type": FORM}),
    "too large JSON": (413, {"method": "POST", "data": BIG, "content_type": "application/json"}),
    "no length": (411, {"method": "POST", "HTTP_TRANSFER_ENCODING": "chunked"}),
    "wrong type": (415, {"method": "POST", "data": b"<a/>", "content_type": "text/xml"}),
    "JSON for a form": (415, {"method": "POST", "data": b"{}", "content_type": "application/json"}),
    "wrong method": (405, {"method": "PUT"}),
    "unknown host": (400, {"method": "GET", "headers": {"host": "elsewhere.example"}}),
    "too many fields": (
        400,
        {"method": "POST", "data": "&".join(f"a{n}=1" for n in range(600)), "content_type": FORM},
    ),
    "NUL in a form": (400, {"method": "POST", "data": b"text=a%00b", "content_type": FORM}),
    "no text in a form": (400, {"method": "POST", "data": b"text=%ff%fe", "content_type": FORM}),
    "torn form": (400, {"method": "POST", "data": b"torn", "content_type": "multipart/form-data"}),
    "NUL in the query": (400, {"method": "GET", "QUERY_STRING": "q=a%00b"}),
    "no text in the query": (400, {"method": "GET", "QUERY_STRING": "q=%ff%fe"}),
    "too long": (414, {"method": "GET", "QUERY_STRING": "q=" + "x" * 20_000}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_wrong_request_gets_the_one_shape(form: str, wrong: str) -> None:
    status, request = WRONG[wrong]
    client = Client(raise_request_exception=False)
    told = {}
    for language in ("en", "fr"):
        asked = {**request}
        answer = client.generic(
            str(asked.pop("method")), f"/{language}/{form}", HTTP_ACCEPT="application/json", **asked
        )
        assert answer.status_code == status, answer.content[:300]
        assert answer.headers["Content-Type"] == "application/problem+json"
        body = answer.json()
        assert body["status"] == status
        assert body["title"]
        assert body["detail"]
        assert body["next"]
        assert "Content-Security-Policy" in answer.headers
        told[language] = body["detail"]
    assert told["en"] != told["fr"]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_browser_gets_a_page_of_it(form: str, wrong: str) -> None:
    status, request = WRONG[wrong]
    asked = {**request}
    client = Client(raise_request_exception=False)
    answer = client.generic(str(asked.pop("method")), f"/fr/{form}", **HTML, **asked)
    text = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="fr' in text
    assert "<h1>" in text
    assert "1-833-900-1010" in text


def test_a_method_that_is_not_served_says_which_are(form: str) -> None:
    answer = Client().put(f"/en/{form}")
    assert answer.headers["Allow"] == "GET, POST"


def test_a_percent_sign_that_somebody_typed_is_a_percent_sign(form: str) -> None:
    assert Client().get(f"/en/{form}", QUERY_STRING="q=100%&x=%zz", **HTML).status_code == 200


def test_one_second_is_one_second() -> None:
    from dotline.access.actions import _wait

    assert "one second" in _wait(1).text()
    assert "2 seconds" in _wait(2).text()


def test_every_permission_has_words_in_both_languages() -> None:
    assert set(WORDS) == frozenset().union(*ROLES.values())
    for words in WORDS.values():
        with translation.override("fr"):
            assert translation.gettext(words) != words


def test_a_refusal_names_no_code(cast: Cast) -> None:
    for language in ("en", "fr"):
        with translation.override(language):
            for permission in WORDS:
                refused = may(cast.charlie, permission)
                if isinstance(refused, Refused):
                    assert not re.search(r"\w\.\w", " ".join(sentence(refused)))


def test_every_piece_of_long_work_has_words_in_both_languages() -> None:
    for name in jobs.registered():
        if name.startswith("test."):
            continue  # another test's own
        said = set()
        for lang in ("en", "fr"):
            with translation.override(lang):
                said.add(work_name(name))
        assert name not in said
        assert len(said) == 2, name
