"""Questions asked at the same moment in several cases: the caps hold, on real transactions of both databases."""

from functools import partial

import pytest

from dotline.access.unit import behind
from dotline.base.errors import Refused
from dotline.case import actions, queries
from dotline.case.actions import Opening
from dotline.case.models import Involvement
from dotline.case.queries import matches
from dotline.case.rules.asking import OF_WORKER
from tests.conftest import STORES
from tests.rooms.case.test_matches import Two, ask, consent, two
from tests.rooms.racing import at_once, emptied, ledger_stays_append_only

__all__ = ["emptied", "ledger_stays_append_only", "two"]

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)


def agreeing(two: Two) -> Involvement:
    """A case of the police with a victim who agrees to being looked for; nobody knows her name."""
    case = actions.open_case(by=two.police, opening=Opening(basis="interview"))
    with behind(two.police):
        row = queries.involvements(two.police, case)[0]
    consent(two.police, row, two.shelter)
    return row


def asked_or_refused(two: Two, row: Involvement) -> object:
    try:
        return ask(two.police, row, two.agreement)
    except Refused as no:
        return no


def test_an_officer_one_below_the_cap_who_asks_in_four_cases_at_once_may_ask_in_one(
    two: Two,
) -> None:
    rows = [agreeing(two) for _ in range(OF_WORKER + 3)]
    for row in rows[: OF_WORKER - 1]:
        ask(two.police, row, two.agreement)
    results = at_once(*[partial(asked_or_refused, two, row) for row in rows[OF_WORKER - 1 :]])
    assert sum(isinstance(one, Refused) for one in results) == 3
    with behind(two.police):
        assert len(list(matches.questions(two.police))) == OF_WORKER
