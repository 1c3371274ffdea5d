"""Needs that nothing fits as asked: noted within the call, undone by hand, counted; without a call counted too."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.gates import clean_room
from dotline.intake import actions, rules
from dotline.intake.models import ContactNeed, UnmetNeed
from dotline.intake.rules import NeedOutcome, NotedBy
from tests.browsing import HTML, browser
from tests.rooms.conftest import Cast
from tests.rooms.directory.listings import load, service
from tests.rooms.intake.reading import EVERYTHING, read

TORONTO = (43.65, -79.38)


@pytest.fixture
def shelter(cast: Cast) -> None:
    """One shelter in Toronto that speaks English."""
    load(service("Warm Room", at=TORONTO, needs=("shelter",), serves="ON"))


@pytest.fixture
def alice(cast: Cast) -> Client:
    return browser(cast.alice.worker)


def opened(cast: Cast) -> UUID:
    return actions.open_contact(by=cast.alice, channel="phone", key=new_id()).id


def save(client: Client, call: UUID, **fields: Any) -> None:
    revision = read.contact(EVERYTHING, call).revision
    told = {"needs": ["shelter"], "place": "Toronto", "key": new_id(), "revision": revision}
    answer = client.post(reverse("intake:call", args=[call]), {**told, **fields}, **HTML)
    assert answer.status_code == 302, answer.content


def noted(call: UUID) -> dict[str, tuple[str, str]]:
    with behind(EVERYTHING):
        rows = ContactNeed.objects.using(Store.INSIDE).filter(contact_id=call)
        return {row.need: (row.outcome, row.reason) for row in rows}


def lines() -> int:
    return Event.objects.using(Store.INSIDE).filter(action="intake.note_search").count()


def test_what_the_search_beside_a_call_cannot_find_is_noted_once(
    cast: Cast, alice: Client, shelter: None
) -> None:
    call = opened(cast)
    for _time in range(2):
        save(alice, call, needs=["shelter", "legal_aid"])
    assert noted(call) == {"shelter": ("open", ""), "legal_aid": ("unmet", "no_such_service")}
    assert lines() == 1
    page = alice.get(reverse("intake:call", args=[call])).content.decode()
    assert 'name="unmet_legal_aid"' in page
    assert 'name="unmet_shelter"' not in page


def test_a_note_follows_the_search_until_a_person_decides(
    cast: Cast, alice: Client, shelter: None
) -> None:
    call = opened(cast)
    save(alice, call, place="Winnipeg")
    assert noted(call)["shelter"] == ("unmet", "none_within_reach")
    save(alice, call)
    assert noted(call)["shelter"] == ("open", "")
    save(alice, call, place="Winnipeg")
    save(alice, call, place="Winnipeg", do="undo:shelter")
    save(alice, call, place="Winnipeg")
    assert noted(call)["shelter"] == ("open", ""), "what she took back stays taken back"


def test_she_gives_another_reason_and_no_search_changes_it(
    cast: Cast, alice: Client, shelter: None
) -> None:
    call = opened(cast)
    save(alice, call, place="Winnipeg")
    save(alice, call, place="Winnipeg", unmet_shelter="unsafe")
    save(alice, call, unmet_shelter="unsafe")
    assert noted(call)["shelter"] == ("unmet", "unsafe")


def test_a_need_that_is_unticked_takes_the_note_of_the_search_along(
    cast: Cast, alice: Client, shelter: None
) -> None:
    call = opened(cast)
    save(alice, call, needs=["shelter", "legal_aid"])
    save(alice, call)
    assert set(noted(call)) == {"shelter"}


def test_an_empty_directory_says_nothing_of_any_need(cast: Cast, alice: Client) -> None:
    call = opened(cast)
    save(alice, call)
    assert noted(call) == {"shelter": ("open", "")}


def test_unmet_needs_are_counted_with_a_call_and_without(
    cast: Cast, alice: Client, shelter: None
) -> None:
    call, key = opened(cast), new_id()
    save(alice, call, needs=["legal_aid"])
    actions.close_contact(by=cast.alice, contact_id=call, disposition="unmet")
    for _time in range(2):
        actions.record_unmet_need(
            by=cast.alice, need="food", reason="closed", key=key, province="NU"
        )
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        quarter = read.contact(EVERYTHING, call).quarter
        rows = list(read.counting_rows(release, Period("one", (quarter,))))
    unmet = {
        (row.unit, row.dims["need"], row.dims["province"])
        for row in rows
        if row.measure == "unmet_needs"
    }
    assert unmet == {(str(call), "legal_aid", "ON"), (str(key), "food", "NU")}


@pytest.mark.parametrize(
    ("outcome", "reason", "by", "found", "changes"),
    [
        (NeedOutcome.OPEN, "", NotedBy.NOBODY, "full", True),
        (NeedOutcome.OPEN, "", NotedBy.NOBODY, "", False),
        (NeedOutcome.UNMET, "full", NotedBy.SEARCH, "full", False),
        (NeedOutcome.UNMET, "full", NotedBy.SEARCH, "", True),
        (NeedOutcome.OPEN, "", NotedBy.PERSON, "full", False),
        (NeedOutcome.MET, "", NotedBy.NOBODY, "full", False),
    ],
)
def test_a_search_changes_only_what_no_person_decided(
    outcome: NeedOutcome, reason: str, by: NotedBy, found: str, changes: bool
) -> None:
    assert rules.after_search(outcome, reason, by, found) is changes


# ---------------------------------------------------------------- a search at the desk without a call


def test_a_search_that_finds_nothing_offers_to_write_it_down(alice: Client, shelter: None) -> None:
    page = alice.post(reverse("directory:find"), {"need": "legal_help", "place": "Toronto"}, **HTML)
    text = page.content.decode()
    assert reverse("intake:unmet") in text
    assert '<option value="no_such_service" selected>' in text
    assert '<option value="ON" selected>' in text
    found = alice.post(reverse("directory:find"), {"need": "housing", "place": "Toronto"}, **HTML)
    assert reverse("intake:unmet") not in found.content.decode()


def test_what_is_written_down_counts_once_and_holds_codes_alone(cast: Cast, alice: Client) -> None:
    given = {"key": new_id(), "need": "legal_help", "reason": "language", "province": "ON"}
    for _time in range(2):
        assert alice.post(reverse("intake:unmet"), given, **HTML).status_code == 302
    with behind(EVERYTHING):
        (row,) = UnmetNeed.objects.using(Store.INSIDE).all()
    assert (row.need, row.reason, row.province, row.agency_id) == (
        "legal_help", "language", "ON", cast.hotline.id,
    )  # fmt: skip
    assert "Written down" in alice.get(reverse("intake:unmet") + "?done=1").content.decode()


def test_the_same_form_with_other_words_is_refused_with_them_shown(alice: Client) -> None:
    given = {"key": new_id(), "need": "legal_help", "reason": "language", "province": "ON"}
    alice.post(reverse("intake:unmet"), given, **HTML)
    answer = alice.post(reverse("intake:unmet"), {**given, "reason": "full"}, **HTML)
    assert answer.status_code == 400
    assert '<option value="full" selected>' in answer.content.decode()
    with behind(EVERYTHING):
        assert UnmetNeed.objects.using(Store.INSIDE).get().reason == "language"


@pytest.mark.parametrize(
    "wrong", [{"need": "x"}, {"reason": "because"}, {"province": "ZZ"}, {"key": ""}]
)
def test_a_code_that_no_list_has_is_refused(alice: Client, wrong: dict[str, str]) -> None:
    given = {"key": str(new_id()), "need": "legal_help", "reason": "language", "province": "ON"}
    assert alice.post(reverse("intake:unmet"), {**given, **wrong}, **HTML).status_code == 400
    with behind(EVERYTHING):
        assert not UnmetNeed.objects.using(Store.INSIDE).exists()


def test_who_takes_no_calls_writes_nothing_down(cast: Cast) -> None:
    rita = browser(cast.rita.worker)
    assert rita.get(reverse("intake:unmet"), **HTML).status_code in {403, 404}
