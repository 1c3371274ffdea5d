"""A death ends every clock about a person; struck as a mistake they run on; courts and records are kept."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries
from dotline.case.actions import NewPermit, NewStep, PermitDecided
from dotline.case.models import Involvement, PersonDeath
from dotline.case.queries import deadlines, deaths
from dotline.case.rules import ConsentSaid, PermitDecision, PermitKind, SupportPillar
from dotline.duty.models import Obligation
from tests.browsing import HTML, Desk
from tests.rooms.case.test_doubles import MANY, NOW, TODAY, consent, double, known
from tests.rooms.conftest import Cast

DAY = timedelta(days=1)
ENDING = {"clock", "permit", "plan", "consent"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def busy(cast: Cast, at: int) -> Involvement:
    """Somebody with a clock of each kind: grounds, reflection, review, a step, a renewal, a consent that ends."""
    by = cast.charlie
    row = known(by, *MANY[at])
    end = TODAY + 30 * DAY
    new = NewStep(SupportPillar.PROTECTION, "Shelter", "a room", "", TODAY, planned_end=end)
    actions.plan_step(by=by, involvement_id=row.id, new=new)
    consent(by, row, ConsentSaid.GIVEN, cast.hotline.id)
    first = TODAY - 300 * DAY
    permit = actions.ask_permit(
        by=by, involvement_id=row.id, new=NewPermit(PermitKind.VTIP_TRP, first)
    )
    issued = PermitDecided(PermitDecision.ISSUED, first, first, first + 364 * DAY)
    actions.decide_permit(by=by, permit_id=permit.id, decided=issued)
    return row


def owed(by: Reader) -> set[str]:
    with behind(by):
        return {one.kind for one in deadlines.deadlines(by)}


def test_a_death_ends_her_clocks_with_that_reason_and_a_mistake_lets_them_run_on(
    cast: Cast, desk: Desk
) -> None:
    by = cast.charlie
    row, key = busy(cast, 0), new_id()
    assert owed(by) == ENDING
    actions.ask_for_record(by=by, involvement_id=row.id)
    actions.own_page.give_code(by=by, involvement_id=row.id)
    with pytest.raises(Invalid):
        actions.record_death(by=by, involvement_id=row.id, on=TODAY + DAY)
    died = actions.record_death(by=by, involvement_id=row.id, on=TODAY - DAY, key=key)
    assert actions.record_death(by=by, involvement_id=row.id, on=TODAY - DAY, key=key).id == died.id
    with pytest.raises(SentAlready):
        actions.record_death(by=by, involvement_id=row.id, on=TODAY, key=key)
    with pytest.raises(Conflict):
        actions.record_death(by=by, involvement_id=row.id, on=TODAY)
    assert owed(by) == {"request", "death"}  # her record is still owed; the file is to be closed
    with behind(by):
        why = Obligation.objects.using(Store.INSIDE).exclude(waived_at=None)
        assert set(why.values_list("waived_why", flat=True)) == {"person died"}
        assert queries.own_page.live(by, row) is None
    pages = desk("charlie")
    people = f"/en/case/{row.case_id}/people/"
    assert "Died on" in pages.get(people, **HTML).content.decode()
    assert "person died" not in str(list(Event.objects.using(Store.INSIDE).values("detail")))
    permits = pages.get(f"/en/case/{row.case_id}/permits/", **HTML).content.decode()
    assert "Time to ask for the renewal" not in permits
    for again in (actions.own_page.give_code, actions.ask_for_record):
        with pytest.raises(Refused, match="has died"):
            again(by=by, involvement_id=row.id)
    assert pages.post(f"{people}alive/", {"alive-which": died.id}).status_code == 302
    assert owed(by) == ENDING | {"request"}
    actions.own_page.give_code(by=by, involvement_id=row.id)  # the old one does not come back


def test_no_clock_starts_after_a_death_and_other_people_keep_theirs(cast: Cast) -> None:
    by = cast.charlie
    one, other = busy(cast, 0), busy(cast, 1)
    actions.record_death(by=by, involvement_id=one.id, on=TODAY)
    before = Obligation.objects.using(Store.INSIDE).count()
    new = NewStep(SupportPillar.JUSTICE, "Legal", "the estate", "", TODAY)
    actions.plan_step(by=by, involvement_id=one.id, new=new)
    assert Obligation.objects.using(Store.INSIDE).count() == before
    with behind(by):
        assert {d.case_id for d in deadlines.deadlines(by) if d.kind in ENDING} == {other.case_id}
    actions.close_case(by=by, case_id=one.case_id, because="Closed")
    assert "death" not in owed(by)
    with behind(by):
        assert queries.retention.keeping(by, queries.case(by, one.case_id)).ended == TODAY


def test_a_death_comes_through_a_merge_and_goes_back_to_whose_it_is(cast: Cast) -> None:
    by = cast.charlie
    rows = [busy(cast, 0), busy(cast, 1)]
    actions.record_death(by=by, involvement_id=rows[1].id, on=TODAY)
    merge = actions.merge_people(by=by, double_id=double(by, *rows).id)
    assert owed(by) == {"death"}
    actions.undo_merge(by=by, merge_id=merge.id)
    with behind(by):
        running = {one.case_id for one in deadlines.deadlines(by) if one.kind == "clock"}
    assert running == {rows[0].case_id}


def test_the_database_takes_no_second_death_and_other_agencies_see_none(
    cast: Cast, dan: Reader
) -> None:
    by = cast.charlie
    row = known(by, *MANY[0])
    died = actions.record_death(by=by, involvement_id=row.id, on=TODAY)
    for stranger in (dan, cast.alice):
        with pytest.raises((NotFound, Refused)):
            actions.strike_death(by=stranger, death_id=died.id)
        with pytest.raises((NotFound, Refused)):
            actions.record_death(by=stranger, involvement_id=row.id, on=TODAY)
    with behind(by):
        assert set(deaths.deaths_of(by, [row.person_id])) == {row.person_id}
        for days in (0, 2):
            twice = PersonDeath(
                agency_id=row.agency_id, person_id=row.person_id, recorded_at=NOW,
                died_on=TODAY + days * DAY, joined=bool(days),
            )  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                twice.save(using=Store.INSIDE, force_insert=True)
