"""First Nations, Inuit and Métis bodies govern the data of their people: without a grant nobody is counted."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.models import Agency
from dotline.access.queries import reader_of
from dotline.access.roles import Role
from dotline.access.totp import new_secret
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries
from dotline.case.actions import Opening
from dotline.case.models import CaseFile, NationTie
from dotline.case.queries import nations
from dotline.gates import clean_room, stewards
from dotline.gates.models import StewardGrant
from dotline.gates.stewardship import StewardUse
from dotline.intake import actions as intake
from dotline.referral.models import Referral
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.conftest import PASSWORD, Cast

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TODAY = NOW.date()
QUARTER = Period("2026-Q4", ("2026-Q4",))


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def body(code: str, kind: str = "FirstNationGovernment") -> tuple[Agency, Reader]:
    """An invented body with its data steward."""
    system = Reader.system("test")
    name = f"{code.title()} (FICTIONAL)"
    with behind(system):
        agency = add_agency(by=system, agency=NewAgency(code, name, f"{code} (FICTIF)", kind, "MB"))
        roles = (Role.DATA_STEWARD,)
        new = NewWorker(f"steward-{code}", name, agency.id, roles, PASSWORD, new_secret())
        return agency, reader_of(add_worker(by=system, worker=new))


def say(cast: Cast, case: CaseFile, nation: Agency, key: UUID | None = None) -> NationTie:
    person = first(cast.charlie, case)
    return actions.say_nation(by=cast.charlie, involvement_id=person.id, nation=nation.id, key=key)


def counted() -> int:
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        return sum(one.measure == "cases" for one in clean_room.stream(release, QUARTER))


def test_nobody_is_counted_before_each_body_she_belongs_to_agrees(
    cast: Cast, case: CaseFile
) -> None:
    lantern, joy = body("lantern")
    north, ivalu = body("north", "InuitOrganisation")
    assert counted() == 1
    say(cast, case, lantern)
    assert counted() == 0
    first_grant = stewards.give_grant(by=joy, use=StewardUse.COUNTS)
    assert counted() == 1
    second = say(cast, case, north)
    assert counted() == 0, "two claim her, and one of them is silent"
    stewards.give_grant(by=ivalu, use=StewardUse.COUNTS, last=TODAY)
    assert counted() == 1
    with clock.frozen(NOW + timedelta(days=2)):
        assert counted() == 0, "a grant ends after its last day"
        actions.take_back_nation(by=cast.charlie, tie_id=second.id)
        assert counted() == 1
        stewards.take_back_grant(by=joy, grant_id=first_grant.id)
        assert counted() == 0
        with pytest.raises(Conflict, match="stands is taken back"):
            stewards.take_back_grant(by=joy, grant_id=first_grant.id)


def rows_counted() -> dict[str, int]:
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        return dict(Counter(one.measure for one in clean_room.stream(release, QUARTER)))


def test_the_call_and_the_referral_that_her_case_came_of_are_governed_like_it(
    cast: Cast, call: UUID, sent: Referral
) -> None:
    """She said it at the shelter; the hotline’s call and the hand-over are her data too."""
    other = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    for contact, how in ((call, "referred"), (other.id, "hang_up")):
        intake.close_contact(by=cast.alice, contact_id=contact, disposition=how)
    case = actions.accept_and_open(
        by=cast.charlie, referral_id=sent.id, opening=Opening(basis="interview")
    )
    every = {"cases": 1, "calls": 2, "calls_accepted": 1, "referrals_sent": 1}
    every["referrals_acknowledged"] = 1
    assert rows_counted() == every
    lantern, joy = body("lantern")
    tie = say(cast, case, lantern)
    assert rows_counted() == {"calls": 1}
    grant = stewards.give_grant(by=joy, use=StewardUse.COUNTS)
    assert rows_counted() == every
    with behind(Reader.system(clean_room.RELEASE)):
        own = {row.measure for row in nations.own_rows(TODAY.year) if lantern.id in row.stewards}
    assert {"calls", "referrals_sent"} <= own
    stewards.take_back_grant(by=joy, grant_id=grant.id)
    assert rows_counted() == {"calls": 1}
    actions.take_back_nation(by=cast.charlie, tie_id=tie.id)
    assert rows_counted() == every


def test_no_counting_row_shows_a_table_whom_she_belongs_to(cast: Cast, case: CaseFile) -> None:
    lantern, joy = body("lantern")
    say(cast, case, lantern)
    stewards.give_grant(by=joy, use=StewardUse.COUNTS)
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        for row in clean_room.stream(release, QUARTER):
            assert not {str(lantern.id), lantern.code} & set(row.dims.values())
    said = [
        str(one.detail)
        for one in Event.objects.using(Store.INSIDE).filter(action="case.say_nation")
    ]
    assert len(said) == 1
    assert str(lantern.id) not in said[0]


def test_a_question_is_answered_once_and_a_veto_lets_nothing_pass(
    cast: Cast, case: CaseFile
) -> None:
    lantern, joy = body("lantern")
    _birch, other = body("birch")
    say(cast, case, lantern)
    key = new_id()
    ask = {"by": cast.rita, "nation": lantern.id, "use": StewardUse.COUNTS, "key": key}
    row = stewards.ask_steward(**ask, words="Yearly figures")  # type: ignore[arg-type]  # the tests name its fields
    assert stewards.ask_steward(**ask, words="Yearly figures").id == row.id  # type: ignore[arg-type]
    with pytest.raises(SentAlready):
        stewards.ask_steward(**ask, words="Other words")  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="waits for the answer"):
        stewards.ask_steward(by=cast.rita, nation=lantern.id, use=StewardUse.COUNTS, words="Again")
    with pytest.raises(Invalid, match="what it is for"):
        stewards.ask_steward(by=cast.rita, nation=lantern.id, use=StewardUse.AUDIT, words=" ")
    with pytest.raises(NotFound):
        stewards.ask_steward(by=cast.rita, nation=cast.shelter.id, use=StewardUse.AUDIT, words="x")
    with behind(cast.charlie):
        assert not stewards.grants(cast.charlie).exists(), "a question is between the two"
    with pytest.raises(NotFound):
        stewards.answer_steward(by=other, grant_id=row.id, granted=True)
    for nobody in (cast.alice, cast.rita, cast.charlie):
        with pytest.raises(Refused):
            stewards.answer_steward(by=nobody, grant_id=row.id, granted=True)
    with pytest.raises(Invalid, match="past"):
        stewards.answer_steward(by=joy, grant_id=row.id, granted=True, last=TODAY - timedelta(1))
    stewards.answer_steward(by=joy, grant_id=row.id, granted=False)
    assert counted() == 0
    with pytest.raises(Conflict, match="answered already"):
        stewards.answer_steward(by=joy, grant_id=row.id, granted=True)
    with behind(cast.charlie):
        assert stewards.grants(cast.charlie).get().answer == "vetoed"


def test_a_grant_to_one_agency_is_no_grant_to_another(cast: Cast, case: CaseFile) -> None:
    lantern, joy = body("lantern")
    person = say(cast, case, lantern).person_id
    with behind(cast.charlie):
        assert nations.withheld(cast.charlie, StewardUse.AUDIT) == {person}
    row = stewards.ask_steward(
        by=cast.alice, nation=lantern.id, use=StewardUse.AUDIT, words="Audit of the line"
    )
    stewards.answer_steward(by=joy, grant_id=row.id, granted=True)
    with behind(cast.charlie):
        assert nations.withheld(cast.charlie, StewardUse.AUDIT) == {person}
    row = stewards.ask_steward(
        by=cast.charlie, nation=lantern.id, use=StewardUse.AUDIT, words="Audit of the shelter"
    )
    stewards.answer_steward(by=joy, grant_id=row.id, granted=True)
    with behind(cast.charlie):
        assert nations.withheld(cast.charlie, StewardUse.AUDIT) == frozenset()


def test_belonging_is_hers_to_say_and_the_database_holds_it(cast: Cast, case: CaseFile) -> None:
    lantern, _joy = body("lantern")
    key = new_id()
    row = say(cast, case, lantern, key)
    assert say(cast, case, lantern, key).id == row.id
    with pytest.raises(Conflict, match="written down already"):
        say(cast, case, lantern)
    person = first(cast.charlie, case)
    with pytest.raises(NotFound):
        actions.say_nation(by=cast.charlie, involvement_id=person.id, nation=cast.shelter.id)
    with pytest.raises(Invalid, match="self-declared"):
        actions.say_nation(
            by=cast.charlie, involvement_id=person.id, nation=lantern.id, said_by="court"
        )
    with pytest.raises(NotFound):
        actions.take_back_nation(by=cast.alice, tie_id=row.id)
    with behind(cast.charlie):
        ties = NationTie.objects.using(Store.INSIDE).filter(pk=row.id)
        for change in ({"said_by": "court"}, {"ended_on": TODAY - timedelta(days=1)}):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                ties.update(**change)
    with behind(Reader.system("test")):
        for bad in (
            {},
            {"answer": "granted"},
            {"answered_on": TODAY},
            {"answer": "no", "answered_on": TODAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                made = StewardGrant(nation_id=lantern.id, use="counts", **bad)
                made.save(using=Store.INSIDE, force_insert=True)


def test_the_pages_ask_grant_veto_and_take_back(cast: Cast, case: CaseFile, desk: Desk) -> None:
    lantern, joy = body("lantern")
    charlie, rita, steward = desk("charlie"), desk("rita"), desk("steward-lantern")
    _belongs(charlie, case, first(cast.charlie, case).id, lantern)
    asked = {
        "ask-nation": lantern.id,
        "ask-use": "counts",
        "ask-words": "Yearly figures",
        "ask-key": new_id(),
    }
    assert rita.post("/en/case/stewards/ask/", asked, **HTML).status_code == 302
    again = rita.post("/en/case/stewards/ask/", {**asked, "ask-words": "Other words"}, **HTML)
    assert again.status_code == 400
    assert "Other words" in again.content.decode()
    page = steward.get("/en/case/nation/", **HTML).content.decode()
    assert "Yearly figures" in page
    assert "OCAP" in page
    with behind(joy):
        row = stewards.grants(joy).get()
    answer = {"answer-which": row.id, "answer-granted": "yes", "answer-last": ""}
    assert steward.post("/en/case/nation/answer/", answer, **HTML).status_code == 302
    assert counted() == 1
    assert steward.post("/en/case/nation/back/", {"back-which": row.id}, **HTML).status_code == 302
    assert counted() == 0
    assert "Taken back" in rita.get("/en/case/stewards/", **HTML).content.decode()
    assert charlie.get("/en/case/nation/", **HTML).status_code == 403
    assert steward.get("/en/case/", **HTML).status_code == 403


def _belongs(charlie: Client, case: CaseFile, person: UUID, nation: Agency) -> None:
    at = f"/en/case/{case.id}/belonging/"
    said = {
        "say-involvement": person,
        "say-nation": nation.id,
        "say-said_by": "self",
        "say-key": new_id(),
    }
    assert charlie.post(f"{at}say/", said, **HTML).status_code == 302
    assert "Lantern (FICTIONAL)" in charlie.get(at, **HTML).content.decode()
    assert counted() == 0
    other = {"unsay-which": new_id()}
    assert charlie.post(f"{at}unsay/", other, **HTML).status_code == 404


def test_her_own_copy_says_whom_she_belongs_to(cast: Cast, case: CaseFile) -> None:
    lantern, _joy = body("lantern")
    row = say(cast, case, lantern)
    with behind(cast.charlie):
        person = queries.person(cast.charlie, row.person_id)
        found = queries.holdings.gathered(cast.charlie, person)
    assert "Lantern (FICTIONAL)" in str(found.sections["birth_gender"])
