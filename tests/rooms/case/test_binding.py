"""A form sent to one case changes no other: what it names must lie in the case of the address."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.forms import Form, UUIDField

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.ids import new_id
from dotline.case import actions, queries
from dotline.case.actions import NewCharge, NewEpisode, Opening
from dotline.case.models import (
    CaseFile,
    Charge,
    ClockPause,
    CourtDay,
    CourtOrder,
    Episode,
    PlannedService,
    ReturnAssistance,
    Sentence,
    WageClaim,
    WagePayment,
)
from dotline.case.queries import plans
from dotline.case.rules import GROUNDS, OrderState
from dotline.case.views import courts, people, returns, sharing
from dotline.case.views import plans as plan_views
from dotline.case.views.sending import Small
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_courts import CITE, DAY, asked, opened
from tests.rooms.case.test_people import step
from tests.rooms.conftest import Cast

KEPT = (
    Charge,
    ClockPause,
    CourtDay,
    CourtOrder,
    Episode,
    PlannedService,
    ReturnAssistance,
    Sentence,
    WageClaim,
    WagePayment,
)
DATE = DAY.isoformat()


def filled(cast: Cast, case: CaseFile) -> dict[str, UUID]:
    """A row of each kind that a form may name, by its kind."""
    by, victim = cast.charlie, first(cast.charlie, case).id
    court = opened(by, case)
    day = actions.add_court_day(by=by, proceeding_id=court.id, kind="trial", on=DAY)
    charge = actions.lay_charge(by=by, proceeding_id=court.id, new=NewCharge(CITE, DAY, DAY, DAY))
    helped = actions.ask_return(by=by, involvement_id=victim, country="MX")
    claim = actions.claim_wages(
        by=by,
        involvement_id=victim,
        body="employment_standards",
        amount=100,
        currency="CAD",
        on=DAY,
        key=new_id(),
    )
    planned = actions.plan_step(by=by, involvement_id=victim, new=step(cast))
    episode = actions.add_episode(by=by, case_id=case.id, new=NewEpisode("exploitation", DAY))
    return {
        "victim": victim,
        "court": court.id,
        "day": day.id,
        "charge": charge.id,
        "order": asked(cast, court, "restitution", OrderState.GRANTED, 100),
        "return": helped.id,
        "claim": claim.id,
        "step": planned.id,
        "episode": episode.id,
    }


def rows(cast: Cast) -> list[dict[str, Any]]:
    with behind(cast.charlie):
        return [row for kind in KEPT for row in kind.objects.using(Store.INSIDE).values()]


FORMS: dict[str, dict[str, str]] = {
    "court/day": {"which": "court", "kind": "trial", "on": DATE},
    "court/day-end": {"which": "day", "ended": "held"},
    "court/charge": {
        "which": "court",
        "cite": CITE,
        "offence_first": DATE,
        "offence_last": DATE,
        "charged_on": DATE,
    },
    "court/charge-end": {"which": "charge", "disposition": "guilty", "on": DATE},
    "court/sentence": {"which": "charge", "kind": "imprisonment", "imposed_on": DATE, "rate": "1"},
    "court/asked": {
        "which": "court",
        "whom": "victim",
        "kind": "restitution",
        "state": "asked",
        "on": DATE,
    },
    "court/paid": {"which": "order", "amount": "1", "on": DATE},
    "return/assess": {"which": "return", "found": "safe", "agreed": "on"},
    "return/move": {"which": "return", "to": "withdrawn"},
    "return/decide": {"which": "claim", "decision": "partly", "awarded": "1", "on": DATE},
    "return/correct": {
        "which": "claim",
        "decision": "partly",
        "awarded": "1",
        "on": DATE,
        "reason": "mistake",
    },
    "return/pay": {"which": "claim", "amount": "1", "on": DATE},
    "plan/end": {"step": "step", "outcome": "reached", "on": DATE},
    "plan/met": {"involvement": "victim", "rule": GROUNDS},
    "plan/pause": {"involvement": "victim", "rule": GROUNDS, "reason": "safety"},
    "plan/resume": {"involvement": "victim", "rule": GROUNDS},
    "happened/episode": {"replaces": "episode", "kind": "exploitation"},
}


def test_a_form_that_names_a_row_of_another_case_finds_nothing(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    named, browser = filled(cast, case), desk("charlie")
    other = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    before = rows(cast)
    answers = {}
    for what, said in FORMS.items():
        page, form = what.split("/")
        prefix = "clock" if form in {"met", "pause", "resume"} else form
        sent = {f"{prefix}-{name}": str(named.get(value, value)) for name, value in said.items()}
        address = f"/en/case/{other.id}/{page}/{form}/"
        answers[what] = browser.post(address, sent, **HTML).status_code
    assert answers == dict.fromkeys(FORMS, 404)
    assert rows(cast) == before
    with behind(cast.charlie):
        assert GROUNDS in {one.obligation.rule for one in plans.clocks(cast.charlie, case.id)}


@pytest.mark.parametrize(
    "table",
    [
        courts.COURT,
        returns.RETURN,
        plan_views.PLAN,
        people.HAPPENED,
        sharing.CONSENT,
        sharing.DISCLOSED,
    ],
)
def test_each_id_that_a_form_takes_is_looked_up_in_the_case(
    cast: Cast, case: CaseFile, table: Mapping[str, Small]
) -> None:
    with behind(cast.charlie):
        row = queries.case(cast.charlie, case.id)
        for what, small in table.items():
            form: Form = small.make(cast.charlie, row, {}, what)
            taken = {name for name, one in form.fields.items() if isinstance(one, UUIDField)}
            assert taken - {"key"} == set(small.names), what
