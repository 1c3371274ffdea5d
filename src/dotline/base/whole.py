"""Files written whole or not at all: a killed process or a lost power leaves the old file or the new one."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


def write_whole(path: Path, data: bytes | str, *, mode: int = 0o600) -> None:
    """Swap a file in, with exactly these mode bits. Returns once it is on the disk; raises OSError."""
    write_all({path: data}, mode=mode)


def write_all(files: Mapping[Path, bytes | str], *, mode: int = 0o600) -> None:
    """Swap several files in once all of them are written: what cannot be written changes none of them."""
    with ExitStack() as written:
        fresh = {path: written.enter_context(_aside(path, files[path], mode)) for path in files}
        for path, one in fresh.items():
            one.replace(path)
    for folder in {path.parent for path in files}:
        sync_folder(folder)


def write_new(path: Path, data: bytes | str, *, mode: int = 0o600) -> bool:
    """Write a file that is not there yet; False, and nothing is changed, when somebody was faster."""
    with _aside(path, data, mode) as fresh:
        try:
            os.link(fresh, path)
        except FileExistsError:
            return False
    sync_folder(path.parent)
    return True


@contextmanager
def _aside(path: Path, data: bytes | str, mode: int) -> Iterator[Path]:
    """The file beside its place, readable by nobody else from its first byte; gone afterwards."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put the names of a folder on the disk: without it a lost power may take the new file's name back."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
