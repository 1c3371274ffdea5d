"""Clocks start for everybody who may be a victim; their days, and those of referrals, are the agency's own."""

from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access import queries as access
from dotline.access.roles import Role as Duty
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.case import actions, queries, rules
from dotline.case.actions import NewDetermination, Opening
from dotline.case.models import CaseFile
from dotline.case.queries import deadlines, plans, timeline
from dotline.case.rules import GROUNDS, REFLECTION, Role
from dotline.case.views.plans import _clocks
from dotline.referral import actions as referral
from dotline.referral.models import Listing
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_case import first
from tests.rooms.case.test_people import add
from tests.rooms.conftest import Cast, worker
from tests.rooms.referral.conftest import consent, wanted

ACTUAL, POSSIBLE = "ActualVictimOfTrafficking", rules.POSSIBLE
BOTH = [GROUNDS, REFLECTION]


def running(cast: Cast, case: CaseFile, involvement: UUID) -> list[str]:
    """The rules of one person's clocks, each as often as it runs."""
    with behind(cast.charlie):
        found = plans.clocks(cast.charlie, case.id)
    return sorted(one.obligation.rule for one in found if one.involvement_id == involvement)


def decide(cast: Cast, involvement: UUID, status: str, who: str) -> None:
    decision = NewDetermination(status, "decision", who, "Other")
    actions.add_determination(by=cast.charlie, involvement_id=involvement, decision=decision)


@pytest.mark.parametrize(("role", "clocks"), [(Role.VICTIM, BOTH), (Role.WITNESS, [])])
def test_who_joins_as_a_victim_has_clocks_and_a_witness_none(
    cast: Cast, case: CaseFile, role: Role, clocks: list[str]
) -> None:
    assert running(cast, case, add(cast, case, role).id) == clocks


def test_a_victim_known_from_another_case_has_clocks_in_this_one(
    cast: Cast, case: CaseFile
) -> None:
    other = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    person = first(cast.charlie, other).person_id
    made = brought_in(by=cast.charlie, case_id=case.id, person_id=person, role=Role.VICTIM)
    assert running(cast, case, made.id) == BOTH


def test_possible_starts_clocks_once_and_only_another_word_ends_one(cast: Cast) -> None:
    opening = Opening(basis="interview", status=ACTUAL)
    case = actions.open_case(by=cast.charlie, opening=opening)
    victim = first(cast.charlie, case).id
    assert running(cast, case, victim) == []
    decide(cast, victim, POSSIBLE, "One")
    assert running(cast, case, victim) == BOTH
    decide(cast, victim, POSSIBLE, "Two")
    assert running(cast, case, victim) == BOTH
    decide(cast, victim, ACTUAL, "Three")
    assert running(cast, case, victim) == [REFLECTION]
    with clock.frozen(clock.now() + timedelta(days=40)):
        decide(cast, victim, POSSIBLE, "Four")
        assert running(cast, case, victim) == BOTH
        with behind(cast.charlie):
            grounds = plans.clocks(cast.charlie, case.id)[-1].obligation
        assert (grounds.rule, grounds.opens_at) == (GROUNDS, clock.now())
        early = NewDetermination(ACTUAL, "decision", "Five", "Other", case.opened_on)
        actions.add_determination(by=cast.charlie, involvement_id=victim, decision=early)
        assert running(cast, case, victim) == BOTH


def test_a_clock_is_due_on_the_last_day_of_the_agency_not_of_utc(
    cast: Cast, case: CaseFile
) -> None:
    with behind(cast.charlie):
        zone = access.zone_of(cast.charlie)
        moments = [one.obligation.due_at for one in plans.clocks(cast.charlie, case.id)]
        labels = {str(first(cast.charlie, case).id): "she"}
        shown = [line["due"] for line in _clocks(cast.charlie, case, labels)]
    assert shown == [rules.local_day(at, zone) for at in moments]
    assert all(day < at.date() for day, at in zip(shown, moments, strict=True))


def test_each_unanswered_referral_is_owed_and_its_days_are_local(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    erin = worker("erin", cast.hotline, Duty.CASE_WORKER)
    case = actions.open_case(by=erin, opening=Opening(basis="interview"))
    with behind(erin):
        CaseFile.objects.using(Store.INSIDE).filter(pk=case.id).update(contact_id=call)
    evening = (clock.now() + timedelta(days=1)).replace(hour=2)
    with clock.frozen(evening):
        rows = [
            referral.send(
                by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(), another=True
            )
            for _time in range(2)
        ]
    with behind(erin):
        zone = access.zone_of(erin)
        owed = deadlines.deadlines(erin, kind="referral")
        told = timeline.timeline(erin, queries.case(erin, case.id), "en", "referral")
    assert sorted(one.due for one in owed) == sorted(
        rules.local_day(row.due_at, zone) for row in rows
    )
    assert {line.day for line in told} == {evening.date() - timedelta(days=1)}
