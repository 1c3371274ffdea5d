"""Tables and rows of made-up people agree exactly, or the release says that they do not."""

import json
import math
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev

import numpy as np
import pytest

from dotline.base.errors import Conflict, Invalid
from dotline.gates.protect.noisy import kept
from dotline.gates.protect.noisy.declared import declared
from dotline.gates.protect.noisy.folder import release_file
from dotline.gates.protect.noisy.noise import TestNoise
from dotline.gates.protect.noisy.synthetic import agreeing, synthesis
from tests.rules.gates.test_noisy_release import NoNoise
from tests.rules.gates.test_noisy_rows import ORDER, PAIRS, TABLES, file_of

NESTED = TABLES + "".join(
    f'[[table]]\nname = "{name}"\ncolumns = {json.dumps(name.split("-"))}\nrule = "open"\n'
    for name in ("province", "form-province", "year-province")
)


def numbers_of(path: Path) -> dict[tuple[str, ...], int]:
    """The published cells of a table."""
    _head, *lines = [line.split(",") for line in path.read_text().splitlines()]
    return {tuple(line[:-1]): int(line[-1]) for line in lines}


@pytest.mark.parametrize(("seed", "epsilon"), [(1, 0.5), (2, 1.0), (3, 4.0), (4, 12.0)])
def test_every_published_number_is_the_rows_number(
    tmp_path: Path, seed: int, epsilon: float
) -> None:
    """Counted by hand from the rows that anybody may make; margins add up to the last person, hidden ones too."""
    out = tmp_path / "out"
    order = replace(ORDER, epsilon=epsilon, budget=epsilon)
    told = release_file(file_of(tmp_path), declared(NESTED), out, order, TestNoise(seed))
    held = kept.read(out)
    plan = synthesis.planned(held)
    rows = synthesis.synthesised(plan, None, np.random.default_rng(99))
    assert told["agreement"]["numbers"] == agreeing.ROWS  # type: ignore[index]
    places = ["", *held.domains["province"]]
    province = numbers_of(out / "tables/province.csv")
    assert province == {
        (name,): int((rows[:, 0] == at).sum())
        for at, name in enumerate(places)
        if at and (rows[:, 0] == at).any()
    }
    apart = agreeing.compared(out, told, rows, plan.rows(None))
    assert [one.greatest for one in apart] == [0, 0, 0]
    by_year = numbers_of(out / "tables/year-province.csv")
    hidden = next(one.unpublished for one in apart if one.table == "year-province")
    assert sum(by_year.values()) + hidden == sum(province.values())


def test_another_number_of_rows_and_a_release_as_measured_say_how_far_they_are(
    tmp_path: Path,
) -> None:
    order = replace(ORDER, numbers=agreeing.MEASURED)
    out = tmp_path / "out"
    told = release_file(file_of(tmp_path), declared(NESTED), out, order, TestNoise(1))
    assert told["agreement"] == {"numbers": agreeing.MEASURED}
    assert kept.read(out).rows is None
    plan = synthesis.planned(kept.read(out))
    rows = synthesis.synthesised(plan, 100, np.random.default_rng(1))
    apart = agreeing.compared(out, told, rows, plan.rows(None))
    assert 0 < max(one.greatest for one in apart) < 40
    assert agreeing.summed(apart, told)["cells"] == sum(one.cells for one in apart)


def test_rows_that_were_asked_for_are_counted_where_many_tables_are_measured(
    tmp_path: Path,
) -> None:
    """More tables than are fitted together: measured of their own accord, counted when asked."""
    many = [f'[[table]]\nname = "again{n}"\ncolumns = ["year", "form"]\n' for n in range(3)]
    said = declared(PAIRS + "\n" + "\n".join(many))
    for numbers in (agreeing.MEASURED, agreeing.ROWS):
        out = tmp_path / numbers
        order = replace(ORDER, numbers=numbers)
        told = release_file(file_of(tmp_path), said, out, order, TestNoise(1))
        assert told["agreement"]["numbers"] == numbers  # type: ignore[index]
    errors = told["agreement"]["errors"]  # type: ignore[index]
    assert [one["columns"] for one in errors] == [1, 2]
    assert all(one["rows_mean_error_at_most"] > 0 for one in errors)


def test_counting_rows_costs_a_table_no_more_than_rounding(tmp_path: Path) -> None:
    """Ten releases each way with the same noise: mean error over all cells, against the true counts.

    Rounding costs half a person at most; the rest is luck, and three standard errors of it are allowed.
    """
    true = {"ON": 300, "QC": 200, "BC": 100, "NU": 0}
    costs = []
    for seed in range(10):
        error = {agreeing.ROWS: 0.0, agreeing.MEASURED: 0.0}
        for numbers in error:
            out = tmp_path / f"{numbers}-{seed}"
            order = replace(ORDER, epsilon=1.0, numbers=numbers)
            release_file(file_of(tmp_path), declared(NESTED), out, order, TestNoise(seed))
            published = numbers_of(out / "tables/province.csv")
            error[numbers] = sum(abs(published.get((one,), 0) - n) for one, n in true.items()) / 4
        costs.append(error[agreeing.ROWS] - error[agreeing.MEASURED])
    assert mean(costs) < 0.5 + 3 * stdev(costs) / math.sqrt(len(costs))


def test_where_noise_leaves_nobody_rows_are_refused_when_asked_for_and_left_out_otherwise(
    tmp_path: Path,
) -> None:
    (tmp_path / "in.csv").write_text("province,form,year\n,,\n")
    for numbers in (agreeing.AUTO, agreeing.ROWS):
        order = replace(ORDER, numbers=numbers)
        asked = (tmp_path / "in.csv", declared(NESTED), tmp_path / numbers, order, NoNoise())
        if numbers == agreeing.ROWS:
            with pytest.raises(Invalid, match="at least 1"):
                release_file(*asked)
        else:
            told = release_file(*asked)
            assert told["agreement"] == {"numbers": agreeing.MEASURED}


def test_a_changed_table_is_no_table_to_compare_with(tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = release_file(file_of(tmp_path), declared(NESTED), out, ORDER, TestNoise(1))
    (out / "tables/province.csv").write_text("province,count\nElsewhere,4\n")
    with pytest.raises(Conflict, match="not what its release says"):
        agreeing.compared(out, told, np.ones((3, 3), np.int16), 3)
