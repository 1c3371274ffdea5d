"""The queue, the beds and a listing of a service, each in under a minute on a phone, by the keystroke-level model.

A walk in a real browser, 320 by 640 pixels, through the demo country, in English and French: the answers of the server
are measured, and what a person does is counted with the operators of Card, Moran and Newell (The Keystroke-Level
Model, Communications of the ACM 23(7), 1980). It is a model of somebody who knows the pages, not a trial with people.

| operator | seconds | here |
|---|---|---|
| M | 1.35 | one before each tap and each typing: making up one's mind |
| P | 1.10 | moving the finger to a place; and each swipe of four fifths of the screen |
| B | 0.20 | the tap itself (down and up) |
| K | 0.50 | one sign on the glass; the paper's figure for signs that are no words of a text |
| R | measured | from the tap to the loaded page |

Reading is no operator of the model. What the task asks to be read is added at 238 words a minute, the mean of silent
reading of English (Brysbaert, Journal of Memory and Language 109, 2019).
"""

import os
import shutil
import time
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from dotline.cli.bench import Row
from dotline.cli.main import ready

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.country import People

M, P, B, K = 1.35, 1.10, 0.20, 0.50
A_WORD = 60 / 238
MINUTE = 60.0
WIDTH, HEIGHT, SWIPE = 320, 640, 0.8
TIMES = 2
WHO = "ben"  # of a shelter of the demo country


class Phone:
    """A phone in somebody's hand: what is done on it, and how long that takes in the model."""

    def __init__(self, page: "Page") -> None:
        self.page, self.seconds = page, 0.0

    def open(self, address: str) -> None:
        """The page that the walk begins on; it is open already when the clock starts."""
        self.page.goto(address)
        self.seconds = 0.0

    def tap(self, wanted: "Locator", *, loads: bool = True) -> None:
        """Find it, go to it, tap it, and wait for the page that comes."""
        self._bring(wanted)
        self.seconds += M + P + B
        began = time.perf_counter()
        if loads:
            with self.page.expect_navigation(wait_until="load"):
                wanted.click()
        else:
            wanted.click()
        self.seconds += time.perf_counter() - began

    def write(self, wanted: "Locator", words: str) -> None:
        """Tap a field and write over what stands there."""
        self.tap(wanted, loads=False)
        self.seconds += M + K * (len(words) + len(wanted.input_value()))
        wanted.fill(words)

    def read(self, wanted: "Locator") -> None:
        """Read a part of the page, and swipe through it."""
        self.seconds += A_WORD * len(wanted.inner_text().split())
        box = wanted.bounding_box()
        self.seconds += P * (ceil((box or {"height": 0})["height"] / (HEIGHT * SWIPE)) - 1)

    def _bring(self, wanted: "Locator") -> None:
        box = wanted.bounding_box() or {"y": 0.0, "height": 0.0}
        away = max(box["y"] + box["height"] - HEIGHT, -box["y"], 0.0)
        self.seconds += P * ceil(away / (HEIGHT * SWIPE))
        wanted.scroll_into_view_if_needed()


def run(home: Path) -> list[Row]:
    """Each task from the first page of somebody who is signed in, twice in each language."""
    ready()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here

    from tests.browser import country  # noqa: PLC0415
    from tests.demo import start  # noqa: PLC0415

    program = os.environ.get("DOTLINE_CHROMIUM") or shutil.which("chromium")
    filled = home / "filled"
    filled.mkdir()
    if start(filled, "--fill-only").wait():
        raise RuntimeError((filled / "demo.log").read_text()[-2000:])
    tasks = {"see the queue": _queue, "count the beds again": _beds, "verify a listing": _listing}
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    with sync_playwright() as playwright, country.running(filled, home / "served") as served:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        people = country.People(served, browser)
        for language in ("en", "fr") * TIMES:
            for name, task in tasks.items():
                taken[name].append(_walked(people, language, task))
        browser.close()
    return [
        Row(name, seconds, unit="s", limit=MINUTE, on_p95=True) for name, seconds in taken.items()
    ]


def _walked(people: "People", language: str, task: Callable[[Phone, str], None]) -> float:
    context = people.browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        has_touch=True,
        locale=f"{language}-CA",
        storage_state=people.cookies(WHO),
    )
    phone = Phone(context.new_page())
    phone.open(f"{people.country.desk}/{language}/")
    task(phone, f"/{language}/referral/")
    context.close()
    return phone.seconds


def _to_referrals(phone: Phone, at: str) -> None:
    phone.tap(phone.page.locator(f"header a[href='{at}'], nav a[href='{at}']").first)


def _queue(phone: Phone, at: str) -> None:
    """From the first page to the queue; read all that waits for an answer, not what is under way already."""
    _to_referrals(phone, at)
    phone.read(phone.page.locator("#queue h2 + *").first)


def _beds(phone: Phone, at: str) -> None:
    """Count the beds of the first service again, and save."""
    _to_referrals(phone, at)
    phone.tap(phone.page.locator(f"main a[href='{at}beds/']").first)
    card = phone.page.locator("ul.cards > li").first
    phone.read(card.locator("h2"))
    if not card.locator("details[open]").count():
        phone.tap(card.locator("summary"), loads=False)
    for field in card.locator("details input[type=number]").all():
        phone.write(field, field.input_value() or "0")
    phone.tap(card.locator("details button"))


def _listing(phone: Phone, at: str) -> None:
    """Read what everybody reads of a listing, and say that it is right."""
    _to_referrals(phone, at)
    phone.tap(phone.page.locator(f"main a[href='{at}listings/']").first)
    phone.tap(phone.page.locator("ul.cards h2 a").first)
    phone.read(phone.page.locator("main dl.facts").first)
    phone.tap(phone.page.locator(f"form[action^='{at}listings/'][action$='/approve/'] button"))
