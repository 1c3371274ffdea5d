"""Token files of others, read and never written: OpenLinkToken and OPPRL, the weak form that encodings replace. Pure.

OpenLinkToken (TruvetaPublic/OpenLinkToken, pages/specification.md): CSV or Parquet with `RecordId, RuleId, Token`, a
row for each rule T1 to T5, the token in base64, blank where a field was not valid; `ot.V1.` begins one that is
encrypted under chance and meets nothing. OPPRL (Spindle-Health/carduus, docs/guides/getting-started.md): a row for
each record with columns `opprl_token_1`, `opprl_token_2` and so on, in base64. Both are one exact code of columns:
one typing error and nothing meets, and how often a code occurs tells who it may be (research/linkage.md 2.1).
"""

import base64
import binascii
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dotline.base.errors import Invalid, NotFound
from dotline.matching.comparing import LARGEST

FORM: Final = "weak: exact tokens"
_OLT: Final = ("RecordId", "RuleId", "Token")
_OPPRL: Final = re.compile(r"opprl_token_\d+(v\d+)?")
_RULE: Final = re.compile(r"T\d{1,2}")
_SEALED: Final = "ot."
_LEAST, _MOST = 16, 512
"""Bytes of a token: less is no keyed hash, more is a whole text."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a file: of each (rule, token) who has it; how many records and how many blanks."""

    kind: str
    who: Mapping[tuple[str, bytes], Sequence[str]]
    records: int
    blank: int


@dataclass(frozen=True)
class TokenPair:
    """Two records that share tokens, and which rules these are of."""

    one: str
    two: str
    rules: tuple[str, ...]


def read(path: Path) -> Tokens:
    """The tokens of a file. Raises NotFound; Invalid for what is neither form, or is malformed anywhere."""
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    rows = _rows(path)
    header = next(rows, None)
    if header is None:
        raise _neither(path)
    columns = [str(name) for name in header]
    wide = [name for name in columns if _OPPRL.fullmatch(name)]
    if tuple(columns) == _OLT:
        return _gathered(path, "OpenLinkToken", _long(path, rows))
    if wide and len(columns) == len(wide) + 1:
        return _gathered(path, "OPPRL", _wide(columns, wide, rows))
    raise _neither(path)


def _neither(path: Path) -> Invalid:
    return Invalid(
        "{file} is no token file of OpenLinkToken or OPPRL.",
        "The first has the columns RecordId, RuleId, Token; the second an id and opprl_token_1, opprl_token_2 …",
        file=path.name,
    )


_Row = tuple[int, str, str, str]  # line, id, rule, token


def _long(path: Path, rows: Iterator[Sequence[Any]]) -> Iterator[_Row]:
    for line, (who, rule, token) in enumerate(rows, start=2):
        if not _RULE.fullmatch(str(rule or "")):
            raise _malformed(path, line)
        yield line, str(who or ""), str(rule), str(token or "")


def _wide(
    columns: Sequence[str], wide: Sequence[str], rows: Iterator[Sequence[Any]]
) -> Iterator[_Row]:
    id_ = next(at for at, name in enumerate(columns) if name not in wide)
    for line, row in enumerate(rows, start=2):
        for at, name in enumerate(columns):
            if at != id_:
                yield line, str(row[id_] or ""), name, str(row[at] or "")


def _gathered(path: Path, kind: str, rows: Iterator[_Row]) -> Tokens:
    who, records, blank = defaultdict[tuple[str, bytes], list[str]](list), set[str](), 0
    for line, id_, rule, token in rows:
        if not id_:
            raise _malformed(path, line)
        records.add(id_)
        if not token:
            blank += 1
            continue
        if token.startswith(_SEALED):
            raise Invalid(
                "The tokens of {file} are encrypted, each under chance: no two of them ever meet.",
                "Ask their maker for the decrypted, keyed hashes under your common key.",
                file=path.name,
            )
        who[rule, _bytes(path, line, token)].append(id_)
    return Tokens(kind, who, len(records), blank)


def _bytes(path: Path, line: int, token: str) -> bytes:
    try:
        told = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed(path, line) from error
    if not _LEAST <= len(told) <= _MOST:
        raise _malformed(path, line)
    return told


def _malformed(path: Path, line: int) -> Invalid:
    return Invalid(
        "Line {line} of {file} holds no token: nothing of the file is used.",
        "Ask for the file again.",
        file=path.name,
        line=line,
    )


def _rows(path: Path) -> Iterator[Sequence[Any]]:
    """The header, then each row. Raises Invalid for what cannot be read, or has more or fewer cells."""
    if path.suffix.casefold() == ".parquet":
        yield from _of_parquet(path)
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        width, line = 0, 0
        try:
            for line, row in enumerate(csv.reader(stream, strict=True), start=1):
                width = width or len(row)
                if len(row) != width:
                    raise _malformed(path, line)
                yield row
        except (csv.Error, UnicodeDecodeError):
            raise _malformed(path, line + 1) from None  # their words may hold a value


def _of_parquet(path: Path) -> Iterator[Sequence[Any]]:
    import pyarrow as pa  # noqa: PLC0415 - fifty megabytes that CSV does not need
    from pyarrow import parquet  # noqa: PLC0415

    try:
        file = parquet.ParquetFile(path)
        yield file.schema_arrow.names
        for batch in file.iter_batches():
            columns = [column.to_pylist() for column in batch.columns]
            yield from zip(*columns, strict=True)
    except (pa.ArrowException, OSError) as error:
        raise _neither(path) from error


def pairs(a: Tokens, b: Tokens) -> tuple[list[TokenPair], int]:
    """Who shares a token of the same rule with whom, those with most rules first; and how many tokens were crowded.

    Raises Invalid for files of two forms.
    """
    if a.kind != b.kind:
        raise Invalid(
            "One file is of {one}, the other of {two}: their tokens never meet.",
            "Match two files of one form.",
            one=a.kind,
            two=b.kind,
        )
    found, crowded = defaultdict[tuple[str, str], set[str]](set), 0
    for token in a.who.keys() & b.who.keys():
        ones, twos = a.who[token], b.who[token]
        if max(len(ones), len(twos)) > LARGEST:
            crowded += 1
            continue
        for one in ones:
            for two in twos:
                found[one, two].add(token[0])
    told = [TokenPair(one, two, tuple(sorted(rules))) for (one, two), rules in found.items()]
    return sorted(told, key=lambda pair: (-len(pair.rules), pair.one, pair.two)), crowded


def by_rule(told: Sequence[TokenPair]) -> Mapping[str, int]:
    """How many pairs rest on each rule."""
    return Counter(rule for pair in told for rule in pair.rules)
