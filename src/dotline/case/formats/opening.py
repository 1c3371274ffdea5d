"""Opening a file that came from elsewhere: CSV, gzipped or zipped CSV, within limits."""

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dotline.base.errors import N_, Invalid, NotFound
from dotline.base.findings import Findings
from dotline.directory.formats import archive

AS_UTF8: Final = N_("Save it as UTF-8 (in a spreadsheet: CSV UTF-8), then import it again.")
LIMIT: Final = archive.MEMBER_LIMIT
PIECE: Final = 1024 * 1024
GZIP, ZIP = b"\x1f\x8b", b"PK"


@dataclass(frozen=True)
class Opened:
    """The bytes of one table, unpacked. `digest` is of these bytes, so packing anew makes no new file."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def opened(path: Path) -> Opened:
    """Read and unpack a file. Raises NotFound, or Invalid for a folder, or what is damaged, too big or many tables."""
    if not path.exists():
        raise NotFound("There is nothing at {path}.", "Check the name of the file.", path=path.name)
    if path.is_dir():
        raise Invalid(
            "{name} is a folder, not a file.",
            "Name the one file in it that you want to bring in.",
            name=path.name or str(path),
        )
    return from_bytes(path.name, archive.plain_file(path))


def from_bytes(name: str, content: bytes) -> Opened:
    """The same for bytes at hand, such as an upload. A workbook stays packed."""
    if name.casefold().endswith(".xlsx"):
        return Opened(name, content)
    return unpacked(name, *archive.from_bytes(name, content).members.values())


def unpacked(name: str, *members: bytes) -> Opened:
    """One table out of what a file held. Raises Invalid."""
    if len(members) != 1:
        raise Invalid(
            "{name} holds {count} tables.", "Give one table.", name=name, count=len(members)
        )
    content = members[0]
    return Opened(name, _gunzipped(name, content) if content[:2] == GZIP else content)


def _gunzipped(name: str, content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            found = stream.read(LIMIT + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise Invalid(
            "{name} is not a whole gzip file: it is cut short or damaged.",
            "Ask for the file again.",
            name=name,
        ) from problem
    if len(found) > LIMIT:
        raise Invalid(
            "{name} would unpack to more than {limit} MB.",
            "Split it into smaller files.",
            name=name,
            limit=LIMIT // 1024 // 1024,
        )
    return found


def table(file: Opened, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, numbered from 1. Raises Invalid for what is no UTF-8 table."""
    if _is_utf8(file.content):
        lines = io.TextIOWrapper(io.BytesIO(file.content), encoding="utf-8-sig", newline="")
        return archive.rows(file.name, lines)
    return archive.rows(
        file.name, archive.decoded(file.name, file.content, findings, next_step=AS_UTF8)
    )


def _is_utf8(content: bytes) -> bool:
    """Whether the whole is UTF-8: then it is read line by line, and never held as one text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    whole = memoryview(content)
    try:
        for start in range(0, len(whole), PIECE):
            decoder.decode(whole[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
