"""The commands: what they print, and that --json is an HSDS page."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dotline.base.errors import Invalid, NotFound
from dotline.directory import actions
from dotline.directory.cli import group
from dotline.directory.formats import archive
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
    for name in ("all.zip", "all.json", "all.ndjson"):
        run("export", str(tmp_path / name))
        assert "2 services" in run("load", str(tmp_path / name), "--source", "north")
    with pytest.raises(Invalid, match="neither"):
        run("export", str(tmp_path / "all.pdf"))
    run("export", "--format", "hsds-csv", str(tmp_path / "anything"))
    assert (tmp_path / "anything").read_bytes() == (tmp_path / "all.zip").read_bytes()
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(NotFound):
        run("export", "--format", "hsds-json", str(tmp_path / "nowhere" / "all.json"))


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        (("--need", "sheltre"), "shelter"),
        (("--need", "shelter,hebergemnt"), "hébergement"),
        (("--language", "spansh"), "Spanish"),
        (("--language", "espagnl"), "espagnol"),
        (("--language", "klingon"), "Near ones"),
    ],
)
def test_a_filter_that_nobody_understands_says_so(
    cast: Cast, file: Path, asked: tuple[str, ...], near: str
) -> None:
    run("load", str(file))
    with pytest.raises(Invalid, match=near):
        run("find", *asked)


def test_a_refused_service_does_not_count(cast: Cast, file: Path) -> None:
    run("load", str(file), "--source", "north")
    told = run("load", str(file), "--source", "south")
    assert "0 services" in told


def test_a_long_report_stops_and_says_how_to_go_on(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "north.json"
    path.write_text(json.dumps([service(f"S {n}", url="www.example.org") for n in range(300)]))
    run("load", str(path))
    assert len(run("report").splitlines()[1]) < 200
    told = run("report", "--rows").splitlines()
    assert len(told) < 70 and "240 more" in told[-1] and "--rows all" in told[-1]
    assert len(run("report", "--rows", "all").splitlines()) == 301
    assert len(json.loads(run("report", "--rows", "--json"))) == 300


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "fifo", "loop", "folder of fifo"])
def test_what_is_no_file_is_refused_in_a_sentence_and_at_once(
    cast: Cast, tmp_path: Path, name: str
) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    folder = tmp_path / "folder of fifo"
    folder.mkdir()
    os.mkfifo(folder / "services.csv")
    path = name if name.startswith("/") else str(tmp_path / name)
    if name == "/dev/stdin" and Path(name).is_file():
        pytest.xfail("standard input is a file here")
    with pytest.raises((Invalid, NotFound)):
        run("load", path)


def test_endless_input_is_cut_off(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MEMBER_LIMIT", 1000)

    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size > 0, "read without a bound"
            return b"y" * size

    with pytest.raises(Invalid, match="larger than"):
        actions.load(by=cast.operator, stream=Endless(), source="endless")


@pytest.mark.parametrize("name", ["klingon", "rot13", "undefined"])
def test_an_encoding_that_nobody_knows_is_named(cast: Cast, file: Path, name: str) -> None:
    with pytest.raises(Invalid, match=f"no text encoding called {name}"):
        run("load", str(file), "--encoding", name)


def test_words_around_a_number_are_dropped_and_a_name_is_no_number(
    cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "north.json"
    numbers = ["Call Jane Roe at 1-833-900-1010", "Jane Roe"]
    phones = [{"id": key("p", number), "number": number} for number in numbers]
    path.write_text(json.dumps([service("A", phones=phones)]))
    run("load", str(path))
    found = json.loads(run("report", "--rows", "--json"))
    assert {(one["field"], one["action"]) for one in found} == {
        ("phones.number", "repaired"),
        ("phones.number", "refused"),
        ("phones.(whole record)", "refused"),
    }
    assert "Roe" not in json.dumps(found) + run("find", "--words", "A", "--json")
