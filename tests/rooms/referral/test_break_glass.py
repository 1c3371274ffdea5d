"""A record of one's own agency is opened in an emergency: with a reason and a fresh code, for an hour, and reviewed."""

from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.glass import actions, queries
from dotline.access.models import BreakGlass
from dotline.access.roles import Role
from dotline.access.rules import LASTS, PURPOSE
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.duty.queries import about
from dotline.gates import outbox
from dotline.intake import actions as intake
from dotline.intake.rules import CallFacts
from dotline.referral import actions as referral
from dotline.referral.models import Listing
from tests.browsing import HTML, Desk, code_of, hidden
from tests.rooms.conftest import Cast
from tests.rooms.glass import WHY, broken, emergency, worker
from tests.rooms.referral.conftest import consent, wanted


@pytest.fixture
def hal(cast: Cast) -> Reader:
    """A police receiver at the hotline: her role opens no call."""
    return worker(cast, "hal", cast.hotline.id, Role.POLICE)


def test_a_call_is_read_for_an_hour_with_notice_clock_and_ledger(
    cast: Cast, call: UUID, hal: Reader, desk: Desk
) -> None:
    page = desk("hal").get(f"/en/intake/{call}/", **HTML)
    assert page.status_code == 403
    assert f"/en/access/break-glass/?kind=contact&amp;record={call}" in page.content.decode()
    row = broken(hal, call)
    with behind(cast.alice):
        assert list(queries.to_review(cast.alice)) == [row]
        (clock_of_review,) = about(cast.alice, Store.INSIDE, row.id)
        assert clock_of_review.due_at - row.at == timedelta(hours=72)
        assert clock_of_review.holder_id == cast.hotline.id
    assert "waits for your review" in desk("alice").get("/en/", **HTML).content.decode()
    shown = desk("hal").post(f"/en/access/break-glass/{row.id}/record/", **HTML).content.decode()
    assert "canary-summary" in shown
    events = Event.objects.using(Store.INSIDE).filter(actor=hal.worker)
    lines = events.values_list("action", "purpose", "object_id")
    assert ("access.break_glass", "help", call) in lines
    assert ("intake.open", PURPOSE, call) in lines
    assert not any(WHY[:12] in str(one.__dict__) for one in events)
    with clock.frozen(clock.now() + LASTS):
        with pytest.raises(Refused, match="time"):
            actions.look(by=hal, glass_id=row.id)
        assert "canary" not in desk("hal").get(f"/en/intake/{call}/", **HTML).content.decode()


def test_it_opens_one_record_and_no_other_page(
    cast: Cast, call: UUID, hal: Reader, desk: Desk
) -> None:
    broken(hal, call)
    client = desk("hal")
    assert client.get(f"/en/intake/{call}/", **HTML).status_code == 403
    assert client.get("/en/intake/", **HTML).status_code == 403
    assert not hal.has("intake.read")


@pytest.mark.parametrize("who", ["charlie", "olga", "rita"])
def test_neither_another_agency_nor_who_runs_the_desk_breaks_it(
    cast: Cast, call: UUID, who: str
) -> None:
    by = cast.operator if who == "olga" else cast[who]
    with pytest.raises((Refused, NotFound)):
        broken(by, call)
    with behind(Reader.system("test")):
        assert not BreakGlass.objects.using(Store.INSIDE).exists()


def test_what_cannot_be_broken(cast: Cast, call: UUID, hal: Reader) -> None:
    with pytest.raises(Conflict, match="without breaking"):
        broken(cast.bob, call)
    with pytest.raises(Invalid, match="never opened"):
        broken(hal, call, "tip")
    with pytest.raises(NotFound):
        broken(hal, new_id())
    for wrong in ({"words": "quick"}, {"reason": "curious"}):
        with pytest.raises(Invalid):
            actions.break_glass(by=hal, emergency=emergency(call, **wrong), code=code_of("hal"))
    tip = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    facts = CallFacts(record_type="tip", summary="canary-tip")
    intake.save_contact(by=cast.alice, contact_id=tip.id, facts=facts, key=new_id())
    with pytest.raises(Refused, match="tip"):
        broken(hal, tip.id)


def test_a_wrong_code_breaks_nothing_and_counts(cast: Cast, call: UUID, hal: Reader) -> None:
    for _try in range(8):
        with pytest.raises(Refused):
            actions.break_glass(by=hal, emergency=emergency(call), code="000000")
    with pytest.raises(Refused, match="Too many"):
        broken(hal, call)


def test_a_form_sent_twice_breaks_it_once(cast: Cast, call: UUID, hal: Reader, desk: Desk) -> None:
    client = desk("hal")
    page = client.get(
        f"/en/access/break-glass/?kind=contact&record={call}", **HTML
    ).content.decode()
    said = {"kind": "contact", "record": str(call), "reason": "life", "words": WHY}
    said |= {"key": hidden(page)["key"], "code": code_of("hal")}
    where = "/en/access/break-glass/"
    first = client.post(where, said, **HTML)
    assert first.status_code == 302
    assert client.post(where, said, **HTML).headers["Location"] == first.headers["Location"]
    other = client.post(where, said | {"words": f"Other. {WHY}"}, **HTML)
    assert other.status_code == SentAlready.status
    assert f"Other. {WHY}" in other.content.decode()


def test_a_second_person_reviews_and_the_right_rests_until_it_is_given_back(
    cast: Cast, call: UUID, hal: Reader, desk: Desk
) -> None:
    row = broken(hal, call)
    with pytest.raises(Refused):
        actions.review(by=hal, glass_id=row.id, verdict="justified")
    with pytest.raises(NotFound):
        actions.review(by=cast.charlie, glass_id=row.id, verdict="justified")
    with pytest.raises(Invalid):
        actions.review(by=cast.alice, glass_id=row.id, verdict="not_justified")
    assert WHY in desk("alice").get(f"/en/access/break-glass/{row.id}/", **HTML).content.decode()
    said = {"verdict": "not_justified", "finding": "Nobody was in danger."}
    where = f"/en/access/break-glass/{row.id}/review/"
    assert desk("alice").post(where, said, **HTML).status_code == 302
    with pytest.raises(Conflict):
        actions.review(by=cast.alice, glass_id=row.id, verdict="justified")
    with behind(cast.alice):
        assert about(cast.alice, Store.INSIDE, row.id).get().met_at is not None
    with pytest.raises(Refused, match="over"):
        actions.look(by=hal, glass_id=row.id)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        with pytest.raises(Refused, match="without a reason"):
            broken(hal, call)
        actions.give_back(by=cast.alice, glass_id=row.id)
        broken(hal, call)


def test_what_was_written_of_it_ends_with_the_record(cast: Cast, call: UUID, hal: Reader) -> None:
    row = broken(hal, call)
    intake.close_contact(by=cast.alice, contact_id=call, disposition="information")
    assert intake.dispose_contact(by=Reader.system("test"), contact_id=call)
    with behind(cast.alice):
        assert queries.text(queries.glass(cast.alice, row.id), "words") == ""


def test_a_late_review_suspends_the_right(cast: Cast, call: UUID, hal: Reader) -> None:
    row = broken(hal, call)
    with clock.frozen(clock.now() + timedelta(hours=73)):
        with pytest.raises(Refused, match="not been reviewed"):
            broken(hal, call)
        actions.review(by=cast.alice, glass_id=row.id, verdict="justified")
        broken(hal, call)


def test_what_was_handed_over_opens_while_its_consent_holds(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    nora = worker(cast, "nora", cast.shelter.id, Role.SUPERVISOR)
    row = referral.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=consent())
    outbox.deliver(Store.INSIDE)
    page = desk("nora").get(f"/en/referral/{row.id}/", **HTML).content.decode()
    assert "canary-alias" not in page
    assert "break the glass" in page
    glass = broken(nora, row.id, "referral")
    where = f"/en/access/break-glass/{glass.id}/record/"
    assert "canary-alias" in desk("nora").post(where, **HTML).content.decode()
    assert row.consent_id is not None
    referral.withdraw_consent(by=cast.alice, consent_id=row.consent_id)
    outbox.deliver(Store.INSIDE)
    closed = desk("nora").post(where, **HTML)
    assert closed.status_code == 403
    assert "canary-alias" not in closed.content.decode()
    with clock.frozen(clock.now() + timedelta(minutes=5)), pytest.raises(Refused):
        broken(nora, row.id, "referral")
