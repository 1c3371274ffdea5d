"""Rows read off a noisy release: whole people, the tables' own numbers, and nothing of any record."""

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.base.crypto import new_signing_key
from dotline.base.errors import Conflict, DotlineError, Invalid
from dotline.gates.protect.noisy import kept
from dotline.gates.protect.noisy.consistency import nearest
from dotline.gates.protect.noisy.declared import declared
from dotline.gates.protect.noisy.direct import direct, keys_of
from dotline.gates.protect.noisy.folder import Order, release_file
from dotline.gates.protect.noisy.kept import Kept, KeptTable
from dotline.gates.protect.noisy.lattice import Key, Real
from dotline.gates.protect.noisy.noise import SecureNoise, TestNoise
from dotline.gates.protect.noisy.people import encoded
from dotline.gates.protect.noisy.synthetic import synthesis, trees, written
from dotline.gates.protect.noisy.synthetic.fitting import cells_of
from dotline.gates.protect.noisy.synthetic.joint import Joint
from dotline.gates.protect.noisy.synthetic.rows import Mending, Rows

TABLES = """
unit = "row"
[columns]
province = ["ON", "QC", "BC", "NU"]
form = ["sex", "labour", "other"]
year = ["2024", "2025"]
"""
ORDER = Order("r1", "2026-11-23T12:00:00+00:00", 4.0, 1e-6, 4.0)


def tables_of(*keys: str) -> str:
    """A declaration that registers these tables."""
    named = [f'[[table]]\nname = "{key}"\ncolumns = {json.dumps(key.split("+"))}' for key in keys]
    return TABLES + "\n".join(named)


PAIRS = tables_of("province", "form", "year", "province+form", "province+year", "form+year")


def file_of(folder: Path, people: int = 600) -> Path:
    """People dealt out over the cells, unevenly; one in three without a form."""
    lines = ["province,form,year"]
    for n in range(people):
        place = ("ON", "ON", "ON", "QC", "QC", "BC")[n % 6]
        lines.append(f"{place},{('sex', 'labour', '')[n // 2 % 3]},{2024 + n % 2}")
    path = folder / "in.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def counted(rows: Rows, key: Key, sizes: tuple[int, ...]) -> Real:
    """A table of rows."""
    _there, place = cells_of(rows, key, sizes)
    return np.bincount(place, minlength=int(np.prod([sizes[at] for at in key]))).astype(float)


def exactly(rows: Rows, sizes: tuple[int, ...], keys: list[Key]) -> Kept:
    """A release of these tables, as if there had been hardly any noise."""
    tables = []
    for key in keys:
        counts = counted(rows, key, sizes)
        tables.append(KeptTable(key, np.arange(len(counts)), counts, counts, 0.01))
    names = {f"c{at}": tuple(f"v{n}" for n in range(size)) for at, size in enumerate(sizes)}
    return Kept("r", True, names, tuple(tables), float(len(rows)), 0.1)


def people_of(seed: int, sizes: tuple[int, ...], many: int = 400) -> Rows:
    """Made-up records whose columns hang together, the last one often blank."""
    chance = np.random.default_rng(seed)
    hidden = chance.integers(0, 3, many)
    codes = [1 + (hidden + chance.integers(0, 2, many)) % size for size in sizes]
    codes[-1] = np.where(hidden == 0, 0, codes[-1])
    return np.stack(codes, axis=1).astype(np.int16)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1_000))
def test_rows_have_the_tables_of_a_release_without_noise(seed: int) -> None:
    """Every registered column and pair, to within rounding; a blank is counted nowhere."""
    sizes = (3, 4, 2, 3)
    true = people_of(seed, sizes)
    keys: list[Key] = [key for order in (1, 2) for key in combinations(range(4), order)]
    plan = synthesis.planned(exactly(true, sizes, keys))
    assert plan.groups[0].told.blanks == (False, False, False, True)
    rows = synthesis.synthesised(plan, None, np.random.default_rng(seed))
    assert len(rows) == len(true)
    assert (rows[:, :3] > 0).all()
    for key in keys:
        away = np.abs(counted(rows, key, sizes) - counted(true, key, sizes))
        assert away.max() <= 3
        assert away.mean() <= 1


@given(st.integers(0, 1_000))
@settings(max_examples=15, deadline=None)
def test_the_model_tells_the_tables_that_its_cells_add_up_to(seed: int) -> None:
    """Products of matrices over two blocks, against adding up every cell one by one."""
    sizes, blanks = (2, 3, 1, 2), (True, False, True, True)
    keys: list[Key] = [(0,), (0, 1), (1, 3), (0, 2, 3), (0, 1, 2, 3)]
    chance = np.random.default_rng(seed)
    joint = Joint(sizes, blanks, keys)
    potentials = {
        key: chance.normal(0, 1, int(np.prod([sizes[column] for column in key]))) for key in keys
    }
    cells, weight = joint.spread(potentials, 100.0)
    codes = joint.codes(np.arange(cells.size))
    assert len(np.unique(codes, axis=0)) == cells.size == 3 * 3 * 2 * 3
    logs = np.zeros(cells.size)
    for key, potential in potentials.items():
        there, place = cells_of(codes, key, sizes)
        logs[there] += potential[place]
    assert weight == pytest.approx(np.log(np.exp(logs).sum()), rel=1e-5)
    expected = 100 * np.exp(logs - weight)
    assert cells.ravel() == pytest.approx(expected, rel=1e-3)
    for key, table in joint.margins(cells).items():
        there, place = cells_of(codes, key, sizes)
        assert table == pytest.approx(np.bincount(place, expected[there], len(table)), rel=1e-3)


def test_mending_brings_rows_of_chance_to_their_tables() -> None:
    """Two thousand rows without any order take on the pairs and triples of others."""
    sizes = (3, 4, 2, 3, 5)
    true = people_of(4, sizes, 2_000)
    keys: list[Key] = [key for order in (1, 2, 3) for key in combinations(range(5), order)]
    chance = np.random.default_rng(1)
    start = np.stack([chance.permutation(column) for column in true.T], axis=1)
    mending = Mending(start, sizes, {key: counted(true, key, sizes) for key in keys})
    before = mending.distance()
    mending.mend(400, chance)
    assert mending.distance() < before / 8
    held = np.concatenate([counted(true, k, sizes) - counted(mending.rows, k, sizes) for k in keys])
    assert np.abs(held).mean() == pytest.approx(mending.distance())


def test_many_columns_are_drawn_along_a_tree_and_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no distribution can be held whole the rows still have the pairs' numbers."""
    monkeypatch.setattr(synthesis, "MOST_CELLS", 1)
    sizes = (3, 4, 2, 3, 5)
    true = people_of(4, sizes, 2_000)
    keys: list[Key] = [key for order in (1, 2) for key in combinations(range(5), order)]
    plan = synthesis.planned(exactly(true, sizes, keys))
    assert [group.model for group in plan.groups] == [synthesis.TREE]
    ticks: list[int] = []
    rows = synthesis.synthesised(plan, None, np.random.default_rng(1), lambda: ticks.append(1))
    assert len(ticks) == plan.portions(None) == 1 + trees.portions(2_000)
    for key in keys:
        assert np.abs(counted(rows, key, sizes) - counted(true, key, sizes)).mean() < 6


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12), st.floats(0, 200))
def test_the_nearest_lawful_numbers_add_up(counts: list[float], total: float) -> None:
    moved = nearest(np.array(counts), total)
    assert moved.min() >= 0
    assert moved.sum() == pytest.approx(total, abs=1e-6)


def test_a_release_keeps_what_was_measured_and_rows_are_read_off_it_alone(tmp_path: Path) -> None:
    """The input may be gone. Columns in the declared order, blanks blank, nobody else's values."""
    source = file_of(tmp_path)
    order = replace(ORDER, signing_key=new_signing_key())
    release_file(source, declared(PAIRS), tmp_path / "out", order, SecureNoise())
    source.unlink()
    plan = synthesis.planned(kept.read(tmp_path / "out"))
    assert plan.people == pytest.approx(600, abs=60)
    rows = synthesis.synthesised(plan, 500, np.random.default_rng(2))
    told = written.written(plan, rows, tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    assert lines[0] == "province,form,year"
    assert len(lines) == 501
    forms = Counter(line.split(",")[1] for line in lines[1:])
    assert abs(forms[""] - 500 / 3) < 60
    assert json.loads((tmp_path / "rows.report.json").read_text()) == told
    assert told["protected"]
    assert [one["columns"] for one in told["errors"]] == [1, 2]  # type: ignore[attr-defined]
    assert "in.csv" not in json.dumps(told)


def test_what_was_measured_comes_back_as_it_was(tmp_path: Path) -> None:
    """Noisy counts and estimates survive the file on their grid, table by table."""
    said = declared(PAIRS)
    release_file(file_of(tmp_path), said, tmp_path / "out", ORDER, TestNoise(5))
    people = encoded((tmp_path / "in.csv").read_text().splitlines(), said)
    keys = list(keys_of(said).values())
    mu = json.loads((tmp_path / "out/release.json").read_text())["accounting"]["mu"]
    found = direct(people, keys, mu, TestNoise(5))
    held = kept.read(tmp_path / "out")
    assert not held.protected
    assert sorted(table.key for table in held.tables) == sorted(keys)
    first, level = held.tables[0], found.levels[0]
    assert first.noisy == pytest.approx(level.noisy[: len(first.cells)])
    assert first.sigma == level.sigma


def test_columns_that_share_no_table_are_drawn_apart(tmp_path: Path) -> None:
    said = declared(tables_of("province", "form+year"))
    release_file(file_of(tmp_path), said, tmp_path / "out", ORDER, SecureNoise())
    plan = synthesis.planned(kept.read(tmp_path / "out"))
    assert [group.columns for group in plan.groups] == [(0,), (1, 2)]
    rows = synthesis.synthesised(plan, None, np.random.default_rng(1))
    assert counted(rows, (0,), (4, 3, 2))[0] == pytest.approx(300, abs=30)


@pytest.mark.parametrize("people", [1, 2])
def test_hardly_anybody_still_gives_rows_of_declared_values(tmp_path: Path, people: int) -> None:
    """One person, one value, epsilon 1: whatever noise says, rows are lawful or refused."""
    (tmp_path / "in.csv").write_text("province,form,year\n" + "ON,,2024\n" * people)
    order = replace(ORDER, epsilon=1.0)
    release_file(tmp_path / "in.csv", declared(PAIRS), tmp_path / "out", order, SecureNoise())
    plan = synthesis.planned(kept.read(tmp_path / "out"))
    rows = synthesis.synthesised(plan, 7, np.random.default_rng(1))
    assert len(rows) == 7
    assert rows.min() >= 0
    assert (rows <= np.array([4, 3, 2])).all()


@pytest.mark.parametrize("count", [0, -1, synthesis.MOST_ROWS + 1])
def test_no_rows_and_too_many_are_refused(count: int) -> None:
    true = people_of(1, (2, 2))
    plan = synthesis.planned(exactly(true, (2, 2), [(0, 1)]))
    with pytest.raises(Invalid, match="at least 1 and at most"):
        synthesis.synthesised(plan, count, np.random.default_rng(1))


@pytest.mark.parametrize("what", ["nothing", "other", "table", "measured", "promise", "gone"])
def test_a_folder_that_is_no_release_or_was_changed_is_refused(tmp_path: Path, what: str) -> None:
    """No release.json, one of another kind, a changed table, measurement or promise, a lost file."""
    out = tmp_path / "out"
    order = replace(ORDER, signing_key=new_signing_key())
    release_file(file_of(tmp_path, 60), declared(PAIRS), out, order, SecureNoise())
    if what == "nothing":
        (out / "release.json").unlink()
    elif what == "other":
        (out / "release.json").write_text('{"format": "other"}')
    elif what == "promise":
        text = (out / "release.json").read_text().replace('"epsilon": 4.0', '"epsilon": 0.1')
        (out / "release.json").write_text(text)
    elif what == "gone":
        (out / "measured.npz").unlink()
    else:
        path = out / ("measured.npz" if what == "measured" else "tables/form.csv")
        path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(DotlineError) as refused:
        kept.read(out)
    kind = Invalid if what in {"nothing", "other"} else Conflict
    assert isinstance(refused.value, kind)


def test_rows_never_land_in_the_release_itself(tmp_path: Path) -> None:
    """A paid-for measurement cannot be overwritten by mistake."""
    with pytest.raises(Invalid, match="folder of the release"):
        written.check_place(tmp_path / "out/measured.npz", tmp_path / "out")
    written.check_place(tmp_path / "rows.csv", tmp_path / "out")
