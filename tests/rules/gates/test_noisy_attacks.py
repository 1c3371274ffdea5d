"""Attacks on a noisy release: a sound one stands, and one whose noise was removed, halved or miscounted falls."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from dotline.base.errors import Invalid
from dotline.gates.protect.noisy import accounting, attacking, kept, pairing
from dotline.gates.protect.noisy.attacking import Attacked
from dotline.gates.protect.noisy.declared import Declared, declared
from dotline.gates.protect.noisy.folder import Order, release_file
from dotline.gates.protect.noisy.noise import Noise, SecureNoise, TestNoise, Whole
from dotline.gates.protect.noisy.people import encoded
from tests.rules.gates.test_noisy_release import NoNoise

COLUMNS = "abcdef"
VALUES = [f"v{n}" for n in range(6)]


@dataclass(frozen=True)
class LessNoise:
    """A build that draws only a part of the noise it promises."""

    part: float
    protected: bool = True

    def draw(self, count: int, scale: float) -> Whole:
        """Too little."""
        return SecureNoise().draw(count, scale * self.part)


def said(unit: str) -> Declared:
    """Every table of one and of two columns."""
    lines = [f'unit = "{unit}"', 'rule = "open"', "[columns]"]
    lines += [f"{column} = {VALUES}" for column in COLUMNS]
    for n, one in enumerate(COLUMNS):
        lines += ["[[table]]", f'name = "{one}"', f'columns = ["{one}"]']
        for other in COLUMNS[n + 1 :]:
            lines += ["[[table]]", f'name = "{one}{other}"', f'columns = ["{one}", "{other}"]']
    return declared("\n".join(lines))


def people(folder: Path, unit: str = "row", count: int = 900) -> Path:
    rng = np.random.default_rng(7)
    rows = rng.choice(6, (count, 6), p=[0.4, 0.25, 0.15, 0.1, 0.07, 0.03])
    lines = [",".join(["who", *COLUMNS])]
    for n, row in enumerate(rows):
        lines.append(f"p{n % 500 if unit != 'row' else n}," + ",".join(VALUES[at] for at in row))
    path = folder / "in.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def attacked(
    folder: Path, noise: Noise, unit: str = "row", epsilon: float = 4.0
) -> dict[str, Attacked]:
    source, out = people(folder, unit), folder / "out"
    order = Order("r1", "2026-11-23T12:00:00+00:00", epsilon, 1e-6, epsilon)
    told = release_file(source, said(unit), out, order, noise)
    with source.open() as lines:
        known = encoded(lines, said(unit))
    chance = np.random.default_rng(1)
    found = attacking.attacked(kept.read(out), told, known, chance)
    found += pairing.attacked(kept.read(out), told, known, pairing.SMALL, chance)
    return {one.name: one for one in found}


@pytest.mark.parametrize("unit", ["row", "who"])
def test_a_sound_release_stands_against_somebody_who_knows_everybody_else(
    tmp_path: Path, unit: str
) -> None:
    found = attacked(tmp_path, TestNoise(5), unit)
    assert not any(one.broken for one in found.values())
    assert found["noise"].figure == pytest.approx(1, abs=0.1)
    assert found["account"].figure <= 4


def test_whoever_knows_everybody_else_gains_no_more_than_the_account_allows(tmp_path: Path) -> None:
    for epsilon, most in (
        (4.0, 0.32),
        (1.0, 0.11),
    ):  # the exact curve at a delta of one in a million
        figures = []
        for seed in range(8):
            (tmp_path / f"{epsilon:g}-{seed}").mkdir()
            place = tmp_path / f"{epsilon:g}-{seed}"
            figures.append(attacked(place, TestNoise(seed), epsilon=epsilon)["membership"].figure)
        assert 0 < np.mean(figures) <= most + 0.02


@pytest.mark.parametrize("unit", ["row", "who"])
def test_a_release_whose_noise_was_removed_is_broken(tmp_path: Path, unit: str) -> None:
    found = attacked(tmp_path, NoNoise(), unit)
    assert found["noise"].broken
    assert found["membership"].broken
    assert found["membership"].figure > 0.9
    assert {"differencing", "canaries", "averaging", "epsilon"} <= {
        name for name, one in found.items() if one.broken
    }
    assert not found["account"].broken  # it still tells what it did not do


@pytest.mark.parametrize("part", [0.5, 0.8])
def test_a_release_with_too_little_noise_is_broken(tmp_path: Path, part: float) -> None:
    found = attacked(tmp_path, LessNoise(part))
    assert found["noise"].broken
    assert found["noise"].figure == pytest.approx(part, rel=0.15)  # 30 runs spread by 0.027 of it


def test_another_file_than_that_of_the_release_is_refused(tmp_path: Path) -> None:
    order = Order("r1", "2026-11-23T12:00:00+00:00", 4.0, 1e-6, 4.0)
    told = release_file(people(tmp_path), said("row"), tmp_path / "out", order, TestNoise(1))
    (tmp_path / "other").mkdir()
    with people(tmp_path / "other", count=400).open() as lines:
        others = encoded(lines, said("row"))
    with pytest.raises(Invalid, match="not the one"):
        attacking.attacked(kept.read(tmp_path / "out"), told, others, np.random.default_rng(1))


def test_an_account_that_does_not_add_up_is_broken(tmp_path: Path) -> None:
    order = Order("r1", "2026-11-23T12:00:00+00:00", 4.0, 1e-6, 4.0)
    told = release_file(people(tmp_path), said("row"), tmp_path / "out", order, TestNoise(1))
    assert not attacking.account(told).broken
    spent = dict(told["accounting"])  # type: ignore[call-overload]
    less = {**told, "accounting": {**spent, "epsilon": 3.5}}
    assert attacking.account(less).broken
    level = {**spent["levels"][0], "sigma": spent["levels"][0]["sigma"] / 2}
    quiet = {**told, "accounting": {**spent, "levels": [level, *spent["levels"][1:]]}}
    assert attacking.account(quiet).broken
    assert accounting.together(one["mu"] for one in spent["levels"]) <= spent["mu"] * (1 + 1e-9)
