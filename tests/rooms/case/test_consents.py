"""Consent and disclosure: a history, closed at once when taken back; nothing leaves without consent or clause."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dotline.access.actions import NewAgency, add_agency
from dotline.access.models import Agency
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries
from dotline.case.actions import Asking, NewDecision, NewDisclosure, NewPerson, Opening, PastCase
from dotline.case.formats import htcds, opening
from dotline.case.jobs import exchange
from dotline.case.models import CaseFile, ConsentDecision, DisclosureRecord, Involvement
from dotline.case.queries import consents, deadlines, disclosures, timeline
from dotline.case.queries.looks import Sought
from dotline.case.rules import QUESTIONS, ConsentSaid, OrderState, Role, StandsBy
from dotline.gates import outbox
from dotline.referral import actions as referral
from dotline.referral.models import Listing
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_courts import opened
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, wanted

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LATER = TODAY + timedelta(days=90)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case of the shelter with a sealed name."""
    opening = Opening(basis="interview", identifiers=(("name", "Canary Finch"),))
    return actions.open_case(by=cast.charlie, opening=opening)


@pytest.fixture
def border(cast: Cast) -> Agency:
    """Immigration enforcement."""
    new = NewAgency("border", "Border", "Frontière", "BorderService", "ON")
    return add_agency(by=Reader.system("test"), agency=new)


def victim(cast: Cast, case: CaseFile) -> Involvement:
    return first(cast.charlie, case)


def yes(to: UUID | None = None, purpose: str = "share", **more: object) -> NewDecision:
    named = {"recipient": to, "what": ("facts",), "expires": LATER} if to else {}
    told = {"purpose": purpose, "said": ConsentSaid.GIVEN, "on": TODAY, **named, **more}
    return NewDecision(**told)  # type: ignore[arg-type]  # the tests name its fields


def agree(cast: Cast, case: CaseFile, new: NewDecision, key: UUID | None = None) -> ConsentDecision:
    row = victim(cast, case)
    return actions.record_consent(by=cast.charlie, involvement_id=row.id, new=new, key=key)


def out(cast: Cast, case: CaseFile, **more: object) -> DisclosureRecord:
    told: dict[str, object] = {"parts": ("facts",), "clause": "consent", "to": cast.hotline.id}
    new = NewDisclosure(**{**told, **more})  # type: ignore[arg-type]  # the tests name its fields
    return actions.disclose(by=cast.charlie, involvement_id=victim(cast, case).id, new=new)


def lines(name: str) -> list[Event]:
    with behind(Reader.system("test")):
        return list(Event.objects.using(Store.INSIDE).filter(action=name))


def test_a_decision_is_a_history_and_a_refusal_closes_nothing(cast: Cast, case: CaseFile) -> None:
    refused = agree(cast, case, yes(purpose="research", said=ConsentSaid.REFUSED))
    with clock.frozen(NOW + timedelta(minutes=1)):
        given = agree(cast, case, yes(purpose="research"))
    with clock.frozen(NOW + timedelta(minutes=2)):
        actions.withdraw_consent(by=cast.charlie, decision_id=given.id)
    with behind(cast.charlie):
        rows = list(consents.decisions_of(cast.charlie, [victim(cast, case).person_id]))
        assert [one.decision for one in rows] == ["refused", "given", "withdrawn"]
        assert refused.text == "eng-1"
        assert len(timeline.timeline(cast.charlie, case, "en", "consent")) == 3
    with pytest.raises(Conflict, match="taken back already"):
        actions.withdraw_consent(by=cast.charlie, decision_id=given.id)
    with pytest.raises(Invalid, match="Only a consent that was given"):
        actions.withdraw_consent(by=cast.charlie, decision_id=refused.id)
    actions.add_fact(
        by=cast.charlie,
        involvement_id=victim(cast, case).id,
        list_name="exploitation",
        code="ForcedLabour",
        present=True,
    )


def test_what_a_consent_lacks_is_refused_by_action_and_database(cast: Cast, case: CaseFile) -> None:
    with pytest.raises(Invalid, match="Say who receives it"):
        agree(cast, case, yes(cast.hotline.id, what=()))
    with pytest.raises(Invalid, match="longer than a year"):
        agree(cast, case, yes(cast.hotline.id, expires=TODAY + timedelta(days=366)))
    with pytest.raises(Invalid, match="needs no consent"):
        agree(cast, case, yes(cast.shelter.id))
    with pytest.raises(NotFound, match="no reviewed text"):
        agree(cast, case, yes(purpose="use", text_in="pan"))
    good = agree(cast, case, yes(cast.hotline.id))
    agree(cast, case, yes(purpose="use", explained_in="pan", interpreter="by_phone"))
    with behind(cast.charlie):
        for change in (
            {"decision": "maybe"},
            {"by_whom": "guardian"},
            {"what": ""},
            {"recipient_id": None},
            {"expires_on": None},
            {"expires_on": TODAY - timedelta(days=1)},
            {"decision": "withdrawn"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                ConsentDecision.objects.using(Store.INSIDE).filter(pk=good.id).update(**change)


def add(cast: Cast, case: CaseFile, **more: object) -> Involvement:
    with behind(cast.charlie):
        look = queries.looks.slip(cast.charlie, case.id, Sought("name", ""))
    new = NewPerson(Role.GUARDIAN, **more)  # type: ignore[arg-type]  # the tests name its fields
    return actions.add_person(by=cast.charlie, case_id=case.id, new=new, look=look)


def test_whoever_may_be_an_abuser_neither_decides_nor_receives(cast: Cast, case: CaseFile) -> None:
    guardian = add(cast, case)
    by_guardian = yes(cast.hotline.id, by_whom="guardian", giver=guardian.id)
    with pytest.raises(Invalid, match="is her guardian"):  # of somebody else in the case, perhaps
        agree(cast, case, by_guardian)
    actions.stand_by(
        by=cast.charlie,
        involvement_id=victim(cast, case).id,
        kind=StandsBy.GUARDIAN,
        somebody=guardian.id,
    )
    agree(cast, case, by_guardian)
    out(cast, case)
    actions.mark_possible_abuser(by=cast.charlie, involvement_id=guardian.id, marked=True)
    with pytest.raises(Refused, match="No consent of this person"):
        out(cast, case)
    with pytest.raises(Refused, match="cannot consent for anybody"):
        agree(cast, case, by_guardian)
    with pytest.raises(Refused, match="receives nothing about anybody"):
        out(
            cast, case, to=None, to_involvement=guardian.id, clause="court_order", stated=("order",)
        )
    with pytest.raises(Invalid, match="Name who decided"):
        agree(cast, case, yes(purpose="use", by_whom="substitute"))


def test_a_typed_body_that_is_an_agency_here_is_that_agency(
    cast: Cast, case: CaseFile, border: Agency
) -> None:
    """Enforcement does not become a court by being typed as one."""
    typed = {"to": None, "clause": "pa_8_2_b", "stated": ("statute",), "purpose": "an Act"}
    for name in ("Border", " FRONTIÈRE ", border.code):
        with pytest.raises(Refused, match="Immigration enforcement"):
            out(cast, case, name=name, kind="Court", **typed)
    with pytest.raises(Invalid, match="your own agency"):
        out(cast, case, name=cast.shelter.name_en, kind="Court", **typed)
    agree(cast, case, yes(cast.hotline.id))
    row = out(cast, case, to=None, name=cast.hotline.name_fr)
    assert (row.to_agency_id, row.to_name) == (cast.hotline.id, "")


def of_call(cast: Cast, call: UUID, *, ended: bool = False) -> CaseFile:
    """The hotline's own case that came of a call."""
    day = clock.today("America/Toronto")
    past = PastCase(
        id=new_id(),
        agency=cast.hotline.id,
        kind="support",
        opened_on=day,
        province="QC",
        gender="Feminine",
        age_band="unknown",
        facts=(),
        determinations=(),
        contact_id=call,
        closed_on=day if ended else None,
        closed_because="Closed" if ended else "",
    )
    system = Reader.system("test")
    actions.import_cases(by=system, cases=[past])
    with behind(system):
        return queries.case(system, past.id)


def test_a_consent_taken_back_closes_everything_within_a_minute(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    """The disclosure, and the package of a referral that she agreed to: clock in hand."""
    more = cast.alice.permissions | {"case.read", "case.write"}
    by = Reader(cast.alice.worker, cast.alice.agency, cast.alice.roles, more)
    passed = referral.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=consent())
    outbox.deliver(Store.INSIDE)
    assert referral.open_package(by=cast.charlie, referral_id=passed.id)
    row = of_call(cast, call)
    person = first(by, row)
    given = actions.record_consent(by=by, involvement_id=person.id, new=yes(cast.shelter.id))
    new = NewDisclosure(parts=("facts",), clause="consent", to=cast.shelter.id)
    actions.disclose(by=by, involvement_id=person.id, new=new)
    with clock.frozen(NOW + timedelta(seconds=30)):
        actions.withdraw_consent(by=by, decision_id=given.id)
    with clock.frozen(NOW + timedelta(seconds=60)):
        with pytest.raises(Refused, match="No consent"):
            actions.disclose(by=by, involvement_id=person.id, new=new)
        with pytest.raises(Refused):
            referral.open_package(by=cast.charlie, referral_id=passed.id)


def test_a_disclosure_needs_consent_or_a_clause_and_its_proofs(cast: Cast, case: CaseFile) -> None:
    with pytest.raises(Refused, match="No consent of this person"):
        out(cast, case)
    with pytest.raises(Refused, match="not under the act"):
        out(cast, case, clause="pa_8_2_e", purpose="a file", request="FICTIONAL request")
    with pytest.raises(Refused, match="the order"):
        out(cast, case, clause="court_order", purpose="trial")
    agree(cast, case, yes(cast.hotline.id))
    row = out(cast, case)
    assert (row.basis, row.parts, row.keep_until) == ("consent", "facts", date(2028, 11, 23))
    with pytest.raises(Refused, match="No consent of this person"):
        out(cast, case, parts=("facts", "identity"))
    (line,) = [one for one in lines("case.disclose") if one.outcome == "done"]
    assert str(row.passage_id) in str(line.detail)
    assert "refused" in {one.outcome for one in lines("case.disclose")}
    with behind(cast.charlie):
        for change in (
            {"consent": None},
            {"basis": "court_order"},
            {"basis": "because"},
            {"basis": "pa_8_2_e", "consent": None},
            {"to_kind": "BorderService", "basis": "child_duty", "consent": None},
            {"parts": ""},
            {"to_agency_id": None},
            {"to_agency_id": cast.shelter.id},
            {"keep_until": TODAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                DisclosureRecord.objects.using(Store.INSIDE).filter(pk=row.id).update(**change)


def test_a_police_service_keeps_the_written_request_sealed(
    cast: Cast, dan: Reader, border: Agency
) -> None:
    by = Reader(dan.worker, dan.agency, dan.roles, dan.permissions | {"case.privacy"})
    row = actions.open_case(by=by, opening=Opening(basis="interview"))
    person = first(by, row)
    asked = NewDisclosure(
        parts=("facts",),
        clause="pa_8_2_e",
        to=cast.office.id,
        purpose="FICTIONAL investigation",
        request="Canary request",
    )
    made = actions.disclose(by=by, involvement_id=person.id, new=asked)
    assert b"Canary" not in bytes(made.request or b"")
    assert actions.open_request(by=by, disclosure_id=made.id)[1]["request"] == "Canary request"
    assert made.keep_until >= date(2028, 11, 23)
    without = NewDisclosure(parts=("facts",), clause="pa_8_2_e", to=cast.office.id, purpose="x")
    with pytest.raises(Refused, match="the written request"):
        actions.disclose(by=by, involvement_id=person.id, new=without)
    for clause in ("pa_8_2_a", "pa_8_2_e", "pa_8_2_f"):
        to_border = NewDisclosure(
            parts=("facts",),
            clause=clause,
            to=border.id,
            purpose="x",
            request="y",
            stated=("agreement",),
        )
        with pytest.raises(Refused, match="Immigration enforcement receives nothing"):
            actions.disclose(by=by, involvement_id=person.id, new=to_border)


def test_her_own_consent_or_an_order_reaches_enforcement(
    cast: Cast, case: CaseFile, border: Agency
) -> None:
    with pytest.raises(Refused, match="Immigration enforcement"):
        out(cast, case, to=border.id)
    agree(cast, case, yes(border.id))
    assert out(cast, case, to=border.id).to_kind == "BorderService"
    ordered = {"clause": "court_order", "stated": ("order",)}
    out(cast, case, to=border.id, parts=("notes",), **ordered)
    outside = out(cast, case, to=None, name="FICTIONAL court", kind="Court", **ordered)
    assert outside.to_name == "FICTIONAL court"


def test_a_form_sent_twice_is_one_and_other_words_are_refused(cast: Cast, case: CaseFile) -> None:
    key = new_id()
    one = agree(cast, case, yes(cast.hotline.id), key)
    assert agree(cast, case, yes(cast.hotline.id), key).id == one.id
    with pytest.raises(SentAlready):
        agree(cast, case, yes(cast.office.id), key)


def test_who_received_it_hears_of_a_correction_for_two_years(cast: Cast, case: CaseFile) -> None:
    agree(cast, case, yes(cast.hotline.id))
    out(cast, case)
    person = victim(cast, case).person_id
    with behind(cast.charlie):
        (told,) = disclosures.correction_list(cast.charlie, person)
        assert (told.to_agency_id, told.parts) == (cast.hotline.id, frozenset({"facts"}))
        with clock.frozen(NOW + timedelta(days=2 * 365 + 2)):
            assert disclosures.correction_list(cast.charlie, person) == []
        (due,) = deadlines.deadlines(cast.charlie, kind="consent")
        assert due.due == LATER


def send(by: Reader, path: Path, **asked: object) -> exchange.SentOut:
    with behind(by):
        return exchange.send_out(by, path, exchange.SendOut("htcds-2.0", **asked), SilentProgress())  # type: ignore[arg-type]  # the tests name its fields


def read(path: Path) -> list[dict[str, tuple[str, ...]]]:
    from dotline.base.findings import Findings

    return [dict(row.values) for row in htcds.rows(opening.opened(path), Findings())]


def test_a_file_holds_whom_the_clause_carries_and_writes_each_down(
    cast: Cast, case: CaseFile, tmp_path: Path
) -> None:
    other = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    parts = ("birth_gender", "determinations", "facts", "identity")
    agree(cast, case, yes(cast.hotline.id, what=parts))
    path = tmp_path / "people.csv"
    done = send(cast.charlie, path, to="hotline", basis="consent")
    assert (done.rows, done.left_out, done.nameless) == (1, 1, 0)
    assert "Canary Finch" in path.read_text()
    with behind(cast.charlie):
        (row,) = DisclosureRecord.objects.using(Store.INSIDE).all()
        assert (row.case_id, row.parts.split()) == (case.id, sorted(parts))
    (line,) = lines("case.export")
    assert str(row.passage_id) in str(line.detail)
    with pytest.raises(Refused, match="the order"):
        send(cast.charlie, path, to="hotline", basis="court_order")
    assert sorted(one.outcome for one in lines("case.export")) == ["done", "refused"]
    ordered = send(cast.charlie, path, to="hotline", basis="court_order", stated=("order",))
    assert ordered.rows == 2
    assert other.id in {one.case_id for one in _disclosed(cast)}
    coded = exchange.SendOut("ctdc-2021", to="hotline", basis="consent", own_cases=True)
    with behind(cast.charlie):
        sent = exchange.send_out(cast.charlie, tmp_path / "c.csv", coded, SilentProgress())
    assert (sent.rows, sent.left_out) == (1, 1)


def _disclosed(cast: Cast) -> list[DisclosureRecord]:
    with behind(cast.charlie):
        return list(DisclosureRecord.objects.using(Store.INSIDE).all())


def test_a_named_file_honours_a_publication_ban(
    cast: Cast, dan: Reader, case: CaseFile, tmp_path: Path
) -> None:
    more = dan.permissions | {"case.privacy", "case.export", "case.export_named"}
    by = Reader(dan.worker, dan.agency, dan.roles, more)
    named = Opening(basis="interview", identifiers=(("name", "Canary Wren"),))
    row = actions.open_case(by=by, opening=named)
    court = opened(by, row)
    ban = Asking("publication_ban", OrderState.GRANTED, TODAY)
    actions.set_court_order(
        by=by, proceeding_id=court.id, involvement_id=first(by, row).id, asking=ban
    )
    path = tmp_path / "people.csv"
    done = send(by, path, to="office", basis="pa_8_2_a", purpose="a consistent use")
    assert (done.rows, done.nameless) == (1, 1)
    assert "Canary" not in path.read_text()
    with behind(by):
        (one,) = DisclosureRecord.objects.using(Store.INSIDE).filter(agency_id=by.own)
        assert one.withheld == "identity"
    send(by, path)
    assert "Canary Wren" in path.read_text()  # what stays in the agency


def test_the_one_consent_field_is_read_from_the_seven(
    cast: Cast, case: CaseFile, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    said: list[str] = []
    for purpose in QUESTIONS:
        agree(cast, case, yes(purpose=purpose))
        send(cast.charlie, path)
        said += read(path)[0]["con_Consent"]
    assert said == ["FALSE"] * 6 + ["TRUE"]


def test_another_agency_sees_no_consent_and_no_disclosure(cast: Cast, case: CaseFile) -> None:
    given = agree(cast, case, yes(cast.hotline.id))
    row = out(cast, case)
    with behind(cast.alice):
        with pytest.raises(NotFound):
            consents.decision(cast.alice, given.id)
        with pytest.raises(NotFound):
            disclosures.disclosure(cast.alice, row.id)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_ask_write_down_and_take_back(
    cast: Cast, case: CaseFile, desk: Desk, language: str
) -> None:
    browser = desk("charlie")
    page = f"/{language}/case/{case.id}/consent/"
    offered = f"/{language}/case/{case.id}/disclosed/"
    assert 'value="child_duty"' in browser.get(offered, **HTML).content.decode()
    with behind(cast.charlie):
        Involvement.objects.using(Store.INSIDE).filter(case=case).update(age_band="27-29")
    assert 'value="child_duty"' not in browser.get(offered, **HTML).content.decode()
    person = str(victim(cast, case).id)
    form = {
        "consent-involvement": person,
        "consent-key": str(new_id()),
        "consent-purpose": "share",
        "consent-said": "given",
        "consent-on": TODAY.isoformat(),
        "consent-recipient": str(cast.hotline.id),
        "consent-what": ["facts"],
        "consent-expires": LATER.isoformat(),
        "consent-by_whom": "self",
        "consent-explained_in": "fra",
        "consent-text_in": "fra",
    }
    assert browser.post(f"{page}consent/", form, **HTML).status_code == 302
    disclosed = f"/{language}/case/{case.id}/disclosed/"
    sending = {
        "disclose-involvement": person,
        "disclose-to": str(cast.hotline.id),
        "disclose-parts": ["facts"],
        "disclose-clause": "consent",
    }
    both = {**sending, "disclose-name": "FICTIONAL body", "disclose-kind": "Police"}
    assert browser.post(f"{disclosed}disclose/", both, **HTML).status_code == 400
    assert browser.post(f"{disclosed}disclose/", sending, **HTML).status_code == 302
    shown = browser.get(disclosed, **HTML).content.decode()
    assert ("Line" if language == "en" else "Ligne") in shown
    with behind(cast.charlie):
        (given,) = ConsentDecision.objects.using(Store.INSIDE).all()
    taken = {"withdraw-which": str(given.id), "withdraw-by_whom": "self"}
    assert browser.post(f"{page}withdraw/", taken, **HTML).status_code == 302
    again = browser.post(f"{disclosed}disclose/", sending, **HTML)
    assert again.status_code == 400
    assert ("No consent of this person" in again.content.decode()) is (language == "en")
    assert browser.get(page, **HTML).status_code == 200
