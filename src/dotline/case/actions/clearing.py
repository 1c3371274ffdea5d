"""Imports of people that never became whole: given up, and what they left deleted. Nobody ever saw any of it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Model, QuerySet

from dotline.access import envelope
from dotline.access.unit import action, allow
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.models import (
    CaseFile,
    Determination,
    Episode,
    Fact,
    Identifier,
    ImportBatch,
    Involvement,
    NameHint,
    Person,
    StandardRecord,
)


def _give_up(batches: QuerySet[ImportBatch]) -> None:
    """Whoever still brings one of them in finds so at the next part, and stops."""
    batches.filter(undone_at=None).update(undone_at=clock.now())


@action("case.give_up_people", told=False)
def give_up_people(*, by: Reader, before: datetime, batch_id: UUID | None = None) -> None:
    """Give up imports of people that kept nobody since a moment, or one of them. For the desk itself; else Refused."""
    allow(policy.may_run_disposal(by))
    still = queries.batches_coming().filter(coming_at__lte=before)
    _give_up(still if batch_id is None else still.filter(pk=batch_id))


@action("case.clear_people", told=False)
def clear_people(*, by: Reader, most: int) -> bool:
    """Delete some people of an import that was given up, their keys with them; False when there is nothing left to do.

    The ledger has no line of them, as it has none of their coming. Raises Refused to everybody but the desk itself.
    """
    allow(policy.may_run_disposal(by))
    batch = queries.batches_coming().filter(undone_at__isnull=False).order_by("made_at").first()
    if batch is None:
        return False
    waiting = CaseFile.objects.using(Store.INSIDE).filter(coming=batch.id)
    cases = list(waiting.values_list("id", flat=True)[:most])
    if not cases:
        batch.delete(using=Store.INSIDE)
        return True
    roles = Involvement.objects.using(Store.INSIDE).filter(case__in=cases)
    whose = dict(roles.values_list("id", "person_id"))
    envelope.shred_all({*cases, *whose, *whose.values()}, batch.agency_id)
    for rows in _leaves_first(cases, list(whose), list(whose.values())):
        rows._raw_delete(Store.INSIDE)
    return True


def _leaves_first(
    cases: Collection[UUID], roles: Collection[UUID], people: Collection[UUID]
) -> Iterator[QuerySet[Model]]:
    """The rows that an import makes, so that whatever points to another comes before it."""
    held: tuple[tuple[type[Model], dict[str, Collection[UUID]]], ...] = (
        (NameHint, {"identifier__learned__in": roles}),
        (Identifier, {"learned__in": roles}),
        (Fact, {"involvement__in": roles}),
        (Determination, {"involvement__in": roles}),
        (Episode, {"case__in": cases}),
        (StandardRecord, {"case__in": cases}),
        (Involvement, {"pk__in": roles}),
        (Person, {"pk__in": people}),
        (CaseFile, {"pk__in": cases}),
    )
    for table, where in held:
        yield table._default_manager.using(Store.INSIDE).filter(**where)
