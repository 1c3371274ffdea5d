"""`dotline law` as a person types it: what it prints, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import dotline, is_a_sentence


def test_show_prints_exactly_the_promised_fields(ready_home: Path) -> None:
    done = dotline(ready_home, "law", "show", "CC 279.011(1)(b)", "--on", "2014-12-05", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "cite": "CC 279.011(1)(b)",
        "on": "2014-12-05",
        "in_force": True,
        "mode": "indictable",
        "minimum_months": 60,
        "maximum_months": 168,
        "valid_from": "2010-06-29",
        "valid_to": None,
        "source": "S.C. 2010, c. 3, s. 2",
    }
    is_a_sentence(dotline(ready_home, "law", "show", "Highway Act 3"), code=4)


def test_sentence_prints_credit_and_refuses_what_is_no_number(ready_home: Path) -> None:
    def ask(*words: str) -> tuple[str, ...]:
        return ("law", "sentence", "--charged", "2010-02-23", "--sentenced", "2012-01-01", *words)

    days = ("--gross-days", "730", "--custody-days", "365")
    done = dotline(ready_home, *ask(*days, "--rate", "2", "--json"))
    assert json.loads(done.stdout) == {
        "cap": 1.5,
        "credit_days": 548,
        "net_days": 182,
        "flags": ["rate_above_cap", "raise_needs_reason"],
    }
    is_a_sentence(dotline(ready_home, *ask(*days, "--rate", "nan")), code=2)


@pytest.mark.parametrize("days", ["-1", "1.5", "ten", "9999999"])
def test_days_are_whole_numbers(ready_home: Path, days: str) -> None:
    from click.testing import CliRunner

    from dotline.cli.law import group

    words = ["sentence", "--charged", "2012-01-01", "--sentenced", "2013-01-01"]
    words += ["--gross-days", days, "--custody-days", "1", "--rate", "1"]
    assert CliRunner().invoke(group, words).exit_code != 0
