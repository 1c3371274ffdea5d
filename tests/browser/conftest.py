"""Debian's Chromium, driven by Playwright: one browser for a run, one fresh profile for each page."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, StorageState, sync_playwright

from tests.browser import country as countries
from tests.browser.country import Country, People
from tests.browser.looking import Witness
from tests.browser.tour import PATIENCE, Tour
from tests.demo import filled

# Playwright keeps an event loop in this thread; Django would refuse its database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]

OpenPage = Callable[..., Page]
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; skips where there is none."""
    program = os.environ.get("DOTLINE_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page in a profile of its own: `open_page(javascript=False, language="fr", width=320)`."""
    contexts = []

    def open_one(
        *,
        javascript: bool = True,
        language: str = "en",
        width: int = 1280,
        cookies: StorageState | None = None,
    ) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            locale=f"{language}-CA",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            storage_state=cookies,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    """The demo country: filled once for a run, a copy served for all tests of each of its workers."""
    with countries.running(filled(tmp_path_factory), tmp_path_factory.mktemp("country")) as served:
        yield served


@pytest.fixture(scope="session")
def people(country: Country, browser: Browser) -> People:
    """Who works in the demo country."""
    return People(country, browser)


@pytest.fixture(scope="session")
def tour(people: People, browser: Browser) -> Iterator[Tour]:
    """Tabs that stay open from page to page, for tests that only look."""
    begun = Tour(people, browser)
    yield begun
    begun.end()


@pytest.fixture
def visit(people: People, open_page: OpenPage) -> Iterator[Visit]:
    """Open a page as somebody: `visit("ada", "intake/")`; `visit("", "plan/", "fr", javascript=False)`.

    Fails a test whose browser asked another machine for anything or complained in its console.
    """
    witnesses: list[Witness] = []

    def go(name: str, path: str | None, language: str = "en", **how: object) -> Page:
        page = open_page(language=language, cookies=people.cookies(name), **how)
        witnesses.append(Witness(page.context))
        if path is not None:
            page.goto(f"{people.site(name)}/{language}/{path}")
        return page

    yield go
    assert [fault for one in witnesses for fault in one.faults()] == []
