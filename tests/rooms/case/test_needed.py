"""What keeps a file besides its term: its call, another case of that call, what a court or a person still asks."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from dotline.access.roles import Role as WorkerRole
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import GivenCode, NewHold
from dotline.case.jobs import disposal, own_copy
from dotline.case.jobs import own_page as job
from dotline.case.models import AccessRequest, CaseFile, Involvement, NotesRequest
from dotline.case.queries import own_page, retention
from dotline.case.rules import Role
from dotline.case.rules.registers import NotesState
from dotline.case.rules.retention import FileKind
from dotline.intake import actions as intake
from dotline.intake.models import Contact
from dotline.intake.rules import CallerKind, CallFacts
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_consents import of_call
from tests.rooms.case.test_courts import case
from tests.rooms.case.test_disposal import LATER, SYSTEM, closed, dispose, propose
from tests.rooms.case.test_own_page import asks, code
from tests.rooms.conftest import Cast, worker

__all__ = ["case", "code"]

FACTS = CallFacts(
    needs=("shelter",),
    place="Montréal",
    province="QC",
    language="fra",
    caller_kind=CallerKind.SELF,
    alias="canary-alias",
    safety="canary-safety",
    summary="canary-summary",
)


@pytest.fixture
def by(cast: Cast) -> Reader:
    """Somebody of the hotline who does cases too."""
    return both(cast, "gus")


@pytest.fixture
def second(cast: Cast) -> Reader:
    """A second one."""
    return both(cast, "hana")


def both(cast: Cast, name: str) -> Reader:
    roles = (WorkerRole.COUNSELLOR, WorkerRole.SUPERVISOR, WorkerRole.CASE_WORKER)
    return worker(name, cast.hotline, *roles)


@pytest.fixture
def told(by: Reader) -> UUID:
    """A call in which she spoke for herself; it is closed."""
    row = intake.open_contact(by=by, channel="phone", key=new_id())
    intake.save_contact(by=by, contact_id=row.id, facts=FACTS, key=new_id())
    intake.close_contact(by=by, contact_id=row.id, disposition="referred")
    return row.id


def copy_of(by: Reader, person: Involvement) -> str:
    row = actions.ask_for_record(by=by, involvement_id=person.id)
    return own_copy.as_json(actions.give_own_copy(by=by, request_id=row.id))


def test_of_two_who_are_helped_neither_is_told_what_the_caller_said(
    cast: Cast, by: Reader, told: UUID
) -> None:
    row = of_call(cast, told, ended=True)
    assert "canary-summary" in copy_of(by, first(by, row))
    other = of_call(
        cast, told, ended=True
    )  # a second case of the same call, with a person of its own
    for one in (row, other):
        text = copy_of(by, first(by, one))
        assert "canary" not in text
        assert "Montréal" not in text


def test_two_victims_of_one_case_are_not_told_the_words_of_its_call(
    cast: Cast, by: Reader, told: UUID
) -> None:
    row = of_call(cast, told, ended=True)
    for person in second_victim(cast, row):
        assert "canary" not in copy_of(by, person)


def second_victim(cast: Cast, row: CaseFile) -> list[Involvement]:
    """Both victims of a case that got a second one, as a load brings her in."""
    elsewhere = of_call(cast, row.contact_id or new_id(), ended=True)
    with behind(SYSTEM):
        rows = Involvement.objects.using(Store.INSIDE)
        rows.filter(case=elsewhere.id).update(case=row.id)
        return list(rows.filter(case=row.id, role=Role.VICTIM.value))


def gone(call: UUID) -> bool:
    with behind(SYSTEM):
        return Contact.objects.using(Store.INSIDE).get(pk=call).disposed_on is not None


def run(by: Reader, second: Reader, kind: FileKind, file_id: UUID) -> int:
    [batch] = actions.propose_disposal(by=by, kind=kind, file_ids=[file_id])
    actions.approve_disposal(by=second, batch_id=batch.id)
    return disposal.run(batch.id).disposed


def test_a_held_call_outlives_its_case_and_goes_once_the_hold_is_lifted(
    cast: Cast, by: Reader, second: Reader, told: UUID
) -> None:
    row = of_call(cast, told, ended=True)
    with clock.frozen(clock.now() + LATER):
        hold = actions.place_hold(
            by=by, kind=FileKind.CONTACT, file_id=told, new=NewHold("proceeding", "order 9")
        )
        assert run(by, second, FileKind.CASE, row.id) == 1
        assert not gone(told)
        with behind(by):
            assert not retention.due_calls(by).exists()
        actions.lift_hold(by=second, hold_id=hold.id)
        assert run(by, second, FileKind.CONTACT, told) == 1
        assert gone(told)


def test_a_call_stays_while_any_case_that_came_of_it_does(
    cast: Cast, by: Reader, second: Reader, told: UUID
) -> None:
    row, other = of_call(cast, told, ended=True), of_call(cast, told)
    with clock.frozen(clock.now() + LATER):
        with pytest.raises(Refused, match="A case came of this call"):
            propose_call(by, told)
        assert run(by, second, FileKind.CASE, row.id) == 1
        assert not gone(told)
        with pytest.raises(Refused, match="A case came of this call"):
            propose_call(by, told)
        actions.close_case(by=by, case_id=other.id, because="Closed")
        hold = actions.place_hold(
            by=by, kind=FileKind.CASE, file_id=other.id, new=NewHold("proceeding")
        )
    with clock.frozen(clock.now() + LATER + LATER):
        with pytest.raises(Refused, match="A case came of this call"):
            propose_call(by, told)
        actions.lift_hold(by=second, hold_id=hold.id)
        assert run(by, second, FileKind.CASE, other.id) == 1
        assert gone(told)


def propose_call(by: Reader, call: UUID) -> None:
    actions.propose_disposal(by=by, kind=FileKind.CONTACT, file_ids=[call], asked=True)


def test_the_call_of_another_agency_ends_with_its_own_term(
    cast: Cast, dana: Reader, told: UUID
) -> None:
    row = closed(cast)
    with behind(SYSTEM):
        CaseFile.objects.using(Store.INSIDE).filter(pk=row.id).update(contact_id=told)
    with clock.frozen(clock.now() + LATER):
        assert dispose(cast, dana, row.id).disposed == 1
        assert not gone(told)


def notes_received(cast: Cast, person: Involvement) -> Callable[[], object]:
    row = notes(cast, person)
    decide = actions.decide_notes
    return lambda: decide(by=cast.charlie, request_id=row.id, to=NotesState.REFUSED, on=day(cast))


def notes_ordered(cast: Cast, person: Involvement) -> Callable[[], object]:
    row = notes(cast, person)
    actions.decide_notes(by=cast.charlie, request_id=row.id, to=NotesState.ORDERED, on=day(cast))
    return lambda: actions.produce_notes(
        by=cast.charlie, request_id=row.id, parts=("notes",), court="FICTIONAL court"
    )


def own_record(cast: Cast, person: Involvement) -> Callable[[], object]:
    row: AccessRequest = actions.ask_for_record(by=cast.charlie, involvement_id=person.id)
    return lambda: actions.give_own_copy(by=cast.charlie, request_id=row.id)


def notes(cast: Cast, person: Involvement) -> NotesRequest:
    return actions.note_request(by=cast.charlie, involvement_id=person.id, on=day(cast))


def day(cast: Cast) -> date:
    with behind(cast.charlie):
        return queries.today(cast.charlie)


ASKED = (
    (notes_received, "A court was asked for notes"),
    (notes_ordered, "A court was asked for notes"),
    (own_record, "asked for her own record"),
)


@pytest.mark.parametrize(("ask", "says"), ASKED, ids=[one.__name__ for one, _says in ASKED])
def test_what_a_court_or_she_still_waits_for_keeps_the_file(
    cast: Cast,
    dana: Reader,
    desk: Desk,
    ask: Callable[[Cast, Involvement], Callable[[], object]],
    says: str,
) -> None:
    case = closed(cast)
    with clock.frozen(clock.now() + LATER):
        batch = propose(cast.charlie, case.id)
        actions.approve_disposal(by=dana, batch_id=batch.id)
        answer = ask(cast, first(cast.charlie, case))
        row = disposal.run(batch.id)
        assert (row.disposed, row.kept_back) == (0, 1)
        for asked in (False, True):
            with pytest.raises(Refused, match=says):
                propose(cast.charlie, case.id, asked=asked)
        with behind(cast.charlie):
            assert retention.due_cases(cast.charlie, held=False) == []
            assert [one.file_id for one in retention.due_cases(cast.charlie, held=True)]
        for page in ("/en/case/retention/", f"/en/case/{case.id}/keeping/"):
            assert says in desk("charlie").get(page, **HTML).content.decode()
        answer()
        assert dispose(cast, dana, case.id).disposed == 1


def test_what_she_asked_through_her_own_page_keeps_the_file_until_it_is_answered(
    cast: Cast, dana: Reader, case: CaseFile, code: GivenCode
) -> None:
    asks(code.digits, "correct", "My birthday is wrong")
    assert job.take_words() == 1
    actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")
    with clock.frozen(clock.now() + LATER):
        with pytest.raises(Refused, match="through her own page"):
            propose(cast.charlie, case.id)
        with behind(cast.charlie):
            [word] = own_page.waiting(cast.charlie)
        actions.answer_own_word(by=cast.charlie, request_id=word.id, text="It is right now")
        assert dispose(cast, dana, case.id).disposed == 1
