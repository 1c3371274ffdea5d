"""`dotline statistics estimate`: what it prints, what it writes, and what it keeps to itself."""

import doctest
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dotline.statistics import estimate
from dotline.statistics.cli import group

WESTERN = """A,B,C,D,E,people
1,0,0,0,0,52
0,1,0,0,0,90
0,0,1,0,0,114
0,0,0,1,0,45
0,0,0,0,1,21
1,0,1,0,0,4
1,0,0,1,0,2
1,0,0,0,1,5
0,1,1,0,0,6
0,1,0,1,0,1
0,0,0,1,1,3
1,0,1,0,1,1
0,1,1,1,0,1
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "lists.csv"
    file.write_text(WESTERN)
    return file


def test_every_method_is_told_in_json_and_on_a_page_in_both_languages(
    table: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = [
        "estimate",
        str(table),
        "--replicates",
        "50",
        "--seed",
        "1",
        "--out",
        str(out),
        "--json",
    ]
    told = json.loads(CliRunner().invoke(group, words, catch_exceptions=False).stdout)
    assert (told["known"], told["identifiable"], told["overlaps"]) == (345, True, None)
    assert [one["method"] for one in told["methods"]] == list(estimate.METHODS)
    for one in told["methods"]:
        assert one["low"] < one["estimate"] < one["high"]
        assert one["verdict"] == "ok"
    assert [one["publishable"] for one in told["methods"]] == [False] * 4 + [True]
    kept = json.loads((out / "estimate.json").read_text())
    assert kept["methods"] == told["methods"]
    english, french = ((out / f"estimate.{lang}.html").read_text() for lang in ("en", "fr"))
    assert "Every method side by side" in english
    assert "Toutes les méthodes côte à côte" in french
    assert english.count("<svg") == french.count("<svg") == 1 + len(estimate.METHODS)
    assert "<script" not in english
    assert len(list(out.glob("*.svg"))) == 2 * (1 + len(estimate.METHODS))


def test_the_overlaps_are_shown_to_who_asks_for_them_alone(table: Path) -> None:
    few = ["estimate", str(table), "--method", "main", "--replicates", "0"]
    plain = CliRunner().invoke(group, few, catch_exceptions=False).stdout
    asked = CliRunner().invoke(group, [*few, "--overlaps"], catch_exceptions=False).stdout
    assert "A:C\t5" not in plain
    assert "--overlaps shows it, to you alone" in plain
    assert "A:C\t5" in asked
    assert "do not pass it on" in asked


def test_a_list_that_overlaps_nothing_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "three.csv"
    file.write_text("A,B,C,n\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n")
    words = ["estimate", str(file), "--replicates", "10", "--out", str(tmp_path / "out")]
    said = CliRunner().invoke(group, words, catch_exceptions=False).stdout
    assert "“C” shares nobody with any other list" in said
    assert "<svg" not in (tmp_path / "out" / "estimate.en.html").read_text()


def test_the_example_in_the_docstring_runs() -> None:
    assert doctest.testmod(estimate).failed == 0
    assert doctest.testmod(estimate).attempted > 0
