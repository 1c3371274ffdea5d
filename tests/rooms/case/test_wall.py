"""The second wall: on PostgreSQL a query that forgets its reader sees nothing of another agency."""

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import Model

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.case import actions
from dotline.case.actions import Opening
from dotline.case.models import (
    CaseFile,
    Determination,
    Fact,
    Identifier,
    Involvement,
    NameHint,
    Person,
)
from dotline.referral.models import Consent, Listing, Referral, ReferralPackage, Step
from tests.rooms.conftest import Cast

pytestmark = pytest.mark.postgres
OPENING = Opening(basis="interview", forms=("ForcedLabour",), identifiers=(("name", "Canary"),))


def seen(cast: Cast, who: str, model: type[Model]) -> int:
    with behind(cast[who]):
        return model._default_manager.using(Store.INSIDE).count()


@pytest.mark.parametrize(
    ("model", "alice", "charlie"),
    [
        (CaseFile, 0, 1),
        (Person, 0, 1),
        (Identifier, 0, 1),
        (Involvement, 0, 1),
        (Fact, 0, 1),
        (Determination, 0, 1),
        (NameHint, 0, 1),
        (Referral, 1, 1),
        (Step, 3, 3),
        (Consent, 1, 0),
        (ReferralPackage, 0, 1),
        (Listing, 0, 1),
    ],
)
def test_each_row_is_seen_by_those_it_belongs_to_and_by_nobody_else(
    cast: Cast, sent: Referral, model: type[Model], alice: int, charlie: int
) -> None:
    actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=OPENING)
    assert seen(cast, "alice", model) == alice
    assert seen(cast, "charlie", model) == charlie
    assert seen(cast, "rita", model) == 0


def test_nobody_writes_a_case_into_another_agency(cast: Cast) -> None:
    case = actions.open_case(by=cast.charlie, opening=OPENING)
    case.agency_id = cast.hotline.id
    with (
        behind(cast.charlie),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(using=Store.INSIDE),
    ):
        case.save(using=Store.INSIDE)
