"""What every page asks first is written once: who reads, in which language, in which zone."""

import re
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils import translation

from dotline.access.queries import zone_of
from dotline.base.reader import Reader
from dotline.ui.asked import lang, reader_of
from dotline.ui.templatetags.dotline import spoken
from tests.conftest import ROOT
from tests.rooms.conftest import Cast

SOURCE = ROOT / "src" / "dotline"
HOME = SOURCE / "ui" / "asked.py"


@pytest.mark.parametrize(
    ("code", "said"), [("en", "en"), ("fr", "fr"), ("fr-ca", "fr"), ("de", "en")]
)
def test_every_language_is_one_of_two(code: str, said: str) -> None:
    with translation.override(code):
        assert lang() == said


def test_a_request_without_a_reader_is_the_publics_and_a_zone_is_the_agencys(cast: Cast) -> None:
    request = RequestFactory().get("/")
    assert reader_of(request) == Reader.public()
    request.__dict__["reader"] = cast.alice
    assert reader_of(request) is cast.alice
    assert zone_of(cast.alice) == cast.hotline.zone
    assert zone_of(Reader.system("test")) == "UTC"


def test_no_page_asks_for_it_in_its_own_way() -> None:
    asks = re.compile(r"\bget_language\(|: Reader = request\.__dict__|def _zone\((?:by|reader)\b")
    found = [
        path.relative_to(SOURCE)
        for path in SOURCE.rglob("*.py")
        if path != HOME and asks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_template_chooses_a_language_field_by_field() -> None:
    chooses = re.compile(r"_fr \}\}\{% else %\}")
    found = [
        path.relative_to(SOURCE)
        for path in SOURCE.rglob("*.html")
        if chooses.search(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "write {{ thing|spoken:'text' }}"


def test_a_field_in_two_languages_is_told_in_the_pages_and_an_unknown_one_is_not_silent() -> None:
    thing = SimpleNamespace(text_en="shelter", text_fr="refuge")
    for code, said in (("en", "shelter"), ("fr", "refuge")):
        with translation.override(code):
            assert spoken(thing, "text") == said
    with pytest.raises(AttributeError):
        spoken(thing, "txet")
