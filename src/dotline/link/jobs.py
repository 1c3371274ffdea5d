"""Linking files: compare, resolve, match, dedupe. Pure: values and files in, files out; works in a notebook.

Comparing sees tokens, salted filters and pseudonyms; resolving sees pseudonyms and points. `match` does one after
the other, for one operator. No clear value is read anywhere but by the owner's own `dedupe`.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Conflict, Invalid, NotFound
from dotline.base.progress import Progress, SilentProgress
from dotline.gates import encode
from dotline.gates.encode import reading
from dotline.gates.encode.digests import Digest
from dotline.gates.encode.owners import beside, owners
from dotline.link.formats.pairs import About, RowPairs
from dotline.matching import comparing, resolving, scores
from dotline.matching.comparing import Found, Tally
from dotline.matching.resolving import Linked

SHARES: Final = 8
"""Into so many ranges of tokens two files are cut; each is compared by itself."""
Ids = tuple[Sequence[str], Sequence[str]]
SILENT: Final = SilentProgress()
_Head = TypeVar("_Head", encode.Header, encode.SweepHeader)


@dataclass(frozen=True)
class Compared:
    """Pairs of rows with points, and the levels that explain them, which stay with the comparer."""

    pairs: RowPairs
    levels: npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Resolved:
    """Pairs of records and the ids of both sides. Without the owners' files each row stands for itself."""

    linked: Linked
    ids: Ids
    about: About
    of_records: bool = True
    """Whether the owners' files of both sides were there."""


def opened(*paths: Path, by: Callable[[Path], encode.Whole[_Head]]) -> list[encode.Whole[_Head]]:
    """Files that one function opens, found whole and made under one key. Raises NotFound, Invalid, Conflict."""
    with ThreadPoolExecutor(len(paths)) as pool:
        files = list(pool.map(by, paths))
    for path, file in zip(paths, files, strict=True):
        if _key_of(file.header) != _key_of(files[0].header):
            raise Conflict(
                "{file} is encoded for {purpose}, epoch {epoch}, under the key {key}; the other file is not.",
                "Only files of one purpose, one epoch and one key can meet: encode one of them again.",
                file=path.name,
                purpose=file.header.purpose,
                epoch=file.header.epoch,
                key=file.header.key,
            )
    return files


def _key_of(head: encode.Header | encode.SweepHeader) -> tuple[str, str, str]:
    return head.purpose, head.epoch, head.key


Share = Callable[[Sequence[encode.Encoded], int, scores.Model, int], tuple[list[Found], Tally]]
Spread = Callable[
    [Share, Sequence[encode.Encoded], scores.Model], Iterator[tuple[list[Found], Tally]]
]
"""Where the ranges of tokens of some files are compared, each by a `Share`; gives what they gave, in order."""


def here(
    share: Share, files: Sequence[encode.Encoded], model: scores.Model
) -> Iterator[tuple[list[Found], Tally]]:
    """On the processors of this machine."""
    with ThreadPoolExecutor(min(SHARES, os.cpu_count() or 1)) as pool:
        yield from pool.map(lambda at: share(files, at, model, SHARES), range(SHARES))


def compare(
    a: Path, b: Path | None = None, *, progress: Progress = SILENT, spread: Spread = here
) -> Compared:
    """Compare two encoded files, or one with itself. Raises NotFound, Invalid, Conflict.

    On this machine each byte is read once: what is compared is what the digest is of, and nothing is given back
    before both files were found whole.
    """
    paths = [a] if b is None else [a, b]
    near = spread is here
    files = opened(*paths, by=encode.open_unread if near else encode.open_encoded)
    model, tally, found = scores.shipped(), Tally(), list[Found]()
    read = _Read(len(files), SHARES) if near else None
    progress.start("Comparing", SHARES)
    try:
        for told, part in spread(_share if read is None else read.share, files, model):
            found += told
            tally = Tally(tally.compared + part.compared, tally.crowded + part.crowded)
            progress.advance()
    except Invalid:
        for path in paths:
            encode.open_encoded(path)  # a file that was changed is said to be so
        raise
    if read is not None:
        read.check(files)
    progress.done()
    one, two, points, levels = _columns(found)
    return Compared(RowPairs(_about(files, model, tally), one, two, points), levels)


def _about(files: Sequence[encode.Encoded], model: scores.Model, tally: Tally) -> About:
    """What pairs of rows of two files, or of one with itself, come from."""
    head = files[0].header
    return About(
        purpose=head.purpose,
        epoch=head.epoch,
        key=head.key,
        model=model.name,
        rows_a=files[0].rows,
        rows_b=files[-1].rows,
        compared=tally.compared,
        crowded=tally.crowded,
        alone=len(files) == 1,
        digests=tuple(one.digest for one in files),
    )


def _columns(found: Sequence[Found]) -> list[npt.NDArray[Any]]:
    """Pairs of rows column by column."""
    told = found or [np.empty(0, comparing.FOUND)]
    return [np.concatenate([part[name] for part in told]) for name in comparing.FOUND.names or ()]


class _Read:
    """What was read of some files, range by range, so that each is found whole in the pass that compares it."""

    def __init__(self, files: int, shares: int) -> None:
        self._seen = [[Digest() for _share in range(shares)] for _file in range(files)]

    def share(
        self, files: Sequence[encode.Encoded], at: int, model: scores.Model, shares: int
    ) -> tuple[list[Found], Tally]:
        """Compare a range of tokens, and keep the digests of all that it reads."""

        def keep(number: int, digest: Digest) -> None:
            self._seen[number][at] = digest

        return _share(files, at, model, shares, keep)

    def check(self, files: Sequence[encode.Encoded]) -> None:
        """Raises Invalid for a file that is not as its foot says."""
        for file, seen in zip(files, self._seen, strict=True):
            file.check(seen)


def _share(
    files: Sequence[encode.Encoded],
    at: int,
    model: scores.Model,
    shares: int,
    keep: Callable[[int, Digest], object] | None = None,
) -> tuple[list[Found], Tally]:
    """Compare the tokens of one of so many ranges of their first byte."""
    tally = Tally()
    with ExitStack() as stack:
        sides = []
        for file in files:
            ends = [
                0
                if edge == 0
                else file.rows
                if edge == shares
                else file.place(bytes([edge * 256 // shares]))
                for edge in (at, at + 1)
            ]
            sides.append(stack.enter_context(file.stretch(*ends, digested=keep is not None)))
        other = sides[1] if len(sides) > 1 else None
        found = list(comparing.compare(sides[0], other, model, tally))
        for number, side in enumerate(sides):
            if keep is not None and side.digest is not None:
                side.rest()
                keep(number, side.digest)
        return found, tally


def resolve(pairs: RowPairs, ids: tuple[Path | None, Path | None] = (None, None)) -> Resolved:
    """Make pairs of records of pairs of rows. `ids`: the owners' files, where the resolver is given them.

    Raises NotFound, Invalid.
    """
    model = scores.shipped_as(pairs.about.model)
    about = pairs.about
    if about.alone:
        both = numbered(np.concatenate([pairs.one, pairs.two]), ids[0])
        numbers, told = (both[0][: len(pairs.one)], both[0][len(pairs.one) :]), (both[1], both[1])
    else:
        with ThreadPoolExecutor(2) as pool:
            sides = list(pool.map(numbered, (pairs.one, pairs.two), ids))
        numbers, told = (sides[0][0], sides[1][0]), (sides[0][1], sides[1][1])
    linked = resolving.resolve(*numbers, pairs.points, model, about.compared, alone=about.alone)
    known = ids[0] is not None and (about.alone or ids[1] is not None)
    return Resolved(linked, told, about, known)


def numbered(
    names: npt.NDArray[np.uint64], ids: Path | None
) -> tuple[resolving.Ints, Sequence[str]]:
    """The number of the record of each row, and its id: its owner's, or its pseudonym.

    Raises NotFound; Invalid for what is no list of owners, and for that of another file, which knows none of the rows.
    """
    if ids is not None:
        told = owners(ids, names)
        if len(names) and not (told.numbers >= 0).any():
            raise Invalid(
                "{file} is the list of owners of another file.",
                "Give that of the file that was compared: of the first with --ids-a, of the second with --ids-b.",
                file=ids.name,
            )
        return told.numbers, told.ids
    each, at = np.unique(names, return_inverse=True)
    return at.astype(np.int32), _hexadecimal(each)


def _hexadecimal(names: npt.NDArray[np.uint64]) -> list[str]:
    return [one.to_bytes(8, "little").hex() for one in names.tolist()]


def chosen(told: Resolved, *, one_to_one: bool, least: float) -> Linked:
    """The pairs with at least a probability, the surest first; each record once, where that is asked for."""
    linked = told.linked
    if one_to_one:
        alone = resolving.one_to_one(resolving.against_rivals(linked))
        linked = resolving.without_rivals(alone, scores.shipped())
    linked = linked.only(linked.probability >= least)
    return linked.only(np.lexsort((linked.two, linked.one, -linked.points)))


def match(
    a: Path, b: Path, *, progress: Progress = SILENT, spread: Spread = here
) -> tuple[Compared, Resolved]:
    """Compare and resolve at one operator; owners' ids where the files of both lie beside."""
    compared = compare(a, b, progress=progress, spread=spread)
    ids = (_if_there(beside(a)), _if_there(beside(b)))
    return compared, resolve(compared.pairs, ids)


def _if_there(path: Path) -> Path | None:
    return path if path.is_file() else None


def clusters(told: Resolved, ids: Iterable[str], least: float) -> Iterator[tuple[str, int]]:
    """Every id of a file with the number of its cluster, numbered in the order of the file."""
    groups = resolving.clusters(told.linked, least)
    group = {told.ids[0][one]: at for at, some in enumerate(groups) for one in some}
    numbers: dict[Any, int] = {}
    for place, one in enumerate(ids):
        yield one, numbers.setdefault(group.get(one, f"alone {place}"), len(numbers) + 1)


def own_ids(encoded: Path) -> list[str]:
    """Every owner's id of an encoded file, in order. Raises NotFound."""
    if not beside(encoded).is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=beside(encoded).name)
    with beside(encoded).open(encoding="utf-8", newline="\n") as lines:
        return list(dict.fromkeys(line.rstrip("\n").partition("\t")[2] for line in lines))


@dataclass(frozen=True)
class Deduped:
    """Each id of a file with its cluster, how many there are of each."""

    rows: Sequence[tuple[str, int]]
    records: int
    clusters: int


def dedupe(
    source: Path,
    *,
    schema: encode.Schema | None,
    beside_: Path,
    key: encode.EncodeKey | None = None,
    least: float = resolving.JOIN,
    progress: Progress = SILENT,
) -> Deduped:
    """Who is in one file more than once: a table with its schema, or an encoded file with its owners beside.

    A table is encoded for the moment, in a folder beside the result, under a key that nobody keeps unless one is given.
    Raises NotFound, Invalid, Conflict.
    """
    if schema is None:
        compared = compare(source, progress=progress)
        return _deduped(compared, source, own_ids(source), least)
    with tempfile.TemporaryDirectory(dir=beside_.absolute().parent, prefix=".linking-") as folder:
        out = Path(folder) / "own.dlk"
        key = key or encode.fresh_key("own")
        encode.encode_file(source, out, schema=schema, key=key, decoys=0, neighbours=True)
        every = [row[schema.id] for row in reading.rows(source, schema)]
        return _deduped(compare(out, progress=progress), out, every, least)


def _deduped(compared: Compared, encoded: Path, every: Sequence[str], least: float) -> Deduped:
    ids = beside(encoded)
    rows = list(clusters(resolve(compared.pairs, (ids, ids)), every, least))
    return Deduped(rows, len(rows), len({number for _one, number in rows}))
