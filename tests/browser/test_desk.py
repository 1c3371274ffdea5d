"""The line at the desk, walked in a browser by the people of the demo country."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import looking
from tests.browser.country import ID, PUBLIC, People

Visit = Callable[..., Page]
LONG = 90_000  # milliseconds: building a report on a busy machine

# Whether the middle of the element in focus can be seen, and has a ring around it (WCAG 2.4.7, 2.4.11).
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
  // Of a day's parts (day, month, year, calendar) the browser marks the one in focus inside of the field.
  const parts = one.type === "date", style = getComputedStyle(one);
  const ring = parts || style.outlineStyle !== "none" || style.boxShadow !== "none";
  const clear = top && (one.contains(top) || top.contains(one) || [...(one.labels || [])].some((l) => l.contains(top)));
  return ring && Boolean(clear);
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; on the way each stop must show that it has it."""
    for _ in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"Tab never comes to {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go to it with Tab and press a key there."""
    tab_to(page, wanted)
    page.keyboard.press(key)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_counsellor_answers_a_call_and_refers_without_a_mouse(visit: Visit, width: int) -> None:
    page = visit("ada", "intake/", width=width)
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile(f"/en/intake/{ID}/"))
    expect(page.locator("[name=safe_now]").first).to_be_focused()
    page.keyboard.press("Space")
    press(page, page.get_by_label("Emergency shelter"), "Space")
    page.keyboard.press("Tab")
    expect(page.locator("[data-autosave-state]")).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"))
    tab_to(page, page.locator("[name=place]"))
    page.keyboard.type("Toronto")
    services = page.locator("#services")
    expect(services).to_contain_text("a room for tonight, Toronto")
    assert page.locator(".aside").is_visible()
    page.keyboard.press("Alt+s")
    expect(page.get_by_text(re.compile("^Saved:"))).to_be_visible()
    expect(page.locator("[name=safe_now]").first).to_be_checked()
    expect(services).to_contain_text("a room for tonight, Toronto")
    refer_by_keyboard(page)


def refer_by_keyboard(page: Page) -> None:
    """From the page of a call to the receiving agency's queue."""
    press(page, page.get_by_role("link", name="Refer with consent"))
    press(page, page.get_by_role("link", name=re.compile("Safe Door, a room for tonight, Toronto")))
    page.wait_for_url(re.compile("/referral/send/"))
    press(page, page.get_by_label("Place", exact=True), "Space")
    press(page, page.get_by_role("button", name="See what will be sent"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Read it out, then send")
    expect(page.get_by_text("Nothing else leaves your agency.")).to_be_visible()
    assert looking.faults(page) == []
    press(page, page.locator("[name=agreed]"), "Space")
    press(page, page.get_by_role("button", name="Send now"))
    expect(page.get_by_text("Sent, waiting for an answer").first).to_be_visible()


def test_send_now_clicked_twice_hands_over_once(visit: Visit) -> None:
    page = visit("ada", "intake/")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile(f"/en/intake/{ID}/"))
    call = re.search(ID, page.url)
    assert call
    page.goto(re.sub(f"/intake/{ID}.*", f"/referral/send/{call[0]}/", page.url))
    page.get_by_role("link", name=re.compile("Safe Door, a room for tonight")).first.click()
    page.get_by_role("button", name="See what will be sent").click()
    page.locator("[name=agreed]").check()
    page.get_by_role("button", name="Send now").dblclick()
    expect(page.get_by_text("Sent, waiting for an answer").first).to_be_visible()
    page.goto(re.sub(r"/referral/.*", f"/intake/{call[0]}/", page.url))
    expect(page.locator("#referrals-of-call ~ ul li")).to_have_count(1)


def test_a_form_that_lacks_something_says_what_and_takes_the_focus(visit: Visit) -> None:
    page = visit("ada", "intake/", "fr")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile(f"/fr/intake/{ID}/"))
    page.goto(f"{page.url.split('#')[0]}close/")
    page.get_by_role("button", name="Terminer l’appel").click()
    required = page.locator("[name=disposition]").first
    if page.locator(".error-summary").count() == 0:  # the browser itself stopped it
        assert required.evaluate("one => !one.validity.valid")
        page.evaluate("document.querySelectorAll('form').forEach((one) => one.noValidate = true)")
        page.get_by_role("button", name="Terminer l’appel").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert looking.faults(page) == []


def test_a_closed_call_stays_as_it_is(visit: Visit) -> None:
    page = visit("ada", "intake/", "fr")
    page.keyboard.press("Alt+n")
    page.wait_for_url(re.compile(f"/fr/intake/{ID}/"))
    call = page.url.split("#")[0]
    page.goto(f"{call}close/")
    page.locator("[name=disposition][value=wrong_number]").check()
    page.get_by_role("button", name="Terminer l’appel").click()
    page.goto(call)
    expect(page.get_by_text("Cet appel est terminé", exact=False)).to_be_visible()
    assert looking.faults(page) == []


def test_a_receiving_worker_accepts_opens_a_case_and_adds_a_fact(visit: Visit) -> None:
    page = visit("ben", "referral/")
    first = page.locator("#queue table").first.locator("tbody tr").first
    expect(first.locator("td").last).to_contain_text(
        re.compile(r"\d+ (min|h) .*left|[Ll]ate by \d+")
    )
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="What was handed over")).to_be_visible()
    page.get_by_text("Accept and open a case").click()
    page.get_by_label("Forced labour", exact=True).check()
    page.locator("[name=case-name]").fill("FICTIONAL Sample")
    page.get_by_role("button", name="Accept and open the case").click()
    page.wait_for_url(re.compile(f"/en/case/{ID}/"))
    history = page.locator("section ol").first
    expect(history).to_contain_text("Forced labour")
    page.get_by_text("Add a fact").click()
    page.locator("select[name$=fact]").select_option(label="Psychological abuse")
    page.locator("[name$=present][value=yes]").check()
    page.locator("details[open]").get_by_role("button", name="Add").click()
    expect(history).to_contain_text("Psychological abuse")
    assert looking.faults(page) == []
    page.get_by_role("button", name="Show").first.click()
    expect(page.locator("main")).to_contain_text("FICTIONAL Sample")
    assert looking.faults(page) == []


def test_somebody_with_a_case_is_known_to_her_agency(visit: Visit) -> None:
    page = visit("ben", "case/open/", "fr")
    page.get_by_label("Nom", exact=False).fill("FICTIF Exemple")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.wait_for_url(re.compile(f"/fr/case/{ID}/"))
    page.goto(page.url.rsplit("/", 2)[0] + "/known/")
    page.locator("main form input[type=text]").fill("FICTIF Exemple")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("status").get_by_role("link").first).to_be_visible()
    assert looking.faults(page) == []


def test_a_statistician_follows_a_number_back(visit: Visit) -> None:
    page = visit("dana", "statistics/")
    page.get_by_text("The same numbers as a table").first.click()
    expect(page.locator("figure details[open] table").first).to_be_visible()
    assert looking.faults(page) == []
    page.get_by_role("link", name="Table: Calls to the line").click()
    page.locator("tbody td a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The way back of one number")
    for term in ("What it counts", "Snapshot digest", "Passage through the gate"):
        expect(page.get_by_text(term, exact=True)).to_be_visible()


def test_the_rapporteur_builds_the_report_and_sees_how_far_it_is(visit: Visit) -> None:
    page = visit("eli", "report/")
    page.get_by_role("button", name="Build the annual report").click()
    page.wait_for_url("**/en/jobs/")
    row = page.locator("main tbody tr").first
    expect(row.locator("progress")).to_be_visible(timeout=LONG)
    expect(row).to_contain_text("done", timeout=LONG)
    assert looking.faults(page) == []
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("link", name=re.compile("Annual report")).first.click()
    expect(page.locator("main a.bound").first).to_be_visible()


def test_a_coordinator_sees_the_gaps_of_the_plan_in_french(visit: Visit) -> None:
    page = visit("fay", "plan/", "fr")
    gap = page.locator(".cards li", has_text="Personne ne les dirige")
    missing = int(gap.locator(".figure-number").inner_text())
    gap.get_by_role("link").click()
    items = page.locator("section[aria-labelledby=items] li")
    expect(items).to_have_count(missing)
    assert looking.faults(page) == []
    items.first.get_by_role("link").click()
    expect(page.locator("dl.facts").first).to_contain_text("pas encore")
    page.get_by_role("navigation", name="Vous êtes ici").get_by_role("link").click()
    page.wait_for_url("**/fr/plan/")


def test_a_sealed_letter_is_opened_by_its_agency_alone(visit: Visit, people: People) -> None:
    page = visit(PUBLIC, "letter/", javascript=False)
    page.locator("[name=agency]").select_option(label="Safe Door Shelter, Toronto (FICTIONAL)")
    page.locator("[name=text]").fill("FICTIONAL: is there a room on Friday?")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your message was sealed and sent")
    desk = visit("ben", "letters/")
    desk.get_by_role("button", name="Open").last.click()
    expect(desk.locator("blockquote")).to_contain_text("is there a room on Friday?")
    assert looking.faults(desk) == []
