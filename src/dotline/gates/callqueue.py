"""The letterbox for calls taken while the database is down: sealed at once, one file each, opened by the agency alone.

A file is one line in the clear (which agency, so that it can be sorted) and the call sealed to that
agency's letterbox key. It is padded, so that its length says little; what was typed is on no disk in the clear.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.access import keys
from dotline.base.errors import Invalid, Unavailable
from dotline.base.ids import parse_id
from dotline.base.whole import sync_folder, write_whole

MAGIC: Final = b"DOTLINE-CALL 1 "
ENDING: Final = ".call"
ASIDE: Final = "aside"
BLOCK: Final = 4_096  # bytes
LARGEST: Final = 400_000  # bytes of one file
MOST: Final = 2_000  # files of one queue: a flood must not fill the disk


@dataclass(frozen=True)
class Sealed:
    """A file of the queue, still sealed."""

    path: Path
    agency: UUID
    letter: bytes


def put(folder: Path, agency: UUID, public: bytes, key: UUID, text: str) -> bool:
    """Seal a call and lay it into the folder, on the disk before it returns; False when the key is there already.

    Raises Unavailable when the queue is full. OSError when the disk takes nothing.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{key}{ENDING}"
    if path.exists():
        return False
    if sum(1 for _one in folder.glob(f"*{ENDING}")) >= MOST:
        raise Unavailable(
            "The queue of calls is full.", "Write the call on paper, and tell the operator."
        )
    plain = text.encode()
    padded = plain + b" " * (-len(plain) % BLOCK)
    data = MAGIC + str(agency).encode() + b"\n" + SealedBox(PublicKey(public)).encrypt(padded)
    write_whole(path, data)
    return True


def waiting(folder: Path) -> Iterator[Path]:
    """The files that wait, the oldest first."""
    if folder.is_dir():
        found = [(path.stat().st_mtime, path) for path in folder.glob(f"*{ENDING}")]
        yield from (path for _at, path in sorted(found))


def read(path: Path) -> Sealed:
    """A file of the queue. Raises Invalid when it is none; FileNotFoundError when another process took it."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    line, _newline, letter = data.partition(b"\n")
    agency = parse_id(line.removeprefix(MAGIC).decode("ascii", "replace"))
    if not line.startswith(MAGIC) or agency is None or not letter or len(data) > LARGEST:
        raise _damaged()
    return Sealed(path, agency, letter)


def unseal(one: Sealed) -> str:
    """The text of a call. Raises Unavailable without the agency's key, Invalid when the file is damaged."""
    try:
        box = SealedBox(PrivateKey(keys.load(one.agency).letterbox))
        return box.decrypt(one.letter).decode().rstrip(" ")
    except (CryptoError, UnicodeDecodeError) as error:
        raise _damaged() from error


def done(path: Path) -> None:
    """Take away a file whose call is saved."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def set_aside(path: Path) -> None:
    """Keep a damaged file where nobody tries it again."""
    folder = path.parent / ASIDE
    folder.mkdir(mode=0o700, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):  # another process was faster
        path.replace(folder / path.name)


def _damaged() -> Invalid:
    return Invalid(
        "This file of the queue is damaged, so the call in it cannot be read.",
        "It is kept aside. Ask who took the call.",
    )
