"""Encoding: records in, keyed rows out. Streams; clear values never leave the process, and no error holds one. Pure."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from dotline.base.errors import Conflict, Invalid
from dotline.gates.encode import files, reading
from dotline.gates.encode.files import ROW, Buckets, Header, Rows
from dotline.gates.encode.keys import EncodeKey
from dotline.gates.encode.schema import Folder, Schema
from dotline.matching import filters, tokens
from dotline.matching.identity import Identity

BATCH: Final = 2_000
LARGEST_BLOCK: Final = 150
"""Rows of one file that may share a token: what more people share, such as a shelter's phone, tells nobody apart."""
DECOYS: Final = 0.1
Chance = Callable[[int], bytes]
Grams = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class EncodeReport:
    """What became of a file: counts alone. `skipped` records had too little for any token.

    `without_consent` records were left out for want of a yes; None where nobody was asked for it.
    """

    records: int
    encoded: int
    skipped: int
    rows: int
    decoys: int
    crowded: int
    unread: Mapping[str, int]
    purpose: str
    epoch: str
    key: str
    digest: str
    without_consent: int | None = None


Passing = Callable[[EncodeReport], object]


def _alone(report: EncodeReport) -> None:
    """Nobody is told: a notebook, whose files no one else gets."""


@dataclass(frozen=True)
class Told:
    """A record as the encoder sees it: its owner's id, and who it is about."""

    id: str
    who: Identity


def encode_file(
    source: Path,
    out: Path,
    *,
    schema: Schema,
    key: EncodeKey,
    decoys: float = DECOYS,
    by_consent: bool = False,
    passing: Passing = _alone,
) -> EncodeReport:
    """Encode a table into OUT, and the pseudonyms of its rows with the owner's ids into OUT.ids, which stays home.

    `by_consent` leaves out, and counts, every row whose column of consent does not say yes. Both files
    are whole or absent. Raises Invalid, NotFound; Conflict rather than writing over a file.
    """
    folder, left = Folder(schema), Counter[str]()
    if by_consent:
        schema.needs_consent()

    def agreed() -> Iterator[Told]:
        for row in reading.rows(source, schema):
            if by_consent and not schema.consented(row):
                left["out"] += 1
            else:
                yield Told(row[schema.id], folder.fold(row))

    def whole(report: EncodeReport) -> EncodeReport:
        number = left["out"]
        without = number if by_consent else None
        return replace(report, records=report.records + number, without_consent=without)

    done = encode(
        agreed(), out, key=key, decoys=decoys, passing=lambda report: passing(whole(report))
    )
    return whole(done)


def encode(
    records: Iterable[Told],
    out: Path,
    *,
    key: EncodeKey,
    decoys: float = DECOYS,
    passing: Passing = _alone,
    chance: Chance = os.urandom,
) -> EncodeReport:
    """The same for records at hand. `passing` is told before the files stand there, and may refuse."""
    if not 0 <= decoys <= 1:
        raise Invalid("The share of decoys is no share.", "Give a number from 0 to 1, such as 0.1.")
    ids = out.with_name(f"{out.name}.ids")
    for path in (out, ids):
        if path.exists():
            raise Conflict("{file} is there already.", "Choose another name.", file=path.name)
    parts = [path.with_name(f".{path.name}.part") for path in (out, ids)]
    try:
        report = _encode(records, parts[0], parts[1], key, decoys, chance)
        passing(report)
        for part, path in zip(parts, (out, ids), strict=True):
            part.replace(path)
    finally:
        for part in parts:
            with suppress(FileNotFoundError):
                part.unlink()
    return report


def _encode(
    records: Iterable[Told], out: Path, ids: Path, key: EncodeKey, decoys: float, chance: Chance
) -> EncodeReport:
    counts: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    header = Header(key.purpose, key.epoch, key.id)
    with files.buckets(out) as buckets, _private(ids).open("w", encoding="utf-8") as names:
        for rows, owners in _batches(records, key.tokens, counts, unread, chance):
            buckets.add(rows)
            for pseudonym, owner in zip(rows["pseudonym"].tolist(), owners, strict=True):
                names.write(f"{pseudonym.hex()}\t{owner}\n")
            _add_decoys(buckets, rows, decoys, counts, chance)
        names.flush()
        os.fsync(names.fileno())
        with _private(out).open("wb") as stream:
            writer = files.Writer(stream, header)
            for rows in buckets.each():
                kept = rows[files.same_token(rows) <= LARGEST_BLOCK]
                counts["crowded"] += len(rows) - len(kept)
                writer.add(kept)
            writer.end()
    return EncodeReport(
        records=counts["records"],
        encoded=counts["records"] - counts["skipped"],
        skipped=counts["skipped"],
        rows=writer.rows,
        decoys=counts["decoys"],
        crowded=counts["crowded"],
        unread=dict(unread),
        purpose=key.purpose,
        epoch=key.epoch,
        key=key.id,
        digest=writer.digest,
    )


def _private(path: Path) -> Path:
    """A file that nobody else may read, from its first byte."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    path.chmod(0o600)
    return path


def _batches(
    records: Iterable[Told],
    secret: bytes,
    counts: Counter[str],
    unread: Counter[str],
    chance: Chance,
) -> Iterator[tuple[Rows, list[str]]]:
    """Rows of some records at a time, with the owner's id of each."""
    stream = iter(records)
    while batch := list(islice(stream, BATCH)):
        counts["records"] += len(batch)
        owners: list[str] = []
        places: list[int] = []
        seals: list[bytes] = []
        pieces: list[Grams] = []
        for told in batch:
            unread.update(told.who.faults)
            before = len(seals)
            for name, found in tokens.by_name(told.who):
                places += [len(pieces)] * len(found)
                seals += [sealed(secret, one) for one in found]
                pieces.append(tokens.grams(told.who, name))
            owners += [told.id] * (len(seals) - before)
            counts["skipped"] += len(seals) == before
            if not told.id.isprintable():
                raise _no_id(counts["records"])
        if seals:
            yield _rows(places, seals, pieces, chance), owners


def _no_id(row: int) -> Invalid:
    return Invalid(
        "An id at or before row {row} holds a tab or a line break.",
        "Give every record a plain id.",
        row=row,
    )


def sealed(secret: bytes, token: tokens.Token) -> bytes:
    """A token under the key: 16 bytes that name the block, 16 that salt its filters; neither tells of the other."""
    kind, value = token
    text = f"{kind}\x1e{value}".encode()
    return hashlib.blake2b(text, key=secret, digest_size=32, person=b"dotline-token-1").digest()


def _rows(places: list[int], seals: list[bytes], pieces: list[Grams], chance: Chance) -> Rows:
    """Rows of records at `pieces`, each under the seal of one of its tokens and a fresh pseudonym."""
    made = np.zeros(len(seals), ROW)
    told = np.frombuffer(b"".join(seals), "V16").reshape(-1, 2)
    made["token"] = told[:, 0]
    made["pseudonym"] = np.frombuffer(chance(8 * len(seals)), "V8")
    salts = np.ascontiguousarray(told[:, 1]).view("<u8").reshape(-1, 2)
    coded = filters.pieces(pieces, len(tokens.FIELDS))
    made["filters"] = filters.filters(np.array(places, np.uint32), salts, coded)
    return made


def _add_decoys(
    buckets: Buckets, rows: Rows, share: float, counts: Counter[str], chance: Chance
) -> None:
    """Rows about nobody: tokens, pseudonyms and filters by chance, with the fields that real rows have."""
    number = round(len(rows) * share)
    if not number:
        return
    drawn = np.frombuffer(chance(8 * number), "<u8")
    shapes = rows["filters"][drawn % len(rows)].any(axis=2)
    pieces: list[Grams] = [
        tuple((f"{at}?",) if given else () for at, given in enumerate(shape)) for shape in shapes
    ]
    # Under a salt by chance one piece gives a filter by chance, of the weight that all have.
    seals = [chance(32) for _ in range(number)]
    buckets.add(_rows(list(range(number)), seals, pieces, chance))
    counts["decoys"] += number
