"""Shifts and their hand-over: nothing lost, nobody waits; decisions about children; codes of callers."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.duty import queries as duty
from dotline.intake import actions, queries
from dotline.intake.models import Contact, ContactNeed, UnmetNeed
from dotline.intake.rules import CallFacts, returning
from tests.browsing import HTML, browser, hidden
from tests.rooms.conftest import Cast
from tests.rooms.intake.reading import EVERYTHING, read


def call(by: Reader, **facts: object) -> UUID:
    row = actions.open_contact(by=by, channel="phone", key=new_id())
    if facts:
        value = CallFacts(**facts)  # type: ignore[arg-type]  # facts by name
        actions.save_contact(by=by, contact_id=row.id, facts=value, key=new_id())
    return row.id


def row(contact: UUID) -> Contact:
    with behind(EVERYTHING):
        return Contact.objects.using(Store.INSIDE).get(pk=contact)


def owed(cast: Cast, subject: UUID) -> set[str]:
    with behind(cast.alice):
        rows = duty.about(cast.alice, Store.INSIDE, subject).filter(met_at=None, waived_at=None)
        return {one.rule for one in rows}


# ---------------------------------------------------------------- who answers


def test_a_call_is_offered_only_where_somebody_signed_on(cast: Cast) -> None:
    assert read.answering(cast.alice, clock.now()).last_resort
    actions.begin_shift(by=cast.alice, desk="line")
    found = read.answering(cast.bob, clock.now(), "NL")
    assert [one.desk.code for one in found.offered] == ["line"]
    assert found.offered[0].workers == 1
    actions.begin_shift(by=cast.bob, desk="line")
    assert read.answering(cast.charlie, clock.now()).offered[0].workers == 2
    actions.end_shift(by=cast.alice)
    actions.end_shift(by=cast.bob)
    assert read.answering(cast.alice, clock.now()).last_resort


def test_a_forgotten_shift_swallows_no_calls_the_next_night(cast: Cast) -> None:
    actions.begin_shift(by=cast.alice, desk="line")
    with clock.frozen(clock.now() + timedelta(hours=12, minutes=1)):
        assert read.answering(cast.alice, clock.now()).last_resort
        assert not read.is_on_shift(cast.alice)
        actions.begin_shift(by=cast.alice, desk="line")
        assert read.is_on_shift(cast.alice)


def test_nobody_signs_on_at_another_agencys_desk(cast: Cast) -> None:
    with pytest.raises(Invalid):
        actions.begin_shift(by=cast.charlie, desk="line")
    with pytest.raises(Refused):
        actions.begin_shift(by=cast.rita, desk="line")


# ---------------------------------------------------------------- the hand-over


def test_a_shift_ends_only_when_each_open_call_was_signed_over_and_nobody_waits(
    cast: Cast,
) -> None:
    actions.begin_shift(by=cast.alice, desk="line")
    one = call(cast.alice)
    with pytest.raises(Refused):
        actions.end_shift(by=cast.alice)
    key = new_id()
    for _time in range(2):
        given = actions.give_handover(
            by=cast.alice, notes={one: "rings at nine"}, general="calm", key=key
        )
    actions.end_shift(by=cast.alice)  # before anybody took it
    assert [row.id for row in read.waiting_handovers(cast.bob)] == [given.id]
    left = read.left_by(cast.bob, given)
    assert [(item.id, item.note, item.new) for item in left] == [(one, "rings at nine", False)]
    assert read.handover_note(cast.bob, given) == "calm"


def test_a_hand_over_gone_back_to_and_changed_is_refused_and_loses_no_note(cast: Cast) -> None:
    one, key = call(cast.alice), new_id()
    given = actions.give_handover(by=cast.alice, notes={one: "nine"}, general="", key=key)
    for notes, general in (({one: "ten"}, ""), ({one: "nine"}, "calm"), ({}, "")):
        with pytest.raises(SentAlready):
            actions.give_handover(by=cast.alice, notes=notes, general=general, key=key)
    assert [row.id for row in read.waiting_handovers(cast.bob)] == [given.id]
    assert [item.note for item in read.left_by(cast.bob, given)] == ["nine"]


def test_the_page_shows_every_note_again_that_was_refused_also_of_a_call_that_has_ended(
    cast: Cast,
) -> None:
    desk, where = browser(cast.alice.worker), reverse("intake:give-shift")
    one, ended = call(cast.alice), call(cast.alice)
    form = hidden(desk.get(where, **HTML).content.decode())
    actions.close_contact(by=cast.alice, contact_id=ended, disposition="helped")
    typed = {**form, f"note-{one}": "rings at nine", f"note-{ended}": "asked for a bed"}
    told = desk.post(where, {**typed, "general": "calm"}, **HTML)
    page = told.content.decode()
    assert told.status_code == 409
    assert "no longer open" in page
    assert "rings at nine" in page
    assert "calm\nasked for a bed" in page
    rest = {f"note-{one}": "rings at nine", "general": "calm\nasked for a bed"}
    data = {**hidden(page), **rest}
    first, again = (desk.post(where, data, **HTML) for _time in range(2))
    assert first.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    changed = desk.post(where, {**data, "general": "not calm at all"}, **HTML)
    assert changed.status_code == 409
    assert "not calm at all" in changed.content.decode()
    assert len(read.waiting_handovers(cast.bob)) == 1


def test_what_came_in_after_it_was_signed_is_shown_as_new_and_nothing_is_lost(cast: Cast) -> None:
    old = call(cast.alice)
    given = actions.give_handover(by=cast.alice, notes={}, general="", key=new_id())
    late = call(cast.alice, record_type="disclosure", danger=True)
    left = {item.id: item for item in read.left_by(cast.bob, given)}
    assert set(left) == {old, late}
    assert left[late].new
    assert [row.rule for row in left[late].clocks] == ["intake_disclosure_immediate"]
    assert read.not_signed_over(cast.alice) == 1


def test_another_person_takes_it_once_and_owns_its_calls(cast: Cast) -> None:
    one = call(cast.alice)
    given = actions.give_handover(by=cast.alice, notes={}, general="", key=new_id())
    with pytest.raises(Refused):
        actions.take_handover(by=cast.alice, handover_id=given.id)
    with pytest.raises(NotFound):
        actions.take_handover(by=cast.charlie, handover_id=given.id)
    actions.take_handover(by=cast.bob, handover_id=given.id)
    actions.take_handover(by=cast.bob, handover_id=given.id)
    assert row(one).worker_id == cast.bob.worker
    assert read.waiting_handovers(cast.alice) == []


# ---------------------------------------------------------------- clocks of the three kinds


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"record_type": "disclosure", "danger": True}, "intake_disclosure_immediate"),
        ({"record_type": "disclosure", "needs": ("employment",)}, "intake_disclosure_routine"),
        ({"record_type": "information"}, "intake_information"),
    ],
)
def test_each_kind_of_call_has_its_clock_which_stops_at_its_end(
    cast: Cast, facts: dict[str, object], rule: str
) -> None:
    one = call(cast.alice, **facts)
    assert owed(cast, one) == {rule}
    actions.close_contact(by=cast.alice, contact_id=one, disposition="helped")
    assert owed(cast, one) == set()


def test_a_call_that_turns_urgent_has_one_clock(cast: Cast) -> None:
    one = call(cast.alice, record_type="disclosure", needs=("employment",))
    worse = CallFacts(record_type="disclosure", danger=True)
    actions.save_contact(by=cast.alice, contact_id=one, facts=worse, key=new_id())
    assert owed(cast, one) == {"intake_disclosure_immediate"}


@pytest.mark.parametrize("kind", ["tip", "information"])
def test_a_tip_or_a_question_is_never_handed_over_as_a_person(cast: Cast, kind: str) -> None:
    one = call(cast.alice, record_type=kind, alias="Heron")
    with pytest.raises(Refused):
        read.handover_record(cast.alice, one)


def test_a_skipped_question_is_not_asked_again_and_a_paused_call_stays_open(cast: Cast) -> None:
    one = call(cast.alice)
    facts = CallFacts(skipped=("safe", "needs"))
    actions.save_contact(by=cast.alice, contact_id=one, facts=facts, key=new_id(), pause=True)
    kept = row(one)
    assert kept.paused_at is not None
    assert kept.status == "open"
    assert read.facts_of(cast.alice, kept).skipped == ("needs", "safe")


# ---------------------------------------------------------------- children


def test_one_worker_decides_about_a_child_at_once_on_the_law_of_the_province(cast: Cast) -> None:
    one = call(cast.bob, age_band="12-15")
    assert "intake_child_duty" in owed(cast, one)
    with pytest.raises(Invalid):
        actions.decide_child_duty(by=cast.bob, contact_id=one, decision="reported")
    facts = CallFacts(age_band="12-15", province="ON")
    actions.save_contact(by=cast.bob, contact_id=one, facts=facts, key=new_id())
    made = actions.decide_child_duty(by=cast.bob, contact_id=one, decision="reported")
    assert made.basis == "duty_report_child_on"
    assert owed(cast, one) == {"intake_child_review"}


def test_a_second_person_reviews_and_nobody_their_own(cast: Cast) -> None:
    one = call(cast.alice, age_band="16-17", province="QC")
    made = actions.decide_child_duty(by=cast.alice, contact_id=one, decision="no_duty")
    with pytest.raises(Refused):
        actions.review_child_duty(by=cast.alice, decision_id=made.id, agreed=True)
    with pytest.raises(Refused):
        actions.review_child_duty(by=cast.bob, decision_id=made.id, agreed=True)
    other = call(cast.bob, age_band="16-17", province="QC")
    his = actions.decide_child_duty(by=cast.bob, contact_id=other, decision="cannot_yet")
    done = actions.review_child_duty(by=cast.alice, decision_id=his.id, agreed=False)
    assert (done.agreed, done.reviewed_by) == (False, cast.alice.worker)
    assert "intake_child_review" not in owed(cast, other)
    with pytest.raises(Conflict):
        actions.review_child_duty(by=cast.alice, decision_id=his.id, agreed=True)


# ---------------------------------------------------------------- needs that no search met


def test_an_unmet_need_of_a_search_is_kept_once_with_its_reason(cast: Cast) -> None:
    key = new_id()
    for _time in range(2):
        actions.record_unmet_need(
            by=cast.alice, need="shelter", reason="none_within_reach", key=key, province="NU"
        )
    with behind(EVERYTHING):
        assert UnmetNeed.objects.using(Store.INSIDE).filter(province="NU").count() == 1
    one = call(cast.alice)
    for _time in range(2):
        actions.record_unmet_need(
            by=cast.alice, need="shelter", reason="full", key=new_id(), contact_id=one
        )
    with behind(EVERYTHING):
        kept = ContactNeed.objects.using(Store.INSIDE).get(contact_id=one)
    assert (kept.outcome, kept.reason) == ("unmet", "full")
    for wrong in ({"need": "gold"}, {"reason": "because"}, {"province": "ZZ"}):
        given = {"need": "shelter", "reason": "full", "key": new_id(), **wrong}
        with pytest.raises(Invalid):
            actions.record_unmet_need(by=cast.alice, **given)  # type: ignore[arg-type]


# ---------------------------------------------------------------- returning callers


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow hash, made quick."""
    monkeypatch.setattr(returning, "MEMORY_KIB", 64)
    monkeypatch.setattr(returning, "PASSES", 1)


def test_only_the_callers_own_code_joins_calls(cast: Cast, cheap: None) -> None:
    first = call(cast.alice, alias="Heron", summary="same words")
    assert actions.choose_code(by=cast.alice, contact_id=first, code="blue heron lamp")
    second = call(cast.bob, alias="Heron", summary="same words")
    assert read.earlier_calls(cast.bob, row(second)) == []
    assert not actions.recognise(by=cast.bob, contact_id=second, code="blue heron lantern")
    assert actions.recognise(by=cast.bob, contact_id=second, code="  Blue HERON lamp ")
    assert [one.id for one in read.earlier_calls(cast.bob, row(second))] == [first]


def test_a_code_that_is_taken_joins_nobody(cast: Cast, cheap: None) -> None:
    first, second = call(cast.alice), call(cast.alice)
    assert actions.choose_code(by=cast.alice, contact_id=first, code="blue heron lamp")
    assert not actions.choose_code(by=cast.alice, contact_id=second, code="blue heron lamp")
    assert row(second).caller_code_id is None


def test_a_code_of_one_agency_is_unknown_to_another(cast: Cast, cheap: None) -> None:
    first, other = call(cast.alice), call(cast.charlie)
    actions.choose_code(by=cast.alice, contact_id=first, code="blue heron lamp")
    assert not actions.recognise(by=cast.charlie, contact_id=other, code="blue heron lamp")


def test_guessing_codes_is_slowed_down(cast: Cast, cheap: None) -> None:
    one = call(cast.alice)
    for number in range(returning.TRIES_OF_A_WORKER):
        actions.recognise(by=cast.alice, contact_id=one, code=f"some words {number}")
    with pytest.raises(Refused):
        actions.recognise(by=cast.alice, contact_id=one, code="some words more")
    with clock.frozen(clock.now() + returning.TRIES_WITHIN + timedelta(seconds=1)):
        assert not actions.recognise(by=cast.alice, contact_id=one, code="some words more")


def test_no_read_of_the_room_looks_for_a_person() -> None:
    asking = {"name", "alias", "phone", "number", "reach", "text", "words", "search", "code"}
    for name in queries.__all__:
        query = getattr(queries, name)
        code = getattr(query, "__code__", None)
        given = set(code.co_varnames[: code.co_argcount]) if code else set()
        assert not given & asking, name


def test_writing_down_a_tip_is_offered_to_who_may_do_it_and_to_nobody_else(cast: Cast) -> None:
    desk, link = browser(cast.alice.worker), 'href="/en/intake/tips/new/"'
    assert link not in desk.get("/en/intake/tips/", **HTML).content.decode()
    assert desk.get("/en/intake/tips/new/", **HTML).status_code == 403
    actions.begin_shift(by=cast.alice, desk="line")
    assert link in desk.get("/en/intake/tips/", **HTML).content.decode()
    assert desk.get("/en/intake/tips/new/", **HTML).status_code == 200
