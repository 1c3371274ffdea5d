"""Envelope encryption: one data key per subject, made with her first sealed value, wrapped by her agency's key."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from dotline.access import keys
from dotline.access.models import DataKey
from dotline.audit.stores import Store
from dotline.base import clock, crypto
from dotline.base.errors import Unavailable
from dotline.base.ids import new_id

PART = 500  # subjects in one statement


def seal_text(subject: UUID, agency: UUID, text: str, place: str) -> bytes:
    """Seal a text with the subject's key; `place` is 'table|pk|column' and binds it to its cell."""
    return crypto.seal(data_key(subject, agency), text.encode(), place)


def open_text(subject: UUID, agency: UUID, blob: bytes | memoryview, place: str) -> str:
    """The text. Raises Unavailable when the subject's key was shredded or does not fit."""
    return open_texts(subject, agency, {place: blob})[place]


def open_texts(
    subject: UUID, agency: UUID, sealed: Mapping[str, bytes | memoryview]
) -> Mapping[str, str]:
    """The texts of several cells of one subject, by place, with one look for her key; raises as `open_text`."""
    if not sealed:
        return {}
    row = DataKey.objects.using(Store.INSIDE).filter(agency_id=agency, subject=subject).first()
    if row is None:
        raise Unavailable(
            "The key of this record was destroyed, so its sealed values are gone.", ""
        )
    key = _unwrap(row)
    return {
        place: crypto.open_sealed(key, bytes(blob), place).decode()
        for place, blob in sealed.items()
    }


Cell = tuple[UUID, UUID, bytes | memoryview, str]  # subject, agency, sealed text, place


def open_each(cells: Iterable[Cell]) -> Iterator[str | None]:
    """The texts of many subjects in their order, with one look for the keys of some hundred.

    None where the key was shredded, is not on this machine or does not fit.
    """
    rest = iter(cells)
    while part := list(islice(rest, PART)):
        # With the agency, which leads the index of keys: without it every key of the house is read.
        rows = DataKey.objects.using(Store.INSIDE).filter(
            agency_id__in={one[1] for one in part}, subject__in={one[0] for one in part}
        )
        keys_of = {(row.subject, row.agency_id): row for row in rows}
        for subject, agency, blob, place in part:
            yield _opened(keys_of.get((subject, agency)), blob, place)


def _opened(row: DataKey | None, blob: bytes | memoryview, place: str) -> str | None:
    if row is None:
        return None
    try:
        return crypto.open_sealed(_unwrap(row), bytes(blob), place).decode()
    except Unavailable:
        return None


def sealed_text(column: str, subject: str) -> Any:
    """A property of a model: a text that lies sealed in `column` under the key of what `subject` names.

    '' is kept as NULL, and so reads a text whose key was destroyed. `subject` is a column of the row, such
    as `case_id`; the row needs its id, its agency and that column before the text is set.
    """

    def place(row: Any) -> str:
        return f"{row._meta.db_table}|{row.pk}|{column}"

    def read(row: Any) -> str:
        blob = getattr(row, column)
        if blob is None:
            return ""
        try:
            return open_text(getattr(row, subject), row.agency_id, blob, place(row))
        except Unavailable:
            return ""

    def write(row: Any, text: str) -> None:
        whose = getattr(row, subject)
        sealed = seal_text(whose, row.agency_id, text, place(row)) if text else None
        setattr(row, column, sealed)

    return property(read, write)


# Keys of subjects that nobody knew before: made without a look, kept together.
_fresh: ContextVar[dict[tuple[UUID, UUID], tuple[DataKey, bytes]] | None] = ContextVar(
    "dotline_fresh_keys", default=None
)


@contextmanager
def new_subjects() -> Iterator[list[DataKey]]:
    """Inside, every subject that is sealed for is new; at the end the list holds the rows of all their keys.

    For bulk imports: whoever keeps the sealed rows keeps these with them, in one transaction. Nothing is written here.
    """
    rows: list[DataKey] = []
    made: dict[tuple[UUID, UUID], tuple[DataKey, bytes]] = {}
    token = _fresh.set(made)
    try:
        yield rows
    finally:
        _fresh.reset(token)
    rows += [row for row, _key in made.values()]


def data_key(subject: UUID, agency: UUID) -> bytes:
    """The subject's data key, made at first use inside the caller's transaction."""
    made = _fresh.get()
    if made is not None:
        if (subject, agency) not in made:
            made[subject, agency] = new_row(subject, agency)
        return made[subject, agency][1]
    row = DataKey.objects.using(Store.INSIDE).filter(agency_id=agency, subject=subject).first()
    if row is not None:
        return _unwrap(row)
    fresh, key = new_row(subject, agency)
    try:
        with transaction.atomic(using=Store.INSIDE):
            fresh.save(using=Store.INSIDE, force_insert=True)
    except IntegrityError:  # somebody made it at the same moment
        return _unwrap(DataKey.objects.using(Store.INSIDE).get(agency_id=agency, subject=subject))
    return key


def shred(subject: UUID, agency: UUID) -> None:
    """Destroy the subject's key at this agency inside the caller's transaction: what it sealed opens no more."""
    DataKey.objects.using(Store.INSIDE).filter(agency_id=agency, subject=subject).delete()


def shred_all(subjects: Iterable[UUID], agency: UUID) -> int:
    """Destroy the keys of many subjects at this agency inside the caller's transaction; returns how many there were."""
    rows = DataKey.objects.using(Store.INSIDE).filter(agency_id=agency)
    wanted = list(subjects)
    parts = [wanted[start : start + PART] for start in range(0, len(wanted), PART)]
    return sum(rows.filter(subject__in=part).delete()[0] for part in parts)


def new_row(subject: UUID, agency: UUID) -> tuple[DataKey, bytes]:
    """A fresh key and its unsaved row: bulk imports save many rows at once."""
    key = crypto.new_key()
    row = DataKey(id=new_id(), agency_id=agency, subject=subject, made_at=clock.now())
    row.wrapped = crypto.seal(keys.load(agency).wrapping, key, _place(row))
    return row, key


def _unwrap(row: DataKey) -> bytes:
    return crypto.open_sealed(keys.load(row.agency_id).wrapping, bytes(row.wrapped), _place(row))


def _place(row: DataKey) -> str:
    return f"access_datakey|{row.id}|{row.subject}"
