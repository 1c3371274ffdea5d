"""A charge from the day it is laid to the sentence, by keyboard, without JavaScript, on a phone, as a police worker."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.country import People
from tests.browser.test_desk import press, tab_to
from tests.browser.test_keeping import day
from tests.browser.test_registers import PHONE, fits

Visit = Callable[..., Page]


def without_a_court(visit: Visit, people: People) -> Page:
    """The courts of a file of Kai's in which nothing goes on before a court."""
    for case in people.find_all("kai", "case/", "case/<id>/"):
        page = visit("kai", f"case/{case}/court/", **PHONE)
        if page.get_by_text("Nothing goes on before a court.").count():
            return page
    raise LookupError("every file stands before a court")


def opened(page: Page, words: str) -> Locator:
    """Open a form by keyboard."""
    press(page, page.locator("summary", has_text=re.compile(f"^{words}")).first)
    return page.locator("details[open]", has=page.locator("summary", has_text=words)).first


def fill(page: Page, form: Locator, **values: str) -> None:
    """Tab to each field and give it its value."""
    for name, value in values.items():
        field = form.locator(f"[name$=-{name}]")
        tab_to(page, field)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def save(page: Page, form: Locator) -> None:
    press(page, form.get_by_role("button", name="Save"))
    page.wait_for_load_state()


def test_a_charge_is_laid_tried_and_sentenced_by_keyboard_and_a_low_sentence_says_why(
    visit: Visit, people: People
) -> None:
    page = without_a_court(visit, people)
    form = opened(page, "Add a proceeding")
    fill(page, form, level="provincial", province="ON", opened_on=day(-5))
    save(page, form)
    form = opened(page, "Add a day in court")
    fill(page, form, on=day(20))
    save(page, form)
    form = opened(page, "Add a charge")
    fill(page, form, cite="CC 279.011(1)(b)", offence_first="2009-01-15", charged_on=day(-4))
    save(page, form)
    expect(page.get_by_role("alert")).to_be_visible()  # the provision was not in force that day
    form = page.locator("details[open]").first
    fill(page, form, offence_first=day(-30))
    save(page, form)
    expect(page.get_by_role("heading", name=re.compile("CC 279.011"))).to_be_visible()
    form = opened(page, "Say how the charge ended")
    fill(page, form, disposition="guilty")
    save(page, form)
    form = opened(page, "Add a part of the sentence")
    fill(page, form, kind="imprisonment", gross_days="300")
    save(page, form)
    expect(page.locator(".banner.warn").first).to_contain_text("minimum")
    fits(page)
