"""The commands: what they print, and that --json is an HSDS page."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dotline.base.errors import Invalid
from dotline.directory.cli import group
from tests.rooms.conftest import Cast
from tests.rooms.directory.listings import key, service


def run(*arguments: str) -> str:
    done = CliRunner().invoke(group, [*arguments, "--as", "olga"], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "north.json"
    many: list[dict[str, Any]] = [
        service("Harbour shelter", at=(43.71, -79.4), needs=("shelter",), languages=("spa",)),
        service("Maple legal help", url="www.example.org"),
    ]
    path.write_text(json.dumps(many))
    return path


def test_load_find_and_report(cast: Cast, file: Path) -> None:
    assert "2 services" in run("load", str(file))
    assert "0 added, 0 changed, 0 removed" in run("load", str(file))
    told = run("find", "--near", "Toronto", "--need", "shelter", "--language", "es", "--km", "10")
    assert "Harbour shelter" in told and "speaks Spanish" in told and "1-833-900-1010" in told
    (row,) = json.loads(run("report", "--rows", "--json"))
    assert (row["file"], row["row"], row["field"], row["action"]) == (
        "north.json",
        2,
        "url",
        "repaired",
    )


def test_find_as_json_is_an_hsds_page_that_says_why(cast: Cast, file: Path) -> None:
    run("load", str(file))
    page = json.loads(run("find", "--near", "43.7,-79.4", "--need", "refuge", "--json"))
    (only,) = page["contents"]
    assert only["id"] == key("Harbour shelter") and only["status"] == "active"
    assert only["x_dotline"]["why"] and only["x_dotline"]["distance_km"] < 2
    assert page["total_items"] == 1 and page["x_dotline"]["hotline"] == "1-833-900-1010"


def test_export_writes_what_load_reads(cast: Cast, file: Path, tmp_path: Path) -> None:
    run("load", str(file))
    for name in ("all.zip", "all.ndjson"):
        run("export", str(tmp_path / name))
        assert "2 services" in run("load", str(tmp_path / name), "--source", "north")
    with pytest.raises(Invalid, match="neither"):
        run("export", str(tmp_path / "all.pdf"))
