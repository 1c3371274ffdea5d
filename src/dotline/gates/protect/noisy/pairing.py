"""Attacks on one release by files that differ by a person or by some, both with the noise that this release has.

Whoever holds the file knows the noise of every cell. What would have been told without somebody, or with
somebody more, is then known exactly: the same noise, and her own count less or more. So one release shows how far
an attack gets, with nothing drawn anew, and a release whose noise was left out shows everybody.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dotline.gates.protect.noisy import accounting, attacking, auditing, whitening
from dotline.gates.protect.noisy.attacking import DOUBT, Attacked, Known
from dotline.gates.protect.noisy.kept import Kept, KeptTable
from dotline.gates.protect.noisy.lattice import Key, Real
from dotline.gates.protect.noisy.neighbours import Telling, canaries, nearest
from dotline.gates.protect.noisy.people import People
from dotline.gates.protect.noisy.whitening import Flags, Whitened

DELTA, CLAIMED = 0.05, 1.0
MOST_BOUND = 30.0  # no numbers of so few can show a larger epsilon


@dataclass(frozen=True)
class Effort:
    """How much an attack may take: pairs of files and canaries, runs, cells that are solved for."""

    pairs: int
    runs: int
    cells: int


SMALL, THOROUGH = Effort(50, 2_000, 1_000), Effort(500, 20_000, 10_000)


def attacked(
    kept: Kept, told: Mapping[str, Any], people: People, effort: Effort, chance: np.random.Generator
) -> list[Attacked]:
    """Every attack of this module on a release. Raises Invalid where it was made of other people."""
    known, mu = attacking.known(kept, told, people), attacking.mu_of(told)
    return [
        differencing(known, people, effort.pairs),
        planted(known, people, effort.pairs, chance),
        averaging(known, people),
        solving(known, people, mu, effort.cells, chance),
        epsilon(known, effort.runs, chance),
    ]


def differencing(known: Sequence[Known], people: People, pairs: int) -> Attacked:
    """Pairs of files, one without a person whose values are rarest: how many are told apart."""
    rarest = np.unique(people.person[canaries(people, pairs)]).astype(np.int64)
    return _paired("differencing", attacking.tested(known, attacking.these(people, rarest)))


def _paired(name: str, found: Whitened) -> Attacked:
    """The share of pairs told apart, in independent tests; the bound is what the noise told and chance allow."""
    apart, tests = int(found.apart.sum()), max(1, len(found.noise))
    most = whitening.most_right(found.apart_by_chance, DOUBT)
    return Attacked(name, apart / tests, most / tests, apart > most)


def planted(
    known: Sequence[Known], people: People, count: int, chance: np.random.Generator
) -> Attacked:
    """Canaries: made-up people unlike anybody who are put into the file one by one, and seen or not."""
    return _paired("canaries", attacking.tested(known, _outliers(people, count, chance)))


def _outliers(people: People, count: int, chance: np.random.Generator) -> People:
    """People of one record whose values are drawn alike from every domain: nobody is like them."""
    sizes = np.array(people.sizes)
    codes = chance.integers(1, sizes + 1, (count, len(sizes))).astype(people.codes.dtype)
    persons = np.arange(count, dtype=np.int32)
    return People(people.columns, people.sizes, codes, persons, count, people.several)


def averaging(known: Sequence[Known], people: People) -> Attacked:
    """The mean of all that the tables tell of the values of one column, as a share of the error it should have.

    A table's cells of one value add up to a number of that value; every table with the column tells one more. The
    bound is the least share that chance leaves.
    """
    from scipy.stats import chi2  # noqa: PLC0415 - loads slowly; an attack alone needs it

    tables = [(one, at) for one in known for at in range(len(one.level.tables))]
    column = max(
        range(len(people.sizes)),
        key=lambda c: (sum(c in one.level.tables[at].key for one, at in tables), people.sizes[c]),
    )
    size = people.sizes[column]
    away, sure = np.zeros(size), np.zeros(size)
    for one, at in tables:
        table = one.level.tables[at]
        if column not in table.key:
            continue
        shape = tuple(people.sizes[c] for c in table.key)
        value = np.unravel_index(table.cells, shape)[table.key.index(column)]
        many = np.bincount(value, minlength=size) * one.sigma**2
        noise = np.bincount(value, _noise(one)[one.part(at)], minlength=size)
        told = many > 0
        away[told] += noise[told] / many[told]
        sure[told] += 1 / many[told]
    told = sure > 0
    found = float(np.sqrt(np.mean(away[told] ** 2 / sure[told])))
    least = math.sqrt(float(chi2.ppf(DOUBT, int(told.sum()))) / int(told.sum()))
    return Attacked("averaging", found, least, found < least)


def _noise(one: Known) -> Real:
    return one.noisy - one.plain


def epsilon(known: Sequence[Known], runs: int, chance: np.random.Generator) -> Attacked:
    """A lower bound of epsilon that the noise of this release itself shows, each cell's being one run.

    Half of the noises stand for a number with one person more, half for the number without her, at the noise
    that holds an epsilon of CLAIMED for one such number.
    """
    shares = np.concatenate([_noise(one) / one.sigma for one in known])
    shares = chance.permutation(shares)[: 2 * runs]
    half = len(shares) // 2
    if half < 8:
        return Attacked("epsilon", 0.0, CLAIMED, broken=False)
    shift = accounting.spendable(CLAIMED, DELTA)
    shown = auditing.epsilon_shown(shares[:half] + shift, shares[half:], DELTA, DOUBT)
    shown = max(0.0, min(MOST_BOUND, shown))
    return Attacked("epsilon", shown, CLAIMED, shown > CLAIMED)


def solving(
    known: Sequence[Known],
    people: People,
    mu: float,
    cells: int,
    chance: np.random.Generator,
) -> Attacked:
    """Linear programming over all tables of some columns: lone people whom it finds, less those found though taken out.

    Half of all records that are alone with their values are taken out, and all cells are solved for twice. It takes
    the columns with most tables whose values together make at most so many `cells`.
    """
    columns = _columns(known, people, cells)
    shape = tuple(people.sizes[column] + 1 for column in columns)
    whole = np.ravel_multi_index(tuple(people.codes[:, list(columns)].T.astype(np.int64)), shape)
    lone = np.flatnonzero(np.bincount(whole, minlength=math.prod(shape))[whole] == 1)
    gone = chance.permutation(lone)[: max(1, len(lone) // 2)]
    if not len(lone):
        return Attacked("solving", 0.0, 1.0, broken=False)
    rest = np.ones(people.count, bool)
    rest[people.person[gone]] = False
    less = attacking.these(people, np.flatnonzero(~rest))
    seen = _found(known, columns, shape, None)[whole[gone]]
    ghosts = _found(known, columns, shape, less)[whole[gone]]
    advantage = float(seen.mean() - ghosts.mean())
    most = min(1.0, attacking.ceiling(mu) + math.sqrt(-math.log(DOUBT) / len(gone)))
    return Attacked("solving", advantage, most, advantage > most)


def _columns(known: Sequence[Known], people: People, cells: int) -> tuple[int, ...]:
    """Columns joined one after another, the one with most tables among those chosen first."""
    keys = [table.key for one in known for table in one.level.tables]
    chosen: set[int] = set()

    def told(column: int) -> tuple[int, int, int]:
        inside = [key for key in keys if column in key and {*chosen, column}.issuperset(key)]
        return len(inside), sum(column in key for key in keys), people.sizes[column]

    room = float(cells)
    while fits := [c for c, size in enumerate(people.sizes) if c not in chosen and size < room]:
        best = max(fits, key=told)
        chosen.add(best)
        room /= people.sizes[best] + 1
    return tuple(sorted(chosen)) or (int(np.argmin(people.sizes)),)


def _found(
    known: Sequence[Known], columns: Sequence[int], shape: Sequence[int], gone: People | None
) -> Flags:
    """Which cells of some columns together hold somebody, as the tables tell it, less what some people gave."""
    tables = []
    for one in known:
        plain = np.zeros(len(one.plain)) if gone is None else attacking.given(one.level, gone)
        for at, table in enumerate(one.level.tables):
            if set(table.key) <= set(columns):
                part = one.part(at)
                tables.append(_telling(table, columns, one.noisy[part] - plain[part], one.sigma))
    return np.asarray(np.rint(nearest(tables, shape)) >= 1)


def _telling(table: KeptTable, columns: Sequence[int], noisy: Real, sigma: float) -> Telling:
    key: Key = tuple(list(columns).index(column) for column in table.key)
    return Telling(key, table.cells, noisy, sigma)
