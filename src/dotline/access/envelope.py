"""Envelope encryption: one data key per subject, made with her first sealed value, wrapped by her agency's key."""

from uuid import UUID

from dotline.access import keys
from dotline.access.models import DataKey
from dotline.audit.stores import Store
from dotline.base import clock, crypto
from dotline.base.errors import Unavailable
from dotline.base.ids import new_id


def seal_text(subject: UUID, agency: UUID, text: str, place: str) -> bytes:
    """Seal a text with the subject's key; `place` is 'table|pk|column' and binds it to its cell."""
    return crypto.seal(data_key(subject, agency), text.encode(), place)


def open_text(subject: UUID, agency: UUID, blob: bytes | memoryview, place: str) -> str:
    """The text. Raises Unavailable when the subject's key was shredded or does not fit."""
    row = DataKey.objects.using(Store.INSIDE).filter(agency_id=agency, subject=subject).first()
    if row is None:
        raise Unavailable(
            "The key of this record was destroyed, so its sealed values are gone.", ""
        )
    return crypto.open_sealed(_unwrap(row), bytes(blob), place).decode()


def data_key(subject: UUID, agency: UUID) -> bytes:
    """The subject's data key, made at first use inside the caller's transaction."""
    row = DataKey.objects.using(Store.INSIDE).filter(agency_id=agency, subject=subject).first()
    if row is not None:
        return _unwrap(row)
    row, key = new_row(subject, agency)
    row.save(using=Store.INSIDE, force_insert=True)
    return key


def shred(subject: UUID, agency: UUID) -> None:
    """Destroy the subject's key at this agency inside the caller's transaction: what it sealed opens no more."""
    DataKey.objects.using(Store.INSIDE).filter(agency_id=agency, subject=subject).delete()


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
