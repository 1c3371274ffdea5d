"""Reads of belonging: which bodies govern the data of a person, and whose people a use must leave out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case.models import Involvement, NationTie
from dotline.case.queries.cases import seen_through
from dotline.case.rules import Role
from dotline.gates import stewards
from dotline.gates.stewardship import StewardUse, all_agree

NONE: frozenset[UUID] = frozenset()


def ties(reader: Reader, people: Iterable[UUID]) -> QuerySet[NationTie]:
    """Everything that people who were got for this reader said of belonging, oldest first."""
    del reader
    return NationTie.objects.using(Store.INSIDE).filter(person_id__in=list(people))


def tie(reader: Reader, tie_id: UUID) -> NationTie:
    """One tie of a person in the reader's agency. Raises NotFound."""
    rows = NationTie.objects.using(Store.INSIDE).filter(pk=tie_id)
    seen = rows.filter(seen_through(reader, "person__involvement__case")).distinct()
    found = seen.first()
    if found is None:
        raise not_found("nation")
    return found


def governed(
    reader: Reader, people: Collection[UUID] | None = None
) -> Mapping[UUID, frozenset[UUID]]:
    """People to the bodies that govern their data today; who belongs to none is not among them.

    `people` were got for this reader; without them, everybody whom the reader's agency (or a machine actor) knows.
    """
    rows = NationTie.objects.using(Store.INSIDE).filter(ended_on=None)
    rows = rows if reader.is_system else rows.filter(agency_id=reader.own)
    if people is not None:
        rows = rows.filter(person_id__in=list(people))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for person, nation in rows.values_list("person_id", "nation_id"):
        found[person].add(nation)
    return {person: frozenset(nations) for person, nations in found.items()}


def of_cases(reader: Reader) -> Mapping[UUID, frozenset[UUID]]:
    """Cases to the bodies that govern the data of somebody helped in them."""
    told = governed(reader)
    rows = Involvement.objects.using(Store.INSIDE).filter(
        role__in=[Role.VICTIM, Role.DEPENDANT, Role.WITNESS], person_id__in=list(told)
    )
    found: dict[UUID, frozenset[UUID]] = {}
    for case_id, person in rows.values_list("case_id", "person_id"):
        found[case_id] = found.get(case_id, NONE) | told[person]
    return found


def withheld(
    reader: Reader, use: StewardUse, people: Collection[UUID] | None = None
) -> frozenset[UUID]:
    """The people whom this use leaves out: not every body that governs their data agrees to it."""
    agree = stewards.who_agrees(reader, use).nations
    told = governed(reader, people)
    return frozenset(person for person, nations in told.items() if not all_agree(nations, agree))
