"""A home used by commands alone has a chained ledger too."""

import json
from pathlib import Path

from tests.cli.commands import said


def test_each_command_chains_the_lines_it_left(tmp_path: Path) -> None:
    said(tmp_path, "access", "agencies")
    stores = json.loads(said(tmp_path, "audit", "verify", "--json"))
    assert sum(store["events"] for store in stores) > 0
    assert all(store["waiting"] == 0 and store["chained"] == store["events"] for store in stores)
