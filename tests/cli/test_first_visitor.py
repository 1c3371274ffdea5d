"""A web process has read what it needs before its first visitor comes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import surroundings

PROBE = """
import importlib, sys
importlib.import_module(sys.argv[1])
from dotline.reference.places import gazetteer
print(gazetteer.canada.cache_info().currsize)
"""


def opened(entry: str, home: Path, probe: str = PROBE) -> "subprocess.CompletedProcess[str]":
    (home / "static").mkdir()
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", probe, entry],
        env=surroundings(home), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("entry", ["dotline.site.desk", "dotline.site.public.wsgi"])
def test_the_names_of_places_are_read_before_the_first_visitor(entry: str, tmp_path: Path) -> None:
    done = opened(entry, tmp_path)
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


def test_a_site_without_its_place_names_opens_all_the_same(tmp_path: Path) -> None:
    lost = PROBE.replace(
        "importlib.import_module",
        "from dotline.reference.places import gazetteer as before\n"
        "before.find_spec = lambda _: None\nimportlib.import_module",
    )
    done = opened("dotline.site.public.wsgi", tmp_path, lost)
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
