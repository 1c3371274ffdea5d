"""The public tip form: both languages, no cookie, no script, no trace, and a code that opens the answer."""

import logging
import re
from pathlib import Path

import pytest
from django.test import Client

from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.gates import letterbox, stamps, tipbox
from dotline.gates.models import TipNote
from dotline.gates.opening import open_to
from dotline.site.public import tips
from tests.rooms.conftest import Cast

HTML = {
    "HTTP_ACCEPT": "text/html",
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_USER_AGENT": "canary-agent",
}
SOURCE = Path(tips.__file__).read_text(encoding="utf-8")


@pytest.fixture
def visitor(visitor: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody on the public site who reads for longer than three seconds."""
    open_to(cast.hotline, by=Reader.system("test"))
    monkeypatch.setattr(stamps, "FASTEST", -1)
    return visitor


def fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return dict(found)


def sent(visitor: Client, text: str = "kelpfield-canary", language: str = "en") -> str:
    page = visitor.get(f"/{language}/tip/", **HTML).content.decode()
    answer = visitor.post(f"/{language}/tip/", {**fields(page), "text": text}, **HTML)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def code_in(page: str) -> str:
    found = re.search(r"(?:\d{4} ){3}\d{4}", page)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("language", "danger", "title"),
    [("en", "Is somebody in danger now?", "Write a message"),
     ("fr", "Quelqu’un est en danger en ce moment?", "Écrire un message")],
)  # fmt: skip
def test_the_page_says_911_first_under_a_neutral_title_and_takes_no_file(
    visitor: Client, language: str, danger: str, title: str
) -> None:
    answer = visitor.get(f"/{language}/tip/", **HTML)
    page = answer.content.decode()
    assert f"<title>{title}</title>" in page
    assert page.index(danger) < page.index("<textarea")
    assert 'type="file"' not in page
    assert "multipart" not in page
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_tip_is_sealed_and_its_code_reads_the_answer(visitor: Client, cast: Cast) -> None:
    page = sent(visitor)
    code = code_in(page)
    note = TipNote.objects.using(Store.DROP).get()
    tipbox.answer(by=cast.alice, box_id=note.box_id, text="Thank you.")
    box = visitor.post("/en/tip/answer/", {"code": code}, **HTML)
    assert "Thank you." in box.content.decode()
    assert "kelpfield" not in box.content.decode()
    added = visitor.post("/en/tip/answer/", {"code": code, "text": "More."}, **HTML)
    assert added.status_code == 200
    assert TipNote.objects.using(Store.DROP).filter(direction="in").count() == 2
    assert not box.cookies


def test_the_same_form_sent_twice_is_one_tip_with_one_code(visitor: Client) -> None:
    page = visitor.get("/en/tip/", **HTML).content.decode()
    data = {**fields(page), "text": "twice"}
    codes = {code_in(visitor.post("/en/tip/", data, **HTML).content.decode()) for _ in range(3)}
    assert len(codes) == 1
    assert TipNote.objects.using(Store.DROP).count() == 1


def test_the_form_gone_back_to_and_changed_adds_the_new_words_under_the_same_code(
    visitor: Client,
) -> None:
    data = fields(visitor.get("/en/tip/", **HTML).content.decode())
    codes = {
        code_in(visitor.post("/en/tip/", {**data, "text": text}, **HTML).content.decode())
        for text in ("a van", "a van, and its number", "a van")
    }
    assert len(codes) == 1
    assert TipNote.objects.using(Store.DROP).count() == 2


def test_the_form_gone_back_to_for_another_help_line_says_so_and_goes_with_new_digits(
    visitor: Client, cast: Cast
) -> None:
    first = code_in(sent(visitor))
    cast.shelter.kind = "Helpline"
    open_to(cast.shelter, by=Reader.system("test"))
    data = fields(visitor.get("/en/tip/", **HTML).content.decode())
    to_line = {**data, "agency": str(cast.hotline.id), "text": "a van"}
    assert visitor.post("/en/tip/", to_line, **HTML).status_code == 200
    to_other = {**to_line, "agency": str(cast.shelter.id)}
    told = visitor.post("/en/tip/", to_other, **HTML)
    assert told.status_code == 409
    page = told.content.decode()
    assert "to another help line" in page
    assert "a van" in page
    answer = visitor.post("/en/tip/", to_other | fields(page), **HTML)
    assert answer.status_code == 200
    assert code_in(answer.content.decode()) != first
    notes = TipNote.objects.using(Store.DROP)
    assert notes.filter(agency_id=cast.shelter.id).count() == 1


def test_a_form_filled_in_at_once_or_by_a_program_is_refused_and_keeps_its_text(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visitor.get("/en/tip/", **HTML).content.decode()
    trapped = {**fields(page), "text": "buy now", "website": "x"}
    answer = visitor.post("/en/tip/", trapped, **HTML)
    assert answer.status_code == 400
    assert "buy now" in answer.content.decode()
    monkeypatch.setattr(stamps, "FASTEST", 3)
    fast = visitor.post("/en/tip/", {**fields(page), "text": "fast"}, **HTML)
    assert fast.status_code == 400
    assert "faster than a person" in fast.content.decode()
    assert not TipNote.objects.using(Store.DROP).exists()


def test_a_forged_or_old_form_gets_a_new_stamp_and_keeps_its_text(visitor: Client) -> None:
    page = visitor.get("/en/tip/", **HTML).content.decode()
    data = {**fields(page), "stamp": "1234567890123456:forged:x", "text": "still here"}
    answer = visitor.post("/en/tip/", data, **HTML)
    assert answer.status_code == 400
    again = answer.content.decode()
    assert "still here" in again
    assert fields(again)["stamp"] != data["stamp"]
    assert visitor.post("/en/tip/", {**fields(again), "text": "x"}, **HTML).status_code == 200


def test_a_wrong_code_opens_nothing_and_guessing_ends(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(visitor)
    monkeypatch.setattr(tipbox, "WRONG_CODES_AN_HOUR", 2)
    tried = [
        visitor.post("/en/tip/answer/", {"code": f"{number:016}"}, **HTML).status_code
        for number in range(4)
    ]
    assert tried == [404, 404, 403, 403]
    assert visitor.post("/en/tip/answer/", {"code": "12"}, **HTML).status_code == 403


def test_nothing_of_the_visitor_is_kept_anywhere(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.law.test_canary import cells

    with caplog.at_level(logging.DEBUG):
        code = code_in(sent(visitor)).replace(" ", "")
    for store in Store:
        for table, text in cells(store):
            assert not {"203.0.113.77", "canary-agent", "kelpfield", code} & {
                word for word in ("203.0.113.77", "canary-agent", "kelpfield", code) if word in text
            }, table
    assert "203.0.113" not in caplog.text
    assert code not in caplog.text


def test_the_code_has_53_bits_and_the_form_asks_for_no_address() -> None:
    import math

    assert math.log2(10**tipbox.DIGITS) > 53
    assert len({tipbox.new_code() for _ in range(50)}) == 50
    assert "REMOTE_ADDR" not in SOURCE
    assert "META" not in SOURCE


def test_without_a_hotline_the_page_says_so(visitor: Client, cast: Cast) -> None:
    letterbox.publish_key(
        by=Reader.system("test"), agency=cast.hotline.id, public=b"x" * 32, name_en="", name_fr=""
    )
    page = visitor.get("/en/tip/", **HTML).content.decode()
    assert "<textarea" not in page
    assert "Please call" in page


def test_the_safety_card_prints_in_both_languages_under_a_neutral_title(visitor: Client) -> None:
    for path, title, line in (
        ("/en/card/", "Numbers", "In danger now? Call 911."),
        ("/fr/card/", "Numéros", "En danger en ce moment? Faites le 911."),
        ("/en/card/fra/", "Numbers", "En danger en ce moment? Faites le 911."),
    ):
        page = visitor.get(path, **HTML).content.decode()
        assert f"<title>{title}</title>" in page
        assert line in page
        card = page[page.index("<article") : page.index("</article>")]
        assert "Dotline" not in card
        assert "<img" not in card
        assert "trafficking" not in page.casefold()
        assert "traite" not in page.casefold()
    assert visitor.get("/en/card/ara/", **HTML).status_code == 404
