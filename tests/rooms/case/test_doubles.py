"""Doubles in the agency's own file: found, judged side by side, merged so that nothing is lost, and parted again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

import pytest
from django.db.models import Model

from dotline.access import envelope
from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, NotFound, Refused
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDecision, NewStep, Opening
from dotline.case.actions.doubles import _tables
from dotline.case.actions.resealing import _sealed_rows
from dotline.case.jobs import doubles as looking
from dotline.case.models import Involvement, LikelyDouble, OwnCode, Person, PersonMerge
from dotline.case.queries import consents, doubles, own_page
from dotline.case.rules import ConsentSaid, SupportPillar
from dotline.case.rules.doubles import DoubleSaid
from tests.browsing import HTML, Desk
from tests.rooms.conftest import Cast

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = NOW.date()
SECONDS = count()
MANY = [
    (f"{given} {family}", f"{1970 + at}-0{1 + at % 9}-1{at % 9}", f"{given.lower()}{at}@example.invalid")
    for at, (given, family) in enumerate(
        (given, family) for given in ("Aglaja", "Bonvena", "Celinda", "Dorotea", "Estela", "Floreta")
        for family in ("Arbusto", "Birdeto", "Cervido", "Drinkejo", "Ekvatoro")
    )
]  # fmt: skip


def known(by: Reader, name: str, born: str, mail: str) -> Involvement:
    told = (("name", name), ("birth_date", born), ("email", mail))
    with clock.frozen(NOW + timedelta(seconds=next(SECONDS))):
        case = actions.open_case(by=by, opening=Opening(basis="interview"))
    with behind(by):
        row = queries.involvements(by, case)[0]
    for kind, value in told:
        actions.add_identifier(by=by, involvement_id=row.id, kind=kind, value=value)
    return row


def consent(
    by: Reader,
    row: Involvement,
    said: ConsentSaid,
    to: UUID,
    what: str = "identity",
    purpose: str = "share",
) -> UUID:
    given = said is ConsentSaid.GIVEN
    new = NewDecision(
        purpose, said, TODAY, recipient=to, what=(what,) if given else (),
        expires=TODAY + timedelta(days=90) if given else None,
    )  # fmt: skip
    with clock.frozen(NOW + timedelta(seconds=next(SECONDS))):
        return actions.record_consent(by=by, involvement_id=row.id, new=new).id


def plan(by: Reader, row: Involvement) -> None:
    new = NewStep(SupportPillar.PROTECTION, "Shelter", "a safe room", "call the shelter", TODAY)
    actions.plan_step(by=by, involvement_id=row.id, new=new)
    answers = [("warning_signs", "canary-knock")]
    actions.write_safety_plan(by=by, involvement_id=row.id, answers=answers, after=0)


def double(by: Reader, one: Involvement, two: Involvement) -> LikelyDouble:
    low, high = sorted((one.person_id, two.person_id), key=lambda key: key.int)
    row = LikelyDouble(
        agency_id=one.agency_id, one_id=low, two_id=high, own=True, points=9000, levels=0,
        shared=3, probability=0.99, prior=0.1, model="test", found_at=NOW,
    )  # fmt: skip
    with behind(by):
        row.save(using=Store.INSIDE, force_insert=True)
    return row


def whole(by: Reader, people: set[UUID]) -> dict[str, object]:
    """Everything that stands about some people: every row as it is, sealed texts as they read."""
    with behind(by):
        return dict(_whole(people))


def _whole(people: set[UUID]) -> Iterator[tuple[str, object]]:
    tables: list[tuple[type[Model], str]] = [*_tables(), (Person, "pk")]
    for table, column in tables:
        rows = table._default_manager.using(Store.INSIDE).filter(**{f"{column}__in": people})
        for row in rows.values():
            row.pop("sealed", None)
            yield f"{table.__name__} {row['id']}", row
    for person in people:
        for cell, column, place in _sealed_rows(person):
            agency = Person.objects.using(Store.INSIDE).get(pk=person).agency_id
            yield place, envelope.open_text(person, agency, getattr(cell, column), place)


@pytest.fixture(autouse=True)
def _now() -> object:
    with clock.frozen(NOW):
        yield


def test_doubles_are_found_by_our_scorer_and_decided_side_by_side_at_the_desk(
    cast: Cast, desk: Desk
) -> None:
    by = cast.charlie
    for name, born, mail in MANY:
        known(by, name, born, mail)
    again = [
        known(by, "Aglaya Arbusto", MANY[0][1], MANY[0][2]),
        known(by, "Bonvena Birdetto", MANY[6][1], MANY[6][2]),
    ]
    with behind(by):
        assert looking.find(by) == 2
    pages = desk("charlie")
    listed = pages.get("/en/case/doubles/", **HTML).content.decode()
    assert listed.count("/en/case/doubles/") >= 3
    with behind(by):
        first, second = list(doubles.waiting(by))
    page = pages.get(f"/en/case/doubles/{first.id}/", **HTML).content.decode()
    assert "<svg" in page
    assert "100.0%" not in page  # nothing is wholly sure
    assert "Aglaya" in page or "Birdetto" in page
    lines = Event.objects.using(Store.INSIDE)
    assert lines.filter(action="case.compare_double", object_id=first.id).count() == 1
    after = pages.post(f"/en/case/doubles/{first.id}/not_same/")
    assert after["Location"].endswith(f"{second.id}/")
    assert pages.post(f"/en/case/doubles/{second.id}/same/").status_code == 302
    with behind(by):
        merged = PersonMerge.objects.using(Store.INSIDE).get()
    assert merged.joined_id in {one.person_id for one in again}
    assert lines.filter(action="case.merge_people").count() == 1
    assert "Aglaya" not in str(list(lines.values()))
    assert pages.post(f"/en/case/merge/{merged.id}/undo/").status_code == 302
    assert pages.post(f"/en/case/merge/{merged.id}/undo/").status_code == 302
    assert lines.filter(action="case.undo_merge").count() == 2
    with behind(by):
        assert looking.find(by) == 1  # who was said not to be the same is not asked again
    for name in ("alice", "rita"):
        assert desk(name).get("/en/case/doubles/", **HTML).status_code == 403
    for kind in ("doubles", "merge"):
        which = first.id if kind == "doubles" else merged.id
        tail = "same/" if kind == "doubles" else "undo/"
        assert desk("alice").post(f"/en/case/{kind}/{which}/{tail}").status_code in {403, 404}


def test_a_merge_loses_nothing_and_undoing_it_puts_every_row_back(cast: Cast) -> None:
    by = cast.charlie
    rows = [known(by, *one) for one in MANY[:2]]
    for row in rows:
        plan(by, row)
    consent(by, rows[0], ConsentSaid.GIVEN, cast.hotline.id)
    consent(by, rows[1], ConsentSaid.REFUSED, cast.hotline.id)
    kept = consent(by, rows[1], ConsentSaid.GIVEN, cast.office.id)
    people = {row.person_id for row in rows}
    before = whole(by, people)
    pair = double(by, *rows)
    merge = actions.merge_people(by=by, double_id=pair.id)
    assert actions.merge_people(by=by, double_id=pair.id).id == merge.id
    with behind(by):
        assert queries.person(by, rows[1].person_id).id == rows[0].person_id
        assert len(queries.cases_of(by, rows[0].person_id)) == 2
        told = consents.history(by, [rows[0].person_id])[rows[0].person_id]
    stands = {one.id for one in told if one.holds(TODAY)}
    assert stands == {kept}  # the refusal of one record outweighs the consent of the other
    texts = [text for text in whole(by, {rows[0].person_id}).values() if isinstance(text, str)]
    assert sorted(texts) == sorted(text for text in before.values() if isinstance(text, str))
    with behind(by):
        assert not DataKey.objects.using(Store.INSIDE).filter(subject=rows[1].person_id)
    later = consent(by, rows[1], ConsentSaid.GIVEN, cast.hotline.id)  # asked again, in her own file
    with behind(by):
        since = consents.decision(by, later)
    assert since.person_id == rows[0].person_id
    actions.undo_merge(by=by, merge_id=merge.id)
    after = whole(by, people)
    assert after.pop(f"ConsentDecision {later}")["person_id"] == rows[1].person_id  # type: ignore[index]  # a row
    assert after == before


def test_after_a_merge_every_page_shows_the_stricter_word_and_asks_again_where_none_stands(
    cast: Cast, desk: Desk
) -> None:
    by = cast.charlie
    rows = [known(by, *one) for one in MANY[:2]]
    consent(by, rows[0], ConsentSaid.REFUSED, cast.hotline.id)
    consent(by, rows[1], ConsentSaid.GIVEN, cast.hotline.id)
    for row, what in zip(rows, ("identity", "plan"), strict=True):
        consent(by, row, ConsentSaid.GIVEN, cast.office.id, what)
    merge = actions.merge_people(by=by, double_id=double(by, *rows).id)
    pages = desk("charlie")
    for row in rows:
        page = pages.get(f"/en/case/{row.case_id}/consent/", **HTML).content.decode()
        assert page.count("Ask her again.") == 1
        assert page.index("Refused") < page.index("Agreed")  # what was said last comes first
    with behind(by):
        mine = queries.involvement(by, rows[1].id)
        assert [
            one["given"] for one in own_page.told(by, OwnCode(involvement=mine))["consents"]
        ] == [False]
    actions.undo_merge(by=by, merge_id=merge.id)
    with behind(by):
        told = own_page.told(by, OwnCode(involvement=queries.involvement(by, rows[1].id)))
    assert [one["given"] for one in told["consents"]] == [True, True]


@pytest.mark.parametrize("seed", range(3))
def test_merges_of_merges_undone_in_reverse_are_as_if_nothing_had_been(
    cast: Cast, seed: int
) -> None:
    by, random = cast.charlie, Random(seed)
    rows = [known(by, *one) for one in MANY[:4]]
    for row in rows[:3]:
        consent(by, row, random.choice([ConsentSaid.GIVEN, ConsentSaid.REFUSED]), cast.hotline.id)
    plan(by, rows[random.randrange(4)])
    people = {row.person_id for row in rows}
    states, merges, left = [whole(by, people)], [], list(rows)
    while len(left) > 1:
        one, two = random.sample(left, 2)
        merge = actions.merge_people(by=by, double_id=double(by, one, two).id)
        left = [row for row in left if row.person_id != merge.joined_id]
        merges.append(merge.id)
        states.append(whole(by, people))
    if len(merges) > 1 and seed == 0:
        with pytest.raises(Conflict):
            actions.undo_merge(by=by, merge_id=merges[0])
    for merge_id in reversed(merges):
        states.pop()
        actions.undo_merge(by=by, merge_id=merge_id)
        assert whole(by, people) == states[-1]


def test_marks_and_judgements_follow_and_other_agencies_see_nothing(
    cast: Cast, dan: Reader
) -> None:
    by = cast.charlie
    one, two, three = (known(by, *each) for each in MANY[:3])
    actions.mark_possible_abuser(by=by, involvement_id=two.id, marked=True)
    apart, pair = double(by, two, three), double(by, one, two)
    actions.judge_double(by=by, double_id=apart.id, said=DoubleSaid.NOT_SAME)
    merge = actions.merge_people(by=by, double_id=pair.id)
    with behind(by):
        assert consents.is_marked(by, one.person_id)
    with pytest.raises(Conflict, match="not the same"):
        actions.merge_people(by=by, double_id=double(by, one, three).id)
    for stranger in (dan, replace(dan, permissions=by.permissions)):
        with pytest.raises(NotFound):
            actions.merge_people(by=stranger, double_id=pair.id)
        with pytest.raises(NotFound):
            actions.undo_merge(by=stranger, merge_id=merge.id)
    with pytest.raises(Refused):
        actions.merge_people(by=cast.alice, double_id=pair.id)
    actions.undo_merge(by=by, merge_id=merge.id)
    with behind(by):
        assert not consents.is_marked(by, one.person_id)
