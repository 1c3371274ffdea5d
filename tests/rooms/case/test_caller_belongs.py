"""A caller may say to whom she belongs, though no case follows: her call is governed, and she is not asked twice."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from django.urls import reverse

from dotline.access.models import Agency
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.actions import Opening
from dotline.case.models import CaseFile
from dotline.case.queries import nations
from dotline.gates import outbox, stewards
from dotline.gates.refer import ReferField
from dotline.gates.stewardship import StewardUse
from dotline.gates.uncounted import uncounted
from dotline.intake import actions as intake
from dotline.intake import queries as calls
from dotline.intake.rules import CallerKind, CallFacts
from dotline.referral import actions as referral
from dotline.referral.models import Listing, Referral
from tests.browsing import HTML, Desk, hidden
from tests.rooms.case.test_case import first
from tests.rooms.case.test_counts_left import close, identify
from tests.rooms.case.test_disposal import LATER, dispose
from tests.rooms.case.test_nations import NOW, body
from tests.rooms.case.test_uncounted import RELEASE, units
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, hand_over, wanted


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def save(by: Reader, call: UUID, **more: object) -> None:
    """The call as it was, and what she says besides."""
    with behind(by):
        facts = calls.facts_of(by, calls.contact(by, call))
    said = replace(facts, **more)  # type: ignore[arg-type]  # the tests name the facts they change
    intake.save_contact(by=by, contact_id=call, facts=said, key=new_id())


def belongs(by: Reader, call: UUID, nation: Agency) -> None:
    save(by, call, nation=str(nation.id), caller_kind=CallerKind.SELF)


def end(by: Reader, call: UUID) -> None:
    intake.close_contact(by=by, contact_id=call, disposition="referred")


def accept(cast: Cast, row: Referral) -> CaseFile:
    outbox.deliver(Store.INSIDE)
    opening = Opening(basis="interview")
    return actions.accept_and_open(by=cast.charlie, referral_id=row.id, opening=opening)


def refer(cast: Cast, call: UUID, beds: Listing, *fields: ReferField) -> Referral:
    return referral.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(*fields))


def test_a_call_without_a_case_counts_on_the_grant_of_the_body_she_named(
    cast: Cast, call: UUID
) -> None:
    lantern, joy = body("lantern")
    end_of = intake.open_contact(by=cast.alice, channel="phone", key=new_id()).id
    belongs(cast.alice, call, lantern)
    for one in (call, end_of):
        end(cast.alice, one)
    assert units("calls") == {str(end_of)}
    grant = stewards.give_grant(by=joy, use=StewardUse.COUNTS)
    assert units("calls") == {str(call), str(end_of)}
    stewards.take_back_grant(by=joy, grant_id=grant.id)
    assert units("calls") == {str(end_of)}
    with pytest.raises(NotFound):
        intake.take_back_nation(by=cast.charlie, contact_id=call)
    intake.take_back_nation(by=cast.bob, contact_id=call)
    assert units("calls") == {str(call), str(end_of)}
    with pytest.raises(Conflict, match="taken back already"):
        intake.take_back_nation(by=cast.alice, contact_id=call)


@pytest.mark.parametrize("who", [CallerKind.FAMILY_OR_FRIEND, CallerKind.PUBLIC])
def test_nobody_else_says_it_for_her_and_only_a_body_can_be_named(
    cast: Cast, call: UUID, who: CallerKind
) -> None:
    lantern, _joy = body("lantern")
    with pytest.raises(Invalid, match="Only the person"):
        save(cast.alice, call, nation=str(lantern.id), caller_kind=who)
    with pytest.raises(NotFound):
        save(cast.alice, call, nation=str(cast.shelter.id), caller_kind=CallerKind.SELF)


def test_what_she_lets_be_handed_over_is_not_asked_twice_and_no_emergency_carries_it(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    lantern, _joy = body("lantern")
    belongs(cast.alice, call, lantern)
    urgent = hand_over(cast.alice, call, beds, ReferField.LANGUAGE, ReferField.NATION)
    assert ReferField.NATION.value not in urgent.fields.split()
    case = accept(cast, refer(cast, new_call(cast, lantern), beds, ReferField.NATION))
    person = first(cast.charlie, case).person_id
    with behind(cast.charlie):
        assert nations.governed(cast.charlie, [person]) == {person: frozenset({lantern.id})}
        [tie] = nations.ties(cast.charlie, [person])
    assert str(case.id) not in units("cases")
    actions.take_back_nation(by=cast.charlie, tie_id=tie.id)
    assert str(case.id) in units("cases"), "in her case, what she says there is the last word"


def new_call(cast: Cast, nation: Agency) -> UUID:
    row = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    facts = CallFacts(needs=("shelter",), alias="A", caller_kind=CallerKind.SELF, language="fra")
    intake.save_contact(by=cast.alice, contact_id=row.id, facts=facts, key=new_id())
    belongs(cast.alice, row.id, nation)
    return row.id


def test_what_she_keeps_to_the_call_governs_what_is_counted_of_her_and_tells_nobody(
    cast: Cast, call: UUID, beds: Listing, dana: Reader
) -> None:
    lantern, joy = body("lantern")
    belongs(cast.alice, call, lantern)
    sent = refer(cast, call, beds, ReferField.LANGUAGE)
    case = accept(cast, sent)
    identify(cast, case)
    end(cast.alice, call)
    person = first(cast.charlie, case).person_id
    hers = {str(one) for one in (call, sent.id, case.id, person)}
    assert not hers & units()
    with behind(cast.charlie):
        assert nations.governed(cast.charlie, [person]) == {}
    grant = stewards.give_grant(by=joy, use=StewardUse.COUNTS)
    assert hers <= units()
    stewards.take_back_grant(by=joy, grant_id=grant.id)
    close(cast, case)
    with clock.frozen(NOW + LATER):
        dispose(cast, dana, case.id)
        assert not hers & units()
        assert not units("victims_identified")
        with behind(RELEASE):
            assert uncounted(RELEASE) == {call, sent.id, case.id}


def test_the_question_stands_in_the_call_and_may_be_left_empty(
    cast: Cast, call: UUID, desk: Desk
) -> None:
    alice, here = desk("alice"), reverse("intake:call", args=[call])
    page = alice.get(here, **HTML).content.decode()
    assert 'name="nation"' not in page, "no body, no question"
    lantern, _joy = body("lantern")
    page = alice.get(here, **HTML).content.decode()
    assert 'name="nation"' in page
    assert lantern.name_en in page
    form = {**hidden(page), "nation": str(lantern.id)}
    wrong = alice.post(here, {**form, "caller_kind": "public"}, **HTML)
    assert wrong.status_code == 400
    assert "Only the person concerned" in wrong.content.decode()
    assert alice.post(here, {**form, "caller_kind": "self"}, **HTML).status_code == 302
    end(cast.alice, call)
    closed = alice.get(here, **HTML).content.decode()
    assert lantern.name_en in closed
    assert alice.post(reverse("intake:take-back-nation", args=[call]), **HTML).status_code == 302
    assert lantern.name_en not in alice.get(here, **HTML).content.decode()
