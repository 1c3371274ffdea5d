"""The compiled kernel: plain C built once for each processor into the cache, where a compiler exists."""

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from dotline.base.errors import Invalid, Unavailable

SOURCES: Final = (
    "filters.c",
    "folding.c",
    "tokens.c",
    "rows.c",
    "csv.c",
    "sweep.c",
    "score.c",
    "resolve.c",
    "digest.c",
    "dice.c",
)
HEADERS: Final = ("lanes.h", "folding.h")
FLAGS: Final = ("-O3", "-march=native", "-std=c99", "-shared", "-fPIC", "-Wno-psabi")
CHOICE: Final = "DOTLINE_KERNEL"
CHOICES: Final = ("c", "numba", "numpy")


def choice() -> str:
    """Which kernel runs: as `DOTLINE_KERNEL` says, else c where it builds, numba where it is installed, or numpy.

    Raises Invalid, and Unavailable where what is asked for is not to be had.
    """
    told = os.environ.get(CHOICE, "")
    if told and told not in CHOICES:
        raise Invalid(
            "There is no kernel {name}.",
            "Set DOTLINE_KERNEL to c, numba or numpy, or to nothing.",
            name=told[:20],
        )
    if told == "c" and library() is None:
        raise Unavailable(
            "The kernel in C cannot be built here.",
            "Install a C compiler (Debian: apt install gcc), or set DOTLINE_KERNEL=numpy.",
        )
    if told == "numba" and not has_numba():
        raise Unavailable(
            "numba is not installed here.",
            "Install it (pip install numba), or set DOTLINE_KERNEL=numpy.",
        )
    return told or ("c" if library() is not None else "numba" if has_numba() else "numpy")


def chosen() -> ctypes.CDLL | None:
    """The compiled kernel; None where numba or NumPy is chosen. Raises as `choice`."""
    return library() if choice() == "c" else None


@lru_cache(maxsize=1)
def has_numba() -> bool:
    """Whether numba is installed; it is loaded only when it is used."""
    return importlib.util.find_spec("numba") is not None


@lru_cache(maxsize=1)
def library() -> ctypes.CDLL | None:
    """The kernel, built if it was not yet; None without a compiler, or where the cache cannot be written."""
    source = Path(__file__).parent
    texts = b"".join((source / name).read_bytes() for name in (*SOURCES, *HEADERS))
    mark = hashlib.sha256(texts + " ".join((*FLAGS, _processor())).encode()).hexdigest()[:24]
    built = _cache() / f"kernel-{mark}.so"
    try:
        if not built.is_file():
            _build([str(source / name) for name in SOURCES], built)
        return ctypes.CDLL(str(built))
    except (OSError, subprocess.SubprocessError):
        return None


def _cache() -> Path:
    told = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(told) if told else Path.home() / ".cache") / "dotline"


def _processor() -> str:
    """What -march=native depends on: a cache on a shared disk must not give one machine the code of another."""
    told = [platform.machine()]
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        told += sorted({line for line in lines if line.startswith(("flags", "Features"))})
    return "|".join(told)


def _build(sources: list[str], built: Path) -> None:
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        raise FileNotFoundError("cc")
    built.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=built.parent) as folder:
        fresh = Path(folder) / built.name
        command = [compiler, *FLAGS, "-o", str(fresh), *sources]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own source and flags
        fresh.replace(built)  # two that build at once leave one whole file
