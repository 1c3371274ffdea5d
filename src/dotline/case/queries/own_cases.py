"""What of a person's cases is her own: roles in which something is hers, cases and calls that are hers alone."""

from collections.abc import Collection, Sequence
from uuid import UUID

from dotline.audit.stores import Store
from dotline.case.models import CaseFile, Involvement, Person
from dotline.case.queries.courts import ABOUT
from dotline.case.rules import ACCUSED_ROLES


def own_roles(person: Person) -> list[Involvement]:
    """The roles of a person in which something is her own: in no case where she is marked, and never as accused."""
    rows = list(Involvement.objects.using(Store.INSIDE).filter(person_id=person.id))
    own = own_among(rows)
    return [one for one in rows if one.id in own]


def own_among(rows: Collection[Involvement]) -> frozenset[UUID]:
    """The same of `rows`, which are all roles of some people."""
    marked = {(one.person_id, one.case_id) for one in rows if one.possible_abuser}
    return frozenset(
        one.id
        for one in rows
        if one.role not in ACCUSED_ROLES and (one.person_id, one.case_id) not in marked
    )


def helped_alone(person: Person, cases: Sequence[CaseFile]) -> frozenset[UUID]:
    """Cases in which nobody else is helped: what belongs to the whole case is hers."""
    rows = Involvement.objects.using(Store.INSIDE).filter(
        case__in=[one.id for one in cases], role__in=[one.value for one in ABOUT]
    )
    by_case: dict[UUID, set[UUID]] = {}
    for case_id, person_id in rows.values_list("case_id", "person_id"):
        by_case.setdefault(case_id, set()).add(person_id)
    return frozenset(key for key, people in by_case.items() if people == {person.id})


def called_alone(person: Person, cases: Sequence[CaseFile]) -> frozenset[UUID]:
    """Calls of which no case helps anybody else; two cases can have come of one call."""
    called = [one.contact_id for one in cases if one.contact_id is not None]
    rows = Involvement.objects.using(Store.INSIDE).filter(
        case__contact_id__in=called, role__in=[one.value for one in ABOUT]
    )
    others = rows.exclude(person_id=person.id).values_list("case__contact_id", flat=True)
    return frozenset(called) - {one for one in others if one is not None}
