"""Consents and disclosures, retention and holds, permits: each walked once by a worker with a phone."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from dotline.base import clock
from tests.browser import looking
from tests.browser.country import ID, People

Visit = Callable[..., Page]
NARROW = {"width": 320}


def own_case(people: People, place: int) -> str:
    """A case of ben's agency that no other walk writes in."""
    return people.find_all("ben", "case/", "case/<id>/")[place]


def opened(page: Page, words: str) -> Locator:
    """The folded part of a page under these words, unfolded."""
    part = page.locator("details", has=page.locator("summary", has_text=words)).last
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def day(days: int) -> str:
    return (clock.today("UTC") + timedelta(days=days)).isoformat()


def test_a_consent_carries_a_disclosure_and_taken_back_it_is_said_beside_it(
    visit: Visit, people: People
) -> None:
    case = own_case(people, -1)
    page = visit("ben", f"case/{case}/consent/", **NARROW)
    form = opened(page, "Write down a decision")
    form.locator("[name=consent-purpose]").select_option("share")
    form.get_by_label("Agreed").check()
    recipient = form.locator("[name=consent-recipient]")
    agency = recipient.locator("option").nth(1).inner_text()
    recipient.select_option(label=agency)
    form.locator("[name=consent-what][value=facts]").check()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"For {agency}")).to_be_visible()
    assert looking.faults(page) == []
    page.get_by_role("link", name="Disclosures", exact=True).click()
    assert page.locator("[name=disclose-clause] option[value=consent]").count() == 1
    form = opened(page, "Disclose something")
    form.locator("[name=disclose-to]").select_option(label=agency)
    form.locator("[name=disclose-parts][value=court]").check()
    form.locator("[name=disclose-clause]").select_option("consent")
    form.get_by_role("button", name="Ask the rule").click()
    expect(page.get_by_role("alert")).to_be_visible()  # she agreed to another part
    form = opened(page, "Disclose something")
    form.locator("[name=disclose-parts][value=court]").uncheck()
    form.locator("[name=disclose-parts][value=facts]").check()
    form.get_by_role("button", name="Ask the rule").click()
    expect(page.get_by_role("heading", name=agency)).to_be_visible()
    page.get_by_role("link", name="Consent", exact=True).click()
    opened(page, "Take back").get_by_role("button", name="Take back now").click()
    page.goto(page.url.replace("/en/", "/fr/").replace("/consent/", "/disclosed/"))
    expect(page.get_by_text("Consentement retiré depuis")).to_be_visible()
    assert looking.faults(page) == []


def test_a_hold_is_one_however_often_and_a_due_file_waits_for_a_second_person(
    visit: Visit, people: People
) -> None:
    case = own_case(people, -2)
    page = visit("ben", f"case/{case}/keeping/", **NARROW)
    for _ in range(2):
        form = opened(page, "Hold this case")
        form.locator("[name=hold-reason]").select_option("complaint")
        form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A second person lifts a hold.")).to_have_count(1)
    assert looking.faults(page) == []
    page.goto(re.sub(f"{ID}/keeping/", "retention/", page.url))
    page.locator("[name=chosen]").first.check()
    page.get_by_role("button", name="Propose for disposal").click()
    waiting = page.get_by_role("link", name=re.compile("waits? for a second person"))
    expect(waiting).to_be_visible()
    assert looking.faults(page) == []
    waiting.click()
    expect(page.get_by_role("button", name="Approve and destroy")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Withdraw")).click()
    page.goto(page.url.replace("/en/", "/fr/"))
    expect(page.get_by_text("84 mois").first).to_be_visible()
    assert looking.faults(page) == []


def test_a_permit_is_asked_for_decided_and_shown_with_its_days(
    visit: Visit, people: People
) -> None:
    case = own_case(people, -3)
    page = visit("ben", f"case/{case}/permits/", **NARROW)
    form = opened(page, "Write down an application")
    form.locator("[name=ask-kind]").select_option(index=1)
    form.locator("[name=ask-on]").fill("0001-01-01")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("The year 0001 cannot be right")
    form = opened(page, "Write down an application")
    form.locator("[name=ask-on]").fill(day(-60))
    form.get_by_role("button", name="Save").click()
    form = opened(page, "Say what was decided")
    form.get_by_label("Issued", exact=True).check()
    form.locator("[name=decide-on]").fill(day(-30))
    form.locator("[name=decide-valid_from]").fill(day(-30))
    form.locator("[name=decide-expires]").fill(day(20))
    form.get_by_role("button", name="Save").click()
    expect(page.locator("figure svg")).to_be_visible()
    table = opened(page, "The same days as a table").locator("table")
    assert table.evaluate("one => one.scrollWidth <= innerWidth")
    assert looking.faults(page) == []
    page.goto(page.url.replace("/en/", "/fr/"))
    assert looking.faults(page) == []
