"""Opening what we were given: a file, a folder, a zip or bytes, within limits, and turning bytes into text."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from dotline.base.errors import Invalid, NotFound
from dotline.base.findings import REPAIRED, Finding, Findings
from dotline.base.phrases import machine
from dotline.directory.rules.reasons import N_

# Far above any national directory (Miami: 7 MB unpacked), far below what hurts the machine.
MEMBER_LIMIT: Final = 256 * 1024 * 1024
TOTAL_LIMIT: Final = 768 * 1024 * 1024
MEMBERS: Final = 500
RATIO: Final = 200
RATIO_FROM: Final = 1024 * 1024
CELL_LIMIT: Final = 1024 * 1024

AGAIN: Final = N_("Ask for the file again, or unpack it and load the folder.")


@dataclass(frozen=True)
class Given:
    """What there is to read: members by name, plus what to call the whole."""

    name: str
    members: Mapping[str, bytes]


def given(path: Path) -> Given:
    """Read a file, folder or zip. Raises NotFound when nothing is there, Invalid when it must not be opened."""
    if not path.exists():  # nor when links lead round in a circle
        raise NotFound("There is nothing at {path}.", "Check the name of the file.", path=path.name)
    if path.is_dir():
        return Given(path.name, _folder(path))
    return from_bytes(path.name, plain_file(path, TOTAL_LIMIT))


def from_stream(name: str, stream: BinaryIO) -> Given:
    """The same for standard input. Raises Invalid when it does not end in time."""
    content = stream.read(MEMBER_LIMIT + 1)
    if len(content) > MEMBER_LIMIT:
        raise _too_big(name, MEMBER_LIMIT)
    return from_bytes(name, content)


def plain_file(path: Path, limit: int = TOTAL_LIMIT) -> bytes:
    """The bytes of a plain file, read within a limit: a device or a pipe may never end. Raises Invalid."""
    check_plain(path, limit)
    with path.open("rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise _too_big(path.name)
    return content


def check_plain(path: Path, limit: int = TOTAL_LIMIT) -> None:
    """Raises Invalid for a device or a pipe, and for a file beyond the limit."""
    if not path.is_file():
        raise Invalid(
            "{name} is not a file but a device, a pipe or a socket.",
            "Save what it says as a file, and name that file.",
            name=path.name,
        )
    if path.stat().st_size > limit:
        raise _too_big(path.name)


def from_bytes(name: str, content: bytes) -> Given:
    """The same for bytes already at hand (an upload, standard input)."""
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06") or name.lower().endswith(".zip"):
        return Given(name, _unzipped(name, content))
    return Given(name, {name: content})


def _too_big(name: str, limit: int = TOTAL_LIMIT) -> Invalid:
    return Invalid(
        "{name} is larger than {limit} MB.",
        "Split it, or load it as a folder of smaller tables.",
        name=name,
        limit=limit // 1024 // 1024,
    )


def _folder(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for file in sorted([*path.glob("*.csv"), *path.glob("*/*.csv"), *path.glob("*.json")]):
        # A link may point anywhere on the machine: only what lies in the folder itself is read.
        if file.is_symlink() or not file.resolve().is_relative_to(path.resolve()):
            raise Invalid(
                "{file} is a link that leads out of the folder.",
                "Copy the file into the folder.",
                file=file.name,
            )
        if len(found) >= MEMBERS:
            raise _too_big(path.name)
        content = plain_file(file, TOTAL_LIMIT - total)
        total += len(content)
        found[file.relative_to(path).as_posix()] = content
    if not found:
        raise Invalid(
            "The folder {name} holds no .csv file.",
            "Name the folder with the tables.",
            name=path.name,
        )
    return found


def _unzipped(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            check(name, packed)
            return {
                info.filename: member(name, packed, info)
                for info in packed.infolist()
                if info.filename.lower().endswith((".csv", ".json", ".ndjson", ".jsonl"))
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise Invalid(
            "{name} is not a whole zip file: it is cut short, damaged or locked.", AGAIN, name=name
        ) from problem


def check(name: str, packed: zipfile.ZipFile, limit: int = MEMBER_LIMIT) -> None:
    """Refuse bombs and paths that lead out, before a single byte is unpacked; `limit` is for one member."""
    infos = packed.infolist()
    if len(infos) > MEMBERS or sum(info.file_size for info in infos) > max(TOTAL_LIMIT, limit):
        raise Invalid("{name} would unpack to far more than a directory needs.", AGAIN, name=name)
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0:1]:
            raise Invalid(
                "{name} holds a file whose path leads out of it.",
                "Do not open it; ask its sender.",
                name=name,
            )
        swollen = info.file_size > RATIO_FROM and info.file_size > RATIO * max(
            info.compress_size, 1
        )
        if swollen or info.file_size > limit:
            raise Invalid(
                "{name} would unpack to far more than a directory needs.", AGAIN, name=name
            )


def member(name: str, packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One file out of a zip that was checked. Raises Invalid when it is longer than it says."""
    # The header's size may lie, so never more than it promised is read.
    with packed.open(info) as stream:
        content = stream.read(info.file_size + 1)
    if len(content) > info.file_size:
        raise Invalid("{name} would unpack to far more than a directory needs.", AGAIN, name=name)
    return content


def known_encoding(name: str) -> str:
    """The encoding of that name. Raises Invalid for one that nobody knows, or that is not of texts."""
    try:
        if name:
            "".encode(name)
            b"".decode(name)
    except (LookupError, ValueError) as problem:
        raise Invalid(
            "There is no text encoding called {name}.",
            "Common ones: utf-8, cp1252, iso-8859-1, utf-16, mac_roman.",
            name=name[:40],
        ) from problem
    return name


def decoded(
    file: str,
    content: bytes,
    findings: Findings,
    *,
    declared: str = "",
    next_step: str = N_("Save it as UTF-8, or say what it is: --encoding cp1252"),
) -> str:
    """Bytes as text: UTF-8 (with or without mark), UTF-16 with its mark, else only what the sender declared.

    An undeclared other encoding is refused: guessing would turn names into other names without anyone seeing it.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        declared = "utf-16"
    for encoding in ("utf-8-sig", declared):
        if not encoding:
            continue
        try:
            words = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding != "utf-8-sig":
            findings.add(
                Finding(file, 0, "(whole file)", "text", f"read as {encoding}, not UTF-8", REPAIRED)
            )
        return words
    raise Invalid(
        "{file} is not UTF-8 text (first fault at byte {at}).",
        next_step,
        file=PurePosixPath(file).name,
        at=_fault(content),
    )


def _fault(content: bytes) -> int:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return problem.start
    return 0


def rows(file: str, words: str | Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV, as one text or as lines, with their line numbers, the heading first (row 1)."""
    csv.field_size_limit(CELL_LIMIT)
    lines = io.StringIO(words, newline="") if isinstance(words, str) else words
    reader = csv.reader(lines, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if cells:
                yield row, cells
    except csv.Error as problem:
        raise Invalid(
            "{file} is not a readable table near row {row}: {why}.",
            "Open it in a spreadsheet and save it again as CSV (UTF-8).",
            file=PurePosixPath(file).name,
            row=row + 1,
            why=machine(str(problem)),
        ) from problem
