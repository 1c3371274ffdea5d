"""Two records of one person walked without a mouse: found, looked at, merged and parted again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looking
from tests.browser.test_desk import press

Visit = Callable[..., Page]


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_a_pair_is_looked_at_merged_and_parted_by_keyboard(
    visit: Visit, javascript: bool, width: int
) -> None:
    page = visit("ben", "case/doubles/", javascript=javascript, width=width)
    press(page, page.get_by_role("button", name="Look for doubles now"))
    page.wait_for_url("**/en/jobs/")
    page.go_back()
    pair = page.locator("table").get_by_role("link")
    name = pair.inner_text()
    press(page, pair)
    expect(page.locator("svg[role=img]")).to_be_visible()
    press(page, page.locator("summary", has_text="Each step in points"))
    expect(page.get_by_role("rowheader", name="date of birth", exact=True)).to_be_visible()
    if javascript:
        assert looking.faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.reload()  # the decision stands above the picture: Tab begins at the top again
    press(page, page.get_by_role("button", name="The same: merge"))
    expect(page.get_by_text("No pair waits.")).to_be_visible()
    press(page, page.get_by_role("button", name="Undo"))
    expect(page.locator("table").get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_text("Undone").first).to_be_visible()
