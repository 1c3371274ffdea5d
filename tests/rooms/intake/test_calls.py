"""Calls: opened with nothing, saved once, kept behind the wall, contacted only as agreed."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections

from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.gates.refer import ReferField
from dotline.intake import actions, queries, rules
from dotline.intake.models import Contact, ContactNeed, Draft
from dotline.intake.rules import Answer, CallFacts, ContactPlan, NeedOutcome, Status, Way
from tests.rooms.conftest import Cast
from tests.rooms.intake.reading import EVERYTHING, read

FACTS = CallFacts(
    safe_now=Answer.YES,
    needs=("counselling", "shelter"),
    place="Winnipeg",
    province="MB",
    language="fra",
    alias="Heron",
    summary="wants a quiet bed",
)


def opened(by: Reader) -> Contact:
    return actions.open_contact(by=by, channel="phone", key=new_id())


def saved(by: Reader, facts: CallFacts = FACTS) -> Contact:
    row = opened(by)
    return actions.save_contact(by=by, contact_id=row.id, facts=facts, key=new_id())


def lines(action: str, outcome: str = "done") -> int:
    return Event.objects.using(Store.INSIDE).filter(action=action, outcome=outcome).count()


def test_a_call_opens_with_nothing_but_a_channel_and_pressing_twice_opens_one(cast: Cast) -> None:
    key = new_id()
    first = actions.open_contact(by=cast.alice, channel="phone", key=key)
    again = actions.open_contact(by=cast.alice, channel="phone", key=key)
    assert first.id == again.id
    assert read.open_contacts(cast.alice) == [first]
    assert read.facts_of(cast.alice, first) == CallFacts()
    other = actions.open_contact(by=cast.charlie, channel="chat", key=key)
    assert other.id != first.id
    assert other.agency_id == cast.shelter.id


def test_an_unknown_channel_opens_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid):
        actions.open_contact(by=cast.alice, channel="pigeon", key=new_id())
    assert read.open_contacts(cast.alice) == []


@pytest.mark.parametrize("name", ["rita", "operator"])
def test_who_answers_no_calls_neither_opens_nor_reads_any(cast: Cast, name: str) -> None:
    row = opened(cast.alice)
    with pytest.raises(Refused):
        opened(cast[name])
    with pytest.raises(Refused):
        read.contact(cast[name], row.id)


def test_another_agencys_call_does_not_exist(cast: Cast) -> None:
    row = saved(cast.alice)
    charlie = cast.charlie
    assert read.open_contacts(charlie) == []
    assert read.needs_by_contact(charlie, [row]) == {}
    for attempt in (
        lambda: read.contact(charlie, row.id),
        lambda: read.needs_of(charlie, row.id),
        lambda: read.text_of(charlie, row, "alias"),
        lambda: read.handover_record(charlie, row.id),
        lambda: actions.save_draft(by=charlie, contact_id=row.id, fields={}),
        lambda: actions.save_contact(by=charlie, contact_id=row.id, facts=FACTS, key=new_id()),
        lambda: actions.close_contact(by=charlie, contact_id=row.id, disposition="helped"),
        lambda: actions.reveal_reach(by=charlie, contact_id=row.id, way=Way.PHONE),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert read.contact(cast.bob, row.id).id == row.id


def test_what_is_saved_comes_back_and_its_texts_lie_sealed(cast: Cast) -> None:
    row = saved(cast.alice)
    assert read.facts_of(cast.bob, read.contact(cast.bob, row.id)) == FACTS
    with behind(cast.alice), connections[Store.INSIDE].cursor() as cursor:
        cursor.execute("SELECT alias, summary FROM intake_contact")
        blobs = b"".join(bytes(blob) for blob in cursor.fetchone())
    assert b"Heron" not in blobs
    assert b"quiet" not in blobs


def test_saving_the_same_form_twice_saves_it_once(cast: Cast) -> None:
    row, key = opened(cast.alice), new_id()
    first = actions.save_contact(
        by=cast.alice, contact_id=row.id, facts=FACTS, key=key, revision=row.revision
    )
    again = actions.save_contact(
        by=cast.alice, contact_id=row.id, facts=FACTS, key=key, revision=row.revision
    )
    assert first.revision == again.revision == 1
    assert len(read.needs_of(cast.alice, row.id)) == 2


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(cast: Cast) -> None:
    row = saved(cast.alice)
    with pytest.raises(Conflict):
        actions.save_contact(
            by=cast.bob, contact_id=row.id, facts=CallFacts(), key=new_id(), revision=0
        )
    assert read.facts_of(cast.alice, read.contact(cast.alice, row.id)) == FACTS


def test_a_wrong_code_keeps_everything_as_it_was(cast: Cast) -> None:
    row = saved(cast.alice)
    wrong = replace(FACTS, summary="other", language="klingon")
    with pytest.raises(Invalid):
        actions.save_contact(by=cast.alice, contact_id=row.id, facts=wrong, key=new_id())
    assert read.facts_of(cast.alice, read.contact(cast.alice, row.id)) == FACTS


def test_a_draft_survives_is_sealed_and_goes_when_the_call_is_saved(cast: Cast) -> None:
    row = opened(cast.alice)
    for text in ("one", "two"):
        actions.save_draft(by=cast.alice, contact_id=row.id, fields={"summary": [text]})
    with behind(EVERYTHING):
        draft = Draft.objects.using(Store.INSIDE).get(contact_id=row.id)
    assert b"two" not in bytes(draft.content)
    mine, colleagues = read.draft_of(cast.alice, row), read.draft_of(cast.bob, row)
    assert mine is not None
    assert colleagues is not None
    assert mine.fields == colleagues.fields == {"summary": ["two"]}
    assert mine.own
    assert not colleagues.own
    row = actions.save_contact(by=cast.alice, contact_id=row.id, facts=FACTS, key=new_id())
    assert read.draft_of(cast.alice, row) is None


def test_a_draft_older_than_what_was_saved_is_not_shown(cast: Cast) -> None:
    row = opened(cast.alice)
    actions.save_contact(by=cast.alice, contact_id=row.id, facts=FACTS, key=new_id())
    with behind(EVERYTHING):
        Draft.objects.using(Store.INSIDE).all().delete()
    actions.save_draft(by=cast.bob, contact_id=row.id, fields={"summary": ["new"]})
    fresh = read.contact(cast.bob, row.id)
    assert read.draft_of(cast.bob, fresh) is not None
    fresh.revision += 1
    assert read.draft_of(cast.bob, fresh) is None


def test_an_endless_draft_is_refused(cast: Cast) -> None:
    row = opened(cast.alice)
    with pytest.raises(Invalid):
        actions.save_draft(
            by=cast.alice, contact_id=row.id, fields={"summary": ["x" * actions.LONGEST_DRAFT]}
        )


def test_the_most_urgent_call_stands_first_then_the_oldest(cast: Cast) -> None:
    calm = saved(cast.alice, CallFacts(needs=("employment",)))
    later = saved(cast.alice, CallFacts(needs=("employment",)))
    danger = saved(cast.alice, CallFacts(danger=True))
    assert [row.id for row in read.open_contacts(cast.bob)] == [danger.id, calm.id, later.id]


def test_unticking_a_need_drops_it_unless_something_became_of_it(cast: Cast) -> None:
    row = saved(cast.alice)
    actions.note_need_outcome(
        by=cast.alice, contact_id=row.id, need="shelter", outcome=NeedOutcome.MET
    )
    actions.save_contact(
        by=cast.alice, contact_id=row.id, facts=replace(FACTS, needs=("food",)), key=new_id()
    )
    assert [one.need for one in read.needs_of(cast.alice, row.id)] == ["food", "shelter"]


def test_closing_says_how_it_ended_and_what_stayed_unmet(cast: Cast) -> None:
    row = saved(cast.alice)
    unmet = {"shelter": (NeedOutcome.UNMET, "full")}
    with pytest.raises(Invalid):
        actions.close_contact(by=cast.alice, contact_id=row.id, disposition="vanished")
    with pytest.raises(Invalid):
        actions.close_contact(
            by=cast.alice,
            contact_id=row.id,
            disposition="unmet",
            outcomes={"shelter": (NeedOutcome.UNMET, "")},
        )
    assert read.contact(cast.alice, row.id).status == Status.OPEN
    closed = actions.close_contact(
        by=cast.alice, contact_id=row.id, disposition="unmet", outcomes=unmet
    )
    again = actions.close_contact(
        by=cast.alice, contact_id=row.id, disposition="unmet", outcomes=unmet
    )
    assert closed.ended_at == again.ended_at
    needs = {one.need: one.outcome for one in read.needs_of(cast.alice, row.id)}
    assert needs == {"counselling": "open", "shelter": "unmet"}
    with pytest.raises(Refused):
        actions.save_contact(by=cast.alice, contact_id=row.id, facts=FACTS, key=new_id())


def test_the_answer_to_a_need_may_come_after_the_call_was_closed(cast: Cast) -> None:
    row = saved(cast.alice)
    actions.close_contact(by=cast.alice, contact_id=row.id, disposition="referred")
    changed = actions.note_need_outcome(
        by=cast.alice,
        contact_id=row.id,
        need="shelter",
        outcome=NeedOutcome.UNMET,
        reason="declined",
    )
    assert (changed.outcome, changed.reason) == ("unmet", "declined")
    with pytest.raises(NotFound):
        actions.note_need_outcome(
            by=cast.alice, contact_id=row.id, need="food", outcome=NeedOutcome.MET
        )


def test_nobody_is_contacted_outside_of_what_was_agreed_and_each_try_is_on_the_ledger(
    cast: Cast,
) -> None:
    plan = ContactPlan(frozenset({Way.SMS}), zone="UTC", reach="555 0101", code_word="lamp")
    row = saved(cast.alice, replace(FACTS, plan=plan))
    found = actions.reveal_reach(by=cast.bob, contact_id=row.id, way=Way.SMS)
    assert (found.reach, found.code_word, found.may_leave_message) == ("555 0101", "lamp", False)
    with pytest.raises(Refused):
        actions.reveal_reach(by=cast.bob, contact_id=row.id, way=Way.PHONE)
    silent = saved(cast.alice)
    with pytest.raises(Refused):
        actions.reveal_reach(by=cast.alice, contact_id=silent.id, way=Way.SMS)
    with (
        clock.frozen(clock.now() + rules.PLAN_LASTS + timedelta(minutes=1)),
        pytest.raises(Refused),
    ):
        actions.reveal_reach(by=cast.bob, contact_id=row.id, way=Way.SMS)
    assert lines("intake.reveal_reach") == 1
    assert lines("intake.reveal_reach", "refused") == 3


def test_saving_again_does_not_renew_a_plan_that_was_not_asked_again(cast: Cast) -> None:
    plan = ContactPlan(frozenset({Way.SMS}), zone="UTC")
    row = saved(cast.alice, replace(FACTS, plan=plan))
    agreed = read.plan_of(cast.alice, row).agreed_at
    with clock.frozen(clock.now() + timedelta(days=2)):
        row = actions.save_contact(
            by=cast.alice, contact_id=row.id, facts=replace(FACTS, plan=plan), key=new_id()
        )
        assert read.plan_of(cast.alice, row).agreed_at == agreed
        changed = replace(plan, ways=frozenset({Way.EMAIL}))
        row = actions.save_contact(
            by=cast.alice, contact_id=row.id, facts=replace(FACTS, plan=changed), key=new_id()
        )
        assert read.plan_of(cast.alice, row).agreed_at == clock.now()


def test_the_hand_over_holds_only_what_was_said(cast: Cast) -> None:
    row = saved(cast.alice)
    record = read.handover_record(cast.alice, row.id)
    assert record == {
        ReferField.FIRST_NAME: "Heron",
        ReferField.LANGUAGE: "fra",
        ReferField.PLACE: "Winnipeg, MB",
        ReferField.SAFE_CONTACT: "Do not contact this person. She or he calls back.",
        ReferField.SUMMARY: "wants a quiet bed",
    }


def test_the_ledger_names_no_person_and_holds_no_text(cast: Cast) -> None:
    row = saved(cast.alice)
    actions.save_draft(by=cast.alice, contact_id=row.id, fields={"alias": ["Heron"]})
    actions.close_contact(by=cast.alice, contact_id=row.id, disposition="helped")
    details = " ".join(Event.objects.using(Store.INSIDE).values_list("detail", flat=True))
    assert "Heron" not in details
    assert "Winnipeg" not in details
    assert Event.objects.using(Store.INSIDE).filter(object_id=row.id).count() == 4


def test_only_closed_calls_are_counted_each_once_with_its_unmet_needs(cast: Cast) -> None:
    saved(cast.alice)
    row = saved(cast.alice)
    actions.close_contact(
        by=cast.alice,
        contact_id=row.id,
        disposition="unmet",
        outcomes={"shelter": (NeedOutcome.UNMET, "full"), "counselling": (NeedOutcome.MET, "")},
    )
    elsewhere = opened(cast.charlie)
    actions.close_contact(by=cast.charlie, contact_id=elsewhere.id, disposition="hang_up")
    system = Reader.system("release")
    quarter = rules.quarter_of(clock.now(), cast.hotline.zone)
    with behind(system):
        rows = list(queries.counting_rows(system, Period(quarter, (quarter,))))
        assert list(queries.counting_rows(system, Period("1999-Q1", ("1999-Q1",)))) == []
    found = sorted((one.measure, *sorted(one.dims.items())) for one in rows)
    assert found == sorted(
        [
            ("calls", ("disposition", "hang_up"), ("province", "XX"), ("quarter", quarter)),
            ("calls", ("disposition", "unmet"), ("province", "MB"), ("quarter", quarter)),
            ("unmet_needs", ("need", "shelter"), ("province", "MB"), ("quarter", quarter)),
        ]
    )
    assert {one.unit for one in rows} == {str(row.id), str(elsewhere.id)}


def past(agency: UUID, name: str = "a", **changes: object) -> actions.PastContact:
    begin = clock.now() - timedelta(days=400)
    values: dict[str, object] = {
        "id": new_id(),
        "agency": agency,
        "zone": "America/Toronto",
        "channel": "phone",
        "started_at": begin,
        "ended_at": begin + timedelta(minutes=9),
        "disposition": "information",
        "facts": CallFacts(province="ON", needs=("shelter",), summary="FICTIONAL"),
        "needs": (("shelter", NeedOutcome.UNMET, "full"),),
        "demo": True,
    }
    return actions.PastContact(**{**values, **changes})  # type: ignore[arg-type]


def test_a_history_comes_in_once_and_on_one_line(cast: Cast) -> None:
    batch = [past(cast.hotline.id) for _ in range(3)]
    assert actions.import_history(by=cast.operator, batch=batch) == 3
    assert actions.import_history(by=cast.operator, batch=batch) == 0
    assert lines("intake.import_history") == 2
    with behind(EVERYTHING):
        assert Contact.objects.using(Store.INSIDE).count() == 3
        assert ContactNeed.objects.using(Store.INSIDE).count() == 3
    row = read.closed_contacts(cast.alice)[0]
    assert read.facts_of(cast.alice, row).summary == "FICTIONAL"


def test_a_history_with_one_wrong_code_brings_nothing(cast: Cast) -> None:
    batch = [past(cast.hotline.id), past(cast.hotline.id, disposition="vanished")]
    with pytest.raises(Invalid):
        actions.import_history(by=cast.operator, batch=batch)
    with behind(EVERYTHING):
        assert Contact.objects.using(Store.INSIDE).count() == 0
    with pytest.raises(Refused):
        actions.import_history(by=cast.alice, batch=batch[:1])
