"""Bans, Nations' lists and holds through a merge of two records and back: the stricter stands, and nobody is added."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.errors import Conflict, Refused
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import Asking, NewHold
from dotline.case.jobs import disposal
from dotline.case.models import Involvement
from dotline.case.queries import courts, disclosures, nations
from dotline.case.rules import ConsentSaid, OrderState
from dotline.case.rules.retention import FileKind
from tests.browsing import HTML, Desk
from tests.rooms.case.test_disposal import propose
from tests.rooms.case.test_doubles import MANY, NOW, TODAY, consent, double, known
from tests.rooms.case.test_nations import body
from tests.rooms.case.test_own_lists import names
from tests.rooms.conftest import Cast

FREE, GUARDED = (False, False), (True, True)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def guarded(by: Reader, row: Involvement) -> tuple[bool, bool]:
    """Whether a ban holds on the pages of somebody's file, and on what would be disclosed of her there."""
    with behind(by):
        mine = queries.involvement(by, row.id)
        subject = disclosures.subjects(by, [mine.person_id])[mine.person_id]
        return mine.person_id in courts.banned(by, mine.case), subject.banned


def test_a_ban_on_one_record_guards_both_while_they_are_merged_and_one_after_undoing(
    cast: Cast, desk: Desk
) -> None:
    by = cast.charlie
    rows = [known(by, *one) for one in MANY[:2]]
    court = actions.open_proceeding(
        by=by, case_id=rows[1].case_id, level="provincial", province="QC", opened_on=TODAY
    )
    ban = Asking("publication_ban", OrderState.GRANTED, TODAY)
    actions.set_court_order(by=by, proceeding_id=court.id, involvement_id=rows[1].id, asking=ban)
    assert [guarded(by, row) for row in rows] == [FREE, GUARDED]
    merge = actions.merge_people(by=by, double_id=double(by, *rows).id)
    assert [guarded(by, row) for row in rows] == [GUARDED, GUARDED]
    page = desk("charlie").get(f"/en/case/{rows[0].case_id}/", **HTML).content.decode()
    assert "publication ban protects somebody in this case" in page
    actions.undo_merge(by=by, merge_id=merge.id)
    assert [guarded(by, row) for row in rows] == [FREE, GUARDED]


def test_a_merge_brings_nobody_on_a_nations_list_and_both_files_have_her_nations_say(
    cast: Cast,
) -> None:
    by = cast.charlie
    (lantern, joy), (birch, other) = body("lantern"), body("birch")
    rows = [known(by, *one) for one in MANY[:2]]
    listing = {"purpose": "nation_list"}
    consent(by, rows[0], ConsentSaid.GIVEN, lantern.id, **listing)
    consent(by, rows[1], ConsentSaid.REFUSED, lantern.id, **listing)
    consent(by, rows[1], ConsentSaid.GIVEN, birch.id, "facts", **listing)
    actions.say_nation(by=by, involvement_id=rows[1].id, nation=birch.id)
    assert (names(joy), names(other)) == ([MANY[0][0]], [""])
    merge = actions.merge_people(by=by, double_id=double(by, *rows).id)
    assert (names(joy), names(other)) == ([], [""])  # she refused once; nobody came onto either
    with behind(by):
        assert nations.governed(by) == {rows[0].person_id: {birch.id}}
        assert nations.of_cases(by).keys() == {row.case_id for row in rows}
    actions.undo_merge(by=by, merge_id=merge.id)
    assert (names(joy), names(other)) == ([], [""])  # what left a list does not come back by itself
    with behind(by):
        assert nations.governed(by) == {rows[1].person_id: {birch.id}}
        assert nations.of_cases(by).keys() == {rows[1].case_id}


def test_a_hold_keeps_its_file_through_a_merge_and_back_and_her_names_in_it(
    cast: Cast, dana: Reader
) -> None:
    by = cast.charlie
    rows = [known(by, *one) for one in MANY[:2]]
    held, free = rows[1].case_id, rows[0].case_id
    actions.place_hold(by=dana, kind=FileKind.CASE, file_id=held, new=NewHold("proceeding", "12"))
    for row in rows:
        actions.close_case(by=by, case_id=row.case_id, because="Closed")
    pair = double(by, *rows).id

    def stays() -> None:
        with pytest.raises(Refused, match="legal hold"):
            propose(by, held, asked=True)

    first = actions.merge_people(by=by, double_id=pair)
    stays()
    actions.undo_merge(by=by, merge_id=first.id)
    stays()
    second = actions.merge_people(by=by, double_id=pair)
    with clock.frozen(NOW + timedelta(days=2)):
        batch = propose(by, free, asked=True)
        actions.approve_disposal(by=dana, batch_id=batch.id)
        assert (disposal.run(batch.id).disposed, batch.kept_back) == (1, 0)
        stays()
        with behind(by):
            mine = queries.involvement(by, rows[1].id)
            kept = [one.id for one in queries.identifiers(by, mine.person_id)]
        told = {actions.open_identifier(by=by, identifier_id=one) for one in kept}
        assert MANY[1][0] in told
        with pytest.raises(Conflict, match="no file any more"):
            actions.undo_merge(by=by, merge_id=second.id)
