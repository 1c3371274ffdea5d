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
        "penalty": "term",
        "valid_from": "2010-06-29",
        "valid_to": None,
        "source": "S.C. 2010, c. 3, s. 2",
    }
    is_a_sentence(dotline(ready_home, "law", "show", "Highway Act 3"), code=4)
    fines = dotline(ready_home, "law", "show", "IRPA 117(2)", "--on", "2013-01-01").stdout
    assert "1000000" in fines


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


@pytest.mark.parametrize(
    ("cite", "day", "in_force", "least", "most", "penalty"),
    [
        ("CC 279.02(1)", "2014-12-05", False, 0, None, "none"),
        ("CC 279.02", "2014-12-05", True, 0, 120, "term"),
        ("CC 279.02(2)", "2014-12-06", True, 24, 168, "term"),
        ("CC 279.01(1)(b)", "2014-12-06", True, 48, 168, "term"),
        ("CC 279.03(1)", "2019-09-19", True, 0, 60, "term"),
        ("CC 279.011(1)(a)", "2010-06-29", True, 72, None, "life"),
        ("CC 279.05", "2020-01-01", False, 0, None, "none"),
        ("IRPA 117(3.2)", "2012-12-15", True, 60, None, "life"),
        ("IRPA 117(3.2)", "2012-12-14", False, 0, None, "none"),
        ("CC 719(3.1)", "2010-02-21", False, 0, None, "none"),
        ("CC 719(3.1)", "2010-02-22", True, 0, 0, "none"),
        ("CC 279.04", "2020-01-01", True, 0, 0, "none"),
        ("CC 787(1)", "2019-09-19", True, 0, 24, "term"),
        ("IRPA 118", "2020-01-01", True, 0, None, "life"),
    ],
)
def test_a_provision_on_the_days_around_its_change(
    cite: str, day: str, in_force: bool, least: int, most: int | None, penalty: str
) -> None:
    from click.testing import CliRunner

    from dotline.cli.law import group

    done = CliRunner().invoke(group, ["show", cite, "--on", day, "--json"])
    told = json.loads(done.output)
    assert done.exit_code == 0
    assert (told["in_force"], told["minimum_months"], told["maximum_months"]) == (
        in_force,
        least,
        most,
    )
    assert told["penalty"] == penalty


@pytest.mark.parametrize(
    ("charged", "cap"), [("2010-02-22", None), ("2010-02-23", 1.5), ("2019-09-19", 1.5)]
)
def test_the_cap_of_credit_binds_those_charged_after_its_day(
    charged: str, cap: float | None
) -> None:
    from click.testing import CliRunner

    from dotline.cli.law import group

    words = ["sentence", "--charged", charged, "--sentenced", "2020-01-01", "--json"]
    words += ["--gross-days", "730", "--custody-days", "365", "--rate", "1.5"]
    assert json.loads(CliRunner().invoke(group, words).output)["cap"] == cap
    words[-1] = "1,5"  # as French writes it
    assert json.loads(CliRunner().invoke(group, words).output)["cap"] == cap


@pytest.mark.shared_data
def test_acts_load_in_both_languages_are_cited_and_compared(
    ready_home: Path, shared: Path, tmp_path: Path
) -> None:
    loaded = dotline(ready_home, "law", "load", str(shared / "laws"), "--json")
    assert loaded.returncode == 0, loaded.stderr
    told = json.loads(loaded.stdout)
    assert told["acts"] == 4
    again = json.loads(dotline(ready_home, "law", "load", str(shared / "laws"), "--json").stdout)
    assert (again["edition"], again["changed"]) == (told["edition"], False)
    text = json.loads(dotline(ready_home, "law", "text", "IRPA 118", "--json").stdout)
    assert text["fid_en"]
    assert text["fid_fr"]
    assert text["text_en"] != text["text_fr"]
    for lang in ("eng", "fra"):
        (tmp_path / lang).mkdir()
        for act in (shared / "laws" / lang).glob("*.xml"):
            words = act.read_text(encoding="utf-8")
            if act.name == "I-2.5.xml":
                words = words.replace("$1,000,000", "$2,000,000").replace(
                    "un million de dollars", "deux millions de dollars"
                )
            (tmp_path / lang / act.name).write_text(words, encoding="utf-8")
    done = dotline(ready_home, "law", "changes", told["edition"], str(tmp_path), "--json")
    found = {one["section"]: one for one in json.loads(done.stdout)}
    assert {"117", "120"} <= set(found)
    assert found["117"]["rules"]
    assert found["117"]["old_hash"] != found["117"]["new_hash"]
    assert (
        json.loads(dotline(ready_home, "law", "changes", "current", "current", "--json").stdout)
        == []
    )
