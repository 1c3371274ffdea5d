"""Finding a case in the list: by the beginning of its number, its state, kind and province."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from dotline.base.reader import Reader
from dotline.case.models import CaseFile
from dotline.case.queries.cases import cases

DIGITS = 32  # of an id, written in hexadecimal


@dataclass(frozen=True)
class CaseFilter:
    """What the list is narrowed to; '' is everything. `state` is 'open' or 'closed'."""

    number: str = ""
    state: str = ""
    kind: str = ""
    province: str = ""


def found(reader: Reader, wanted: CaseFilter) -> QuerySet[CaseFile]:
    """Cases of the reader's agency that fit, newest first; no number that could be one finds none."""
    rows = cases(reader)
    number = wanted.number.strip().lower().replace("-", "")
    if number:
        between = _between(number)
        rows = rows.filter(pk__range=between) if between else rows.none()
    if wanted.state in {"open", "closed"}:
        rows = rows.filter(closed_on__isnull=wanted.state == "open")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.province:
        rows = rows.filter(province=wanted.province)
    return rows


def _between(number: str) -> tuple[UUID, UUID] | None:
    """The first and the last id that begin so: a range, which the key's own index answers."""
    if len(number) > DIGITS or set(number) - set("0123456789abcdef"):
        return None
    return UUID(number.ljust(DIGITS, "0")), UUID(number.ljust(DIGITS, "f"))
