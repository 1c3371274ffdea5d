"""Writes of doubles: what was found, what a worker said, a merge of two records of one person, and undoing it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from dotline.access import envelope
from dotline.access.sent import insert
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.actions.deaths import _clocks_follow
from dotline.case.actions.matches import _end_matches_of
from dotline.case.actions.once import _lock
from dotline.case.actions.own_lists import _take_off_list
from dotline.case.actions.resealing import _sealed_for, _sealed_rows
from dotline.case.models import (
    ConsentDecision,
    CountLeft,
    Identifier,
    Involvement,
    LikelyDouble,
    MovedRow,
    Person,
    PersonMerge,
)
from dotline.case.queries import consents, doubles
from dotline.case.rules.doubles import (
    DoubleSaid,
    DoubleState,
    JoinedRecords,
    RecordSays,
    check_undo,
    filled,
    pair,
    set_aside,
)

if TYPE_CHECKING:
    from dotline.gates.encode.doubles import OwnDouble

_OPEN = {DoubleState.OPEN.value, DoubleState.LATER.value}
_APART: tuple[type[Model], ...] = (LikelyDouble, PersonMerge)  # these tell of both records


@dataclass(frozen=True)
class FoundDouble:
    """A pair that the scorer found: two people, compared as people who are helped (`own`) or as suspects."""

    one: UUID
    two: UUID
    own: bool
    why: "OwnDouble"


# ---------------------------------------------------------------- what was found, what was said


@action("case.keep_doubles")
def keep_doubles(*, by: Reader, found: Sequence[FoundDouble]) -> int:
    """Keep what was found in place of what was found before; a worker's word stays. Returns how many wait.

    Raises Refused.
    """
    allow(policy.may_merge(by))
    about("agency", by.own)
    rows = LikelyDouble.objects.using(Store.INSIDE).filter(agency_id=by.own)
    known = {(row.one_id, row.two_id): row for row in rows.select_for_update()}
    best: dict[tuple[UUID, UUID], FoundDouble] = {}
    for one in found:
        best.setdefault(pair(one.one, one.two), one)
    apart, now = doubles.apart(by), clock.now()
    fresh, changed = [], []
    for key, one in best.items():
        row = known.get(key)
        if row is None and key not in apart:
            fresh.append(_scored(LikelyDouble(agency_id=by.own, one_id=key[0], two_id=key[1]), one))
        elif row is not None and row.state in _OPEN:
            changed.append(_scored(row, one))
    for row in (*fresh, *changed):
        row.found_at = now
    table = LikelyDouble.objects.using(Store.INSIDE)
    table.bulk_create(fresh, batch_size=500)
    table.bulk_update(changed, [*_SCORE, "found_at"], batch_size=200)
    gone = [row.id for key, row in known.items() if row.state == "open" and key not in best]
    rows.filter(pk__in=gone).delete()
    note(found=len(best), new=len(fresh))
    return doubles.waiting(by).count()


_SCORE = ("own", "points", "levels", "shared", "probability", "prior", "model")


def _scored(row: LikelyDouble, found: FoundDouble) -> LikelyDouble:
    row.own = found.own
    for name in _SCORE[1:]:
        setattr(row, name, getattr(found.why, name))
    return row


@action("case.judge_double")
def judge_double(*, by: Reader, double_id: UUID, said: DoubleSaid) -> LikelyDouble:
    """Say that two records are not of one person, or put it off; said again it changes nothing. Raises NotFound,
    Refused; Conflict for a pair that is merged."""
    allow(policy.may_merge(by))
    row = _held(by, double_id)
    if said is DoubleSaid.SAME or row.state == DoubleState.MERGED:
        raise Conflict(
            N_("These two records are merged, or are to be."), N_("Merge them, or undo the merge.")
        )
    note(said=said.value)
    if row.state != said.value:
        _decide(by, row, DoubleState(said.value))
    return row


def _held(by: Reader, double_id: UUID) -> LikelyDouble:
    row = doubles.double(by, double_id)
    about("double", row.id)
    _lock(row)
    return row


def _decide(by: Reader, row: LikelyDouble, state: DoubleState) -> None:
    row.state = state.value
    still = state is DoubleState.OPEN
    row.decided_by, row.decided_at = (None, None) if still else (by.worker, clock.now())
    row.save(using=Store.INSIDE, update_fields=["state", "decided_by", "decided_at"])


# ---------------------------------------------------------------- merging


@action("case.merge_people")
def merge_people(*, by: Reader, double_id: UUID) -> PersonMerge:
    """Join the younger of two records to the older: every row that named it names the other, and none is lost.

    Their files stay apart, under one person. Of consents the stricter stands: what it no longer carries ends, also
    on a body's list and in open notices. Pressed twice it merges once. Raises NotFound, Refused, Conflict.
    """
    allow(policy.may_merge(by))
    row = _held(by, double_id)
    kept, joined = _two(row.one_id, row.two_id)
    about("person", kept.id)
    standing = doubles.merges(by).filter(undone_at=None)
    before = standing.filter(kept=kept, joined=joined).first()
    if before is not None:
        return before
    if standing.filter(joined__in=[kept, joined]).exists():
        raise Conflict(N_("One of these records is merged with another already."), N_("Reload."))
    _not_said_apart(by, kept.id, joined.id)
    made = _made(by, kept, joined)
    aside = _aside(by, kept, joined)
    _sealed_for(_sealed_rows(joined.id), joined, kept)
    _move(made)
    _clocks_follow(by, kept.id)
    ConsentDecision.objects.using(Store.INSIDE).filter(pk__in=[one.id for one in aside]).update(
        set_aside=made.id
    )
    for given in aside:
        _take_off_list(by, given)
    ended = _end_matches_of(by, kept.id)
    envelope.shred(joined.id, by.own)  # nothing lies under it any more; undoing makes a new one
    _decide(by, row, DoubleState.MERGED)
    note(merge=made.id, rows=made.moved.count(), consents_set_aside=len(aside), notices_ended=ended)
    return made


def _two(one: UUID, two: UUID) -> tuple[Person, Person]:
    """Both records, held in one order; the older first."""
    rows = Person.objects.using(Store.INSIDE).select_for_update().filter(pk__in=[one, two])
    first, second = sorted(rows.order_by("id"), key=lambda row: (row.made_at, row.id))
    return first, second


def _not_said_apart(by: Reader, kept: UUID, joined: UUID) -> None:
    said = doubles.apart(by)
    root = pair(kept, joined)
    if root in said:
        raise Conflict(
            N_("Somebody said that these two are not the same."),
            N_("Look at that pair again first, and take it back if it was wrong."),
        )


def _made(by: Reader, kept: Person, joined: Person) -> PersonMerge:
    last = doubles.merges(by).order_by("-number").values_list("number", flat=True).first() or 0
    made = PersonMerge(
        id=new_id(),
        agency_id=by.own,
        number=last + 1,
        kept=kept,
        joined=joined,
        at=clock.now(),
        by_worker=by.worker,
        gender_before=kept.gender,
        first_before=kept.birth_first,
        last_before=kept.birth_last,
    )
    insert(made, Conflict(N_("Somebody merged other records at this moment."), N_("Try again.")))
    _say(kept, filled(_known(kept), _known(joined)))
    return made


def _known(one: Person) -> RecordSays:
    return RecordSays(one.gender, (one.birth_first, one.birth_last))


def _say(person: Person, known: RecordSays) -> None:
    person.gender, (person.birth_first, person.birth_last) = known.gender, known.born
    person.save(using=Store.INSIDE, update_fields=["gender", "birth_first", "birth_last"])


def _aside(by: Reader, kept: Person, joined: Person) -> list[ConsentDecision]:
    told = consents.history(by, [kept.id, joined.id])
    ids = set_aside(told.get(kept.id, ()), told.get(joined.id, ()), queries.today(by))
    return list(ConsentDecision.objects.using(Store.INSIDE).filter(pk__in=ids, set_aside=None))


def _tables() -> Iterator[tuple[type[Model], str]]:
    """Each table that names a person, and the column; a new one is moved without being named here."""
    for relation in Person._meta.related_objects:
        table = relation.related_model
        if table not in _APART and isinstance(table, type):
            yield table, relation.field.name
    yield CountLeft, "unit"


def _rows(table: type[Model], **where: object) -> QuerySet[Any]:
    return table._default_manager.using(Store.INSIDE).filter(**where)


def _flagged(table: type[Model]) -> bool:
    """Whether rows of a table say that they came with a record that was merged: they may stand beside an equal one."""
    return any(column.name == "joined" for column in table._meta.concrete_fields)


def _move(made: PersonMerge) -> None:
    """Let every row that names the joined record name the kept one, and write down which."""
    moved = []
    for table, column in _tables():
        rows = _rows(table, **{column: made.joined_id})
        if table is CountLeft:  # one unit counts once in a measure: what the kept record has stays
            mine = _rows(CountLeft, unit=made.kept_id).values("measure")
            rows = rows.exclude(measure__in=list(mine.values_list("measure", flat=True)))
        names = ("pk", "joined") if _flagged(table) else ("pk",)
        told = list(rows.values_list(*names))
        moved += [
            MovedRow(
                agency_id=made.agency_id, merge=made, table=table.__name__, row_id=one[0],
                joined_before=one[1:] == (True,),
            )
            for one in told
        ]  # fmt: skip
        _name(table, column, [one[0] for one in told], made.kept_id, joined=True)
    MovedRow.objects.using(Store.INSIDE).bulk_create(moved, batch_size=500)


def _name(
    table: type[Model], column: str, ids: Sequence[UUID], person: UUID, *, joined: bool | None
) -> None:
    values: dict[str, object] = {column: person}
    if joined is not None and _flagged(table):
        values["joined"] = joined
    for start in range(0, len(ids), 500):
        _rows(table, pk__in=ids[start : start + 500]).update(**values)


# ---------------------------------------------------------------- undoing


@action("case.undo_merge")
def undo_merge(*, by: Reader, merge_id: UUID) -> PersonMerge:
    """Part two records again: each row goes back to where it was, and what was written since goes with its file.

    What left because the stricter consent stood (a line of a list, a notice) does not come back. Undone twice it
    changes nothing. Raises NotFound, Refused; Conflict while a later merge stands on it, or where a record has no
    file any more.
    """
    allow(policy.may_merge(by))
    made = doubles.merge(by, merge_id)
    about("person", made.kept_id)
    _lock(made)
    if made.undone_at is not None:
        return made
    check_undo(JoinedRecords(made.id, made.kept_id, made.joined_id), doubles.standing(by))
    kept, joined = (
        Person.objects.using(Store.INSIDE).select_for_update().get(pk=key)
        for key in (made.kept_id, made.joined_id)
    )
    back = _going_back(made)
    _both_have_files(kept.id, back[Involvement])
    _sealed_for(_sealed_rows(kept.id, back), kept, joined)
    _put_back(made, back)
    for person in (kept, joined):
        _clocks_follow(by, person.id)
    if _known(kept) == filled(_before(made), _known(joined)):
        _say(kept, _before(made))
    ConsentDecision.objects.using(Store.INSIDE).filter(set_aside=made.id).update(set_aside=None)
    made.undone_at, made.undone_by = clock.now(), by.worker
    made.save(using=Store.INSIDE, update_fields=["undone_at", "undone_by"])
    pairs = LikelyDouble.objects.using(Store.INSIDE).filter(agency_id=by.own)
    one, two = pair(made.kept_id, made.joined_id)
    for row in pairs.filter(one=one, two=two, state=DoubleState.MERGED.value):
        _decide(by, row, DoubleState.OPEN)
    note(merge=made.id, rows=sum(len(ids) for ids in back.values()))
    return made


def _before(made: PersonMerge) -> RecordSays:
    return RecordSays(made.gender_before, (made.first_before, made.last_before))


def _going_back(made: PersonMerge) -> dict[type[Model], list[UUID]]:
    """The rows that name the joined record again: those that were moved, and what its files gained since."""
    told = made.moved.values_list("table", "row_id")
    listed: dict[str, set[UUID]] = {}
    for name, key in told:
        listed.setdefault(name, set()).add(key)
    roles = _rows(Involvement, person=made.kept_id)
    mine = roles.filter(pk__in=listed.get(Involvement.__name__, ()))
    files = set(mine.values_list("case_id", flat=True))
    files -= set(roles.exclude(pk__in=mine.values("pk")).values_list("case_id", flat=True))
    found: dict[type[Model], list[UUID]] = {}
    for table, column in _tables():
        since = Q(pk__in=listed.get(table.__name__, ()))
        if table is Identifier:
            since |= Q(learned__in=mine.values("pk"))
        elif any(one.name == "case" for one in table._meta.concrete_fields):
            since |= Q(case_id__in=files)
        rows = _rows(table, **{column: made.kept_id}).filter(since)
        found[table] = list(rows.values_list("pk", flat=True))
    return found


def _both_have_files(kept: UUID, back: Sequence[UUID]) -> None:
    roles = _rows(Involvement, person=kept).exclude(pk__in=back)
    if not back or not roles.exists():
        raise Conflict(
            N_("One of the two records has no file any more: there is nothing to part."),
            N_("They stay together."),
        )


def _put_back(made: PersonMerge, back: dict[type[Model], list[UUID]]) -> None:
    was = set(made.moved.filter(joined_before=True).values_list("row_id", flat=True))
    for table, column in _tables():
        ids = back[table]
        _name(table, column, [one for one in ids if one in was], made.joined_id, joined=None)
        fresh = [one for one in ids if one not in was]
        _name(table, column, fresh, made.joined_id, joined=False)
