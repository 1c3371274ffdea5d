"""What commands write: JSON for programs, plain lines for pipes."""

import json
import subprocess
import sys
from uuid import UUID

import pytest

from dotline.ui.numbers import Hidden
from dotline.ui.terminal import RichProgress, emit

ROWS = [
    {"name": "A\tB", "open": True, "id": UUID(int=1)},
    {"name": "C", "open": None, "more": [1, 2]},
]


def test_json_holds_everything_and_reads_back(capsys: pytest.CaptureFixture[str]) -> None:
    emit([*ROWS, {"why": Hidden.SUPPRESSED}], True, columns=("name",))
    read = json.loads(capsys.readouterr().out)
    assert read[0] == {"name": "A\tB", "open": True, "id": str(UUID(int=1))}
    assert read[2] == {"why": "x"}


def test_a_pipe_gets_one_line_per_row_and_a_cell_cannot_break_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    emit(ROWS, False, columns=("name", "open", "more"))
    assert capsys.readouterr().out == "name\topen\tmore\nA B\tyes\t\nC\t\t1, 2\n"


def test_one_thing_is_written_as_names_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    emit({"calls": 3, "by": {"phone": 2}}, False)
    assert capsys.readouterr().out == "calls\t3\nby\tphone 2\n"


def test_progress_without_a_terminal_is_one_line_a_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with RichProgress() as progress:
        progress.start("Loading services", 4089)
        progress.advance(4089)
        progress.done()
    seen = capsys.readouterr()
    assert (seen.out, seen.err) == ("", "Loading services (4,089)\n")


def test_loading_the_module_does_not_load_rich() -> None:
    code = "import sys, dotline.ui.terminal; sys.exit('rich' in sys.modules)"
    path = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=path, check=False).returncode == 0
