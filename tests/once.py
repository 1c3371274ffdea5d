"""What is made once for a whole run of all parts, by whichever of its workers needs it first."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this run, filled by `make` the first time. Tests only read or copy it."""
    base = _shared_by_all(factory)
    folder, fresh = base / name, base / f"{name}.fresh"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            make(fresh)
            fresh.rename(folder)
    return folder


def _shared_by_all(factory: pytest.TempPathFactory) -> Path:
    """`./dotline test` names a folder for all of its parts; without it, that of this part's workers."""
    if named := os.environ.get("DOTLINE_TEST_MADE"):
        Path(named).mkdir(exist_ok=True)
        return Path(named)
    base = factory.getbasetemp()
    # Each worker has a folder of its own below the run's.
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
