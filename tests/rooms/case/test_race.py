"""Presses at the same moment in the case room, on real transactions of both databases."""

from collections.abc import Callable

import pytest

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.errors import Refused
from dotline.case import actions
from dotline.case.actions import Opening
from dotline.case.models import CaseFile, ReturnAssistance
from dotline.case.rules import ReturnSafety, ReturnState
from tests.conftest import STORES
from tests.rooms.case.test_case import first
from tests.rooms.conftest import Cast
from tests.rooms.racing import at_once, emptied, ledger_stays_append_only

__all__ = ["emptied", "ledger_stays_append_only"]

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case of the shelter."""
    return actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))


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
