"""What the public reads is plain: school grade 8 at most, in both languages, page by page and text by text."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from dotline.base import clock
from dotline.base.readability import grade, sentences
from dotline.reference import helptexts
from dotline.reference.helptexts import HelpKind
from tests.rooms.directory.listings import load, service

pytestmark = pytest.mark.django_db(databases=["open", "drop"])
MOST, MOST_OF_ONE = 8.0, 11.0  # of a page, and of its hardest sentence
PAGES = ("", "tip/", "tip/answer/", "card/", "directory/", "directory/library/", "letter/")
# What a work is called is not ours to put more plainly.
SILENT = frozenset({"script", "style", "nav", "select", "head", "header", "footer", "cite"})
BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "legend", "label", "dd", "dt", "div", "td"})


class Words(HTMLParser):
    """The text of a page, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in SILENT
        self.found.append("\n" if tag in BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        self.found.append("\n" if tag in BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(re.sub(r"\s+", " ", data))


def words(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return "".join(reader.found)


def too_hard(text: str, lang: str) -> list[str]:
    hard = [one.strip() for one in sentences(text) if len(one.split()) > 8]
    return [one for one in hard if grade(one, lang) > MOST_OF_ONE]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_reads_at_grade_8_or_below(
    client: Client, public_site: None, path: str, lang: str
) -> None:
    load(service("Anna house", needs=("shelter",)))
    page = client.get(f"/{lang}/{path}")
    assert page.status_code == 200
    text = words(page.content.decode())
    assert len(text.split()) > 40
    assert grade(text, lang) <= MOST
    assert too_hard(text, lang) == []


@pytest.mark.parametrize("kind", list(HelpKind))
@pytest.mark.parametrize(("language", "lang"), [("eng", "en"), ("fra", "fr")])
def test_help_card_and_consent_read_at_grade_8_or_below(
    kind: HelpKind, language: str, lang: str
) -> None:
    found = helptexts.text(kind, language, clock.today())
    text = "\n".join((found.title, *found.lines))
    assert grade(text, lang) <= MOST
    assert too_hard(text, lang) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_first_page_names_the_way_by_tty_and_relay(
    client: Client, public_site: None, lang: str
) -> None:
    text = words(client.get(f"/{lang}/").content.decode())
    assert ("TTY" if lang == "en" else "ATS") in text and "rela" in text
