"""One tab for each person and language, for looking at page after page: a new one costs more than the look."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, StorageState

from tests.browser.country import People
from tests.browser.looking import Witness

PATIENCE = 15_000  # milliseconds; a busy machine is not a broken page


@dataclass
class Tab:
    """A page in a profile of its own, who signed in there, and what it complained of."""

    page: Page
    cookies: StorageState | None
    witness: Witness


@dataclass
class Tour:
    """The open tabs, by who looks and in which language."""

    people: People
    browser: Browser
    _tabs: dict[tuple[str, str], Tab] = field(default_factory=dict)

    @contextmanager
    def tab(self, name: str, language: str) -> Iterator[Page]:
        """An empty page of somebody's; fails a test whose page asked another machine or complained."""
        there = self._tabs.get((name, language))
        cookies = self.people.cookies(name)
        if there is None or there.cookies is not cookies:
            there = self._open(name, language, cookies)
        context = there.page.context
        if cookies is None:
            context.clear_cookies()
        try:
            yield there.page
            assert there.witness.faults() == []
        finally:
            self._leave(there)

    def _open(self, name: str, language: str, cookies: StorageState | None) -> Tab:
        """In place of one whose session has ended."""
        if (name, language) in self._tabs:
            self._tabs.pop((name, language)).page.context.close()
        context = self.browser.new_context(
            locale=f"{language}-CA", reduced_motion="reduce", storage_state=cookies
        )
        context.set_default_timeout(PATIENCE)
        tab = Tab(context.new_page(), cookies, Witness(context))
        self._tabs[name, language] = tab
        return tab

    def _leave(self, tab: Tab) -> None:
        """A page that nobody looks at must ask for nothing and complain of nothing any more."""
        tab.page.goto("about:blank")
        tab.witness.forget()

    def end(self) -> None:
        """Close every tab."""
        for tab in self._tabs.values():
            tab.page.context.close()
