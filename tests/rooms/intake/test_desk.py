"""The call at the desk: one keystroke to open, safety first, saved without JavaScript, in both languages."""

import re
from html.parser import HTMLParser
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from dotline.access.models import Worker
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.ids import new_id
from dotline.intake import actions
from dotline.intake.models import Contact
from dotline.intake.rules import CallFacts, ContactPlan, Status, Way
from tests.browsing import HTML, browser, hidden
from tests.rooms.conftest import Cast
from tests.rooms.intake.reading import EVERYTHING, read


class Fields(HTMLParser):
    """What a browser without JavaScript would send of a page's call form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._inside = False
        self._name, self._area = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._inside = given.get("id") == "call"
        if not self._inside:
            return
        if tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.values.setdefault(name, []).append(value or "on")
        elif tag == "input":
            self.values[name] = [value]
        elif tag in {"select", "textarea"}:
            self._name, self.values[name] = name, [""]
            self._area = tag == "textarea"
        elif tag == "option" and "selected" in given:
            self.values[self._name] = [value]

    def handle_endtag(self, tag: str) -> None:
        self._area = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._name][0] += data.removeprefix("\n")


@pytest.fixture
def desk(cast: Cast) -> Client:
    return browser(cast.alice.worker)


def test_a_button_of_a_page_gone_back_to_never_answers_with_a_call_of_another_channel(
    desk: Client,
) -> None:
    form = hidden(desk.get("/en/intake/", **HTML).content.decode())
    first = desk.post("/en/intake/open/", {**form, "channel": "phone"}, **HTML)
    told = desk.post("/en/intake/open/", {**form, "channel": "chat"}, **HTML)
    page = told.content.decode()
    assert told.status_code == 409
    assert "sent already" in page
    anew = desk.post("/en/intake/open/", {**hidden(page), "channel": "chat"}, **HTML)
    assert anew.status_code == 302
    assert anew.headers["Location"] != first.headers["Location"]


def new_call(desk: Client) -> str:
    """Press the button of the queue; the address of the call's page."""
    page = desk.get("/en/intake/", **HTML).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    answer = desk.post("/en/intake/open/", {"key": key[1], "channel": "phone"}, **HTML)
    assert answer.status_code == 302
    return answer.headers["Location"]


def send(desk: Client, address: str, **changes: object) -> str:
    """Fill in the page's form as it stands, with changes, and send it; the page that follows."""
    fields = Fields(desk.get(address, **HTML).content.decode()).values
    answer = desk.post(address, {**fields, **changes}, **HTML)
    assert answer.status_code == 302, answer.content.decode()
    return desk.get(answer.headers["Location"].partition("#")[0], **HTML).content.decode()


def the_call() -> Contact:
    with behind(EVERYTHING):
        return Contact.objects.using(Store.INSIDE).get()


def test_one_press_opens_a_call_and_its_first_question_is_about_safety(desk: Client) -> None:
    page = desk.get(new_call(desk), **HTML).content.decode()
    assert the_call().status == Status.OPEN
    assert page.index("Are you safe to talk?") < page.index("What do you need most?")
    first = re.search(r"<input[^>]*autofocus[^>]*>", page)
    assert first is not None
    assert 'name="safe_now"' in first[0]
    assert page.count("autofocus") == 1


def test_nothing_of_a_call_is_required(desk: Client, cast: Cast) -> None:
    address = new_call(desk)
    page = send(desk, address)
    assert "required" not in page
    assert read.facts_of(cast.alice, the_call()) == CallFacts()


def test_what_is_typed_is_there_again_in_both_languages(desk: Client, cast: Cast) -> None:
    address = new_call(desk)
    send(
        desk,
        address,
        safe_now="yes",
        needs=["shelter", "legal_aid"],
        place="R3C 0V8",
        language="fra",
        alias="Heron",
        ways=["sms"],
        reach="by text",
        first_hour="18",
        last_hour="22",
        summary="two lines\nof text",
    )
    facts = read.facts_of(cast.alice, the_call())
    assert facts.needs == ("legal_aid", "shelter")
    assert (facts.place, facts.province, facts.plan.zone) == ("R3C", "MB", "America/Winnipeg")
    for lang in ("en", "fr"):
        shown = Fields(
            desk.get(
                reverse("intake:call", args=[the_call().id]).replace("/en/", f"/{lang}/"), **HTML
            ).content.decode()
        ).values
        assert shown["alias"] == ["Heron"]
        assert shown["summary"] == ["two lines\nof text"]
        assert sorted(shown["needs"]) == ["legal_aid", "shelter"]
        assert shown["ways"] == ["sms"]
        assert shown["first_hour"] == ["18"]


def test_every_need_is_two_steps_away_and_stands_once(desk: Client) -> None:
    page = desk.get(new_call(desk), **HTML).content.decode()
    codes = re.findall(r'name="needs" value="([^"]+)"', page)
    assert len(codes) == len(set(codes)) > 50
    assert codes[:3] == ["shelter", "system_navigation", "counselling"]


def test_danger_brings_911_to_the_top(desk: Client) -> None:
    page = send(desk, new_call(desk), danger="on")
    assert page.index("Danger now") < page.index("Safety first")
    assert the_call().urgency == "immediate"
    page = send(desk, reverse("intake:call", args=[the_call().id]), danger="on", wants_911="no")
    assert "The person said no to 911" in page


def test_a_rural_postal_area_is_kept_and_the_community_asked_for(desk: Client) -> None:
    page = send(desk, new_call(desk), place="X0A 0H0")
    assert the_call().place == "X0A"
    assert "is rural and too wide" in page
    assert "km" not in re.findall(r"<aside.*?</aside>", page, re.DOTALL)[0]


def test_a_draft_comes_back_after_the_page_was_lost(desk: Client, cast: Cast) -> None:
    address = new_call(desk)
    draft = reverse("intake:draft", args=[the_call().id])
    sent = {"summary": "half a sent", "needs": ["food"], "danger": "on", "csrfmiddlewaretoken": "x"}
    assert desk.post(draft, sent, **HTML).status_code == 204
    for client in (desk, browser(cast.bob.worker)):
        page = client.get(address, **HTML).content.decode()
        assert "draft" in page
        assert "Danger now" in page
        assert Fields(page).values["summary"] == ["half a sent"]
        assert Fields(page).values["needs"] == ["food"]
    desk.post(reverse("intake:draft-drop", args=[the_call().id]), **HTML)
    assert "half a sent" not in desk.get(address, **HTML).content.decode()


def test_who_saves_over_a_colleague_keeps_her_text_and_is_told(desk: Client, cast: Cast) -> None:
    address = new_call(desk)
    mine = Fields(desk.get(address, **HTML).content.decode()).values
    send(browser(cast.bob.worker), address, summary="from Bob")
    answer = desk.post(address, {**mine, "summary": "from Alice"}, **HTML)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved this call" in page
    again = Fields(page).values
    assert again["summary"] == ["from Alice"]
    assert desk.post(address, again, **HTML).status_code == 302
    assert read.facts_of(cast.alice, the_call()).summary == "from Alice"


def test_sending_a_page_twice_saves_it_once(desk: Client) -> None:
    address = new_call(desk)
    fields = Fields(desk.get(address, **HTML).content.decode()).values
    for _press in range(2):
        assert desk.post(address, {**fields, "needs": ["food"]}, **HTML).status_code == 302
    assert the_call().revision == 1


def test_a_page_gone_back_to_and_changed_is_never_told_saved_and_lost(desk: Client) -> None:
    address = new_call(desk)
    fields = Fields(desk.get(address, **HTML).content.decode()).values
    assert desk.post(address, {**fields, "summary": "first"}, **HTML).status_code == 302
    changed = desk.post(address, {**fields, "summary": "second"}, **HTML)
    assert changed.status_code == 409
    again = Fields(changed.content.decode()).values
    assert again["summary"] == ["second"]
    assert desk.post(address, again, **HTML).status_code == 302
    assert the_call().revision == 2


def test_looking_at_a_call_is_on_the_ledger(desk: Client) -> None:
    desk.get(new_call(desk), **HTML)
    seen = Event.objects.using(Store.INSIDE).filter(action="intake.open", outcome="seen")
    assert [event.object_id for event in seen] == [the_call().id]


def test_a_call_ends_with_how_and_what_became_of_each_need(desk: Client, cast: Cast) -> None:
    address = new_call(desk)
    send(desk, address, needs=["shelter"], do="close")
    end = reverse("intake:close", args=[the_call().id])
    assert "Everything is full" in desk.get(end, **HTML).content.decode()
    assert desk.post(end, {}, **HTML).status_code == 400
    given = {"disposition": "unmet", "need_shelter": "unmet:full"}
    assert desk.post(end, given, **HTML).status_code == 302
    assert read.needs_of(cast.alice, the_call().id)[0].reason == "full"
    page = desk.get(address, **HTML).content.decode()
    assert "stays as it is" in page
    assert desk.post(address, {"key": new_id(), "revision": 1}, **HTML).status_code == 403
    assert desk.post(end, given, **HTML).status_code == 302


def test_a_number_is_shown_only_within_the_plan(desk: Client, cast: Cast) -> None:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    plan = ContactPlan(frozenset({Way.SMS}), zone="UTC", reach="555 0101")
    actions.save_contact(by=cast.alice, contact_id=row.id, facts=CallFacts(plan=plan), key=new_id())
    address = reverse("intake:reach", args=[row.id])
    assert "555 0101" in desk.post(address, {"way": "sms"}, **HTML).content.decode()
    refused = desk.post(address, {"way": "phone"}, **HTML)
    assert refused.status_code == 403
    assert "555" not in refused.content.decode()


def test_services_for_the_needs_come_as_a_part_of_the_page(desk: Client) -> None:
    page = desk.get(
        "/fr/intake/services/", {"needs": ["shelter", "nothing"], "place": "X0A"}, **HTML
    ).content.decode()
    assert 'id="services"' in page
    assert "Hébergement d" in page
    assert "Donnez plutôt le nom de la localité." in page


@pytest.mark.parametrize("path", ["", "open", "call", "draft", "close", "reach"])
def test_another_agencys_call_is_not_there(cast: Cast, path: str) -> None:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    client = browser(cast.charlie.worker)
    if path == "":
        assert str(row.id) not in client.get("/en/intake/", **HTML).content.decode()
    elif path != "open":
        address = reverse(f"intake:{path}", args=[row.id])
        assert client.post(address, {"way": "sms"}, **HTML).status_code == 404
    assert browser(cast.rita.worker).get("/en/intake/", **HTML).status_code == 403


def test_a_supervisor_reads_and_changes_nothing(cast: Cast) -> None:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    Worker.objects.using(Store.INSIDE).filter(username="bob").update(roles="supervisor")
    client = browser(cast.bob.worker)
    page = client.get(reverse("intake:call", args=[row.id]), **HTML).content.decode()
    assert "Save and show services" not in page
    assert "New call" not in client.get("/en/intake/", **HTML).content.decode()
    answer = client.post("/en/intake/open/", {"key": new_id(), "channel": "phone"}, **HTML)
    assert answer.status_code == 403


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_titles_are_neutral_and_nothing_is_inline(desk: Client, lang: str) -> None:
    call: UUID = UUID(new_call(desk).rstrip("/").rpartition("/")[2])
    for name, arguments in (("queue", []), ("call", [call]), ("close", [call])):
        address = reverse(f"intake:{name}", args=arguments).replace("/en/", f"/{lang}/")
        page = desk.get(address, **HTML).content.decode()
        title = re.search(r"<title>(.*?)</title>", page)
        assert title is not None
        assert "traf" not in title[1].lower()
        assert "traite" not in title[1].lower()
        assert not re.search(r" style=| on[a-z]+=|<style|<script>(?!<)", page)
