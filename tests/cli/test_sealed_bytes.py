"""No file of a home holds a sealed place: stores, write-ahead logs, indexes, exports, logs (R-22)."""

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, said
from tests.once import once

LAT, LON = 46.523187, -80.987613
OPEN_LAT = 45.418273
SECRETS = (
    b"Kelpfield Mews",
    b"Z9Z 7Y7",
    b"Z9Z7Y7",
    str(LAT).encode(),
    str(LON).encode(),
    *(struct.pack(order, value) for order in (">d", "<d") for value in (LAT, LON)),
)
OPEN = b"Seen Avenue"

# A home of its own, in a process of its own: what is written is really on the disk.
SCRIPT = f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "dotline.site.settings.desk"
from dotline.cli.main import ready
ready()
from dataclasses import replace
from dotline.access import queries
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.publish import Site
from dotline.base import clock
from tests.sealed import worlds
worlds.AT = clock.now()
made = worlds.world(1)
first, second = made.listings[0], made.listings[1]
hidden = replace(first, site=Site("Sudbury", "ON", {LAT}, {LON}, "9 Kelpfield Mews", "Z9Z 7Y7"))
shown = replace(second, site=replace(second.site, lat={OPEN_LAT}, address_1="9 Seen Avenue", postal_code="K1A 0B1"))
worlds.build(worlds.World((hidden, shown)))
"""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that listed a sealed and an open place, exported, searched and was asked wrong things."""
    return once(tmp_path_factory, "lived-in", _live_in)


def _live_in(home: Path) -> None:
    said(home, "access", "agencies")
    environment = {
        **{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        "DOTLINE_HOME": str(home), "DOTLINE_DATABASE": "sqlite",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (home / "said.txt").write_text(done.stdout + done.stderr)
    said(home, "directory", "export", str(home / "out.zip"))
    said(home, "directory", "export", str(home / "out.ndjson"))
    (home / "found.json").write_text(said(home, "directory", "find", "--need", "shelter", "--json"))


def files(home: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(home.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


def test_no_file_of_the_home_holds_the_sealed_place_in_any_spelling(lived_in: Path) -> None:
    assert {
        (name, secret) for name, whole in files(lived_in) for secret in SECRETS if secret in whole
    } == set()


def test_the_search_for_it_finds_an_open_place(lived_in: Path) -> None:
    holding = {name for name, whole in files(lived_in) if OPEN in whole}
    assert {"open.sqlite3", "out.ndjson"} <= holding | {
        name.removesuffix("-wal") for name in holding
    }
    assert any(struct.pack(">d", OPEN_LAT) in whole for _name, whole in files(lived_in))
