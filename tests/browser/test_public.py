"""What a member of the public does: with and without JavaScript, in both languages, and gone in a moment."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, Route, expect

from tests.browser import looking
from tests.browser.country import ID, PUBLIC, Country, People

Visit = Callable[..., Page]
OpenPage = Callable[..., Page]
BOTH = pytest.mark.parametrize("language", ["en", "fr"])
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
KILOBYTE = 1000


def keeps_nothing(page: Page) -> bool:
    """Whether the browser was given nothing to keep: no cookie, no storage."""
    state = page.context.storage_state(indexed_db=True)
    return state == {"cookies": [], "origins": []}


@BOTH
@WITH_AND_WITHOUT
def test_somebody_finds_a_service_near_her(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(PUBLIC, "", language, javascript=javascript)
    page.locator(f"main a.button[href='/{language}/directory/']").click()
    page.locator("[name=place]").fill("Montréal")
    page.locator("[name=need]").select_option(value="housing")
    page.locator("main form button").first.click()
    hits = page.locator("ol.cards article")
    expect(hits.first).to_contain_text("Montréal")
    assert urlsplit(page.url).query == "", "what she looks for stays out of the address"
    if javascript:
        assert looking.faults(page) == []
    hits.first.locator("h3 a").click()
    page.wait_for_url(re.compile(f"/{language}/directory/services/{ID}/"))
    expect(page.locator("dl.facts")).to_contain_text("Montréal")
    assert keeps_nothing(page)


@BOTH
@WITH_AND_WITHOUT
def test_somebody_who_finds_nothing_is_given_the_line(
    visit: Visit, language: str, javascript: bool
) -> None:
    page = visit(PUBLIC, "directory/", language, javascript=javascript)
    page.locator("[name=place]").fill("Nowhereville")
    page.locator("main form button").first.click()
    expect(page.locator(".help a[href='tel:+18339001010']")).to_be_visible()
    if javascript:
        assert looking.faults(page) == []


@BOTH
@WITH_AND_WITHOUT
def test_a_citizen_follows_a_number_of_the_report_back(
    visit: Visit, language: str, javascript: bool
) -> None:
    page = visit(PUBLIC, "", language, javascript=javascript)
    page.locator(f"main a[href='/{language}/report/']").click()
    page.locator(f"main h2 a[href^='/{language}/report/']").first.click()
    page.wait_for_url(re.compile(f"/{language}/report/{ID}/"))
    assert page.locator("main h1").count() == 1
    page.locator("main a[href*='/statistics/numbers/']").first.click()
    expect(
        page.locator("main code").get_by_text(re.compile("^[0-9a-f]{64}$")).first
    ).to_be_visible()
    page.locator("main a[href*='/statistics/tables/']").first.click()
    expect(page.locator("main table tbody tr").first).to_be_visible()


@BOTH
@WITH_AND_WITHOUT
def test_a_citizen_takes_the_report_along_as_pdf(
    visit: Visit, language: str, javascript: bool
) -> None:
    page = visit(PUBLIC, "report/", language, javascript=javascript)
    with page.expect_download() as waiting:
        page.locator(f"main a[href$='.{language}.pdf']").first.click()
    assert waiting.value.suggested_filename.startswith("FICTIONAL-")
    assert waiting.value.path().read_bytes().startswith(b"%PDF")


@BOTH
@WITH_AND_WITHOUT
def test_a_citizen_reads_what_was_promised(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(PUBLIC, "", language, javascript=javascript)
    page.locator(f"main a[href='/{language}/plan/']").click()
    page.locator("main a[href*='gap=']").first.click()
    page.locator("section[aria-labelledby=items] li a").first.click()
    page.wait_for_url(re.compile(rf"/{language}/plan/[IVX]+\.\d+/"))
    expect(page.locator("dl.facts").first).to_be_visible()


@BOTH
@WITH_AND_WITHOUT
def test_anybody_writes_a_sealed_letter(visit: Visit, language: str, javascript: bool) -> None:
    page = visit(PUBLIC, "letter/", language, javascript=javascript)
    page.locator("[name=agency]").select_option(index=1)
    page.locator("[name=text]").fill("FICTIONAL / FICTIF")
    page.locator("main form button").click()
    expect(page.locator("main h1")).to_have_text(
        {"en": "Your message was sealed and sent"}.get(language, re.compile("scellé"))
    )
    if javascript:
        assert looking.faults(page) == []
    assert keeps_nothing(page)


@pytest.mark.parametrize("path", ["", "directory/", "letter/", "plan/", "statistics/", "report/"])
def test_the_other_language_is_the_same_page(visit: Visit, path: str) -> None:
    page = visit(PUBLIC, path, javascript=False)
    page.locator("a.tongue").click()
    assert urlsplit(page.url).path == f"/fr/{path}"
    page.locator("a.tongue").click()
    assert urlsplit(page.url).path == f"/en/{path}"


# ------------------------------------------------------------------------------------------ gone in a moment


@pytest.fixture
def leaving(open_page: OpenPage, country: Country) -> Callable[..., Page]:
    """Somebody who came from another page and has read ours; every other machine is played by us."""

    def come(language: str, *, javascript: bool = True) -> Page:
        page = open_page(language=language, javascript=javascript)
        page.context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", _elsewhere)
        page.goto("http://before.test/")
        page.goto(f"{country.public}/{language}/")
        page.locator(f"main a[href='/{language}/plan/']").click()
        page.locator("main a[href*='gap=']").first.click()
        page.locator("a.brand, .brand a").click()
        page.locator(f"main a.button[href='/{language}/directory/']").click()
        page.wait_for_url(f"**/{language}/directory/")
        return page

    return come


def _elsewhere(route: Route) -> None:
    route.fulfill(body="<!doctype html><title>elsewhere</title>", content_type="text/html")


def is_elsewhere(page: Page) -> None:
    page.wait_for_url(lambda url: urlsplit(url).hostname != "127.0.0.1")


HOW = pytest.mark.parametrize("how", ["press", "shift"])


def leave(page: Page, how: str) -> None:
    """Leave by the button or by the Shift key, then go back."""
    if how == "press":
        page.locator("a[data-exit]").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    is_elsewhere(page)
    page.go_back()


@BOTH
@HOW
def test_whoever_leaves_comes_back_to_the_page_before_ours(
    leaving: Callable[..., Page], language: str, how: str
) -> None:
    page = leaving(language)
    leave(page, how)
    assert page.url == "http://before.test/"
    assert keeps_nothing(page)


@BOTH
@HOW
def test_whoever_leaves_after_a_search_comes_back_to_the_page_before_ours(
    leaving: Callable[..., Page], language: str, how: str
) -> None:
    page = leaving(language)
    page.locator("[name=place]").fill("Toronto")
    page.locator("main form button").first.click()
    page.locator("ol.cards article h3 a").first.click()
    page.wait_for_url(re.compile("/directory/services/"))
    leave(page, how)
    assert page.url == "http://before.test/"


@BOTH
def test_leaving_needs_no_javascript(leaving: Callable[..., Page], language: str) -> None:
    page = leaving(language, javascript=False)
    page.locator("a[data-exit]").click()
    is_elsewhere(page)
    assert keeps_nothing(page)


@BOTH
@pytest.mark.parametrize("path", ["", "directory/", "letter/", "nowhere/"])
def test_title_and_icon_say_nothing_of_what_the_site_is_for(
    visit: Visit, language: str, path: str
) -> None:
    page = visit(PUBLIC, path, language)
    assert not re.search(r"traffick|traite|exploit|victim", page.title(), re.IGNORECASE)
    home = f"http://{urlsplit(page.url).netloc}"
    icon = page.request.get(home + (page.get_attribute("link[rel=icon]", "href") or "")).text()
    assert "<text" not in icon


# ------------------------------------------------------------------------------------------ a slow line

PAGES = {  # path, and how many kilobytes may pass on a first visit: page, styles, scripts, icon
    "": 15,
    "directory/": 15,
    "letter/": 15,
    "plan/": 15,
    "plan/IX.2/": 15,
    "statistics/": 15,
    "statistics/tables/calls/": 15,
    "report/": 15,
    # The whole annual report as one page, so that it is kept and searched whole: some hundred printed pages.
    "report/<id>/": 80,
}


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light(
    visit: Visit, people: People, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = people.find(PUBLIC, "report/", "report/<id>/") if "<id>" in path else ""
    page = visit(PUBLIC, None)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - playwright marks its handlers
    page.goto(f"{people.country.public}/fr/{path.replace('<id>', ids)}", wait_until="networkidle")
    parts = {
        urlsplit(one.url).path.rpartition(".")[2]
        if "/static/" in one.url
        else "html": one.request.sizes()
        for one in answers
    }
    weight = sum(size["responseBodySize"] for size in parts.values())
    with capsys.disabled():
        told = ", ".join(f"{kind} {size['responseBodySize']}" for kind, size in parts.items())
        print(f"\n/fr/{path}: {weight / KILOBYTE:.1f} kB ({told})", end=" ")  # noqa: T201 - the figure itself
    assert weight <= PAGES[path] * KILOBYTE
