"""French catalogues: where they lie, and compiling them without GNU gettext. Needs no Django."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from dotline.base.whole import write_whole

PACKAGE = Path(__file__).resolve().parents[1]
DOMAIN = "django"
LANGUAGE = "fr"


def locale_folders() -> list[Path]:
    """Every room's own locale folder, in the order of the alphabet; settings list them."""
    return sorted(path for path in PACKAGE.glob("*/locale") if path.is_dir())


def catalogues() -> Iterator[Path]:
    """Every .po file of every room."""
    for folder in locale_folders():
        yield from sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def compile_stale() -> list[Path]:
    """Compile each catalogue whose .mo is missing or older; return those that were compiled.

    Asks only for times of change when nothing is stale. An installation that may not be written
    keeps the catalogues that it has.
    """
    stale = [source for source in catalogues() if _is_stale(source)]
    if not stale:
        return []
    return [source for source in stale if _compile(source)]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> bool:
    # Here, not above: Babel takes 60 ms to load, and most starts have nothing to compile.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parents[1].name, domain=DOMAIN, abort_invalid=True)
    binary = BytesIO()
    write_mo(binary, catalogue)
    if not os.access(source.parent, os.W_OK):
        return False
    # Whole, so that a process starting now never reads half of it.
    write_whole(source.with_suffix(".mo"), binary.getvalue(), mode=0o644)
    return True


if __name__ == "__main__":
    compile_stale()
