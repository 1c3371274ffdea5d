"""The database goes away under a desk that somebody works at: she searches, takes a call, and finds it saved after."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import country as countries
from tests.browser import looking
from tests.browser.conftest import OpenPage
from tests.browser.country import People
from tests.demo import filled

SINCE = {"en": "Offline since", "fr": "Hors ligne depuis"}
WAIT = 60  # seconds for what the desk does by itself: leaving, coming back, saving


@pytest.fixture
def desk(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[tuple[Path, People]]:
    """A desk of the demo country whose files are this test's alone, and who works there."""
    folder = tmp_path_factory.mktemp("away")
    with countries.running(filled(tmp_path_factory), folder) as served:
        yield folder / "home", People(served, browser)


@contextmanager
def taken_away(home: Path) -> Iterator[None]:
    """The databases are somewhere else until the end of the block."""
    files = {path: path.with_name(f"{path.name}.away") for path in home.glob("*.sqlite3*")}
    for path, away in files.items():
        path.rename(away)
    yield
    for path, away in files.items():
        away.rename(path)


def until(page: Page, address: str, words: str, *, there: bool) -> None:
    """Load a page until it says, or no longer says, some words."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        page.goto(address)
        if (words in page.locator("body").inner_text()) == there:
            return
        time.sleep(0.5)
    raise AssertionError(f"{words!r} there: {not there}, after {WAIT} seconds")


def search(page: Page, language: str) -> None:
    """Find a service in the signed list."""
    page.locator(f"main a[href='/{language}/directory/']").click()
    page.locator("[name=place]").fill("Toronto")
    page.locator("main form button").first.click()
    expect(page.locator("ol.cards article").first).to_contain_text("Toronto")
    expect(page.get_by_text(SINCE[language])).to_be_visible()


def take_a_call(page: Page, language: str, base: str) -> None:
    """Write a call down and seal it; a summary that nobody can read on this machine."""
    page.goto(f"{base}/{language}/offline/call/")
    page.locator("[name=safe_now][value=yes]").check()
    page.locator("details:has([name=summary]) summary").click()
    page.locator("[name=summary]").fill("FICTIONAL / FICTIF quernstone")
    if language == "en":
        assert looking.faults(page) == []
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main a.button").first).to_have_attribute(
        "href", f"/{language}/offline/call/"
    )


def test_a_desk_without_its_database_searches_and_keeps_calls_until_it_is_back(
    desk: tuple[Path, People], open_page: OpenPage
) -> None:
    home, people = desk
    base, cookies = people.country.desk, people.cookies("ada")
    pages = {
        "en": open_page(width=320, cookies=cookies),
        "fr": open_page(language="fr", width=320, javascript=False, cookies=cookies),
    }
    end = time.monotonic() + WAIT
    while not (home / "snapshot" / "directory.dotline").exists() and time.monotonic() < end:
        time.sleep(0.2)
    with taken_away(home):
        for language, page in pages.items():
            until(page, f"{base}/{language}/", SINCE[language], there=True)
            wide = page.evaluate("document.documentElement.scrollWidth") if language == "en" else 0
            assert wide <= 320
            search(page, language)
            take_a_call(page, language, base)
    page = pages["en"]
    until(page, f"{base}/en/", SINCE["en"], there=False)
    until(page, f"{base}/en/intake/", "Taken offline", there=True)
    expect(page.get_by_text("Taken offline")).to_have_count(len(pages))
    kept = [path for path in home.rglob("*") if path.is_file() and ".sqlite3" not in path.name]
    assert not [path for path in kept if b"quernstone" in path.read_bytes()]
