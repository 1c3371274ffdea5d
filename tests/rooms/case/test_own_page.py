"""A person's own page: her code alone opens it, a consent taken back stops, nobody else hears her complaint."""

import base64
import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from dotline.access import keys
from dotline.access.roles import Role as Duty
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import (
    GivenCode,
    NewDecision,
    NewPermit,
    NewPerson,
    NewStep,
    Opening,
    PermitDecided,
)
from dotline.case.jobs import own_page as job
from dotline.case.models import (
    AccessRequest,
    CaseFile,
    ConsentDecision,
    Involvement,
    OwnCode,
    OwnRequest,
)
from dotline.case.queries import consents, own_page
from dotline.case.queries.looks import Sought
from dotline.case.rules import PermitDecision, PermitKind, Role, SupportPillar
from dotline.case.rules.consents import ConsentSaid
from dotline.duty import queries as duty
from dotline.gates import letterbox, outbox, ownbox, refer, tipbox
from dotline.gates.models import Letter, Outbox, OwnBox
from tests.browsing import HTML, Desk
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_case import first
from tests.rooms.case.test_courts import case
from tests.rooms.conftest import Cast, worker

__all__ = ["case"]
TELLING = re.compile(r"traffick|victim|exploit|traite|victime|IRPA|shelter", re.IGNORECASE)


@pytest.fixture
def code(cast: Cast, case: CaseFile) -> GivenCode:
    """A code of the person in the case, whose agency takes letters."""
    letterbox.publish_key(
        by=Reader.system("test"),
        agency=cast.shelter.id,
        public=keys.load(cast.shelter.id).letterbox_public(),
        name_en="Shelter",
        name_fr="Refuge",
    )
    return given(cast, case)


def given(cast: Cast, case: CaseFile) -> GivenCode:
    made = actions.give_code(by=cast.charlie, involvement_id=first(cast.charlie, case).id)
    carried()
    return made


def carried() -> None:
    """What a commit sets off, and what the heartbeat carries then: a test's own commit never comes.

    No sweep: it would take the box of an ended code away whatever the ending itself left undone.
    """
    connection = connections[Store.INSIDE]
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for one in waiting:
        one[1]()
    outbox.deliver(Store.INSIDE)


def elsewhere(cast: Cast, case: CaseFile, role: Role = Role.GUARDIAN) -> Involvement:
    """The same person in another case of the agency, in another role."""
    other = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    person = first(cast.charlie, case).person_id
    return brought_in(by=cast.charlie, case_id=other.id, person_id=person, role=role)


def test_a_mark_in_her_case_ends_a_live_code_and_no_new_one_is_given(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    """Also when it is another role of hers in this case that is marked."""
    by, who = cast.charlie, first(cast.charlie, case)
    other = brought_in(by=by, case_id=case.id, person_id=who.person_id, role=Role.GUARDIAN)
    step = NewStep(SupportPillar.SUPPORT, "Health", "Canary", "", queries.today(by))
    ownbox.read(Reader.public(), code.digits)
    actions.mark_possible_abuser(by=by, involvement_id=other.id, marked=True)
    with behind(by):
        assert own_page.live(by, who) is None
        assert own_page.holders(by, [who]) == []
    actions.plan_step(by=by, involvement_id=who.id, new=step)
    job.tell()
    carried()
    with pytest.raises(NotFound):
        ownbox.read(Reader.public(), code.digits)
    with pytest.raises(Refused, match="receives nothing"):
        actions.give_code(by=by, involvement_id=who.id)
    actions.mark_possible_abuser(by=by, involvement_id=other.id, marked=False)
    ownbox.read(Reader.public(), given(cast, case).digits)


def test_a_mark_in_another_case_takes_nothing_of_her_own(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    by, who, other = cast.charlie, first(cast.charlie, case), elsewhere(cast, case)
    actions.mark_possible_abuser(by=by, involvement_id=other.id, marked=True)
    with behind(by):
        assert own_page.live(by, who) is not None
        assert own_page.holders(by, [who, other]) == [who]
    job.tell()
    assert ownbox.read(Reader.public(), code.digits).told["status"]
    with pytest.raises(Refused):
        actions.give_code(by=by, involvement_id=other.id)


def test_a_code_that_outlived_a_mark_is_ended_instead_of_told(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    who = first(cast.charlie, case)
    with behind(cast.charlie):
        Involvement.objects.using(Store.INSIDE).filter(pk=who.id).update(possible_abuser=True)
    assert job.tell() == 0
    with behind(cast.charlie):
        assert own_page.live(cast.charlie, who) is None
    with pytest.raises(NotFound):
        ownbox.read(Reader.public(), code.digits)


def test_whoever_comes_into_her_case_as_marked_keeps_no_page(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    by, who = cast.charlie, first(cast.charlie, case)
    with behind(by):
        look = queries.looks.slip(by, case.id, Sought("name", ""))
    new = NewPerson(Role.GUARDIAN, may_be_abuser=True)
    actions.add_known_person(by=by, case_id=case.id, person_id=who.person_id, new=new, look=look)
    with behind(by):
        assert own_page.live(by, who) is None


def test_a_victim_who_is_a_suspect_in_another_case_keeps_her_page(dan: Reader) -> None:
    one, two = (
        actions.open_case(by=dan, opening=Opening(basis="documents")) for _ in ("one", "two")
    )
    who = first(dan, one)
    actions.give_code(by=dan, involvement_id=who.id)
    suspect = brought_in(by=dan, case_id=two.id, person_id=who.person_id, role=Role.SUSPECT)
    with behind(dan):
        assert own_page.live(dan, who) is not None
        assert own_page.holders(dan, [who, suspect]) == [who]
    assert actions.give_code(by=dan, involvement_id=who.id).digits
    with pytest.raises(Refused):
        actions.give_code(by=dan, involvement_id=suspect.id)


@pytest.fixture
def visitor(settings: Any) -> Client:
    """A browser on the public site."""
    settings.ROOT_URLCONF = "dotline.site.public.urls"
    settings.DOTLINE_SITE = "public"
    settings.MIDDLEWARE = [
        "dotline.site.middleware.HeadersMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "dotline.site.middleware.PublicMiddleware",
        "dotline.site.middleware.ProblemMiddleware",
    ]
    return Client()


def asks(code: str, what: str, text: str = "", **more: Any) -> None:
    asked = ownbox.Asked(what, text, more.pop("key", new_id()), more.pop("which", None))
    ownbox.ask(by=Reader.public(), code=code, asked=asked)


def consent(cast: Cast, case: CaseFile) -> ConsentDecision:
    new = NewDecision("research", ConsentSaid.GIVEN, queries.today(cast.charlie))
    person = first(cast.charlie, case)
    return actions.record_consent(by=cast.charlie, involvement_id=person.id, new=new)


def test_only_the_code_opens_the_page_and_nothing_of_it_is_kept(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    told = ownbox.read(Reader.public(), code.digits).told
    assert told["status"][0]["code"] == "PossibleVictimOfTrafficking"
    arabic = code.digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert ownbox.read(Reader.public(), arabic).told == told
    with pytest.raises(NotFound) as unknown:
        ownbox.read(Reader.public(), "0" * 16)
    with behind(cast.charlie):
        row = OwnCode.objects.using(Store.INSIDE).get(pk=code.row.id)
        kept = [str(value) for value in row.__dict__.values()] + [bytes(row.public).hex()]
        assert not any(code.digits in one for one in kept)
    sealed = bytes(OwnBox.objects.using(Store.DROP).get().sealed)
    with behind(Reader.system("test")):
        sent = bytes(Outbox.objects.using(Store.INSIDE).filter(room="own_page").get().payload)
    assert b"PossibleVictim" not in sealed + sent
    actions.end_code(by=cast.charlie, involvement_id=first(cast.charlie, case).id)
    carried()
    with pytest.raises(NotFound) as ended:
        ownbox.read(Reader.public(), code.digits)
    assert ended.value.template == unknown.value.template
    with pytest.raises(Conflict):
        actions.end_code(by=cast.charlie, involvement_id=first(cast.charlie, case).id)


def test_a_new_code_ends_the_old_and_an_old_one_ends_by_itself(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    newer = given(cast, case)
    with pytest.raises(NotFound):
        ownbox.read(Reader.public(), code.digits)
    with clock.frozen(clock.now() + timedelta(days=91)):
        with pytest.raises(NotFound):
            ownbox.read(Reader.public(), newer.digits)
        job.tell()
        assert not OwnBox.objects.using(Store.DROP).exists()
        with behind(cast.charlie):
            assert own_page.live(cast.charlie, first(cast.charlie, case)) is None


def test_what_changes_is_told_once_and_holds_no_other_person(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    by, who, today = cast.charlie, first(cast.charlie, case), queries.today(cast.charlie)
    step = NewStep(SupportPillar.SUPPORT, "Health", "See a dentist", "", today, provider="Dr Heron")
    actions.plan_step(by=by, involvement_id=who.id, new=step)
    row = actions.ask_permit(
        by=by, involvement_id=who.id, new=NewPermit(PermitKind.VTIP_TRP, today)
    )
    issued = PermitDecided(PermitDecision.ISSUED, today, today, today + timedelta(days=364))
    actions.decide_permit(by=by, permit_id=row.id, decided=issued)
    assert job.tell() == 1
    assert job.tell() == 0
    carried()
    told = ownbox.read(Reader.public(), code.digits).told
    assert told["plan"][0]["purpose"] == "See a dentist"
    assert told["permits"][0]["renew"]
    assert told["permits"][0]["last"] == (today + timedelta(days=364)).isoformat()
    assert not any(name in str(told) for name in ("Heron", "Canary", "Finch"))


def test_a_consent_taken_back_ends_in_the_next_round_and_an_ended_code_takes_back_nothing(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    said = consent(cast, case)
    asks(code.digits, "withdraw", which=said.id)
    assert job.take_words() == 1
    carried()
    with behind(cast.charlie):
        rows = list(consents.decisions_of(cast.charlie, [said.person_id]))
        assert [one.decision for one in rows] == ["given", "withdrawn"]
        assert OwnRequest.objects.using(Store.INSIDE).get().done
    assert not ownbox.read(Reader.public(), code.digits).told["consents"][0]["given"]
    again = consent(cast, case)
    asks(code.digits, "withdraw", which=again.id)
    actions.end_code(by=cast.charlie, involvement_id=first(cast.charlie, case).id)
    assert job.take_words() == 1
    with behind(cast.charlie):
        assert len(consents.decisions_of(cast.charlie, [said.person_id])) == 3
        assert [one.kind for one in own_page.waiting(cast.charlie)] == ["withdraw"]


def test_words_count_once_and_a_forged_letter_is_thrown_away(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    key = new_id()
    for text in ("My name is spelled otherwise", "My name is spelled otherwise", "And the day too"):
        asks(code.digits, "correct", text, key=key)
    forged = f'{{"box": "{code.row.box_id}", "proof": "00", "what": "correct", "text": "x", "key": "{key}"}}'
    for text in (forged, "no letter of ours"):
        letterbox.post(by=Reader.public(), agency=cast.shelter.id, kind="own_page", text=text)
    assert job.take_words() == 3
    assert not Letter.objects.using(Store.DROP).filter(kind="own_page").exists()
    with behind(cast.charlie):
        found = list(own_page.waiting(cast.charlie))
        assert {own_page.words(cast.charlie, one) for one in found} == {
            "My name is spelled otherwise",
            "And the day too",
        }
        assert len(found) == 2
        assert not any(b"spelled" in bytes(one.sealed) for one in found)
    evening = (clock.now() + timedelta(days=2)).replace(hour=2)  # here still the day before
    with clock.frozen(evening):
        actions.answer_own_word(by=cast.charlie, request_id=found[0].id, text="We mended it.")
        day = queries.today(cast.charlie)
        assert day < evening.date()
        carried()
        answers = ownbox.read(Reader.public(), code.digits).told["answers"]
        assert [(one["text"], one["on"]) for one in answers] == [("We mended it.", day.isoformat())]
        with pytest.raises(Conflict):
            actions.answer_own_word(by=cast.charlie, request_id=found[0].id, text="Again.")
        with pytest.raises(NotFound):
            actions.answer_own_word(by=cast.alice, request_id=found[1].id, text="No.")


def test_a_complaint_goes_to_somebody_else_than_her_own_worker(cast: Cast, code: GivenCode) -> None:
    asks(code.digits, "complain", "Nobody called me back")
    job.take_words()
    sue = worker("sue", cast.shelter, Duty.SUPERVISOR)
    own = Reader(
        cast.charlie.worker, cast.shelter.id, sue.roles, sue.permissions, sue.purpose, "charlie"
    )
    for reader, sees in ((cast.charlie, 0), (own, 0), (sue, 1)):
        with behind(reader):
            assert len(list(own_page.waiting(reader))) == sees
    with behind(Reader.system("test")):
        row = OwnRequest.objects.using(Store.INSIDE).get()
    with pytest.raises(NotFound):
        actions.answer_own_word(by=cast.charlie, request_id=row.id, text="Not mine to hear.")
    actions.answer_own_word(by=sue, request_id=row.id, text="I looked into it.")


def owed(by: Reader, case: CaseFile, kind: str = "own_word") -> list[date]:
    with behind(by):
        found = queries.deadlines.deadlines(by, case_id=case.id, kind=kind)
        return [one.due for one in found]


def test_a_wish_for_a_copy_is_one_request_with_its_thirty_days(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    by = cast.charlie
    for text in ("", "", "To my sister, please"):
        asks(code.digits, "copy", text)
    assert job.take_words() == 3
    with behind(by):
        (row,) = AccessRequest.objects.using(Store.INSIDE).all()
        assert row.person_id == first(by, case).person_id
        assert row.due_on == row.received_on + timedelta(days=30)
        clock_of = duty.about(by, Store.INSIDE, row.id).get()
        assert clock_of.met_at is None
        assert {own_page.due(by, [one])[one.id] for one in own_page.waiting(by)} == {row.due_on}
    assert owed(by, case, "request") == [row.due_on]
    assert owed(by, case) == []
    actions.give_own_copy(by=by, request_id=row.id)
    with behind(by):
        (left,) = own_page.waiting(by)  # what she wrote besides is still to be answered
        assert own_page.words(by, left) == "To my sister, please"
        assert duty.about(by, Store.INSIDE, row.id).get().met_at is not None
    asks(code.digits, "copy")
    assert job.take_words() == 1
    assert len(owed(by, case, "request")) == 1


def test_a_request_at_the_desk_and_one_from_her_page_are_one(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    actions.ask_for_record(by=cast.charlie, involvement_id=first(cast.charlie, case).id)
    asks(code.digits, "copy")
    assert job.take_words() == 1
    assert len(owed(cast.charlie, case, "request")) == 1


def test_each_word_that_waits_has_a_clock_until_it_is_answered(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    by, today = cast.charlie, queries.today(cast.charlie)
    sue = worker("sue", cast.shelter, Duty.SUPERVISOR)
    for what in ("correct", "correct", "complain"):
        asks(code.digits, what, "Words")
    asks(code.digits, "withdraw", which=new_id())
    assert job.take_words() == 4
    soon, *others = owed(by, case)  # a complaint is not for her own worker to see
    assert others == [today + timedelta(days=30)] * 2
    assert today < soon <= today + timedelta(days=4)
    assert len(owed(sue, case)) == 1
    for reader in (by, sue):
        with behind(reader):
            for row in own_page.waiting(reader):
                actions.answer_own_word(by=reader, request_id=row.id, text="It is mended.")
        assert owed(reader, case) == []
    with behind(Reader.system("test")):
        rows = duty.owed(Reader.system("test"), Store.INSIDE)
        assert not rows.filter(subject_kind="own_request").exists()


def test_a_copy_asked_for_with_a_code_that_ended_is_looked_at_first(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    asks(code.digits, "copy")
    actions.end_code(by=cast.charlie, involvement_id=first(cast.charlie, case).id)
    assert job.take_words() == 1
    assert owed(cast.charlie, case, "request") == []
    assert len(owed(cast.charlie, case)) == 1


def test_the_code_of_the_demo_is_refused_to_a_real_agency(cast: Cast, case: CaseFile) -> None:
    with pytest.raises(Refused, match="fictional"):
        actions.give_code(by=cast.charlie, involvement_id=first(cast.charlie, case).id, demo=True)


def test_her_page_names_nobody_else_of_her_case(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    by, who = cast.charlie, first(cast.charlie, case)
    with behind(by):
        look = queries.looks.slip(by, case.id, Sought("name", "Lark Wren"))
    new = NewPerson(Role.INFORMANT, value="Lark Wren")
    actions.add_person(by=by, case_id=case.id, new=new, look=look)
    step = NewStep(SupportPillar.SUPPORT, "Health", "A doctor, as LARK said", "", queries.today(by))
    actions.plan_step(by=by, involvement_id=who.id, new=step)
    asks(code.digits, "correct", "The day")
    job.take_words()
    with behind(by):
        (word,) = own_page.waiting(by)
    actions.answer_own_word(by=by, request_id=word.id, text="Wren told us another day.")
    carried()
    told = ownbox.read(Reader.public(), code.digits).told
    assert told["plan"][0]["purpose"] == "A doctor, as […] said"
    assert told["answers"][0]["text"] == "[…] told us another day."


def test_another_agency_neither_tells_a_page_nor_takes_in_its_words(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    more = cast.alice.permissions | {"case.read", "case.write"}
    alice = Reader(cast.alice.worker, cast.alice.agency, cast.alice.roles, more)
    before = ownbox.read(Reader.public(), code.digits).told
    with pytest.raises(NotFound):
        actions.tell_own_page(by=alice, code_id=code.row.id)
    carried()
    assert ownbox.read(Reader.public(), code.digits).told == before
    asked = ownbox.Asked("complain", "Words", new_id())
    word = ownbox.OwnWord(code.row.box_id, ownbox.opener(code.digits).proof, asked)
    with pytest.raises(NotFound):
        actions.take_own_word(by=Reader.system("own page", cast.hotline.id), word=word)


def test_words_of_any_script_are_as_long_as_promised(cast: Cast, code: GivenCode) -> None:
    text = "ሰላም" * (ownbox.LONGEST // 3)
    asks(code.digits, "correct", text)
    assert job.take_words() == 1
    with behind(cast.charlie):
        (found,) = own_page.waiting(cast.charlie)
        assert own_page.words(cast.charlie, found) == text


def test_a_code_that_is_given_while_boxes_are_swept_keeps_its_box(
    monkeypatch: pytest.MonkeyPatch, cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    made: list[GivenCode] = []
    looked = ownbox.standing

    def meanwhile(reader: Reader) -> set[UUID]:
        made.append(actions.give_code(by=cast.charlie, involvement_id=first(cast.charlie, case).id))
        outbox.deliver(Store.INSIDE)
        return looked(reader)

    monkeypatch.setattr(ownbox, "standing", meanwhile)
    job.sweep()
    assert ownbox.read(Reader.public(), made[0].digits).told["status"]


def test_wrong_codes_and_floods_end(monkeypatch: pytest.MonkeyPatch, code: GivenCode) -> None:
    monkeypatch.setattr(tipbox, "WRONG_CODES_AN_HOUR", 2)
    tipbox.count_wrong_code(by=Reader.public())
    tipbox.count_wrong_code(by=Reader.public())
    with pytest.raises(Refused):
        tipbox.may_guess(Reader.public()).or_refuse()
    monkeypatch.setattr(tipbox, "POSTS_AN_HOUR", 0)  # a flood of tips is none of hers
    monkeypatch.setattr(ownbox, "ASKS_AN_HOUR", 1)
    asks(code.digits, "copy")
    with pytest.raises(Unavailable):
        asks(code.digits, "copy")
    asks(code.digits, "withdraw", which=new_id())
    with pytest.raises(Invalid):
        asks(code.digits, "delete")


def test_a_copy_that_was_held_up_opens_no_ended_code_and_replaces_no_newer_one(
    cast: Cast, case: CaseFile, code: GivenCode
) -> None:
    box, at = code.row.box_id, clock.now()
    for text, sent in (("newer", at + timedelta(minutes=2)), ("older", at)):
        sealed = base64.b64encode(text.encode()).decode()
        until = code.row.ends_on.isoformat()
        passage = refer.by_own_page(box, sealed, (), until, cast.shelter.id, sent)
        ownbox.receive(by=Reader.system("test"), passage=passage)
    assert bytes(OwnBox.objects.using(Store.DROP).get(pk=box).sealed) == b"newer"
    who = first(cast.charlie, case)
    waits = actions.give_code(by=cast.charlie, involvement_id=who.id)
    actions.end_code(by=cast.charlie, involvement_id=who.id)
    outbox.deliver(Store.INSIDE)
    assert not OwnBox.objects.using(Store.DROP).filter(pk=waits.row.box_id).exists()


def test_the_public_page_keeps_nothing_and_tells_an_onlooker_nothing(
    cast: Cast, case: CaseFile, code: GivenCode, visitor: Client
) -> None:
    said = consent(cast, case)
    job.tell()
    carried()
    for tongue in ("en", "fr"):
        address = f"/{tongue}/page/"
        assert visitor.get(address, **HTML).status_code == 200
        assert visitor.post(address, {"code": "1" * 16}, **HTML).status_code == 404
        answer = visitor.post(address, {"code": code.digits}, **HTML)
        page = answer.content.decode()
        assert answer.status_code == 200, page
        assert not TELLING.search(page), TELLING.findall(page)
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"
        assert code.digits not in address + str(answer.headers)
        other = "fr" if tongue == "en" else "en"
        link = re.findall(rf'<form method="post" action="(/{other}/page/)"[^>]*>(.*?)</form>', page)
        assert [form for _to, form in link if f'value="{code.digits}"' in form]
    assert str(said.id) in page
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    base = {"code": code.digits, "key": key}
    empty = visitor.post("/en/page/", {**base, "what": "complain", "text": ""}, **HTML)
    assert empty.status_code == 400
    sent = visitor.post("/en/page/", {**base, "what": "correct", "text": "Wrong day"}, **HTML)
    assert "It is on its way" in unescape(sent.content.decode())
    back = visitor.post("/en/page/", {**base, "which": str(said.id)}, **HTML)
    assert "within a minute" in unescape(back.content.decode())
    assert job.take_words() == 2
    away = visitor.get("/en/page/close/")
    assert away.status_code == 302
    assert away.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_the_desk_shows_a_code_once_and_what_was_asked(
    cast: Cast, case: CaseFile, code: GivenCode, desk: Desk
) -> None:
    client, who = desk("charlie"), first(cast.charlie, case)
    address = f"/en/case/{case.id}/own/"
    shown = client.post(f"{address}give/", {"whom": str(who.id)}, **HTML).content.decode()
    digits = re.findall(r"(?:\d{4} ){3}\d{4}", shown)[0]
    carried()
    page = client.get(address, **HTML).content.decode()
    assert digits not in page
    press = {"whom": str(who.id), "key": re.findall(r'name="key" value="([^"]+)"', page)[0]}
    shown = client.post(f"{address}give/", press, **HTML).content.decode()
    digits = re.findall(r"(?:\d{4} ){3}\d{4}", shown)[0]
    again = client.post(f"{address}give/", press, **HTML)
    assert again.status_code == 409
    assert "shown once" in again.content.decode()
    carried()
    assert (
        "name nobody and no place"
        in client.get(f"/en/case/{case.id}/plan/", **HTML).content.decode()
    )
    asks(digits, "correct", "The day is wrong")
    job.take_words()
    assert "What people asked" in client.get("/en/", **HTML).content.decode()
    listed = client.get("/en/case/words/", **HTML).content.decode()
    link = re.findall(r'href="(/en/case/words/[^"]+/)"', listed)[0]
    assert "The day is wrong" in client.get(link, **HTML).content.decode()
    with behind(Reader.system("test")):
        opened = Event.objects.using(Store.INSIDE).filter(action="case.own_word")
        assert [one.outcome for one in opened] == ["seen"]
    assert client.post(link, {"text": ""}, **HTML).status_code == 400
    assert client.post(link, {"text": "Mended."}, **HTML).status_code == 302
    asked = client.post(f"{address}end/", {"whom": str(who.id)}, **HTML)
    assert asked.status_code == 200
    assert 'name="sure"' in asked.content.decode()
    with behind(cast.charlie):
        assert own_page.live(cast.charlie, who) is not None
    sure = {"whom": str(who.id), "sure": "on"}
    assert client.post(f"{address}end/", sure, **HTML).status_code == 302
    other = client.post(f"{address}give/", {"whom": str(new_id())}, **HTML)
    assert other.status_code == 404
