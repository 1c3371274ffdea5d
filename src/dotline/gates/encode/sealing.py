"""Sealing: records become tokens under the key, and pieces for their filters, in the kernel or in Python. Pure."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

import numpy as np

from dotline.base.errors import Invalid
from dotline.gates.encode.keys import EncodeKey
from dotline.gates.encode.schema import CONSENT, Folder, Schema
from dotline.gates.encode.table import Column, Table
from dotline.matching import batches, filters, kernel, tokens
from dotline.matching.batches import Sealed
from dotline.matching.identity import Identity

BATCH: Final = 2_048
PERSON: Final = b"dotline-token-1"
Work = Callable[[], tuple[Sealed, Column]]
"""Seals some records when it is called; gives their owner's ids too. Any thread may call it."""
_UNREAD: Final = frozenset({"ignore", CONSENT})
_Grams = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Told:
    """A record as the encoder sees it: its owner's id, and who it is about."""

    id: str
    who: Identity


def sealed(secret: bytes, token: tokens.Token) -> bytes:
    """A token under the key: 16 bytes that name the block, 16 that salt its filters; neither tells of the other."""
    kind, value = token
    text = f"{kind}\x1e{value}".encode()
    return hashlib.blake2b(text, key=secret, digest_size=32, person=PERSON).digest()


def agreed(table: Table, schema: Schema) -> Table:
    """The rows whose columns of consent all say yes."""
    told = zip(*(table.columns[name].texts() for name in schema.of(CONSENT)), strict=True)
    return table.kept(np.array([schema.all_yes(one) for one in told], np.bool_))


def of_table(table: Table, schema: Schema, key: EncodeKey, before: int) -> Iterator[Work]:
    """The work on a table, after so many records before it. Raises Invalid for an id that cannot be translated back."""
    secret, folder = key.tokens, Folder(schema)
    check_ids(table.ids, before)
    library = kernel.chosen()

    def work(part: Table) -> tuple[Sealed, Column]:
        if library is None:
            return _in_python(folded(part, folder), secret), part.ids
        return batches.sealed(library, cells(part, schema), len(part), secret, PERSON), part.ids

    for part in table.parts(BATCH):
        yield partial(work, part)


def of_records(records: Iterable[Told], key: EncodeKey) -> Iterator[Work]:
    """The same for records at hand."""
    secret, stream, before = key.tokens, iter(records), 0

    def work(people: list[Identity], ids: Column) -> tuple[Sealed, Column]:
        return _in_python(people, secret), ids

    while batch := list(islice(stream, BATCH)):
        ids = Column.of([one.id for one in batch])
        check_ids(ids, before)
        before += len(batch)
        yield partial(work, [one.who for one in batch], ids)


def cells(part: Table, schema: Schema) -> list[batches.Cells]:
    """The columns that say something about the person, in ASCII."""
    used = {name: role for name, role in schema.columns.items() if role not in _UNREAD}
    plain = {name: part.columns[name].in_ascii() for name in used}
    return [(used[name], one.begins, one.ends, one.data) for name, one in plain.items()]


def folded(part: Table, folder: Folder) -> list[Identity]:
    """The rows folded, in Python."""
    texts = [one.texts() for one in part.columns.values()]
    rows = zip(*texts, strict=True) if texts else ([()] * len(part))
    return [folder.fold(dict(zip(part.columns, row, strict=True))) for row in rows]


def _in_python(people: Iterable[Identity], secret: bytes) -> Sealed:
    """The definition of what the kernel does."""
    places: list[int] = []
    owners: list[int] = []
    seals: list[bytes] = []
    pieces: list[_Grams] = []
    skipped, number, faults = 0, 0, Counter[str]()
    for number, who in enumerate(people, start=1):
        faults.update(who.faults)
        before = len(seals)
        for name, found in tokens.by_name(who):
            other_way = [tokens.is_turned(name, one) for one in found]
            places += [len(pieces) + one for one in other_way]
            seals += [sealed(secret, one) for one in found]
            pieces.append(tokens.grams(who, name))
            if any(other_way):
                pieces.append(tokens.grams(who, tokens.turned(name)))
        owners += [number - 1] * (len(seals) - before)
        skipped += len(seals) == before
    return Sealed(
        np.array(places, np.uint32),
        np.array(owners, np.uint32),
        np.frombuffer(b"".join(seals), np.uint8).reshape(-1, 32),
        filters.pieces(pieces, len(tokens.FIELDS)),
        number,
        skipped,
        dict(faults),
    )


def check_ids(ids: Column, before: int) -> None:
    """Raises Invalid for an id that cannot be translated back; `before`: how many records stand before them."""
    sizes = ids.ends - ids.begins
    bad = sizes == 0
    if ids.data.size:
        control = np.flatnonzero((ids.data < ord(" ")) | (ids.data == 127))
        if control.size and len(ids):
            at = np.searchsorted(ids.begins, control, "right") - 1
            inside = at[(at >= 0) & (control < ids.ends[at])]
            bad[inside] = True
    for row in ids.foreign():
        text = ids.data[ids.begins[row] : ids.ends[row]].tobytes().decode()
        bad[row] |= not text.isprintable()
    if bad.any():
        raise Invalid(
            "The id of record {row} is empty, or holds a tab or a line break.",
            "Give every record a plain id.",
            row=before + int(np.flatnonzero(bad)[0]) + 1,
        )
