"""A disposed file leaves its counts and nobody in them: no year that was printed changes."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDetermination, Opening
from dotline.case.models import CaseFile, CountLeft, Person
from dotline.case.rules import Role
from dotline.case.rules.histories import ACTUAL
from dotline.gates import clean_room
from dotline.gates.protect import CountingRow
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_case import first
from tests.rooms.case.test_disposal import LATER, dispose
from tests.rooms.case.test_nations import body
from tests.rooms.case.test_permits import DAY, issued
from tests.rooms.case.test_screens import begin
from tests.rooms.conftest import Cast

SYSTEM = Reader.system(clean_room.RELEASE)
BESIDE = {"victims_identified", "permits_issued", "screens_finished"}


def rows() -> list[CountingRow]:
    with behind(SYSTEM):
        found = list(queries.counting_rows(SYSTEM, Period("all")))
    return [one for one in found if one.measure in BESIDE]


def counted() -> Counter[tuple[str, tuple[tuple[str, str], ...]]]:
    """Rows of each measure, quarter, place and published class."""
    return Counter((one.measure, tuple(sorted(one.dims.items()))) for one in rows())


def identify(cast: Cast, case: CaseFile, days: int = 0) -> None:
    on = queries.today(cast.charlie) - timedelta(days=days)
    new = NewDetermination(ACTUAL, "decision", "Court (FICTIONAL)", "CourtOrProsecution", on)
    who = first(cast.charlie, case).id
    actions.add_determination(by=cast.charlie, involvement_id=who, decision=new)


def opened(cast: Cast) -> CaseFile:
    opening = Opening(basis="interview", forms=("ForcedLabour",))
    return actions.open_case(by=cast.charlie, opening=opening)


def close(cast: Cast, case: CaseFile) -> None:
    actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")


@pytest.mark.parametrize("files", [1, 5])
def test_a_year_does_not_change_when_its_files_go_and_needs_none_of_their_rows(
    cast: Cast, dana: Reader, files: int
) -> None:
    cases = [opened(cast) for _file in range(files)]
    for case in cases:
        identify(cast, case)
        today = queries.today(cast.charlie)
        issued(cast.charlie, first(cast.charlie, case), today, today + 300 * DAY)
        screen = begin(cast, case)
        actions.finish_screen(by=cast.charlie, screen_id=screen.id, said={"exchange": "yes"})
        close(cast, case)
    before = counted()
    assert set(before.values()) == {files}
    with clock.frozen(clock.now() + LATER):
        assert dispose(cast, dana, *(case.id for case in cases)).disposed == files
        assert counted() == before
        with behind(SYSTEM):
            left = list(CountLeft.objects.using(Store.INSIDE).all())
            people = set(Person.objects.using(Store.INSIDE).values_list("id", flat=True))
    assert len(left) == 4 * files  # those three, and the form of the case
    assert not {one.unit for one in left} & people
    assert all(not one.stewards for one in rows())


def test_who_stands_in_two_files_is_one_person_before_between_and_after(
    cast: Cast, dana: Reader
) -> None:
    older, newer = opened(cast), opened(cast)
    person = first(cast.charlie, older).person_id
    who = brought_in(by=cast.charlie, case_id=newer.id, person_id=person, role=Role.VICTIM)
    identify(cast, older, days=100)
    on = queries.today(cast.charlie)
    again = NewDetermination(ACTUAL, "decision", "Second (FICTIONAL)", "CourtOrProsecution", on)
    actions.add_determination(by=cast.charlie, involvement_id=who.id, decision=again)
    before = counted()
    assert sum(before.values()) == 1
    close(cast, older)
    with clock.frozen(clock.now() + LATER):
        dispose(cast, dana, older.id)
        assert counted() == before
        assert [one.unit for one in rows()] == [str(person)]
        close(cast, newer)
    with clock.frozen(clock.now() + 2 * LATER):
        dispose(cast, dana, newer.id)
        assert counted() == before
        assert str(person) not in {one.unit for one in rows()}


def test_nothing_is_left_of_somebody_whose_body_keeps_her_out_of_tables(
    cast: Cast, dana: Reader
) -> None:
    lantern, _joy = body("lantern")
    case = opened(cast)
    identify(cast, case)
    who = first(cast.charlie, case).id
    actions.say_nation(by=cast.charlie, involvement_id=who, nation=lantern.id)
    assert [one.stewards for one in rows()] == [frozenset({lantern.id})]
    close(cast, case)
    with clock.frozen(clock.now() + LATER):
        dispose(cast, dana, case.id)
        assert rows() == []


def test_what_is_left_is_told_to_its_own_agency_and_the_release_and_is_whole(cast: Cast) -> None:
    with behind(SYSTEM):
        whole = {"agency_id": cast.charlie.own, "unit": new_id(), "measure": "permits_issued"}
        place = {"quarter": "2025-Q1", "province": "ON"}
        CountLeft.objects.using(Store.INSIDE).create(**whole, **place)
        for torn in ({"quarter": "", "province": "ON"}, {"quarter": "2025-Q1", "province": ""}):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                CountLeft.objects.using(Store.INSIDE).create(**{**whole, "unit": new_id()}, **torn)
        with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
            CountLeft.objects.using(Store.INSIDE).create(**whole, **place)
        assert sum(counted().values()) == 1
        found = list(queries.counting_rows(SYSTEM, Period("one", ("2025-Q2",))))
        assert not [one for one in found if one.measure in BESIDE]
    for reader, sees in ((cast.charlie, 1), (cast.alice, 0), (cast.rita, 0)):
        with behind(reader):
            assert len(list(queries.counting_rows(reader, Period("all")))) == sees


def test_the_form_that_a_case_is_counted_under_stays_with_its_bare_row(
    cast: Cast, dana: Reader
) -> None:
    cases = [opened(cast) for _file in range(2)]
    for case in cases:
        close(cast, case)

    def forms() -> Counter[tuple[str, str]]:
        with behind(SYSTEM):
            found = list(queries.counting_rows(SYSTEM, Period("all")))
        return Counter((o.dims["quarter"], o.dims["form"]) for o in found if o.measure == "cases")

    before = forms()
    assert {form for _quarter, form in before} == {"labour"}
    with clock.frozen(clock.now() + LATER):
        batch = dispose(cast, dana, cases[0].id)
        assert (batch.disposed, batch.kept_coded) == (1, 0)  # too few to keep what was coded
        assert forms() == before
        assert dispose(cast, dana, cases[1].id).disposed == 1
        assert forms() == before
        with behind(SYSTEM):
            left = CountLeft.objects.using(Store.INSIDE).filter(measure="cases")
            assert {one.unit for one in left} == {case.id for case in cases}
