"""What lies sealed under a person's own key, and sealing it anew under another's when two records become one."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Model

from dotline.access import envelope
from dotline.access.models import DataKey
from dotline.audit.stores import Store
from dotline.case import queries
from dotline.case.models import (
    Identifier,
    Involvement,
    OwnRequest,
    Person,
    PlannedService,
    SafetyPlan,
    StandardRecord,
)
from dotline.case.queries import own_page, plans

_Cell = tuple[Model, str, str]  # a row, its sealed column, the place that the seal is bound to


def _sealed_rows(
    person: UUID, among: dict[type[Model], list[UUID]] | None = None
) -> Iterator[_Cell]:
    """Every cell that lies under a person's own key; of those rows alone, where they are given."""
    roles = {} if among is None else {"involvement__in": among[Involvement]}
    for table, place, where in (
        (PlannedService, plans.step_place, {"involvement__person": person, **roles}),
        (SafetyPlan, plans.safety_place, {"involvement__person": person, **roles}),
        (StandardRecord, queries.record_place, _of(StandardRecord, person, among)),
        (Identifier, queries.identifier_place, _of(Identifier, person, among)),
    ):
        at: Callable[[Any], str] = place
        for row in _rows(table, where):
            if not getattr(row, "role_key", False):
                yield row, "sealed", at(row)
    asked = {f"code__{name}": value for name, value in roles.items()}
    for row in _rows(OwnRequest, {"code__involvement__person": person, **asked}):
        for column in ("sealed", "answer"):
            if getattr(row, column) is not None:
                yield row, column, own_page.place(row, column)


def _rows(table: type[Model], where: dict[str, object]) -> Any:
    return table._default_manager.using(Store.INSIDE).filter(**where)


def _of(
    table: type[Model], person: UUID, among: dict[type[Model], list[UUID]] | None
) -> dict[str, object]:
    ids = {} if among is None else {"pk__in": among[table]}
    return {"person": person, **ids}


def _sealed_for(cells: Iterator[_Cell], old: Person, new: Person) -> None:
    """Seal anew what lies under one person's key under another's; what nobody can open any more stays as it is.

    Raises Unavailable where the key is there and does not open.
    """
    keys = DataKey.objects.using(Store.INSIDE)
    if not keys.filter(agency_id=old.agency_id, subject=old.id).exists():
        return
    for row, column, place in list(cells):
        text = envelope.open_text(old.id, old.agency_id, getattr(row, column), place)
        setattr(row, column, envelope.seal_text(new.id, new.agency_id, text, place))
        row.save(using=Store.INSIDE, update_fields=[column])
