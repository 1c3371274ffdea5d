"""Editions: loaded statutes as signed files in the home; equal texts make one file, written whole.

Files, not tables: rules of every room ask the law, so it must lie below all rooms and all stores.
"""

from collections.abc import Callable
from pathlib import Path

from dotline.base.errors import NotFound, Unavailable
from dotline.base.whole import write_all, write_whole
from dotline.reference.law.statutes import Edition, from_data

CURRENT = "current"
SHORTEST = 6


def keep(folder: Path, edition: Edition, sign: Callable[[bytes], bytes]) -> bool:
    """Keep an edition and make it the current one. False if it already was: nothing changes."""
    folder.mkdir(parents=True, exist_ok=True)
    digest, mark = edition.digest, folder / CURRENT
    if mark.is_file() and mark.read_text() == digest and (folder / f"{digest}.json").is_file():
        return False
    data = edition.data()
    write_all({folder / f"{digest}.json": data, folder / f"{digest}.sig": sign(data)}, mode=0o644)
    write_whole(mark, digest, mode=0o644)  # last: a killed load leaves the edition before
    return True


def open_edition(folder: Path, name: str, holds: Callable[[bytes, bytes], bool]) -> Edition:
    """An edition by `current` or the beginning of its digest.

    Raises NotFound if there is none, Unavailable if its file is not as it was signed.
    """
    if name == CURRENT and (folder / CURRENT).is_file():
        name = (folder / CURRENT).read_text().strip()
    found = [path for path in sorted(folder.glob("*.json")) if path.stem.startswith(name)]
    if len(name) < SHORTEST or len(found) != 1:
        raise NotFound(
            "There is no such edition of the law here.",
            "Load one: dotline law load FOLDER.",
        )
    data, seal = found[0].read_bytes(), found[0].with_suffix(".sig")
    if not seal.is_file() or not holds(seal.read_bytes(), data):
        raise Unavailable(
            "The loaded law is not as it was signed.",
            "Remove the folder law from the home and load the law again.",
        )
    return from_data(data)
