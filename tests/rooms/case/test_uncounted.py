"""Who was kept out of counts stays out when her file goes, and nothing says that it was her body's silence."""

from collections.abc import Iterator
from itertools import product
from uuid import UUID

import pytest
from django.db import connections

from dotline.access.models import Agency
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Period, Reader
from dotline.case import actions, queries
from dotline.case.actions import Opening
from dotline.case.models import CaseFile, CountLeft, NationTie
from dotline.case.rules import Role
from dotline.gates import clean_room, stewards
from dotline.gates.models import Uncounted
from dotline.gates.stewardship import StewardUse
from dotline.gates.uncounted import never_count, uncounted
from dotline.intake import actions as intake
from dotline.referral.models import Referral
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_case import first
from tests.rooms.case.test_counts_left import close, identify, opened
from tests.rooms.case.test_disposal import LATER, dispose
from tests.rooms.case.test_nations import NOW, body, say
from tests.rooms.conftest import Cast

RELEASE = Reader.system(clean_room.RELEASE)
EVERY = Period(
    "all", tuple(f"{year}-Q{part}" for year in range(2020, 2045) for part in range(1, 5))
)
HOWEVER: list[tuple[str, ...]] = [
    one for length in (1, 2, 3) for one in product("DdGg", repeat=length)
]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def units(*measures: str) -> set[str]:
    """What a release made now would count."""
    with behind(RELEASE):
        found = list(clean_room.stream(RELEASE, EVERY))
    return {one.unit for one in found if not measures or one.measure in measures}


def may_follow(steps: tuple[str, ...]) -> bool:
    """Whether each step can follow: belonging declared (D), taken back (d), granted (G), taken back (g)."""
    stands: set[str] = set()
    for step in steps:
        if (step.upper() in stands) == step.isupper():
            return False
        (stands.add if step.isupper() else stands.discard)(step.upper())
    return True


WAYS = [steps for steps in HOWEVER if may_follow(steps) and "D" in steps]


class Story:
    """One person, one body, and what the two say one after the other."""

    tie: NationTie | None = None
    grant: UUID | None = None

    def __init__(self, cast: Cast, number: int, steps: tuple[str, ...]) -> None:
        self.cast, self.case = cast, opened(cast)
        self.nation, self.steward = body(f"body-{number}")
        for step in steps:
            self.take(step)

    @property
    def kept_out(self) -> bool:
        """Whether she belongs to the body now, and it is silent."""
        return self.tie is not None and self.grant is None

    def take(self, step: str) -> None:
        if step == "D":
            self.tie = say(self.cast, self.case, self.nation)
        elif step == "d":
            assert self.tie is not None
            actions.take_back_nation(by=self.cast.charlie, tie_id=self.tie.id)
            self.tie = None
        elif step == "G":
            self.grant = stewards.give_grant(by=self.steward, use=StewardUse.COUNTS).id
        else:
            assert self.grant is not None
            stewards.take_back_grant(by=self.steward, grant_id=self.grant)
            self.grant = None


def test_whatever_was_said_in_whatever_order_who_was_kept_out_is_never_counted_again(
    cast: Cast, dana: Reader
) -> None:
    stories = [Story(cast, number, steps) for number, steps in enumerate(WAYS)]
    silent = {one.case.id for one in stories if one.kept_out}
    counting = {str(one.case.id) for one in stories if not one.kept_out}
    assert silent
    assert counting
    assert units("cases") == counting
    for one in stories:
        close(cast, one.case)
    with clock.frozen(NOW + LATER):
        dispose(cast, dana, *(one.case.id for one in stories))
        assert units("cases") == counting, "a table made before must come out the same"
        for one in stories:
            one.take("g" if one.grant else "G")
        assert units("cases") == counting, "nobody is left whom an answer could be about"
        with behind(RELEASE):
            assert not NationTie.objects.using(Store.INSIDE).exists()
            assert uncounted(RELEASE) == silent


def test_her_call_and_referrals_stay_out_with_her_case_and_nothing_says_why(
    cast: Cast, dana: Reader, call: UUID, sent: Referral
) -> None:
    intake.close_contact(by=cast.alice, contact_id=call, disposition="referred")
    opening = Opening(basis="interview", forms=("ForcedLabour",))
    case = actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=opening)
    others = [opened(cast) for _number in range(5)]  # her cell could be published
    lantern, _joy = body("lantern")
    say(cast, case, lantern)
    close(cast, case)
    hers = {str(call), str(sent.id), str(case.id)}
    assert not hers & units()
    with clock.frozen(NOW + LATER):
        assert dispose(cast, dana, case.id).kept_coded == 0
        assert not hers & units()
        assert units("cases") == {str(one.id) for one in others}
        with behind(RELEASE):
            assert uncounted(RELEASE) == {UUID(one) for one in hers}
            assert [one.name for one in Uncounted._meta.fields] == ["subject_id"]
            assert lantern.id not in set(
                Uncounted.objects.using(Store.INSIDE).values_list(flat=True)
            )
        with behind(cast.charlie):
            assert uncounted(cast.charlie) == frozenset()
            if connections[Store.INSIDE].vendor == "postgresql":
                assert not Uncounted.objects.using(Store.INSIDE).exists()
        with pytest.raises(RuntimeError, match="own work"):
            never_count(cast.charlie, [case.id])


def test_who_says_it_after_her_first_file_went_leaves_no_count_when_the_last_one_goes(
    cast: Cast, dana: Reader
) -> None:
    older, newer = opened(cast), opened(cast)
    person = first(cast.charlie, older).person_id
    brought_in(by=cast.charlie, case_id=newer.id, person_id=person, role=Role.VICTIM)
    identify(cast, older)
    close(cast, older)
    with clock.frozen(NOW + LATER):
        dispose(cast, dana, older.id)
        assert units("victims_identified") == {str(person)}
        _say_in(cast, newer, person, body("lantern")[0])
        assert units("victims_identified") == set()
        close(cast, newer)
    with clock.frozen(NOW + 2 * LATER):
        dispose(cast, dana, newer.id)
        assert units("victims_identified") == set()
        with behind(RELEASE):
            assert not CountLeft.objects.using(Store.INSIDE).filter(measure="victims_identified")


def _say_in(cast: Cast, case: CaseFile, person: UUID, nation: Agency) -> None:
    with behind(cast.charlie):
        [who] = [one for one in queries.involvements(cast.charlie, case) if one.person_id == person]
    actions.say_nation(by=cast.charlie, involvement_id=who.id, nation=nation.id)
