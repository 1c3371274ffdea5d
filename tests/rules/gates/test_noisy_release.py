"""Noisy releases: bounded for each person, agreeing with one another, spent once, and never without noise."""

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.base.crypto import new_signing_key, signature_holds
from dotline.base.errors import Conflict, DotlineError, Refused
from dotline.gates.protect.noisy import accounting, measuring, releasing
from dotline.gates.protect.noisy.auditing import epsilon_shown
from dotline.gates.protect.noisy.consistency import agreed
from dotline.gates.protect.noisy.declared import Declared, declared
from dotline.gates.protect.noisy.direct import direct, keys_of
from dotline.gates.protect.noisy.folder import Order, release_file
from dotline.gates.protect.noisy.lattice import possible
from dotline.gates.protect.noisy.ledger import BudgetLedger, Spending
from dotline.gates.protect.noisy.noise import Noise, SecureNoise, TestNoise, Whole
from dotline.gates.protect.noisy.people import People, encoded

TABLES = """
unit = "{unit}"
rule = "{rule}"
[columns]
province = ["ON", "QC", "BC", "NU"]
form = ["sex", "labour", "other"]
year = ["2024", "2025"]
[[table]]
name = "province"
columns = ["province"]
[[table]]
name = "form-province"
columns = ["form", "province"]
[[table]]
name = "all"
columns = ["province", "form", "year"]
"""
ORDER = Order("r1", "2026-11-23T12:00:00+00:00", 4.0, 1e-6, 4.0)


class NoNoise:
    """A build whose noise was removed."""

    protected = True

    def draw(self, count: int, scale: float) -> Whole:
        """Nothing at all."""
        del scale
        return np.zeros(count, dtype=np.int64)


class Breaking:
    """A machine that dies while it draws."""

    protected = True

    def draw(self, count: int, scale: float) -> Whole:
        """Nothing: the lights go out."""
        raise KeyboardInterrupt


def said(unit: str = "row", rule: str = "open") -> Declared:
    """Three tables, each a margin of the next."""
    return declared(TABLES.format(unit=unit, rule=rule))


def file_of(folder: Path, people: int = 600) -> Path:
    """People dealt out over the cells, unevenly; nobody blank."""
    lines = ["who,province,form,year"]
    for n in range(people):
        place = ("ON", "ON", "ON", "QC", "QC", "BC")[n % 6]
        lines.append(f"p{n},{place},{('sex', 'sex', 'labour')[n % 3]},{2024 + n % 2}")
    path = folder / "in.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def rows(path: Path) -> list[list[str]]:
    """A table's file."""
    with path.open() as stream:
        return list(csv.reader(stream))


def test_a_release_is_a_folder_of_tables_that_says_what_it_spent(tmp_path: Path) -> None:
    """Dimensions then count; hashes, thresholds, both shares and the signature hold."""
    key = new_signing_key()
    order = replace(ORDER, signing_key=key)
    release_file(file_of(tmp_path), said(), tmp_path / "out", order, SecureNoise())
    table = rows(tmp_path / "out/tables/form-province.csv")
    assert table[0] == ["form", "province", "count"]
    counts = {tuple(row[:2]): int(row[2]) for row in table[1:]}
    assert abs(counts["sex", "ON"] - 200) < 40
    assert min(counts.values()) >= 1
    told = json.loads((tmp_path / "out/release.json").read_text())
    assert told["protected"]
    assert told["accounting"]["mu"] == accounting.spendable(4.0, 1e-6)
    spent = accounting.together(level["mu"] for level in told["accounting"]["levels"])
    assert spent == pytest.approx(told["accounting"]["mu"])
    assert {"sigma", "threshold", "sha256", "fabricated_share_at_most"} <= told["tables"][0].keys()
    signature = told.pop("signature")
    plain = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    public, value = (bytes.fromhex(signature[name]) for name in ("public_key", "value"))
    assert signature_holds(public, value, plain)
    assert "p1" not in (tmp_path / "out/release.json").read_text()


def test_few_tables_agree_where_they_overlap(tmp_path: Path) -> None:
    """Each margin is the sum of the finer table, to within rounding; nothing is negative."""
    people = encoded(file_of(tmp_path).read_text().splitlines(), said())
    found = direct(people, list(keys_of(said()).values()), 0.5, TestNoise(5))
    tables = {
        table.key: level.estimates[start : start + len(table.cells)]
        for level in found.levels
        for table, start in zip(level.tables, level.starts, strict=True)
    }
    one, two, three = (tables[key] for key in ((0,), (0, 1), (0, 1, 2)))
    assert three.reshape(12, 2).sum(1) == pytest.approx(two, abs=0.05)
    assert two.reshape(4, 3).sum(1) == pytest.approx(one, abs=0.05)
    assert min(three.min(), two.min(), one.min()) >= 0


@settings(max_examples=40)
@given(st.lists(st.integers(0, 300), min_size=6, max_size=6), st.integers(0, 10_000))
def test_what_agrees_is_nearer_the_truth_than_what_was_measured(
    truth: list[int], seed: int
) -> None:
    """Consistent estimation never makes a table and its margin worse by more than chance."""
    chance = np.random.default_rng(seed)
    fine = np.array(truth, float)
    margin = fine.reshape(3, 2).sum(1)
    noisy = {(0,): margin + chance.normal(0, 5, 3), (0, 1): fine + chance.normal(0, 5, 6)}
    fitted = agreed(noisy, {(0,): 5.0, (0, 1): 5.0}, (3, 2))
    assert fitted[0, 1].min() >= 0
    assert fitted[0, 1].reshape(3, 2).sum(1) == pytest.approx(fitted[0,], abs=0.5)
    before = ((noisy[0,] - margin) ** 2).sum() + ((noisy[0, 1] - fine) ** 2).sum()
    after = ((fitted[0,] - margin) ** 2).sum() + ((fitted[0, 1] - fine) ** 2).sum()
    assert after <= before + 1.0


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=60),
    st.integers(1, 5),
)
def test_one_person_moves_a_level_by_the_cap_and_no_more(
    records: list[tuple[int, int]], cap: int
) -> None:
    """However many records somebody has, the squares of what she gives stay within the cap."""
    codes = np.array(records, np.int16)
    person = np.zeros(len(codes), np.int32)
    people = People(("a", "b"), (4, 3), codes, person, 1, several=True)
    roster = measuring.Roster(people)
    tables = [possible(key, {}, 1.0, (4, 3), large=False) for key in ((0,), (1,), (0, 1))]
    standings = [roster.standing(table) for table in tables]
    each = measuring.cells_each(standings, 1)
    found = measuring.measure(tables, standings, each, float(cap), 1.0, NoNoise())
    assert (found.counts**2).sum() <= cap * (1 + 1e-9)
    assert found.sigma == pytest.approx(math.sqrt(cap))


def test_five_hundred_incidents_of_one_person_are_one_person(tmp_path: Path) -> None:
    """With the person as unit, five hundred records in one cell count as one."""
    path = tmp_path / "in.csv"
    path.write_text("who,province,form,year\n" + "a,NU,sex,2024\n" * 500 + "b,ON,sex,2025\n")
    people = encoded(path.read_text().splitlines(), said("who"))
    assert people.count == 2
    found = direct(people, [(0,)], 8.0, NoNoise())
    assert found.levels[0].noisy.tolist() == [1, 0, 0, 1]


def test_nothing_is_spent_twice_and_nothing_beyond_the_budget(tmp_path: Path) -> None:
    """The same file cannot be told of again in its folder, nor another file under its name."""
    source, out = file_of(tmp_path), tmp_path / "out"
    release_file(source, said(), out, ORDER, SecureNoise())
    before = (out / "tables/all.csv").read_bytes()
    with pytest.raises(Refused, match="budget does not cover"):
        release_file(source, said(), out, replace(ORDER, release="r2"), SecureNoise())
    with pytest.raises(Refused, match="budget does not cover"):
        release_file(source, said(), out, replace(ORDER, release="r2", budget=40.0), SecureNoise())
    source.write_text(source.read_text() + "px,ON,sex,2024\n")
    with pytest.raises(Conflict, match="another file"):
        release_file(source, said(), out, replace(ORDER, release="r2"), SecureNoise())
    assert (out / "tables/all.csv").read_bytes() == before


def test_what_is_left_of_a_budget_may_be_spent_beside_the_first_release(tmp_path: Path) -> None:
    """Two releases of epsilon 2 within 4 do not overwrite one another; squares of mu add up."""
    source, out = file_of(tmp_path), tmp_path / "out"
    half = replace(ORDER, epsilon=2.0)
    release_file(source, said(), out, half, SecureNoise())
    told = release_file(source, said(), out, replace(half, release="r2"), SecureNoise())
    assert (out / "release-2/tables/all.csv").exists()
    mu = accounting.spendable(2.0, 1e-6)
    assert told["budget"]["mu_used"] == pytest.approx(mu * math.sqrt(2))  # type: ignore[index]
    with pytest.raises(Refused):
        release_file(source, said(), out, replace(ORDER, epsilon=3.5, release="r3"), SecureNoise())


@pytest.mark.parametrize("left", ["nothing", "half", "whole"])
def test_an_interrupted_release_spends_once_and_goes_on(tmp_path: Path, left: str) -> None:
    """Killed while drawing, while writing, or while moving: the same command ends it under one line."""
    source, out = file_of(tmp_path), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        release_file(source, said(), out, ORDER, Breaking())
    assert not (out / "tables").exists()
    if left == "half":
        (out / ".making/tables").mkdir(parents=True)
        (out / ".making/tables/all.csv").write_text("province,for")
    if left == "whole":
        other = tmp_path / "other"
        release_file(source, said(), other, ORDER, SecureNoise())
        (out / ".ready").mkdir()
        (other / "release.json").rename(out / ".ready/release.json")
        (other / "tables").rename(out / "tables")
        (other / "measured.npz").rename(out / "measured.npz")
    release_file(source, said(), out, replace(ORDER, release="r2"), SecureNoise())
    ledger = json.loads((out / "budget.json").read_text())
    assert [(line["release"], line["out"]) for line in ledger["spent"]] == [("r1", True)]
    assert sorted(one.name for one in out.iterdir()) == [
        ".secret", "budget.json", "measured.npz", "release.json", "tables",
    ]  # fmt: skip


def test_noise_that_can_be_drawn_again_is_stamped_everywhere(tmp_path: Path) -> None:
    """release.json, both folders; it spends nothing because it protects nothing."""
    told = release_file(file_of(tmp_path), said(), tmp_path / "out", ORDER, TestNoise(1))
    assert not told["protected"]
    assert str(told["stamp"]).startswith("NOT PROTECTED")
    assert (tmp_path / "out/NOT-PROTECTED.txt").exists()
    assert (tmp_path / "out/tables/NOT-PROTECTED.txt").exists()


@pytest.mark.parametrize(("empty", "full"), [(750, 100), (10_000, 60), (20_000, 3_000), (5_000, 0)])
def test_the_strict_rule_makes_up_more_than_one_cell_in_a_hundred_hardly_ever(
    empty: int, full: int
) -> None:
    """Two hundred releases of empty and full cells; more than one in a hundred is made up in six of them at most."""
    chance = np.random.default_rng(empty)
    over = 0
    for _ in range(200):
        people = np.append(np.zeros(empty), 1 + chance.exponential(20, full))
        noisy = people + chance.normal(0, 4, len(people))
        leaves = noisy > releasing.strict_doubt(noisy, 4.0) * 4
        over += int((leaves & (people == 0)).sum() > releasing.STRICT_SHARE * leaves.sum())
    assert over <= 6


def test_the_strict_rule_asks_more_where_more_cells_are_empty() -> None:
    noisy = np.concatenate([np.random.default_rng(3).normal(0, 4, 10_000), np.full(60, 90.0)])
    assert releasing.strict_doubt(noisy, 4.0) > releasing.strict_doubt(noisy[-300:], 4.0)
    assert (noisy > releasing.strict_doubt(noisy, 4.0) * 4).sum() >= 60


def test_a_table_of_which_nothing_leaves_says_that_all_is_hidden() -> None:
    """Two people behind the noise of epsilon 0.1: no cell, and the whole of them hidden."""
    people = encoded(["province,form,year", "ON,sex,2024", "QC,,"], said(rule="strict"))
    found = direct(people, list(keys_of(said()).values()), 0.05, TestNoise(2))
    for table in releasing.released(found, said(rule="strict")):
        assert len(table.cells) == 0
        assert (table.fabricated_at_most, table.hidden) == (0.0, 1.0)


@given(st.lists(st.floats(0.05, 3), min_size=1, max_size=6))
def test_the_ledger_never_lets_squares_of_mu_pass_the_grant(asked: list[float]) -> None:
    """Whatever is asked in whatever order, what was let through keeps the promise."""
    ledger = BudgetLedger("people of 2025", 4.0, 1e-6)
    for number, epsilon in enumerate(asked):
        mu = accounting.spendable(epsilon, 1e-6)
        try:
            ledger = ledger.with_line(Spending(str(number), epsilon, 1e-6, mu, "t", "d"))
        except DotlineError:
            assert accounting.together((ledger.used, mu)) > ledger.granted
    assert accounting.delta_of(max(ledger.used, 1e-6), 4.0) <= 1e-6


def shown(noise: Noise, runs: int, epsilon: float, delta: float) -> float:
    """The empirical epsilon of a one-cell query, from runs with one person more and without her."""
    one = declared('unit="row"\n[columns]\na=["x"]\n[[table]]\nname="t"\ncolumns=["a"]')
    mu = accounting.spendable(epsilon, delta)
    seen = []
    for count in (21, 20):
        people = encoded(["a", *["x"] * count], one)
        seen.append([direct(people, [(0,)], mu, noise).levels[0].noisy[0] for _ in range(runs)])
    return epsilon_shown(np.array(seen[0]), np.array(seen[1]), delta, doubt=1e-3)


def test_the_audit_believes_a_sound_build_and_breaks_one_without_noise() -> None:
    """The lower bound of epsilon stays below the claim, near enough to mean something; without noise it jumps."""
    sound = shown(SecureNoise(), 3_000, 1.0, 0.05)
    assert 0.1 < sound <= 1.0
    assert shown(NoNoise(), 400, 1.0, 0.05) > 2.0
