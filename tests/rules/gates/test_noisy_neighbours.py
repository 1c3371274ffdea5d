"""Attacks by files that differ by one person, and guesses from rows: a build without noise falls to each of them."""

import math

import numpy as np
import pytest

from dotline.gates.protect.noisy import accounting, guessing, neighbours
from dotline.gates.protect.noisy.attacking import Attacked
from dotline.gates.protect.noisy.direct import direct
from dotline.gates.protect.noisy.lattice import Key
from dotline.gates.protect.noisy.noise import Noise, SecureNoise, TestNoise
from dotline.gates.protect.noisy.people import People
from tests.rules.gates.test_noisy_release import NoNoise

SIZES = (10, 10, 3, 2)
KEYS: list[Key] = [(0, 1), (1, 2), (0, 1, 2, 3)]


def people(seed: int, count: int = 150) -> People:
    """Made-up people of four columns, of whom hardly two are alike."""
    codes = (
        np.random.default_rng(seed).integers(1, np.array(SIZES) + 1, (count, 4)).astype(np.int16)
    )
    return People(
        tuple("abcd"), SIZES, codes, np.arange(count, dtype=np.int32), count, several=False
    )


def differencing(noise: Noise, epsilon: float) -> Attacked:
    """Fifty pairs of files that differ by a canary, eight runs on each; tables of 39 cells."""
    known, mu = people(1), accounting.spendable(epsilon, 1e-6)
    canaries = neighbours.canaries(known, 50).tolist()
    return neighbours.differencing(known, [(2,), (1, 2)], mu, noise, canaries, 8)


def test_fifty_pairs_of_files_show_no_more_than_the_curve_allows_and_all_of_it_without_noise() -> (
    None
):
    for epsilon, curve in ((4.0, 0.325), (1.0, 0.094)):
        sound = differencing(TestNoise(1), epsilon)
        mu = accounting.spendable(epsilon, 1e-6)
        assert math.erf(mu / (2 * math.sqrt(2))) == pytest.approx(curve, abs=0.005)
        assert not sound.broken
        assert abs(sound.figure - curve) < 0.13
        bare = differencing(NoNoise(), epsilon)
        assert bare.figure == 1
        assert bare.broken


def test_asking_often_within_one_budget_tells_no_more_than_asking_once() -> None:
    mu = accounting.spendable(4.0, 1e-6)
    sound = neighbours.averaging(people(1), (0, 1), mu, SecureNoise(), 25)
    assert sound.figure == pytest.approx(1, abs=0.25)
    assert not sound.broken
    bare = neighbours.averaging(people(1), (0, 1), mu, NoNoise(), 25)
    assert bare.figure == 0
    assert bare.broken


def test_linear_programming_finds_small_cells_only_where_there_is_no_noise() -> None:
    mu = accounting.spendable(4.0, 1e-6)
    sound = neighbours.solving(people(1), KEYS, mu, TestNoise(1))
    assert not sound.broken
    assert sound.figure < 0.6
    bare = neighbours.solving(people(1), KEYS, mu, NoNoise())
    assert bare.figure == 1
    assert bare.broken


def guesses(noise: Noise, epsilon: float) -> dict[str, guessing.Guessed]:
    """Linkability and inference from rows that are the release of all columns together, cell by cell."""
    inside, outside = people(1, 60), people(2, 60)
    level = direct(inside, [(0, 1, 2, 3)], accounting.spendable(epsilon, 1e-6), noise).levels[0]
    cells = np.repeat(np.arange(len(level.estimates)), np.rint(level.estimates).astype(int))
    rows = np.stack(np.unravel_index(cells, SIZES), axis=1).astype(np.int16) + 1
    codes, chance = (rows, inside.codes, outside.codes), np.random.default_rng(3)
    linked = guessing.linkability(*codes, ((0, 2), (1, 3)), chance, 2)
    return {"linkability": linked, "inference": guessing.inference(*codes, 0, chance)}


def at_least(found: guessing.Guessed) -> float:
    """The lower end of the risk's interval of 95 %."""
    return 2 * found.risk - found.at_most


def test_rows_join_and_give_away_nobody_unless_there_is_no_noise() -> None:
    """With noise the attack cannot be told from that on strangers; without, it is beyond it."""
    sound, bare = guesses(TestNoise(1), 4.0), guesses(NoNoise(), 4.0)
    for name in ("linkability", "inference"):
        assert at_least(sound[name]) <= 0
        assert at_least(bare[name]) > 0
        assert bare[name].main > bare[name].naive + 0.3


def test_a_risk_is_what_goes_beyond_people_who_are_not_in_the_file() -> None:
    """Rows that are the records give everybody away; rows of nobody the attacker knows, no one."""
    inside, outside = people(1, 60).codes, people(2, 60).codes
    chance = np.random.default_rng(1)
    told = guessing.inference(inside, inside, outside, 0, chance)
    assert told.main > 0.6
    assert told.control < 0.3
    nobody = guessing.inference(people(3, 60).codes, inside, outside, 0, chance)
    assert nobody.risk < 0.2
    assert nobody.risk <= nobody.at_most
