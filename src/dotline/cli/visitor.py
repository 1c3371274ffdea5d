"""A plain HTTP client that uses pages as a person without JavaScript would: read, fill in forms, send."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from dotline.base.errors import Unavailable

MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass
class Form:
    """A form of a page: where it goes, and what is filled in so far."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Whether the form asks for all these names."""
        return all(name in self.values or name in self.choices for name in names)


class _Reader(HTMLParser):
    """Collects forms, links and the text of table cells."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.cells: list[list[str]] = []
        self._form: Form | None = None
        self._select = self._textarea = ""
        self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag begins."""
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._form = Form(given.get("action", ""), given.get("method", "get").lower())
                self.forms.append(self._form)
            case "a" if "href" in given:
                self.links.append(given["href"])
            case "tr":
                self.cells.append([])
            case "td" | "th" if self.cells:
                self._cell = True
                self.cells[-1].append("")
        if self._form is not None:
            self._control(tag, given, self._form)

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag == "input" and name:
            self._input(given, name, form)
        elif tag == "button" and name:
            form.choices.setdefault(name, []).append(given.get("value", ""))
        elif tag == "select" and name:
            self._select = name
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            form.choices[self._select].append(given.get("value", ""))
            if "selected" in given:
                form.values[self._select] = [given.get("value", "")]
        elif tag == "textarea" and name:
            self._textarea = name
            form.values[name] = [""]

    def _input(self, given: dict[str, str], name: str, form: Form) -> None:
        kind, value = given.get("type", "text"), given.get("value", "on")
        if kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.values.setdefault(name, []).append(value)
        elif kind == "hidden":
            form.values.setdefault(name, []).append(given.get("value", ""))
        elif kind not in {"submit", "button", "reset", "file"}:
            form.values[name] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        """Note what a tag ends."""
        match tag:
            case "form":
                self._form = None
            case "select":
                self._select = ""
            case "textarea":
                self._textarea = ""
            case "td" | "th":
                self._cell = False

    def handle_data(self, data: str) -> None:
        """Text of cells and of text areas."""
        if self._cell and self.cells and self.cells[-1]:
            self.cells[-1][-1] += data.strip()
        if self._textarea and self._form is not None:
            self._form.values[self._textarea][0] += data


@dataclass
class Page:
    """One answer, read."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def __post_init__(self) -> None:
        self._reader = _Reader()
        if "html" in self.headers.get("content-type", ""):
            self._reader.feed(self.text)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    @property
    def links(self) -> list[str]:
        """Addresses of all links."""
        return [urljoin(self.url, link) for link in self._reader.links]

    @property
    def cells(self) -> list[list[str]]:
        """Rows of all tables as text."""
        return self._reader.cells

    def form(self, *names: str, action: str = "") -> Form:
        """The first form that asks for these names and leads to `action`. Raises Unavailable when there is none."""
        for form in self._reader.forms:
            if form.has(*names) and action in form.action:
                return form
        raise Unavailable("The page {path} has no such form.", "", path=urlsplit(self.url).path)

    def link(self, part: str) -> str:
        """The first link whose address holds `part`. Raises Unavailable when there is none."""
        for link in self.links:
            if part in link:
                return link
        raise Unavailable(
            "The page {path} has no link to {part}.", "", path=urlsplit(self.url).path, part=part
        )


class Visitor:
    """Somebody with cookies and patience for one site."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, accept: str = "text/html") -> Page:
        """Read a page, following redirects."""
        return self._follow("GET", urljoin(self.base, path), None, accept)

    def send(self, page: Page, form: Form, **changes: str | list[str]) -> Page:
        """Fill in and send a form of a page, following redirects."""
        values = {
            **form.values,
            **{k: v if isinstance(v, list) else [v] for k, v in changes.items()},
        }
        url = urljoin(page.url, form.action or page.url)
        text = urlencode(values, doseq=True)
        if form.method == "get":
            return self._follow("GET", f"{url.partition('?')[0]}?{text}", None, "text/html")
        return self._follow("POST", url, text, "text/html")

    def _follow(self, method: str, url: str, body: str | None, accept: str) -> Page:
        started = time.perf_counter()
        for _ in range(6):
            status, headers, data = self._once(method, url, body, accept)
            if status not in MOVED:
                return Page(url, status, headers, data, time.perf_counter() - started)
            url, method, body = urljoin(url, headers["location"]), "GET", None
        raise Unavailable("The site sends the visitor in circles.", "")

    def _once(
        self, method: str, url: str, body: str | None, accept: str
    ) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(
            parts.hostname or "127.0.0.1", parts.port, timeout=60
        )
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Accept": accept,
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return response.status, {k.lower(): v for k, v in response.headers.items()}, data
