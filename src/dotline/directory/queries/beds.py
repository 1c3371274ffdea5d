"""Free beds, asked of whoever counts them: a port that a later room answers, else the counts of loaded feeds.

Bed counts live inside, behind the wall; the directory only says what it wants to know. The room that
holds them calls `answer` once, in its AppConfig.ready, at the desk. The public process has no such
room, so there a count can only come from an open feed, and the rest says: call.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from dotline.base.reader import Reader
from dotline.directory.models import ServiceCapacity, Unit
from dotline.directory.rules.beds import Beds
from dotline.directory.rules.words import fold

Port = Callable[[Reader], Mapping[UUID, Beds]]

_port: list[Port] = []


def answer(port: Port | None) -> Port | None:
    """Say who counts beds: a function from the reader to the counts of services, or None for nobody.

    Gives back who counted until now, so that whoever takes the place for a while can return it.
    """
    before = _port[0] if _port else None
    _port[:] = [port] if port else []
    return before


def known(reader: Reader) -> dict[UUID, Beds]:
    """Every count there is, by service; what the counting room says stands before any feed."""
    found = _of_feeds()
    for port in _port:
        found |= port(reader)
    return found


def _of_feeds() -> dict[UUID, Beds]:
    """HSDS capacities counted in beds, with the moment their source gave."""
    units = {row.id for row in Unit.objects.all() if {"bed", "beds", "lit", "lits"} & _words(row)}
    found: dict[UUID, Beds] = {}
    if not units:
        return found
    for row in ServiceCapacity.objects.filter(unit_id__in=units).order_by("updated", "id"):
        counted = _moment(row.updated)
        if isinstance(row.service_id, UUID) and row.available is not None and counted:
            found[row.service_id] = Beds(int(row.available), counted)
    return found


def _words(unit: Unit) -> set[str]:
    return set(fold(f"{unit.name} {unit.identifier}").split())


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
