"""Writes of statistics: sending a release through the gate, and taking it in on the other side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Refused
from dotline.base.ids import new_id, stable_id
from dotline.base.outcome import ALLOWED, first_refusal
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.passage import Gate, Passage
from dotline.statistics import policy, queries
from dotline.statistics.models import Cell, Release, Table
from dotline.statistics.rules.releasing import Prepared


@dataclass(frozen=True)
class Sent:
    """What passed the gate."""

    release: UUID
    passage: UUID
    period: str
    cells: int
    hidden: int
    revised: bool


@action("statistics.release", store=Store.INSIDE)
def release(*, by: Reader, prepared: Prepared | Refused) -> Sent:
    """Send protected tables to the nation, once. A refusal of the clean room goes on the ledger.

    Raises Refused with the clean room's reason, Conflict where another edition came in between.
    """
    refusal = prepared if isinstance(prepared, Refused) else ALLOWED
    allow(first_refusal(policy.may_release(by), refusal))
    assert isinstance(prepared, Prepared)  # noqa: S101 - allow() raised otherwise
    earlier = [str(row.id) for row in queries.releases(by)]
    if queries.waiting(by) or sorted(earlier) != sorted(prepared.earlier):
        raise Conflict(
            "Another release came in between, and the two were not attacked together.",
            "Wait a moment, then release again.",
        )
    passage = Passage(
        gate=Gate.PROTECT,
        room="statistics",
        sender=by.agency,
        recipient=None,
        basis=prepared.rule,
        fields=tuple(prepared.tables),
        payload=prepared.payload(new_id()),
        at=clock.now(),
    )
    outbox.send(passage)
    sent = UUID(str(passage.payload["release"]))
    about("release", sent)
    note(
        period=prepared.period,
        tables=len(prepared.tables),
        cells=prepared.cells,
        hidden=prepared.hidden,
        spent="closed set",
        agreement=prepared.agreement or "not needed",
        passage=passage.id,
    )
    return Sent(
        sent, passage.id, prepared.period, prepared.cells, prepared.hidden, prepared.revised
    )


@action("statistics.take_in", store=Store.OPEN)
def take_in(*, by: Reader, passage: Passage) -> Release:
    """Store a release in the open store. One that was not attacked with every edition is void."""
    allow(policy.may_take_in(by))
    payload = cast("Mapping[str, Any]", passage.payload)
    here = {str(row.id) for row in queries.releases(by)}
    whole = here == set(payload["earlier"])
    row = _release(payload, passage.id, void=not whole)
    row.save(using=Store.OPEN, force_insert=True)
    if whole:
        for table in payload["tables"]:
            _take_in_table(row, table)
    about("release", row.id)
    note(edition=row.edition, cells=row.cells, hidden=row.hidden, void=row.void)
    return row


def _release(payload: Mapping[str, Any], passage_id: UUID, *, void: bool) -> Release:
    last = Release.objects.using(Store.OPEN).order_by("-edition").first()
    return Release(
        id=UUID(payload["release"]),
        edition=(last.edition if last else 0) + 1,
        period=payload["period"],
        rule=payload["rule"],
        digest=payload["digest"],
        definitions=payload["definitions"],
        passage_id=passage_id,
        agreement=payload["agreement"],
        cells=0 if void else payload["cells"],
        hidden=0 if void else payload["hidden"],
        revised=payload["revised"],
        fictional=payload["fictional"],
        void=void,
        made_at=datetime.fromisoformat(payload["made_at"]),
    )


def _take_in_table(release: Release, table: Mapping[str, Any]) -> None:
    cells = table["cells"]
    row = Table(
        id=stable_id("statistics-table", str(release.id), table["code"]),
        release=release,
        code=table["code"],
        cells=len(cells),
        hidden=sum(value is None for *_, value, _zero in cells),
    )
    row.save(using=Store.OPEN, force_insert=True)
    Cell.objects.using(Store.OPEN).bulk_create(
        Cell(
            id=stable_id("statistics-cell", str(row.id), time, place, part),
            table=row,
            place_in_table=n,
            measure=table["measure"],
            time=time,
            place=place,
            part=part,
            value=value,
            known_zero=known_zero,
            reason="protected" if value is None else "",
        )
        for n, (time, place, part, value, known_zero) in enumerate(cells)
    )
