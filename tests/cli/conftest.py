"""A home as the first command leaves it: made once for a run, copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import dotline
from tests.once import once


def _first_use(folder: Path) -> None:
    done = dotline(folder / "home", "check")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def ready_home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A home of the test's own in which `check` has run, as on a machine that is used."""
    made = once(tmp_path_factory, "first-use", _first_use) / "home"
    return Path(shutil.copytree(made, tmp_path / "home"))
