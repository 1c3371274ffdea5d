"""What must hold of any page, whoever opens it: readable by everybody, in one language, from one machine."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from dotline.cli import messages
from dotline.ui.catalogue import PACKAGE

# (width, colour scheme): what each run looks at, and what the night adds.
LOOKS = ((1200, "light"), (320, "dark"))
NIGHT_LOOKS = ((1200, "dark"), (320, "light"))
AXE = Axe()
AXE_OPTIONS = {"resultTypes": ["violations"]}  # every rule of axe, its best practice too

# Every text of a page in its own language: also the closed, the hidden and the spoken ones.
TEXTS = """() => {
  const own = document.documentElement.lang, found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const parent = node.parentElement;
    // The report's last table names each measure by its code; a code is no English.
    const apart = parent.closest("script, style, code, tr[id^=number-] td");
    if (!apart && parent.closest("[lang]").lang === own) found.push(node.data);
  }
  const names = ["aria-label", "title", "placeholder", "alt", "data-saving", "data-saved", "data-failed"];
  for (const one of document.querySelectorAll("*")) if (one.closest("[lang]").lang === own)
    for (const name of names) if (one.hasAttribute(name)) found.push(one.getAttribute(name));
  return found;
}"""


class Witness:
    """Hears what a browser asks of other machines and what its console says against a page."""

    def __init__(self, context: BrowserContext) -> None:
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "about", "blob"} and url.hostname != "127.0.0.1":
            self.strangers.append(request.url)

    def _said(self, said: ConsoleMessage) -> None:
        # An answer 4xx is the page's business: a walk that expects a refusal says so itself.
        if said.type == "error" and "the server responded with a status of 4" not in said.text:
            self.complaints.append(said.text)

    def forget(self) -> None:
        """Begin anew."""
        self.strangers.clear()
        self.complaints.clear()

    def faults(self) -> list[str]:
        """One line for each request to another machine and each complaint."""
        return [f"asks {url}" for url in self.strangers] + [
            f"says {one}" for one in self.complaints
        ]


def faults(page: Page, looks: Iterable[tuple[int, str]] = LOOKS) -> list[str]:
    """What is wrong with the page as it stands, one line each: axe, sideways scrolling, English in French."""
    before = page.viewport_size
    found = [*_looks_wrong(page, looks), *english_in_french(page)]
    if before:
        page.set_viewport_size(before)
    return found


def _looks_wrong(page: Page, looks: Iterable[tuple[int, str]]) -> Iterator[str]:
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for found in _axe(page):
            nodes = "; ".join(node["html"][:200] for node in found["nodes"][:3])
            yield f"{width} {scheme}: axe {found['id']}: {nodes}"
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            yield f"{width} {scheme}: scrolls {over} px sideways"


def _axe(page: Page) -> list[dict[str, Any]]:
    """What axe complains of on the page as it stands; the page keeps axe for its next look."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.axe_script)
    found: list[dict[str, Any]] = page.evaluate(
        "async options => (await axe.run(options)).violations", AXE_OPTIONS
    )
    return found


def english_in_french(page: Page) -> list[str]:
    """Texts of a French page that stand in our catalogues or data as English."""
    if not (page.get_attribute("html", "lang") or "").startswith("fr"):
        return []
    exact, patterns = _english()
    found = {" ".join(text.split()) for text in page.evaluate(TEXTS)}
    wrong = [
        text
        for text in sorted(found)
        if text in exact or any(pattern.fullmatch(text) for pattern in patterns)
    ]
    return [f"English on a French page: {text}" for text in wrong]


@cache
def _english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """English texts that are nowhere French: whole ones, and patterns of those with places for values."""
    pairs = {*_catalogued(), *_data()}
    french = {_plain(fr) for _, fr in pairs}
    # The mark of a demonstration stands in what people typed in it, too.
    english = {_plain(en) for en, _ in pairs} - french - {"FICTIONAL"}
    fields = re.compile(r"%\(\w+\)[sd]|\{[\w!.:]*\}")
    exact = frozenset(text for text in english if not fields.search(text))
    patterns = tuple(
        re.compile(".+".join(re.escape(part) for part in fields.split(text)))
        for text in english - exact
        if max(map(len, fields.split(text))) >= 8
    )
    return exact, patterns


def _plain(text: str) -> str:
    return " ".join(text.split())


def _catalogued() -> Iterator[tuple[str, str]]:
    for room in messages.rooms():
        for one in messages.read_catalogue(room):
            ids = one.id if isinstance(one.id, tuple | list) else (one.id,)
            texts = one.string if isinstance(one.string, tuple | list) else (one.string,)
            yield from ((en, fr) for en, fr in zip(ids, texts, strict=False) if en and fr)


def _data() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.glob("*/data/**/*.yaml")):
        yield from _pairs(yaml.safe_load(path.read_text()))


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Every `x_en` beside its `x_fr`, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from _pairs(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            other = value.get(f"{key[:-3]}_fr") if str(key).endswith("_en") else None
            if isinstance(one, str) and isinstance(other, str):
                yield one, other
            else:
                yield from _pairs(one)
