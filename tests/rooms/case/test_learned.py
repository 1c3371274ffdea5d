"""In which capacity a name was learned: a suspect's name is never hers to see, nor for anybody's list."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dotline.access import envelope
from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDecision, NewPerson, Opening
from dotline.case.jobs import own_copy
from dotline.case.models import CaseFile, Identifier, Involvement, Person
from dotline.case.queries.cases import identifier_text
from dotline.case.queries.looks import Sought
from dotline.case.queries.people import Chosen
from dotline.case.rules import ConsentSaid, Role
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_disposal import LATER, dispose
from tests.rooms.case.test_nations import body
from tests.rooms.case.test_own_copy import with_privacy
from tests.rooms.case.test_own_lists import TODAY, names
from tests.rooms.conftest import Cast

HERS, STREET = "Zélie Quarkfeather", "Velvetmoth"  # FICTIONAL
DOCUMENT, PHONE = "QX-99-ZZ-1234567", "+1 000 555 0199 77"


def suspected(by: Reader, case: CaseFile, name: str) -> Involvement:
    """Somebody new who comes into a case as a suspect, under a name."""
    with behind(by):
        look = queries.looks.slip(by, case.id, Sought("name", name))
    new = NewPerson(Role.SUSPECT, "name", name)
    return actions.add_person(by=by, case_id=case.id, new=new, look=look)


def learn(by: Reader, role: Involvement, kind: str, value: str) -> Identifier:
    return actions.add_identifier(by=by, involvement_id=role.id, kind=kind, value=value)


def copy_of(by: Reader, role: Involvement) -> str:
    request = actions.ask_for_record(by=by, involvement_id=role.id)
    return own_copy.as_json(actions.give_own_copy(by=by, request_id=request.id))


@pytest.fixture
def both(dan: Reader) -> tuple[Reader, Involvement, Involvement]:
    """An investigator, and somebody known to the unit first as a suspect and then as a victim."""
    by = with_privacy(dan)
    older = actions.open_case(by=by, opening=Opening(basis="documents"))
    suspect = suspected(by, older, STREET)
    learn(by, suspect, "document", DOCUMENT)
    case = actions.open_case(by=by, opening=Opening(basis="documents", person=suspect.person_id))
    victim = first(by, case)
    learn(by, victim, "name", HERS)
    return by, suspect, victim


def test_her_copy_tells_no_name_that_was_learned_of_a_suspect(
    both: tuple[Reader, Involvement, Involvement],
) -> None:
    by, suspect, victim = both
    with behind(by):  # a birth that the unit learned of a suspect
        known = Person.objects.using(Store.INSIDE).filter(pk=victim.person_id)
        known.update(birth_first=date(1999, 2, 28), birth_last=date(1999, 2, 28))
    text = copy_of(by, victim)
    assert HERS in text
    secret = (STREET, DOCUMENT, "1999", "birth_gender", "made_at", "suspect")
    assert not [word for word in secret if word in text]
    # What she tells of herself later is hers, though the unit knew it otherwise.
    learn(by, victim, "document", DOCUMENT)
    with pytest.raises(Conflict, match="kept of the person already"):
        learn(by, victim, "document", DOCUMENT)
    with pytest.raises(Conflict, match="kept of the person already"):
        learn(by, suspect, "document", DOCUMENT)
    text = copy_of(by, victim)
    assert (DOCUMENT in text, STREET in text) == (True, False)


def test_a_name_learned_where_she_is_marked_is_not_hers_to_see(cast: Cast) -> None:
    by = cast.charlie
    marked = first(by, actions.open_case(by=by, opening=Opening(basis="interview")))
    learn(by, marked, "alias", STREET)
    case = actions.open_case(by=by, opening=Opening(basis="interview", person=marked.person_id))
    victim = first(by, case)
    learn(by, victim, "name", HERS)
    assert STREET in copy_of(by, victim)
    actions.mark_possible_abuser(by=by, involvement_id=marked.id, marked=True)
    text = copy_of(by, victim)
    assert (HERS in text, STREET in text) == (True, False)


def test_a_name_of_before_is_told_only_to_whom_nothing_is_held_against(cast: Cast) -> None:
    by = cast.charlie
    victim = first(by, actions.open_case(by=by, opening=Opening(basis="interview")))
    row = learn(by, victim, "name", HERS)
    with behind(by):  # as the migration leaves what nobody wrote down
        row.refresh_from_db(using=Store.INSIDE)
        text, row.learned, row.role_key = identifier_text(row), None, False
        row.sealed = envelope.seal_text(
            row.person_id, row.agency_id, text, queries.identifier_place(row)
        )
        row.save(using=Store.INSIDE)
    assert HERS in copy_of(by, victim)
    other = actions.open_case(by=by, opening=Opening(basis="interview", person=victim.person_id))
    actions.mark_possible_abuser(by=by, involvement_id=first(by, other).id, marked=True)
    assert HERS not in copy_of(by, victim)


def test_a_file_names_each_role_by_what_was_learned_in_that_capacity(
    both: tuple[Reader, Involvement, Involvement],
) -> None:
    by, suspect, victim = both
    people = frozenset({victim.person_id})
    with behind(by):
        rows = list(queries.kept_people(by, Chosen(named=True, accused=True, people=people)))
    assert {row.identifiers for row in rows} == {
        (("document", DOCUMENT), ("name", STREET)),
        (("name", HERS),),
    }
    assert suspect.person_id == victim.person_id


def test_a_body_is_sent_no_name_that_was_learned_of_a_suspect(
    cast: Cast, both: tuple[Reader, Involvement, Involvement]
) -> None:
    by, _suspect, victim = both
    lantern, joy = body("lantern")
    new = NewDecision(
        "nation_list",
        ConsentSaid.GIVEN,
        TODAY,
        recipient=lantern.id,
        what=("identity",),
        expires=TODAY + LATER / 100,
    )
    actions.record_consent(by=by, involvement_id=victim.id, new=new)
    assert names(joy) == [HERS]


def test_a_page_of_a_case_says_where_a_name_was_learned_otherwise(
    both: tuple[Reader, Involvement, Involvement], desk: Desk
) -> None:
    _by, _suspect, victim = both
    page = desk("dan").get(f"/en/case/{victim.case_id}/", **HTML).content.decode()
    assert page.count("learned as: ") == 2
    assert "(learned as: Suspect)" in page


def test_a_name_goes_with_the_file_it_was_learned_for_unless_another_file_needs_it(
    cast: Cast, dana: Reader
) -> None:
    """Somebody marked in one file, and helped in two others of which one goes."""
    by = cast.charlie
    marked = first(by, actions.open_case(by=by, opening=Opening(basis="interview")))
    actions.mark_possible_abuser(by=by, involvement_id=marked.id, marked=True)
    opening = Opening(basis="interview", person=marked.person_id)
    helped = first(by, actions.open_case(by=by, opening=opening))
    again = first(by, actions.open_case(by=by, opening=opening))
    learn(by, marked, "alias", STREET)
    learn(by, helped, "name", HERS)
    learn(by, helped, "phone", PHONE)
    for role in (marked, helped):
        actions.close_case(by=by, case_id=role.case_id, because="Closed")
    with clock.frozen(clock.now() + LATER):
        dispose(cast, dana, marked.case_id, helped.case_id)
        with behind(by):
            kept = list(queries.identifiers(by, marked.person_id))
            assert {(row.kind, row.learned_id) for row in kept} == {
                ("name", again.id),
                ("phone", again.id),
            }
            assert {identifier_text(row) for row in kept} == {HERS, PHONE}
            gone = DataKey.objects.using(Store.INSIDE).filter(subject__in=[marked.id, helped.id])
            assert not gone.exists()
            alike = [one for one, _same in queries.hints.known(by, "name", HERS)]
            assert alike == [marked.person_id]
            assert queries.same_identifier(by, "alias", STREET) == []
        copy = copy_of(by, again)
        assert (HERS in copy, STREET in copy) == (True, False)


def test_the_database_keeps_each_value_once_a_role_and_no_key_of_no_role(cast: Cast) -> None:
    by = cast.charlie
    victim = first(by, actions.open_case(by=by, opening=Opening(basis="interview")))
    row = learn(by, victim, "name", HERS)
    for change in ({"id": None}, {"learned_id": None}):
        with behind(by), pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
            again = Identifier.objects.using(Store.INSIDE).get(pk=row.id)
            if "id" in change:
                again.id = Identifier().id
                again.save(using=Store.INSIDE, force_insert=True)
            else:
                again.learned_id = None
                again.save(using=Store.INSIDE)
