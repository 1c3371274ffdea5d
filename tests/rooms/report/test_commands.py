"""`dotline report` on the command line: four files, their digests, and refusals with a next step."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dotline.base.errors import Invalid, Refused, Unavailable
from dotline.report.cli import group
from tests.rooms.conftest import Cast


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, catch_exceptions=False, standalone_mode=False)


def test_build_writes_six_files_and_names_their_digests(released: Cast, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = run("build", "annual", "--lang", "en", "--lang", "fr", "--out", str(out), "--json")
    found = json.loads(said.stdout)
    names = [f"annual.{lang}.{kind}" for lang in ("en", "fr") for kind in ("docx", "html", "pdf")]
    assert sorted(path.name for path in out.iterdir()) == names
    for file in found["files"]:
        content = Path(file["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]
    (row,) = json.loads(run("list", "--json").stdout)
    assert (row["report"], row["files"]) == (found["report"], names)


def test_one_language_gives_three_files(released: Cast, tmp_path: Path) -> None:
    run("build", "annual", "--lang", "fr", "--out", str(tmp_path / "out"))
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "annual.fr.docx",
        "annual.fr.html",
        "annual.fr.pdf",
    ]


def test_refusals_come_as_errors_that_people_read(released: Cast, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        run("build", "annual", "--lang", "de")
    with pytest.raises(Refused):
        run("build", "annual", "--as", "alice")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable):
        run("build", "annual", "--out", str(tmp_path / "file"))


def test_check_says_that_every_number_is_used(cast: Cast) -> None:
    found = json.loads(run("check", "annual", "--json").stdout)
    assert found["chapters"] == 14
    assert found["numbers_unused"] == []


def test_a_questionnaire_is_built_without_a_release_and_is_not_kept(
    cast: Cast, tmp_path: Path
) -> None:
    said = run("build", "tip-2008", "--lang", "en", "--out", str(tmp_path / "out"), "--json")
    found = json.loads(said.stdout)
    assert (found["items"], found["pointers"]) == (38, 14)
    assert found["unattested"] == ["2.J", "2.K", "2.L"]
    names = ["tip-2008.en.docx", "tip-2008.en.html", "tip-2008.en.pdf"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    for file in found["files"]:
        assert hashlib.sha256(Path(file["file"]).read_bytes()).hexdigest() == file["sha256"]
    assert json.loads(run("list", "--json").stdout) == []
