"""Presses at the same moment in the case room, on real transactions of both databases."""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

import pytest
from django.db.models import Model

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewCharge, NewEpisode, NewPerson, NewStep, Opening
from dotline.case.models import (
    CaseFile,
    Episode,
    PlannedService,
    Proceeding,
    Representative,
    ReturnAssistance,
    SafetyPlan,
    WageClaim,
)
from dotline.case.queries.looks import Sought
from dotline.case.rules import ReturnSafety, ReturnState, Role, StandsBy, SupportPillar
from dotline.case.rules.retention import FileKind
from tests.conftest import STORES
from tests.rooms.case.test_case import first
from tests.rooms.case.test_disposal import LATER
from tests.rooms.conftest import Cast
from tests.rooms.racing import at_once, emptied, ledger_stays_append_only

__all__ = ["emptied", "ledger_stays_append_only"]

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)


DAY = date(2020, 3, 1)


def refused(call: Callable[[], object]) -> Callable[[], object]:
    """The call; a refusal is a result."""

    def run() -> object:
        try:
            return call()
        except Refused as no:
            return no

    return run


def test_a_step_home_never_hides_that_it_is_unsafe(cast: Cast, case: CaseFile) -> None:
    by = cast.charlie
    row = actions.ask_return(by=by, involvement_id=first(by, case).id, country="MX")
    actions.assess_return(by=by, return_id=row.id, found=ReturnSafety.SAFE, agreed=True)
    at_once(
        lambda: actions.assess_return(
            by=by, return_id=row.id, found=ReturnSafety.UNSAFE, agreed=True
        ),
        refused(lambda: actions.move_return(by=by, return_id=row.id, to=ReturnState.DOCUMENTS)),
    )
    with behind(by):
        kept = ReturnAssistance.objects.using(Store.INSIDE).get(pk=row.id)
    assert (kept.safety, kept.state) == ("unsafe", "assessed")


def proceeding(by: Reader, case: CaseFile, key: UUID | None = None) -> Proceeding:
    return actions.open_proceeding(
        by=by, case_id=case.id, level="provincial", province="QC", opened_on=DAY, key=key
    )


def step(by: Reader, case: CaseFile, key: UUID) -> PlannedService:
    new = NewStep(SupportPillar.SUPPORT, "Health", "a bed", "", queries.today(by))
    return actions.plan_step(by=by, involvement_id=first(by, case).id, new=new, key=key)


def claim(by: Reader, case: CaseFile, key: UUID) -> WageClaim:
    return actions.claim_wages(
        by=by,
        involvement_id=first(by, case).id,
        body="employment_standards",
        amount=100,
        currency="CAD",
        on=queries.today(by),
        key=key,
    )


def episode(by: Reader, case: CaseFile, key: UUID) -> Episode:
    return actions.add_episode(by=by, case_id=case.id, new=NewEpisode("exploitation"), key=key)


@pytest.mark.parametrize("way", [proceeding, step, claim, episode])
def test_a_form_pressed_four_times_at_once_writes_one_row(
    cast: Cast, case: CaseFile, way: Callable[[Reader, CaseFile, UUID], Model]
) -> None:
    key = new_id()
    made = at_once(lambda: way(cast.charlie, case, key))
    assert len({one.pk for one in made if isinstance(one, Model)}) == 1
    assert not any(isinstance(one, Conflict) for one in made)


def test_a_charge_laid_and_ended_four_times_at_once_is_one(cast: Cast, case: CaseFile) -> None:
    by, key = cast.charlie, new_id()
    court, new = proceeding(by, case), NewCharge("CC 279.01(1)(b)", DAY, DAY, DAY)
    made = at_once(lambda: actions.lay_charge(by=by, proceeding_id=court.id, new=new, key=key))
    (charge,) = {one.pk for one in made if isinstance(one, Model)}
    ended = at_once(
        lambda: actions.dispose_charge(by=by, charge_id=charge, disposition="guilty", on=DAY)
    )
    assert sum(isinstance(one, Conflict) for one in ended) == 3


def test_a_slip_pressed_four_times_at_once_adds_one_person_and_a_form_opens_one_case(
    cast: Cast, case: CaseFile
) -> None:
    by, key = cast.charlie, new_id()
    with behind(by):
        look = queries.looks.slip(by, case.id, Sought())
    new = NewPerson(Role.WITNESS)
    made = at_once(lambda: actions.add_person(by=by, case_id=case.id, new=new, look=look))
    made += at_once(lambda: actions.open_case(by=by, opening=Opening(basis="interview"), key=key))
    assert len({one.pk for one in made if isinstance(one, Model)}) == 2
    assert all(isinstance(one, Model) for one in made)


def test_of_four_safety_plans_at_once_one_is_kept(cast: Cast, case: CaseFile) -> None:
    by, found = cast.charlie, first(cast.charlie, case)
    made = at_once(*[partial(written, by, found.id, word) for word in "abcd"])
    assert sum(isinstance(one, Conflict) for one in made) == 3


def test_a_breach_pressed_four_times_at_once_is_one_and_a_file_waits_in_one_disposal(
    cast: Cast, case: CaseFile
) -> None:
    by, key = cast.charlie, new_id()
    said = {"happened_on": DAY, "found_on": DAY, "people": 3, "words": "FICTIONAL: lost"}
    made = at_once(lambda: actions.note_breach(by=by, kind="lost", key=key, **said))  # type: ignore[arg-type]  # the tests name its fields
    assert len({one.pk for one in made if isinstance(one, Model)}) == 1
    assert not any(isinstance(one, Conflict) for one in made)
    actions.close_case(by=by, case_id=case.id, because="Closed")
    proposed = at_once(lambda: proposed_later(by, case))
    assert sum(isinstance(one, Conflict) for one in proposed) == 3


def proposed_later(by: Reader, case: CaseFile) -> object:
    with clock.frozen(clock.now() + LATER):  # each thread has a clock of its own
        return actions.propose_disposal(by=by, kind=FileKind.CASE, file_ids=[case.id])


def written(by: Reader, involvement: UUID, word: str) -> SafetyPlan:
    answers = [("children", word)]
    return actions.write_safety_plan(by=by, involvement_id=involvement, answers=answers, after=0)


def test_an_advocate_named_four_times_at_once_stands_once(cast: Cast, case: CaseFile) -> None:
    by, found = cast.charlie, first(cast.charlie, case)
    at_once(
        lambda: actions.stand_by(
            by=by, involvement_id=found.id, kind=StandsBy.ADVOCATE, organisation="FICTIONAL"
        )
    )
    with behind(by):
        assert Representative.objects.using(Store.INSIDE).filter(until=None).count() == 1
