"""A steward's veto takes numbers out of a release before it is made, and no page says which."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.actions import Opening
from dotline.gates import outbox, stewards
from dotline.gates.stewardship import StewardUse
from dotline.statistics import jobs, queries
from dotline.statistics.rules import periods
from tests.rooms.case.test_case import first
from tests.rooms.case.test_nations import body
from tests.rooms.conftest import Cast

OPENED = datetime(2026, 11, 23, 17, tzinfo=UTC)
OVER = datetime(2027, 1, 20, 17, tzinfo=UTC)
QUARTER = "2026-Q4"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(OPENED):
        yield


def released(cast: Cast) -> int | None:
    """The cases of the country in an edition made now."""
    jobs.release_period(cast.rita, periods.period(QUARTER))
    outbox.deliver(Store.INSIDE)
    return queries.number(Reader.public(), "cases", QUARTER).value


def test_a_body_takes_its_people_out_of_an_edition_lets_them_in_and_takes_them_out_again(
    cast: Cast, client: Client, public_site: None
) -> None:
    lantern, steward = body("lantern")
    for number in range(12):
        case = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
        if number < 6:
            who = first(cast.charlie, case).id
            actions.say_nation(by=cast.charlie, involvement_id=who, nation=lantern.id)
    with clock.frozen(OVER):
        assert released(cast) == 6, "silence is a veto"
        silent = client.get("/en/statistics/").content.decode()
        given = stewards.give_grant(by=steward, use=StewardUse.COUNTS)
        assert released(cast) == 12
        stewards.take_back_grant(by=steward, grant_id=given.id)
        assert released(cast) == 6
        vetoed = client.get("/en/statistics/").content.decode()
    for text in (silent, vetoed):
        assert "decide whether their people are counted" in text
        assert "Lantern" not in text
