"""Where a case leaves traces: every table of the room that leads to a case or a person, found from its references.

A new table that points to a case, a person or anything of theirs is disposed of with them without being named here.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from dotline.audit.stores import Store
from dotline.case.models import (
    CaseFile,
    ConsentDecision,
    Determination,
    DisclosureRecord,
    Fact,
    Involvement,
    Person,
)

Paths = Mapping[type[Model], tuple[str, ...]]
# What may stay of a disposed case, without who, where and on which day: coded facts.
CODED: tuple[type[Model], ...] = (Fact, Determination, Involvement)


@functools.cache
def paths_to(root: type[Model], beside: type[Model] | None = None) -> Paths:
    """Each model that leads to `root` by references, with the ways there; ways through `beside` are left out."""
    found: dict[type[Model], set[str]] = {}
    todo: list[tuple[type[Model], str]] = [(root, "")]
    while todo:
        model, way = todo.pop()
        for relation in model._meta.related_objects:
            other = relation.related_model
            if other in (model, root, beside) or not isinstance(other, type):
                continue
            there = f"{relation.field.name}__{way}" if way else relation.field.name
            if there not in found.setdefault(other, set()):
                found[other].add(there)
                todo.append((other, there))
    return {model: tuple(sorted(ways)) for model, ways in found.items()}


def leaves_first(models: Iterable[type[Model]]) -> list[type[Model]]:
    """The models so that whatever points to another comes before it."""
    left, ordered = set(models), []
    while left:
        free = [one for one in left if not _pointed_to(one, left)]
        if not free:
            message = "tables point to each other in a circle"
            raise RuntimeError(message)
        free.sort(key=lambda one: one._meta.label)
        ordered += free
        left.difference_update(free)
    return ordered


def _pointed_to(model: type[Model], others: set[type[Model]]) -> bool:
    return any(
        relation.related_model in others and relation.related_model is not model
        for relation in model._meta.related_objects
    )


def of_case(model: type[Model], case_id: UUID) -> QuerySet[Model]:
    """Rows of a table that belong to one case."""
    return _leading(model, paths_to(CaseFile)[model], case_id)


def of_person(model: type[Model], person_id: UUID) -> QuerySet[Model]:
    """Rows of a table that tell of one person, whatever the case."""
    return _leading(model, paths_to(Person, Involvement)[model], person_id)


def _leading(model: type[Model], ways: tuple[str, ...], root: UUID) -> QuerySet[Model]:
    wanted = Q()
    for way in ways:
        wanted |= Q(**{way: root})
    rows = model._default_manager.using(Store.INSIDE).filter(wanted)
    ids = rows.order_by().values_list("pk", flat=True)
    return model._default_manager.using(Store.INSIDE).filter(pk__in=list(ids))


@dataclass(frozen=True)
class DisclosureLog:
    """What outlives a file by two years: what left about its people, with the consents cited and their givers.

    What took such a consent back stays with it.
    """

    rows: Mapping[type[Model], frozenset[UUID]]

    def spared(self, model: type[Model]) -> frozenset[UUID]:
        """Ids of rows of a table that stay with the log."""
        return self.rows.get(model, frozenset())


def log_of(case_id: UUID, people: Iterable[UUID]) -> DisclosureLog:
    """The log about a case and its people."""
    about = Q(case_id=case_id) | Q(person_id__in=list(people))
    lines = list(DisclosureRecord.objects.using(Store.INSIDE).filter(about))
    cited = [one.consent_id for one in lines if one.consent_id]
    # A consent without what took it back would say that it still stands.
    agreed = Q(pk__in=cited) | Q(ends__in=cited)
    consents = list(ConsentDecision.objects.using(Store.INSIDE).filter(agreed))
    givers = Involvement.objects.using(Store.INSIDE).filter(
        pk__in=[one.giver_id for one in consents if one.giver_id]
    )
    persons = {one.person_id for one in lines}
    persons |= {one.person_id for one in consents} | {one.person_id for one in givers}
    return DisclosureLog(
        {
            DisclosureRecord: frozenset(one.id for one in lines),
            ConsentDecision: frozenset(one.id for one in consents),
            Involvement: frozenset(one.id for one in givers),
            Person: frozenset(persons),
        }
    )
