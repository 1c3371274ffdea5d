"""`dotline statistics synthesise`: rows and their report from a folder, and folders that are none."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dotline.base.errors import Conflict, Invalid, Unavailable
from dotline.statistics.cli import group

TABLES = """
unit = "row"
[columns]
province = ["ON", "QC"]
form = ["sex", "labour"]
[[table]]
name = "by-form"
columns = ["province", "form"]
"""


def run(*arguments: str) -> Result:
    """The command; what it raises is raised."""
    result = CliRunner().invoke(group, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def compare(release: str, rows: str) -> Result:
    """The comparison as JSON."""
    return run("compare", release, rows, "--json")


def report_of(folder: Path) -> dict[str, Any]:
    """What stands beside the rows."""
    report: dict[str, Any] = json.loads((folder / "rows.report.json").read_text())
    return report


def test_rows_come_with_a_report_and_trial_noise_is_stamped(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("province,form\n" + "ON,sex\n" * 300 + "QC,labour\n" * 100)
    (tmp_path / "t.toml").write_text(TABLES)
    release, out = str(tmp_path / "release"), str(tmp_path / "rows.csv")
    promise = ["--epsilon", "4", "--delta", "1e-6", "--test-noise", "3"]
    tables = ["--tables", str(tmp_path / "t.toml")]
    run("protect", str(tmp_path / "in.csv"), *tables, *promise, "--out", release)
    shown = run("synthesise", release, "--out", out)
    assert "NOT PROTECTED" in shown.output
    assert "mean_error_at_most" in shown.output
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    assert lines[0] == "province,form"
    assert report_of(tmp_path)["agreement"] == {
        "numbers_of_the_release": "rows",
        "tables": 1,
        "cells": len((tmp_path / "release/tables/by-form.csv").read_text().splitlines()) - 1,
        "greatest_difference": 0,
    }
    assert all(one["greatest"] == 0 for one in json.loads(compare(release, out).output))
    (tmp_path / "rows.csv").write_text("\n".join(["province,form", "QC,sex", *lines[2:]]) + "\n")
    with pytest.raises(Conflict, match="these rows differ"):
        compare(release, out)
    (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n")
    assert abs(lines.count("ON,sex") - 300) < 15
    report = report_of(tmp_path)
    assert report["stamp"].startswith("NOT PROTECTED")
    assert report["rows"] == len(lines) - 1
    with pytest.raises(Invalid, match="at least 1"):
        run("synthesise", release, "--rows", "0", "--out", out)
    with pytest.raises(Unavailable, match="could not be written"):
        run("synthesise", release, "--out", str(tmp_path / "nowhere/rows.csv"))
    with pytest.raises(Invalid, match="no finished release"):
        run("synthesise", str(tmp_path / "other"), "--out", out)
