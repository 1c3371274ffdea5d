"""Registers of privacy at work: clocks run and stop, the database refuses what the form refuses, walls hold."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions
from dotline.case.models import CaseFile, DisclosureRecord, NotesRequest, PrivacyBreach
from dotline.case.queries import deadlines, registers
from dotline.case.rules.registers import BreachWeight, NotesState
from dotline.duty import queries as duty
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.conftest import Cast

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def asked(cast: Cast, case: CaseFile) -> NotesRequest:
    person = first(cast.charlie, case)
    return actions.note_request(by=cast.charlie, involvement_id=person.id, on=TODAY)


def breach(cast: Cast, **more: object) -> PrivacyBreach:
    told: dict[str, object] = {
        "kind": "lost",
        "happened_on": TODAY - timedelta(days=2),
        "found_on": TODAY,
        "people": 3,
        "words": "FICTIONAL: a telephone was lost",
    }
    return actions.note_breach(by=cast.charlie, **{**told, **more})  # type: ignore[arg-type]  # the tests name its fields


def running(cast: Cast) -> set[str]:
    with behind(cast.charlie):
        rows = duty.owed(cast.charlie, Store.INSIDE)
        return {one.rule for one in rows if one.rule.startswith(("case_notes", "case_breach"))}


def test_notes_are_produced_on_an_order_alone(cast: Cast, case: CaseFile) -> None:
    row = asked(cast, case)
    assert running(cast) == {"case_notes_counsel"}
    with behind(cast.charlie):
        assert [one.kind for one in deadlines.deadlines(cast.charlie, kind="notes")] == ["notes"]
    actions.tell_counsel(by=cast.charlie, request_id=row.id, on=TODAY)
    assert running(cast) == set()
    produce = {"by": cast.charlie, "request_id": row.id, "parts": ("notes",)}
    with pytest.raises(Refused, match="on an order of the court alone"):
        actions.produce_notes(**produce, court="FICTIONAL court")  # type: ignore[arg-type]
    actions.decide_notes(by=cast.charlie, request_id=row.id, to=NotesState.ORDERED, on=TODAY)
    done = actions.produce_notes(**produce, court="FICTIONAL court")  # type: ignore[arg-type]
    with behind(cast.charlie):
        (left,) = DisclosureRecord.objects.using(Store.INSIDE).all()
        assert (left.basis, left.passage_id, left.to_kind) == (
            "court_order",
            done.passage_id,
            "Court",
        )
        for change in ({"state": "refused"}, {"parts": ""}, {"decided_on": None}):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                NotesRequest.objects.using(Store.INSIDE).filter(pk=row.id).update(**change)
    with pytest.raises(Refused, match="produced already"):
        actions.produce_notes(**produce, court="FICTIONAL court")  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="decided already"):
        actions.decide_notes(by=cast.charlie, request_id=row.id, to=NotesState.REFUSED, on=TODAY)


def test_a_breach_is_weighed_told_and_kept(cast: Cast) -> None:
    row = breach(cast)
    assert row.keep_until == date(2028, 11, 23)
    assert b"telephone" not in bytes(row.sealed)
    assert running(cast) == {"case_breach_assess"}
    with pytest.raises(Invalid, match="without a real risk"):
        actions.tell_breach(by=cast.charlie, breach_id=row.id, persons=True)
    weights = frozenset({BreachWeight.PLACE_KNOWN})
    actions.weigh_breach(by=cast.charlie, breach_id=row.id, found=weights)
    assert running(cast) == {"case_breach_tell"}
    actions.tell_breach(by=cast.charlie, breach_id=row.id, commissioner=True)
    assert running(cast) == {"case_breach_tell"}
    actions.tell_breach(by=cast.charlie, breach_id=row.id, persons=True)
    assert running(cast) == set()
    with pytest.raises(Conflict, match="weighed already"):
        actions.weigh_breach(by=cast.charlie, breach_id=row.id, found=frozenset())
    with behind(cast.charlie):
        for change in (
            {"risk": "none"},
            {"assessed_on": None},
            {"found_on": TODAY - timedelta(days=3)},
            {"keep_until": TODAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                PrivacyBreach.objects.using(Store.INSIDE).filter(pk=row.id).update(**change)


def test_a_breach_is_forgotten_after_its_24_months(cast: Cast) -> None:
    breach(cast)
    system = Reader.system("test")
    with clock.frozen(NOW + timedelta(days=731)):
        assert actions.forget_breaches(by=system) == 0
    with clock.frozen(NOW + timedelta(days=733)):
        assert actions.forget_breaches(by=system) == 1
    with behind(cast.charlie):
        assert not registers.breaches(cast.charlie).exists()


def test_a_breach_sent_twice_is_one_and_needs_words_and_days(cast: Cast) -> None:
    key = new_id()
    assert breach(cast, key=key).id == breach(cast, key=key).id
    with pytest.raises(SentAlready):
        breach(cast, key=key, people=4)
    with pytest.raises(Invalid, match="Say what happened"):
        breach(cast, words=" ")
    with pytest.raises(Invalid, match="found before it happened"):
        breach(cast, happened_on=TODAY, found_on=TODAY - timedelta(days=1))


def test_who_does_not_answer_for_privacy_and_other_agencies_see_nothing(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    row, notes = breach(cast), asked(cast, case)
    with pytest.raises(Refused):
        actions.note_breach(
            by=cast.bob, kind="lost", happened_on=TODAY, found_on=TODAY, people=1, words="x"
        )
    with behind(cast.alice):
        with pytest.raises(NotFound):
            registers.breach(cast.alice, row.id)
        with pytest.raises(NotFound):
            registers.notes_request(cast.alice, notes.id)
    assert desk("bob").get("/en/case/privacy/", **HTML).status_code == 403


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_keeps_both_registers(
    cast: Cast, case: CaseFile, desk: Desk, language: str
) -> None:
    browser, page = desk("charlie"), f"/{language}/case/privacy/"
    form = {
        "breach-key": str(new_id()),
        "breach-kind": "lost",
        "breach-happened_on": TODAY.isoformat(),
        "breach-found_on": TODAY.isoformat(),
        "breach-people": "2",
        "breach-words": "FICTIONAL words",
    }
    assert browser.post(f"{page}breach/", form, **HTML).status_code == 302
    assert (
        browser.post(f"{page}breach/", {**form, "breach-words": "other"}, **HTML).status_code == 400
    )
    person = str(first(cast.charlie, case).id)
    notes = {"notes-involvement": person, "notes-on": TODAY.isoformat()}
    sent = browser.post(f"/{language}/case/{case.id}/disclosed/notes/", notes, **HTML)
    assert sent.status_code == 302
    with behind(cast.charlie):
        (row,) = registers.breaches(cast.charlie)
        (wanted,) = registers.notes_requests(cast.charlie)
    weigh = {"weigh-which": str(row.id), "weigh-found": ["sensitive", "misuse_likely"]}
    assert browser.post(f"{page}weigh/", weigh, **HTML).status_code == 302
    silent = browser.post(f"{page}tell/", {"tell-which": str(row.id)}, **HTML)
    assert silent.status_code == 400
    assert 'role="alert"' in silent.content.decode()
    long_ago = {**form, "breach-key": str(new_id()), "breach-found_on": "0001-01-01"}
    wrong = browser.post(f"{page}breach/", long_ago, **HTML)
    assert wrong.status_code == 400
    assert "0001" in wrong.content.decode()
    tell = {"tell-which": str(row.id), "tell-commissioner": "on"}
    assert browser.post(f"{page}tell/", tell, **HTML).status_code == 302
    counsel = {"counsel-which": str(wanted.id), "counsel-on": TODAY.isoformat()}
    assert browser.post(f"{page}counsel/", counsel, **HTML).status_code == 302
    decide = {
        "decide-which": str(wanted.id),
        "decide-to": "ordered",
        "decide-on": TODAY.isoformat(),
    }
    assert browser.post(f"{page}decide/", decide, **HTML).status_code == 302
    produce = {
        "produce-which": str(wanted.id),
        "produce-court": "FICTIONAL court",
        "produce-parts": ["notes"],
    }
    assert browser.post(f"{page}produce/", produce, **HTML).status_code == 302
    shown = browser.get(page, **HTML).content.decode()
    assert "FICTIONAL words" in shown
