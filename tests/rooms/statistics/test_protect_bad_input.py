"""Bad files, promises and moments through `statistics protect` and `synthesise`: refused with the rule, or handled."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from dotline.base.errors import DotlineError
from dotline.statistics.cli import group

TABLES = """
unit = "row"
[columns]
province = ["ON", "Québec, QC"]
form = ["sex", 'so-called "labour"']
[[table]]
name = "by-form"
columns = ["province", "form"]
"""
LINES = ["province,form", *["ON,sex"] * 300, *['"Québec, QC","so-called ""labour"""'] * 100]
ROWS_KILLED = """
import sys
import django
django.setup()
from pathlib import Path
from dotline.base.progress import SilentProgress
from dotline.statistics import jobs
class Slow(SilentProgress):
    def advance(self, units=1):
        print("at work", flush=True)
        import time
        time.sleep(0.05)
jobs.synthesise_folder(Path(sys.argv[1]), None, Path(sys.argv[2]), Slow())
"""


def run(*arguments: str) -> Result:
    """The command; what it raises is raised."""
    result = CliRunner().invoke(group, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def protect(folder: Path, data: bytes, tables: str = TABLES, *more: str) -> Result:
    """A release of these bytes under these tables."""
    (folder / "in.csv").write_bytes(data)
    (folder / "t.toml").write_text(tables, encoding="utf-8")
    asked = ["--tables", str(folder / "t.toml"), "--out", str(folder / "out")]
    promise = more or ("--epsilon", "4", "--delta", "1e-6")
    return run("protect", str(folder / "in.csv"), *asked, *promise, "--json")


def text(lines: list[str] = LINES, end: str = "\n") -> str:
    return end.join(lines) + end


MANY = TABLES.replace('["ON", "Québec, QC"]', json.dumps([f"town {n}" for n in range(10_000)]))
OTHER = TABLES.replace('columns = ["province", "form"]', 'columns = ["province", "age"]')


@pytest.mark.parametrize(
    ("data", "tables", "words"),
    [
        (b"", TABLES, "no column"),
        (b"province,form\n", TABLES, "no record"),
        (text().encode(), MANY, "10000 values"),
        (text().encode(), OTHER, "without a declared domain"),
        (text().encode("latin-1"), TABLES, "not UTF-8"),
        (text().encode("utf-16"), TABLES, "not UTF-8"),
        (text([*LINES, "ON"]).encode(), TABLES, "another number of cells"),
        (text([*LINES, "ON,sex,more"]).encode(), TABLES, "another number of cells"),
        (text([*LINES, "ON,elsewhere"]).encode(), TABLES, "not in its declared domain"),
        (text([*LINES, 'ON,"sex']).encode(), TABLES, "not CSV"),
        (text([*LINES, "ON,sex\0"]).encode(), TABLES, "not"),
        (text(["province,form,form", *["ON,sex,sex"] * 9]).encode(), TABLES, "has it twice"),
    ],
)  # fmt: skip
def test_a_file_or_table_that_breaks_a_rule_is_refused_and_spends_nothing(
    tmp_path: Path, data: bytes, tables: str, words: str
) -> None:
    with pytest.raises(DotlineError, match=words):
        protect(tmp_path, data, tables)
    assert not (tmp_path / "out/budget.json").exists()
    assert not (tmp_path / "out/tables").exists()


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        (("--epsilon", "nan", "--delta", "1e-6"), "Epsilon must be"),
        (("--epsilon", "-1", "--delta", "1e-6"), "Epsilon must be"),
        (("--epsilon", "1", "--delta", "0"), "Delta must be"),
        (("--epsilon", "1", "--delta", "1e-6", "--budget", "0"), "Epsilon must be"),
    ],
)
def test_no_promise_is_none(tmp_path: Path, promise: tuple[str, ...], words: str) -> None:
    with pytest.raises(DotlineError, match=words):
        protect(tmp_path, text().encode(), TABLES, *promise)
    assert not (tmp_path / "out/budget.json").exists()


@pytest.mark.parametrize(
    "data",
    [
        text().encode("utf-8-sig"),
        text(end="\r\n").encode(),
        text(end="\r\n").encode("utf-8-sig"),
        text().rstrip("\n").encode(),
        text([line.replace("ON", " ON ") for line in LINES]).encode(),
        text([f'"{line.split(",")[0]}",{line.split(",")[1]}' if line == "ON,sex" else line for line in LINES]).encode(),
    ],
)  # fmt: skip
def test_marks_line_ends_quotes_and_spaces_of_other_programs_are_read(
    tmp_path: Path, data: bytes
) -> None:
    protect(tmp_path, data)
    lines = (tmp_path / "out/tables/by-form.csv").read_text(encoding="utf-8").splitlines()
    assert abs(int(lines[1].removeprefix("ON,sex,")) - 300) < 20
    assert lines[-1].startswith('"Québec, QC","so-called ""labour""",')


def test_five_hundred_incidents_of_one_person_are_hers_alone(tmp_path: Path) -> None:
    """Two hundred people of one record and one of five hundred: she is one in her cell."""
    tables = TABLES.replace('"row"', '"who"')
    lines = ["who,province,form", *[f"p{n},ON,sex" for n in range(200)]]
    lines += ['busy,"Québec, QC",sex'] * 500
    told = json.loads(protect(tmp_path, text(lines).encode(), tables).output)
    assert abs(told["people_about"] - 201) < 25
    published = (tmp_path / "out/tables/by-form.csv").read_text().splitlines()[1:]
    assert sum(int(line.rpartition(",")[2]) for line in published if "QC" in line) < 25


def test_a_second_release_beyond_the_budget_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    protect(tmp_path, text().encode())
    before = (tmp_path / "out/tables/by-form.csv").read_bytes()
    more = TABLES + '[[table]]\nname = "not-registered-before"\ncolumns = ["form"]\n'
    with pytest.raises(DotlineError, match="budget does not cover"):
        protect(tmp_path, text().encode(), more)
    assert (tmp_path / "out/tables/by-form.csv").read_bytes() == before
    assert not (tmp_path / "out/release-2").exists()


def test_rows_that_are_killed_leave_nothing_and_are_made_again(tmp_path: Path) -> None:
    """SIGKILL in the midst of making rows: no half file, no budget, and the same command ends it."""
    promise = ("--epsilon", "4", "--delta", "1e-6", "--numbers", "measured")
    protect(tmp_path, text().encode(), TABLES, *promise)
    ledger = (tmp_path / "out/budget.json").read_bytes()
    words = [str(tmp_path / "out"), str(tmp_path / "rows.csv")]
    command = [sys.executable, "-c", ROWS_KILLED, *words]
    with subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"at work\n"
        first.send_signal(signal.SIGKILL)
    assert first.returncode == -signal.SIGKILL
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.csv", "out", "t.toml"]
    assert (tmp_path / "out/budget.json").read_bytes() == ledger
    run("synthesise", words[0], "--out", words[1])
    assert len((tmp_path / "rows.csv").read_text().splitlines()) > 300


def test_thirty_thousand_people_of_twelve_columns_from_another_program(tmp_path: Path) -> None:
    """Accents, commas, quotes, CRLF, a byte-order mark, blanks, columns that no table needs: tables and rows agree."""
    chance = np.random.default_rng(1)
    values = ["Île-du-Prince-Édouard", "Nunavut, Kivalliq", 'said "other"', "ᓄᓇᕗᑦ", ""]
    lines = [",".join(f"c{n}" for n in range(12))]
    quoted = ["" if not one else '"' + one.replace('"', '""') + '"' for one in values]
    drawn = chance.choice(5, (30_000, 12), p=[0.4, 0.3, 0.15, 0.1, 0.05])
    lines += [",".join(quoted[at] for at in row) for row in drawn]
    domain = json.dumps(values[:-1], ensure_ascii=False)
    tables = 'unit = "row"\n[columns]\n' + "".join(f"c{n} = {domain}\n" for n in range(6))
    for one, other in ((0, 1), (2, 3), (4, 5)):
        tables += f'[[table]]\nname = "t{one}"\ncolumns = ["c{one}", "c{other}"]\n'
    before = time.process_time()
    data = text(lines, "\r\n").encode("utf-8-sig")
    asked = ("--epsilon", "4", "--delta", "1e-6", "--numbers", "rows")
    told = json.loads(protect(tmp_path, data, tables, *asked).output)
    assert told["agreement"]["numbers"] == "rows"
    out = str(tmp_path / "rows.csv")
    run("synthesise", str(tmp_path / "out"), "--out", out)
    apart = json.loads(run("compare", str(tmp_path / "out"), out, "--json").output)
    assert [one["greatest"] for one in apart] == [0, 0, 0]
    assert time.process_time() - before < 60
