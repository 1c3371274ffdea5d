"""Which editions there are, and what each of them printed."""

from django.db.models import QuerySet

from dotline.audit.stores import Store
from dotline.base.errors import NotFound
from dotline.base.reader import Reader
from dotline.gates.models import Outbox
from dotline.gates.passage import Gate
from dotline.gates.protect import CellKey, Edition, leaves_of_time
from dotline.statistics.models import Cell, Release


def releases(_reader: Reader) -> QuerySet[Release]:
    """All editions in force, newest first."""
    return Release.objects.using(Store.OPEN).filter(void=False)


def latest_release(reader: Reader) -> Release | None:
    """The newest edition, or None before the first."""
    return releases(reader).first()


def release(reader: Reader, edition: str = "") -> Release:
    """An edition by its number; the newest for ''. Raises NotFound."""
    rows = releases(reader)
    if edition:
        rows = rows.filter(edition=int(edition)) if _is_number(edition) else rows.none()
    found = rows.first()
    if found is None:
        raise NotFound(
            "No figures were released yet, or there is no such edition.",
            "See what there is with: dotline statistics releases",
        )
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


def release_values(_reader: Reader, edition: Release) -> dict[CellKey, int | None]:
    """What an edition printed, cell by cell; None where it is hidden."""
    rows = Cell.objects.using(Store.OPEN).filter(table__release=edition).order_by("place_in_table")
    fields = ("measure", "time", "place", "part", "value")
    return {
        CellKey(measure, time, place, part): value
        for measure, time, place, part, value in rows.values_list(*fields)
    }


def editions(reader: Reader) -> list[Edition]:
    """What readers hold in their hands already, oldest first."""
    return [
        Edition(leaves_of_time(row.period), release_values(reader, row))
        for row in releases(reader).order_by("edition")
    ]


def waiting(_reader: Reader) -> bool:
    """Whether a release passed the gate and has not arrived yet."""
    rows = Outbox.objects.using(Store.INSIDE).filter(gate=Gate.PROTECT.value, delivered_at=None)
    return rows.exists()
