"""In which capacity names and numbers were learned: what is told beside one role of a person, and what is not.

What was learned of somebody as accused or suspected, or in a case where she is marked as a possible abuser, is never
told beside a role in which something is her own: not in her copy, not to a body whose list she is on, not in a file.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.audit.stores import Store
from dotline.case.models import Identifier, Involvement
from dotline.case.queries.own_cases import own_among


@dataclass(frozen=True)
class Capacities:
    """The roles of some people: those in which something is their own, and the rest."""

    own: frozenset[UUID]
    rest: frozenset[UUID]
    with_own: frozenset[UUID]
    with_rest: frozenset[UUID]

    def where(self, *, own: bool) -> Q:
        """The condition on an identifier of these people that it was learned in such a role.

        Where nobody wrote down in which, it counts for whoever has roles of this one kind alone.
        """
        roles, have, lack = (
            (self.own, self.with_own, self.with_rest)
            if own
            else (self.rest, self.with_rest, self.with_own)
        )
        return Q(learned__in=roles) | Q(learned=None, person__in=have - lack)


def capacities(people: Iterable[UUID]) -> Capacities:
    """The roles of people who were got for a reader."""
    rows = list(Involvement.objects.using(Store.INSIDE).filter(person__in=list(people)))
    own = own_among(rows)
    return Capacities(
        own,
        frozenset(one.id for one in rows) - own,
        frozenset(one.person_id for one in rows if one.id in own),
        frozenset(one.person_id for one in rows if one.id not in own),
    )


def beside(found: Involvement) -> QuerySet[Identifier]:
    """What is kept of a person and was learned in the same capacity as this role, got for its reader."""
    roles = capacities([found.person_id])
    rows = Identifier.objects.using(Store.INSIDE).filter(person_id=found.person_id)
    return rows.filter(roles.where(own=found.id in roles.own)).order_by("kind", "id")


def elsewhere(
    row: Involvement, roles: Collection[Involvement], own: Collection[UUID]
) -> UUID | None:
    """Another role of the same person and capacity that stays when the case of this one goes: the oldest file's."""
    same = [
        one
        for one in roles
        if one.person_id == row.person_id
        and one.case_id != row.case_id
        and one.case.disposed_on is None
        and (one.id in own) is (row.id in own)
    ]
    return min(same, key=lambda one: (one.case.opened_on, one.id)).id if same else None
