"""Independent tests of people who share cells: sound noise is called broken no more often than is said."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from dotline.gates.protect.noisy import accounting, attacking, pairing
from dotline.gates.protect.noisy.attacking import Known, Level
from dotline.gates.protect.noisy.direct import direct
from dotline.gates.protect.noisy.kept import KeptTable
from dotline.gates.protect.noisy.lattice import Key
from dotline.gates.protect.noisy.noise import Noise, TestNoise
from dotline.gates.protect.noisy.people import People
from dotline.gates.protect.noisy.whitening import Whitened, most_right, whitened
from tests.rules.gates.test_noisy_release import NoNoise

SIZES = (6, 6, 4, 4, 3)
FEW: tuple[Key, ...] = tuple(key for many in (1, 2) for key in combinations(range(4), many))
# More tables than are measured whole: finer cells are chosen by the noise of coarser ones.
MANY: tuple[Key, ...] = tuple(key for many in (1, 2, 3) for key in combinations(range(5), many))
RUNS = 120


def people(count: int = 400) -> People:
    """Made-up people of five columns, many of them alike."""
    chance = np.random.default_rng(4)
    columns = [1 + (chance.random(count) ** 3 * size).astype(np.int16) for size in SIZES]
    codes = np.stack(columns, axis=1).astype(np.int16)
    return People(
        tuple("abcde"), SIZES, codes, np.arange(count, dtype=np.int32), count, several=False
    )


def known(file: People, noise: Noise, keys: Sequence[Key]) -> list[Known]:
    """What an attacker who holds the file computes of a release of it at epsilon 4."""
    held = []
    for one in direct(file, keys, accounting.spendable(4.0, 1e-6), noise).levels:
        tables = tuple(
            KeptTable(table.key, table.cells, part, part, one.sigma)
            for table, part in zip(
                one.tables, np.split(one.noisy, list(one.starts[1:])), strict=True
            )
        )
        level = Level(tables, one.cap)
        held.append(Known(level, attacking.given(level, file), one.noisy, one.sigma))
    return held


@given(st.integers(1, 8), st.integers(1, 20), st.integers(0, 10**6))
@settings(max_examples=50, deadline=None)
def test_whitened_statistics_are_those_of_the_targets_taken_apart(
    targets: int, cells: int, seed: int
) -> None:
    """L u is what the targets' cells say, and L L^T is how they say it together: nothing is lost and nothing added."""
    chance = np.random.default_rng(seed)
    weights = (chance.random((targets, cells)) < 0.4) * chance.random((targets, cells))
    noise = chance.normal(size=cells)
    found = whitened(csr_matrix(weights), noise)
    chosen = weights[found.whose]
    lower = np.linalg.cholesky(chosen @ chosen.T) if len(found.whose) else np.zeros((0, 0))
    assert lower @ found.noise == pytest.approx(chosen @ noise, abs=1e-6)
    assert np.diag(lower) == pytest.approx(found.shift, abs=1e-6)


def test_people_of_the_same_cells_are_one_test_and_people_of_none_are_no_test() -> None:
    alike = csr_matrix(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]))
    assert len(whitened(alike, np.ones(3)).noise) == 1
    assert len(whitened(csr_matrix((2, 3)), np.ones(3)).noise) == 0


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=300), st.sampled_from([0.05, 1e-4]))
@settings(max_examples=40, deadline=None)
def test_more_are_right_with_no_more_than_the_doubt(chances: list[float], doubt: float) -> None:
    """Against the exact distribution of how many of unlike chances come true."""
    exact = np.ones(1)
    for one in chances:
        exact = np.convolve(exact, [1 - one, one])
    most = most_right(np.array(chances), doubt)
    assert exact[most + 1 :].sum() <= doubt * (1 + 1e-9)


@cache
def releases(keys: tuple[Key, ...]) -> list[Whitened]:
    """Sixty people of a file, tested in each of many sound releases of it."""
    file = people()
    targets = attacking.these(file, np.arange(60))
    return [attacking.tested(known(file, TestNoise(seed), keys), targets) for seed in range(RUNS)]


@pytest.mark.parametrize("keys", [FEW, MANY])
def test_sound_noise_is_called_broken_no_more_often_than_the_doubt_says(
    keys: tuple[Key, ...],
) -> None:
    """At a doubt of one in ten, and fine cells chosen by coarse noise; the limit is chance itself, at 1 in 100,000."""
    inside, most = np.arange(60) < 30, RUNS * 0.1 + 4.3 * np.sqrt(RUNS * 0.1 * 0.9)
    apart = [one.apart.sum() > most_right(one.apart_by_chance, 0.1) for one in releases(keys)]
    told = [
        one.right(inside).sum() > most_right((1 + one.apart_by_chance) / 2, 0.1)
        for one in releases(keys)
    ]
    assert sum(apart) <= most
    assert sum(told) <= most


def test_targets_that_share_cells_are_not_counted_as_if_they_did_not() -> None:
    """Over many releases their tests go together no more than by chance, each with noise as it is said."""
    rows = np.array([one.noise for one in releases(FEW)])
    together = np.corrcoef(rows.T)
    assert len(together) > 10
    assert np.abs(together - np.eye(len(together))).max() < 5 / np.sqrt(RUNS)
    assert rows.std() == pytest.approx(1, abs=0.05)


def test_five_thousand_people_in_36_tables_without_noise_are_seen_by_every_attack() -> None:
    chance = np.random.default_rng(1)
    sizes = (12, 3, 5, 2, 10, 4, 2, 2)
    codes = np.stack([chance.integers(1, one + 1, 5_000) for one in sizes], axis=1).astype(np.int16)
    file = People(
        tuple("abcdefgh"), sizes, codes, np.arange(5_000, dtype=np.int32), 5_000, several=False
    )
    keys: list[Key] = [key for many in (1, 2) for key in combinations(range(8), many)]
    for noise, broken in ((NoNoise(), True), (TestNoise(2), False)):
        held = known(file, noise, keys)
        for found in (
            attacking.membership(held, file, chance),
            pairing.differencing(held, file, 50),
            pairing.planted(held, file, 50, chance),
        ):
            assert found.broken is broken, found
            assert (found.figure == 1) is broken, found
