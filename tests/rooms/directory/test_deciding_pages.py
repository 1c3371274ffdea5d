"""The pages of conflicts and duplicates: side by side, plain buttons, each decision taken back by one."""

from typing import Any

from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.models import Merge, Service
from dotline.directory.queries import duplicates, offers
from tests.rooms.conftest import Desk
from tests.rooms.directory.listings import key, load, service

SYSTEM = Reader.system("test")
SAID: dict[str, Any] = {
    "email": "help@example.org",
    "description": "Beds and meals for all who need them.",
}


def two_lists() -> None:
    load(service("Harbour refuge", **SAID), source="north")
    first = service("Harbour refuge", **SAID | {"alert": "Ring twice."})
    load(first, service("Refuge Harbour", **SAID), source="south")
    actions.look(by=SYSTEM)


def test_a_conflict_is_decided_and_taken_back_by_plain_buttons(desk: Desk) -> None:
    two_lists()
    client = desk("olga")
    page = client.get("/en/directory/conflicts/").content.decode()
    assert "Ring twice." in page and "south" in page and "Take the offer" in page
    (found,) = [one for one in offers.conflicts(SYSTEM) if one.field == "alert"]
    sent = {"offer": str(found.id), "what": "take"}
    assert client.post("/en/directory/conflicts/decide/", sent).status_code == 302
    assert Service.objects.get(id=key("Harbour refuge")).alert == "Ring twice."
    assert client.post("/en/directory/conflicts/decide/", sent).status_code == 409
    decision = offers.conflict(SYSTEM, found.id).decision
    assert "Take this back" in client.get("/en/directory/conflicts/").content.decode()
    client.post("/en/directory/conflicts/undo/", {"decision": str(decision)})
    assert Service.objects.get(id=key("Harbour refuge")).alert == ""


def test_a_source_is_taken_whole_and_taken_back_whole(desk: Desk) -> None:
    load(service("A house"), service("B house"), source="north")
    both = (service("A house", alert="One."), service("B house", alert="Two."))
    load(*both, source="south")
    client = desk("olga")
    source = offers.conflicts(SYSTEM)[0].source_id
    client.post("/en/directory/conflicts/decide/", {"source": str(source), "what": "take"})
    assert set(Service.objects.values_list("alert", flat=True)) == {"One.", "Two."}
    decision = offers.decided(SYSTEM)[0].decision
    client.post("/en/directory/conflicts/undo/", {"decision": str(decision)})
    assert set(Service.objects.values_list("alert", flat=True)) == {""}


def test_a_pair_stands_side_by_side_and_is_judged_and_asked_again(desk: Desk) -> None:
    two_lists()
    client = desk("olga")
    (pair,) = [one for one in duplicates.queue(SYSTEM) if one.kind == "service"]
    page = client.get("/fr/directory/duplicates/").content.decode()
    assert "Harbour refuge" in page and "Refuge Harbour" in page and "Doublons" in page
    where = f"/en/directory/duplicates/{pair.id}/judge/"
    for said, merges in (("yes", 1), ("again", 0), ("no", 0)):
        assert client.post(where, {"same": said}).status_code == 302
        assert Merge.objects.filter(undone_at=None).count() == merges
    client.post("/en/directory/duplicates/look/")
    assert pair.id not in {one.id for one in duplicates.queue(SYSTEM)}
    assert client.post(where, {"same": "maybe"}).status_code == 400


def test_who_may_not_change_the_directory_is_refused(desk: Desk) -> None:
    for page in ("conflicts", "duplicates"):
        assert desk("alice").get(f"/en/directory/{page}/").status_code == 403
