"""Registers of privacy and her own page, walked by keyboard, without JavaScript, on a phone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.country import ID, PUBLIC, People
from tests.browser.test_desk import press, tab_to
from tests.browser.test_keeping import day

Visit = Callable[..., Page]
PHONE = {"javascript": False, "width": 320}


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def write(page: Page, name: str, text: str) -> None:
    """Tab to a field and type into it; a day as the browser takes it."""
    field = page.locator(f"[name={name}]")
    tab_to(page, field)
    field.fill(text)


def test_a_breach_is_written_down_weighed_and_told_by_keyboard(visit: Visit) -> None:
    page = visit("ben", "case/privacy/", **PHONE)
    press(page, page.locator("summary", has_text="Write down a breach"))
    tab_to(page, page.locator("[name=breach-kind]"))
    page.locator("[name=breach-kind]").select_option("lost")
    write(page, "breach-happened_on", day(-2))
    write(page, "breach-found_on", day(-3))
    write(page, "breach-people", "2")
    write(page, "breach-words", "FICTIONAL: a paper list left on a bus")
    press(page, page.locator("details[open]").get_by_role("button", name="Save"))
    expect(page.get_by_role("alert")).to_be_visible()  # found before it happened
    fits(page)
    tab_to(page, page.locator("[name=breach-found_on]"))
    page.locator("[name=breach-found_on]").fill(day(-1))
    press(page, page.locator("details[open]").get_by_role("button", name="Save"))
    mine = page.locator("article", has_text="FICTIONAL: a paper list left on a bus")
    press(page, mine.locator("summary", has_text="Weigh the risk"))
    for weight in ("sensitive", "misuse_likely"):
        press(page, mine.locator(f"[value={weight}]"), "Space")
    press(page, mine.get_by_role("button", name="Save"))
    expect(mine.get_by_text("Real risk of significant harm")).to_be_visible()
    press(page, mine.get_by_role("button", name="The Commissioner was told today"))
    press(page, mine.get_by_role("button", name="The persons were told today"))
    expect(mine.get_by_text("Persons told")).to_be_visible()
    expect(mine.get_by_role("button")).to_have_count(0)
    expect(mine.get_by_text("Kept until")).to_be_visible()
    fits(page)


def test_notes_are_produced_on_an_order_alone_and_no_more_than_it_names(
    visit: Visit, people: People
) -> None:
    case = people.find_all("ben", "case/", "case/<id>/")[-4]
    page = visit("ben", f"case/{case}/disclosed/", **PHONE)
    press(page, page.locator("summary", has_text="A court is asked for notes"))
    tab_to(page, page.locator("[name=notes-on]"))
    page.locator("[name=notes-on]").fill(day(-1))
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Write down that notes are asked for"))
    page.goto(re.sub(rf"{ID}/disclosed/", "privacy/", page.url))
    mine = page.locator("article", has_text=f"Case {case[:8]}").first
    expect(mine.get_by_text("Produce what the order names")).to_have_count(0)
    press(page, mine.get_by_role("button", name="Her counsel was told today"))
    press(page, mine.locator("summary", has_text="What the court did"))
    tab_to(page, mine.locator("[name=decide-to]"))
    mine.locator("[name=decide-to]").select_option("ordered")
    press(page, mine.get_by_role("button", name="Save"))
    press(page, mine.locator("summary", has_text="Produce what the order names"))
    tab_to(page, mine.locator("[name=produce-court]"))
    mine.locator("[name=produce-court]").fill("FICTIONAL court")
    press(page, mine.locator("[name=produce-parts]").first, "Space")
    press(page, mine.get_by_role("button", name="Save"))
    expect(mine.get_by_text("Produced", exact=True)).to_be_visible()
    fits(page)


def test_she_reads_takes_back_complains_and_asks_for_a_copy_and_it_comes_to_the_desk(
    visit: Visit,
) -> None:
    page = visit(PUBLIC, "page/", **PHONE)
    digits = page.get_by_text(re.compile(r"\d{4} \d{4} \d{4} \d{4}"))
    code = re.search(r"\d{4} \d{4} \d{4} \d{4}", digits.first.inner_text())
    assert code is not None
    write(page, "code", code.group())
    press(page, page.get_by_role("button", name="Open", exact=True))
    for heading in ("Where you stand", "Your plan", "Your papers and next days"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert "traffick" not in page.title().casefold()
    fits(page)
    press(page, page.get_by_role("button", name=re.compile("Take my yes back")).first)
    expect(page.get_by_text("You took it back.")).to_be_visible()
    for key, words in (("ArrowDown", "FICTIONAL: nobody called back"), ("ArrowUp", "")):
        press(page, page.locator("[name=what]").first, key)  # to the second, or around to the last
        if words:
            write(page, "text", words)
        with page.expect_navigation():
            press(page, page.get_by_role("button", name="Send"))
        expect(page.get_by_text("It is on its way.")).to_be_visible()
        fits(page)
    desk = visit("ben", "case/words/", **PHONE)
    asked = desk.locator("main ul a", has_text=re.compile("copy", re.I))
    for _try in range(20):
        if asked.count():
            break
        desk.wait_for_timeout(1_000)  # the desk opens the letterbox behind the page
        desk.reload()
    press(desk, asked.first)
    expect(desk.get_by_text("She asks for her own record.")).to_be_visible()
    fits(desk)
