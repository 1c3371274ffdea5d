"""Opening a file that came from elsewhere: CSV, gzipped or zipped CSV, within limits."""

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from dotline.base.errors import N_, Conflict, Invalid, NotFound
from dotline.base.findings import Findings
from dotline.directory.formats import archive

AS_UTF8: Final = N_("Save it as UTF-8 (in a spreadsheet: CSV UTF-8), then import it again.")
LIMIT: Final = archive.MEMBER_LIMIT
PIECE: Final = 1024 * 1024
GZIP, ZIP = b"\x1f\x8b", b"PK"


@dataclass(frozen=True)
class Opened:
    """One table: its bytes, unpacked, or the place of a plain file, which is then read piece by piece.

    `digest` is of these bytes, so packing anew makes no new file.
    """

    name: str
    source: bytes | Path

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        with self.stream() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def stream(self) -> io.BufferedReader | io.BytesIO:
        """The bytes from the beginning; whoever asks closes it."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        return self.source.open("rb")

    def starts_with(self, mark: bytes) -> bool:
        """Whether the file begins so."""
        with self.stream() as stream:
            return stream.read(len(mark)) == mark


def unchanged(file: Opened, digest: str) -> None:
    """Raises Conflict for a file that was written to while it was read: what was read may be of both versions."""
    if isinstance(file.source, Path) and file.digest != digest:
        raise Conflict(
            "{name} was changed while it was read.", "Nothing was kept: try again.", name=file.name
        )


def opened(path: Path) -> Opened:
    """Open a file. Raises NotFound, or Invalid for a folder, or what is damaged, too big or many tables."""
    if not path.exists():
        raise NotFound("There is nothing at {path}.", "Check the name of the file.", path=path.name)
    if path.is_dir():
        raise Invalid(
            "{name} is a folder, not a file.",
            "Name the one file in it that you want to bring in.",
            name=path.name or str(path),
        )
    archive.check_plain(path)
    plain = Opened(path.name, path)
    packed = plain.starts_with(GZIP) or plain.starts_with(ZIP) or path.suffix.casefold() == ".zip"
    if packed and path.suffix.casefold() != ".xlsx":
        return from_bytes(path.name, archive.plain_file(path))
    return plain


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
    with file.stream() as stream:
        if not _is_utf8(stream):
            stream.seek(0)
            text = archive.decoded(file.name, stream.read(), findings, next_step=AS_UTF8)
            yield from archive.rows(file.name, text)
            return
        stream.seek(0)
        # What is no UTF-8 any more was written since: see `unchanged`.
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        yield from archive.rows(file.name, lines)


def _is_utf8(stream: BinaryIO) -> bool:
    """Whether the whole is UTF-8: then it is read line by line, and never held as one text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := stream.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
