"""A screen walked without JavaScript and without a mouse: begun, answered, stopped, finished, help offered."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.country import ID, People
from tests.browser.test_desk import press, tab_to

Visit = Callable[..., Page]


def test_somebody_is_screened_and_offered_help_by_keyboard_without_javascript(
    visit: Visit, people: People
) -> None:
    case = people.find("ben", "case/", "case/<id>/")
    page = visit("ben", f"case/{case}/screening/", javascript=False, width=320)
    tab_to(page, page.get_by_label("Instrument"))
    page.get_by_label("Instrument").select_option("ircc_2007")
    press(page, page.get_by_role("button", name="Begin"))
    page.get_by_role("link", name=re.compile("Immigration criteria")).first.click()
    page.wait_for_url(re.compile(f"/en/case/screen/{ID}/"))
    press(page, page.locator("[name=reply-freedom][value='']"), "ArrowRight")
    press(page, page.get_by_role("button", name="Save and stop for now"))
    expect(page.get_by_text("Open: go on when it is right for her").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Immigration criteria")).first.click()
    expect(page.locator("[name=reply-freedom][value=yes]")).to_be_checked()
    press(page, page.get_by_role("button", name="Finish and see the result"))
    expect(page.get_by_text("A screen never sets a status.")).to_be_visible()
    expect(page.get_by_text("Enough signs for the rule")).to_be_visible()
    press(page, page.get_by_label("Accepted", exact=True), "ArrowDown")
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text("A service near her: Not now; she may come back")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
