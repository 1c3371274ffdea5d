"""The scripts of the shared looks in a real browser, under the site's own content policy."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page, Request, Route, expect

import dotline.ui
from dotline.base.reader import Reader
from dotline.site.middleware import CSP

STATIC = Path(dotline.ui.__file__).parent / "static" / "ui"
HOME = "http://site.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def shell(body: str, *scripts: str) -> str:
    tags = "".join(f'<script src="/static/ui/{name}" defer></script>' for name in scripts)
    return f'<!doctype html><html lang="en-CA"><title>t</title><body>{body}{tags}</body></html>'


class Site:
    """A site of a few fixed pages; nothing leaves the browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages: dict[str, str | Callable[[Request], str | int]] = {}
        self.asked: list[Request] = []
        self.broken: list[str] = []
        page.on(
            "console", lambda said: self.broken.append(said.text) if said.type == "error" else None
        )
        page.context.route("**/*", self.answer)

    def answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        self.asked.append(route.request)
        if url.path.startswith("/static/ui/"):
            file = STATIC / url.path.removeprefix("/static/ui/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            return
        found = self.pages.get(url.path, "<!doctype html><title>elsewhere</title>elsewhere")
        made = found(route.request) if callable(found) else found
        status, body = (made, "") if isinstance(made, int) else (200, made)
        headers = {"Content-Security-Policy": CSP}
        route.fulfill(
            status=status, body=body, content_type="text/html; charset=utf-8", headers=headers
        )


@pytest.fixture
def site(open_page: Callable[..., Page]) -> Site:
    return Site(open_page())


EXIT = '<a data-exit href="http://weather.test/">Leave</a>'


@pytest.mark.parametrize("how", ["press", "shift"])
def test_leaving_hides_the_page_and_back_does_not_return_to_it(site: Site, how: str) -> None:
    site.pages["/help"] = shell(f'{EXIT}<a href="/more">More</a>', "exit.js")
    site.pages["/more"] = shell(f"{EXIT}<p>secret</p>", "exit.js")
    page = site.page
    page.goto("http://before.test/")
    page.goto(f"{HOME}/help")
    page.get_by_text("More").click()
    page.wait_for_url("**/more")
    if how == "press":
        page.get_by_text("Leave").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("http://weather.test/")
    page.go_back()
    assert page.url == "http://before.test/"


def test_capitals_while_typing_are_no_wish_to_leave(site: Site) -> None:
    site.pages["/help"] = shell(f"{EXIT}<input>", "exit.js")
    site.page.goto(f"{HOME}/help")
    site.page.locator("input").focus()
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift+D"):
        site.page.keyboard.press(key)
    assert site.page.url == f"{HOME}/help"


FORM = (
    '<form id="call" data-autosave="/draft"><input type="hidden" name="csrfmiddlewaretoken" value="tok">'
    '<input name="need"><input name="name"></form>'
    '<p data-autosave-state="call" data-saving="Saving" data-saved="Saved {time}" data-failed="Not saved"></p>'
)


def test_a_draft_saves_itself_and_says_when_it_could_not(site: Site) -> None:
    answers: list[str | int] = [503, ""]
    drafts: list[Request] = []

    def draft(request: Request) -> str | int:
        drafts.append(request)
        return answers[min(len(drafts), len(answers)) - 1]

    site.pages |= {"/call": shell(FORM, "autosave.js"), "/draft": draft}
    page = site.page
    page.goto(f"{HOME}/call")
    page.locator("[name=need]").fill("bed")
    page.locator("[name=name]").focus()
    expect(page.locator("p")).to_have_text("Not saved")
    page.locator("[name=name]").fill("x")
    expect(page.locator("p")).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"))
    assert drafts[0].method == "POST"
    assert drafts[0].headers["x-csrftoken"] == "tok"
    assert "bed" in (drafts[-1].post_data or "")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_part_asks_again_with_the_named_fields_only_and_runs_no_script(site: Site) -> None:
    part = '<div id="near" data-refresh="/near" data-from="#call" data-fields="need">none</div>'
    site.pages["/call"] = shell(FORM + part, "refresh.js")
    site.pages["/near"] = lambda request: (
        f'<div id="near"><b>found {request.url.partition("?")[2]}</b>'
        "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\"></div>"
    )
    page = site.page
    page.goto(f"{HOME}/call")
    page.locator("[name=name]").fill("Somebody")
    page.locator("[name=need]").fill("bed")
    expect(page.locator("#near b")).to_have_text("found need=bed")
    queries = [parse_qs(urlsplit(r.url).query) for r in site.asked if "/near" in r.url]
    assert queries
    assert all(set(query) == {"need"} for query in queries)
    assert page.title() == "t"


def test_a_shortcut_needs_alt_and_follows_its_link(site: Site) -> None:
    site.pages["/desk"] = shell('<a href="/new" data-shortcut="n">New call</a><input>', "desk.js")
    page = site.page
    page.goto(f"{HOME}/desk")
    page.keyboard.press("n")
    assert page.url == f"{HOME}/desk"
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/new")


def components(frame: str, language: str) -> str:
    from uuid import uuid4

    from django.utils.translation import override

    request = RequestFactory().get(f"/{language}/ui/?wrong=1")
    reader = (
        Reader(uuid4(), uuid4(), name="dana", purpose="help")
        if frame == "desk"
        else Reader.public()
    )
    request.__dict__["reader"] = reader
    with override(language):
        values = {"base_template": f"ui/{frame}.html", "demo": True, "request": request}
        return render_to_string("ui/components.html", values)


@pytest.mark.parametrize(
    ("frame", "language", "scheme", "width"),
    [
        ("public", "en", "light", 320),
        ("public", "fr", "dark", 1200),
        ("desk", "fr", "light", 1200),
        ("desk", "en", "dark", 320),
    ],
)
def test_axe_finds_nothing_on_the_style_page_and_it_never_scrolls_sideways(
    site: Site, frame: str, language: str, scheme: str, width: int
) -> None:
    site.pages["/ui"] = components(frame, language)
    page = site.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{HOME}/ui")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert site.broken == []
