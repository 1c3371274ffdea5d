"""Reads of doubles: whose records are compared, which pairs wait, what is shown of each side, what stands merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.models import Involvement, LikelyDouble, Person, PersonMerge
from dotline.case.queries import people
from dotline.case.queries.cases import seen_through
from dotline.case.queries.learned import capacities
from dotline.case.rules.doubles import DoubleState, JoinedRecords, said_apart

WAITING = (DoubleState.OPEN.value, DoubleState.LATER.value)


def _roles(reader: Reader) -> QuerySet[Involvement]:
    rows = Involvement.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return rows.filter(seen_through(reader, "case"))


def compared(reader: Reader) -> Mapping[bool, list[UUID]]:
    """Whom the agency has in files, by whether she is helped there (True) or suspected; some are both."""
    known = sorted(set(_roles(reader).order_by().values_list("person_id", flat=True)))
    found: dict[bool, list[UUID]] = {True: [], False: []}
    for start in range(0, len(known), people.PART):
        part = known[start : start + people.PART]
        told = capacities(part)
        found[True] += sorted(told.with_own)
        found[False] += sorted(told.with_rest)
    return found


def doubles(reader: Reader) -> QuerySet[LikelyDouble]:
    """Pairs of which the reader may see both records: each stands in a file of her agency."""
    rows = LikelyDouble.objects.using(Store.INSIDE)
    if not policy.may_merge(reader):
        return rows.none()
    here = _roles(reader).order_by().values("person_id")
    # Of a merged pair one record stands for both: the other has no file of its own.
    merged = Q(state=DoubleState.MERGED.value) & (Q(one__in=here) | Q(two__in=here))
    rows = rows.filter(merged | Q(one__in=here, two__in=here), agency_id=reader.own)
    return rows.select_related("one", "two")


def waiting(reader: Reader) -> QuerySet[LikelyDouble]:
    """Those that nobody has decided yet, the likeliest first; what was put off comes after what was not."""
    return doubles(reader).filter(state__in=WAITING).order_by("-state", "-probability", "id")


def double(reader: Reader, double_id: UUID) -> LikelyDouble:
    """One of them. Raises NotFound."""
    found = doubles(reader).filter(pk=double_id).first()
    if found is None:
        raise not_found("double")
    return found


def merges(reader: Reader) -> QuerySet[PersonMerge]:
    """Every merge of the reader's agency, undone or not, the oldest first."""
    rows = PersonMerge.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return rows if policy.may_merge(reader) else rows.none()


def merge(reader: Reader, merge_id: UUID) -> PersonMerge:
    """One of them. Raises NotFound."""
    found = merges(reader).filter(pk=merge_id).select_related("kept", "joined").first()
    if found is None:
        raise not_found("merge")
    return found


def standing(reader: Reader) -> list[JoinedRecords]:
    """The merges that stand, the oldest first."""
    rows = merges(reader).filter(undone_at=None)
    return [JoinedRecords(*one) for one in rows.values_list("id", "kept_id", "joined_id")]


def apart(reader: Reader) -> frozenset[tuple[UUID, UUID]]:
    """The pairs that somebody said not to be one person, by the records that stand for them now."""
    rows = LikelyDouble.objects.using(Store.INSIDE).filter(
        agency_id=reader.own, state=DoubleState.NOT_SAME.value
    )
    return said_apart(rows.values_list("one_id", "two_id"), standing(reader))


def with_joined(people: set[UUID]) -> set[UUID]:
    """People and the bare records that were merged into theirs, and into those in turn, for the desk's own work."""
    rows = PersonMerge.objects.using(Store.INSIDE).filter(undone_at=None, kept__in=people)
    found = set(rows.values_list("joined_id", flat=True)) - people
    return with_joined(people | found) if found else people


@dataclass(frozen=True)
class DoubleSide:
    """One of two records side by side: its person, roles in files, and names and numbers of the capacity compared."""

    person: Person
    stands: Sequence[Involvement]
    told: Sequence[tuple[str, str]]


def sides(reader: Reader, row: LikelyDouble) -> tuple[DoubleSide, DoubleSide]:
    """Both records of a pair that was got for this reader. Call it with the look on the ledger: names are opened."""
    held, own = people._identifiers([row.one_id, row.two_id])
    rows = list(
        _roles(reader)
        .filter(person_id__in=[row.one_id, row.two_id])
        .select_related("case")
        .order_by("case__opened_on", "id")
    )
    one, two = (
        DoubleSide(
            person,
            [r for r in rows if r.person_id == person.id and (r.id in own) is row.own],
            held.get((person.id, row.own), ()),
        )
        for person in (row.one, row.two)
    )
    return one, two


def parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Some hundred at a time."""
    for start in range(0, len(ids), people.PART):
        yield ids[start : start + people.PART]
