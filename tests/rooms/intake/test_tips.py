"""Tips: sealed, fetched, opened by a person on shift, weighed, sent to a police service, shredded."""

from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, DotlineError, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.duty import queries as duty
from dotline.gates import outbox, tipbox
from dotline.gates.models import Outbox, TipNote
from dotline.intake import actions, jobs, queries
from dotline.intake.models import SameTextKey, Tip, TipReceived
from dotline.intake.rules import TipClass, TipStatus
from tests.browsing import HTML, Desk, hidden
from tests.rooms.conftest import Cast
from tests.rooms.intake.conftest import Force, agency_with
from tests.rooms.intake.reading import EVERYTHING, read

TEXT = "kelpfield-canary: a van at night"
PUBLIC = Reader.public()


def posted(cast: Cast, text: str = TEXT) -> str:
    code = tipbox.new_code()
    tipbox.post_tip(by=PUBLIC, agency=cast.hotline.id, code=code, text=text)
    return code


def fetched(cast: Cast, text: str = TEXT) -> UUID:
    posted(cast, text)
    jobs.fetch_tips()
    with behind(EVERYTHING):
        return Tip.objects.using(Store.INSIDE).filter(status="sealed").latest("received_at").id


def weighed(cast: Cast, tip_class: TipClass = TipClass.OTHER) -> UUID:
    tip = fetched(cast)
    actions.open_tip(by=cast.alice, tip_id=tip)
    actions.weigh_tip(by=cast.alice, tip_id=tip, tip_class=tip_class, place="Toronto", province="")
    return tip


def row(tip: UUID) -> Tip:
    with behind(EVERYTHING):
        return Tip.objects.using(Store.INSIDE).get(pk=tip)


def owed(cast: Cast, tip: UUID) -> dict[str, timedelta]:
    with behind(cast.alice):
        rows = duty.about(cast.alice, Store.INSIDE, tip).filter(met_at=None, waived_at=None)
        return {one.rule: one.due_at - one.opens_at for one in rows}


def test_a_tip_is_sealed_in_the_drop_and_still_sealed_behind_the_wall(hotline: Cast) -> None:
    posted(hotline)
    note = TipNote.objects.using(Store.DROP).get()
    assert b"kelpfield" not in bytes(note.sealed)
    assert jobs.fetch_tips() == 1
    assert not TipNote.objects.using(Store.DROP).exists()
    with behind(EVERYTHING):
        tip = Tip.objects.using(Store.INSIDE).get()
    assert tip.status == TipStatus.SEALED
    assert tip.text is None
    assert b"kelpfield" not in bytes(tip.letter or b"")
    assert owed(hotline, tip.id)["tip_open"] == timedelta(minutes=15)


def test_a_note_fetched_twice_is_one_tip(hotline: Cast) -> None:
    posted(hotline)
    note = TipNote.objects.using(Store.DROP).get()
    for _time in range(2):
        actions.fetch_tip(
            by=Reader.system("letterbox"),
            agency=note.agency_id,
            note_id=note.id,
            box_id=note.box_id,
            letter=bytes(note.sealed),
        )
    jobs.fetch_tips()
    with behind(EVERYTHING):
        assert Tip.objects.using(Store.INSIDE).count() == 1


def test_only_somebody_on_shift_opens_a_tip_and_it_is_on_the_ledger(hotline: Cast) -> None:
    tip = fetched(hotline)
    for who in (hotline.bob, hotline.operator, hotline.rita):
        with pytest.raises(Refused):
            actions.open_tip(by=who, tip_id=tip)
    assert row(tip).status == TipStatus.SEALED
    actions.open_tip(by=hotline.alice, tip_id=tip)
    assert read.tip_text(hotline.alice, row(tip)) == TEXT
    done = Event.objects.using(Store.INSIDE).filter(action="intake.open_tip")
    assert done.filter(outcome="done", object_id=tip).count() == 1
    assert done.filter(outcome="refused").count() == 3


def test_no_police_service_hears_of_a_tip_before_somebody_opened_and_weighed_it(
    hotline: Cast, police: Force
) -> None:
    tip = fetched(hotline)
    with pytest.raises(Conflict):
        actions.route_tip(by=hotline.alice, tip_id=tip, to=police.agency.id)
    actions.open_tip(by=hotline.alice, tip_id=tip)
    with pytest.raises(Invalid):
        actions.route_tip(by=hotline.alice, tip_id=tip, to=police.agency.id)
    assert not Outbox.objects.using(Store.INSIDE).exists()


@pytest.mark.parametrize(
    ("tip_class", "within"),
    [
        (TipClass.LIFE_THREAT, timedelta(minutes=15)),
        (TipClass.CHILD, timedelta(hours=1)),
        (TipClass.OTHER, timedelta(hours=24)),
    ],
)
def test_each_class_has_its_clock_from_the_opening(
    hotline: Cast, tip_class: TipClass, within: timedelta
) -> None:
    tip = weighed(hotline, tip_class)
    running = {rule: span for rule, span in owed(hotline, tip).items() if "route" in rule}
    assert running == {f"tip_route_{tip_class.value}": within}


def test_weighing_anew_leaves_one_clock(hotline: Cast) -> None:
    tip = weighed(hotline, TipClass.OTHER)
    actions.weigh_tip(
        by=hotline.alice, tip_id=tip, tip_class=TipClass.LIFE_THREAT, place="", province="ON"
    )
    assert [rule for rule in owed(hotline, tip) if "route" in rule] == ["tip_route_life_threat"]


def test_a_tip_reaches_the_police_service_of_the_place_and_its_receipt_comes_back(
    hotline: Cast, police: Force
) -> None:
    tip = weighed(hotline, TipClass.CHILD)
    with behind(hotline.alice):
        chosen = queries.responsible_police(hotline.alice, row(tip).place, row(tip).province)
    assert chosen is not None
    assert chosen.id == police.agency.id
    actions.route_tip(by=hotline.alice, tip_id=tip, to=chosen.id)
    with behind(EVERYTHING):
        outbox.deliver(Store.INSIDE)
    assert "tip_receipt" in owed(hotline, tip)
    with behind(police.officer):
        arrived = queries.received_by_police(police.officer)
        assert len(arrived) == 1
        received, text = queries.received_tip(police.officer, arrived[0].id)
    assert text == TEXT
    assert (received.tip_class, received.province) == ("child", "ON")
    for _time in range(2):
        actions.answer_for_tip(by=police.officer, tip_id=received.id)
    with behind(EVERYTHING):
        outbox.deliver(Store.INSIDE)
    assert row(tip).status == TipStatus.RECEIVED
    assert "tip_receipt" not in owed(hotline, tip)
    with behind(hotline.alice):
        times = queries.tip_times(hotline.alice, clock.now() - timedelta(days=1))
    child = next(one for one in times if one.tip_class == TipClass.CHILD)
    assert (child.routed, child.in_time, child.receipts) == (1, 1, 1)


@pytest.mark.parametrize("kind", ["BorderService", "ImmigrationEnforcement", "ImmigrationService"])
def test_border_and_immigration_services_receive_no_tip(hotline: Cast, kind: str) -> None:
    agency, _officer = agency_with("gate", kind, "ON")
    tip = weighed(hotline)
    for by_phone in (False, True):
        with pytest.raises(Refused):
            actions.route_tip(by=hotline.alice, tip_id=tip, to=agency.id, by_phone=by_phone)
    assert row(tip).routed_to is None
    assert not Outbox.objects.using(Store.INSIDE).exists()
    with behind(hotline.alice):
        assert agency.id not in {one.id for one in queries.police_services(hotline.alice)}


def test_another_service_cannot_give_the_receipt(hotline: Cast, police: Force) -> None:
    tip = weighed(hotline)
    actions.route_tip(by=hotline.alice, tip_id=tip, to=police.agency.id)
    _other, officer = agency_with("elsewhere", "Police", "BC")
    with behind(EVERYTHING):
        outbox.deliver(Store.INSIDE)
        received = TipReceived.objects.using(Store.INSIDE).get().id
    with pytest.raises(NotFound):
        actions.answer_for_tip(by=officer, tip_id=received)
    assert row(tip).status == TipStatus.ROUTED


def test_the_receipt_may_come_by_phone_and_sending_twice_is_sending_once(
    hotline: Cast, police: Force
) -> None:
    tip = weighed(hotline)
    for _time in range(2):
        actions.route_tip(by=hotline.alice, tip_id=tip, to=police.agency.id, by_phone=True)
    assert not Outbox.objects.using(Store.INSIDE).exists()
    actions.note_tip_receipt(by=hotline.alice, tip_id=tip, reference="F-1")
    with behind(hotline.alice):
        assert queries.police_reference(hotline.alice, row(tip)) == "F-1"
    with pytest.raises(Conflict):
        actions.end_tip(by=hotline.alice, tip_id=tip, ending="no_sign")


def test_an_answer_is_opened_by_the_code_alone_and_a_later_word_joins_its_tip(
    hotline: Cast,
) -> None:
    code = posted(hotline)
    jobs.fetch_tips()
    with behind(EVERYTHING):
        tip = Tip.objects.using(Store.INSIDE).get().id
    actions.open_tip(by=hotline.alice, tip_id=tip)
    actions.answer_tip(by=hotline.alice, tip_id=tip, text="Which street corner, kelpfield?")
    with behind(EVERYTHING):
        if not TipNote.objects.using(Store.DROP).exists():  # commit hooks wait for the test's end
            tipbox.answer(
                by=hotline.alice, box_id=row(tip).box_id, text="Which street corner, kelpfield?"
            )  # type: ignore[arg-type]
    assert b"kelpfield" not in bytes(TipNote.objects.using(Store.DROP).get().sealed)
    assert [one.text for one in tipbox.answers(PUBLIC, code)] == ["Which street corner, kelpfield?"]
    with pytest.raises(NotFound):
        tipbox.answers(PUBLIC, "0" * 16)
    tipbox.add_to_tip(by=PUBLIC, code=code, text="By the mill.")
    jobs.fetch_tips()
    assert actions.open_words(by=hotline.alice, tip_id=tip) == 1
    said = [text for _one, text in read.words(hotline.alice, row(tip))]
    assert said == ["Which street corner, kelpfield?", "By the mill."]
    with behind(EVERYTHING):
        assert Tip.objects.using(Store.INSIDE).count() == 1


def test_the_same_form_sent_twice_is_one_tip(hotline: Cast) -> None:
    code = tipbox.new_code()
    sent = [
        tipbox.post_tip(by=PUBLIC, agency=hotline.hotline.id, code=code, text=TEXT)
        for _time in range(2)
    ]
    assert sent == [True, False]
    assert jobs.fetch_tips() == 1


@pytest.mark.parametrize("fetched_meanwhile", [False, True])
def test_a_tip_gone_back_to_and_changed_is_added_and_never_lost(
    hotline: Cast, fetched_meanwhile: bool
) -> None:
    code = tipbox.new_code()
    for text in ("first words", "first words, and more", "first words", "first words, and more"):
        tipbox.post_tip(by=PUBLIC, agency=hotline.hotline.id, code=code, text=text)
        if fetched_meanwhile:
            jobs.fetch_tips()
    jobs.fetch_tips()
    with behind(EVERYTHING):
        tip = Tip.objects.using(Store.INSIDE).get().id
    actions.open_tip(by=hotline.alice, tip_id=tip)
    assert actions.open_words(by=hotline.alice, tip_id=tip) == 1
    later = [text for _one, text in read.words(hotline.alice, row(tip))]
    said = {read.tip_text(hotline.alice, row(tip)), *later}
    assert said == {"first words", "first words, and more"}


def test_the_name_of_a_tips_words_tells_nothing_without_the_code(hotline: Cast) -> None:
    posted(hotline)
    posted(hotline)
    names = set(TipNote.objects.using(Store.DROP).values_list("id", flat=True))
    assert len(names) == 2


def test_equal_texts_are_noticed_within_one_hotline_for_30_days_and_no_longer(
    hotline: Cast,
) -> None:
    first = fetched(hotline)
    actions.open_tip(by=hotline.alice, tip_id=first)
    second = fetched(hotline, f"  {TEXT.upper()}!")
    actions.open_tip(by=hotline.alice, tip_id=second)
    assert row(second).same_as == first
    other = fetched(hotline, "something else")
    actions.open_tip(by=hotline.alice, tip_id=other)
    assert row(other).same_as is None
    with clock.frozen(clock.now() + timedelta(days=31)):
        actions.forget_marks(by=Reader.system("retention"))
        actions.begin_shift(by=hotline.alice, desk="line")
        late = fetched(hotline)
        actions.open_tip(by=hotline.alice, tip_id=late)
    assert row(late).same_as is None
    assert row(first).same_mark == ""


def test_the_key_that_marks_equal_texts_is_destroyed(hotline: Cast) -> None:
    actions.open_tip(by=hotline.alice, tip_id=fetched(hotline))
    with behind(EVERYTHING):
        assert SameTextKey.objects.using(Store.INSIDE).count() == 1
    with clock.frozen(clock.now() + timedelta(days=61)):
        actions.forget_marks(by=Reader.system("retention"))
    with behind(EVERYTHING):
        assert not SameTextKey.objects.using(Store.INSIDE).exists()


def test_a_tip_is_shredded_in_time_with_its_key_and_the_figures_stay(
    hotline: Cast, police: Force
) -> None:
    tip = weighed(hotline)
    actions.route_tip(by=hotline.alice, tip_id=tip, to=police.agency.id, by_phone=True)
    with behind(EVERYTHING):
        assert queries.tips_to_shred(EVERYTHING) == []
        with clock.frozen(clock.now() + timedelta(days=91)):
            assert queries.tips_to_shred(EVERYTHING) == [tip]
            jobs.forget()
            assert not DataKey.objects.using(Store.INSIDE).filter(subject=tip).exists()
    gone = row(tip)
    assert (gone.text, gone.letter, gone.place, gone.same_mark) == (None, None, "", "")
    assert gone.shredded_at is not None
    assert gone.tip_class == "other"


def test_a_sealed_tip_that_nobody_opened_is_shredded_too(hotline: Cast) -> None:
    tip = fetched(hotline)
    with behind(EVERYTHING), clock.frozen(clock.now() + timedelta(days=91)):
        jobs.forget()
    assert row(tip).letter is None
    assert row(tip).status == TipStatus.ENDED


def test_a_tip_by_phone_is_one_however_often_its_form_is_sent(hotline: Cast) -> None:
    key = new_id()
    rows = {actions.tip_from_call(by=hotline.alice, text=TEXT, key=key).id for _ in range(2)}
    (tip,) = rows
    with pytest.raises(SentAlready):
        actions.tip_from_call(by=hotline.alice, text=f"{TEXT} and a van", key=key)
    with behind(EVERYTHING):
        assert Tip.objects.using(Store.INSIDE).get().id == tip
    assert key not in (row(tip).id, row(tip).send_key)
    assert read.tip_text(hotline.alice, row(tip)) == TEXT
    with pytest.raises(Invalid):
        actions.tip_from_call(by=hotline.alice, text=" ", key=new_id())
    with pytest.raises(Invalid):
        actions.answer_tip(by=hotline.alice, tip_id=tip, text="hello")


def test_a_tip_form_gone_back_to_and_changed_shows_its_words_again_to_be_sent_anew(
    hotline: Cast, desk: Desk
) -> None:
    alice = desk("alice")
    form = hidden(alice.get("/en/intake/tips/new/", **HTML).content.decode())
    first = alice.post("/en/intake/tips/new/", {**form, "text": "a van"}, **HTML)
    again = alice.post("/en/intake/tips/new/", {**form, "text": "a van"}, **HTML)
    assert first.headers["Location"] == again.headers["Location"]
    changed = {**form, "text": "a van, and its number"}
    told = alice.post("/en/intake/tips/new/", changed, **HTML)
    page = told.content.decode()
    assert told.status_code == 409
    assert "sent already, with other words" in page
    assert "a van, and its number" in page
    anew = alice.post("/en/intake/tips/new/", changed | hidden(page), **HTML)
    assert anew.status_code == 302
    assert anew.headers["Location"] != first.headers["Location"]


def test_another_agencys_tip_does_not_exist(hotline: Cast) -> None:
    tip = weighed(hotline)
    actions.begin_shift(by=hotline.bob, desk="line")
    _agency, stranger = agency_with("other", "Helpline", "BC")
    with behind(stranger), pytest.raises(DotlineError):
        queries.tip(stranger, tip)
    actions.end_tip(by=hotline.bob, tip_id=tip, ending="no_sign")
    assert row(tip).status == TipStatus.ENDED


def test_the_ledger_of_the_drop_keeps_the_day_of_a_post_and_not_its_hour(hotline: Cast) -> None:
    posted(hotline)
    line = Event.objects.using(Store.DROP).get(action="gates.post_tip")
    assert (line.at.hour, line.at.minute, line.at.second, line.at.microsecond) == (0, 0, 0, 0)


def test_a_flood_ends_without_anybodys_address(
    hotline: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tipbox, "POSTS_AN_HOUR", 2)
    posted(hotline)
    posted(hotline)
    with pytest.raises(DotlineError):
        posted(hotline)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        posted(hotline)
    assert TipNote.objects.using(Store.DROP).count() == 3


def test_boxes_answers_and_unfetched_notes_do_not_outlive_their_time(hotline: Cast) -> None:
    code = posted(hotline)
    with clock.frozen(clock.now() + timedelta(days=31)):
        tipbox.empty_boxes(by=Reader.system("retention"))
    assert not TipNote.objects.using(Store.DROP).exists()
    assert tipbox.answers(PUBLIC, code) == []
    with clock.frozen(clock.now() + timedelta(days=91)):
        tipbox.empty_boxes(by=Reader.system("retention"))
        with pytest.raises(NotFound):
            tipbox.answers(PUBLIC, code)
