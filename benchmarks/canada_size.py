"""Canada's size: how many numbers of province x form may be told of one year, and of how many years together.

570 incidents and 1,500 cases a year (research/publish.md 2.5 and 5), spread over provinces like people and over forms
like the 193,025 people of CTDC's file of 2021 (measures.yaml says the shares). The budget is one release of ten tables
with noise at delta 1e-6, or the closed set that hides what is under five. `chosen` is the length that the rule takes
from public sizes; `told` is counted on people drawn anew, with the noise drawn too.
"""

import math
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from statistics import NormalDist, mean

from dotline.cli.bench import Row
from dotline.gates.protect import ClosedSet, CountingRow, Rule, TableSpec, count, protect
from dotline.gates.protect.noisy.accounting import mu_of, sigma_of
from dotline.statistics.rules.measures import definitions
from dotline.statistics.rules.pooling import choose, expected, sure

SIZES = {"incidents": 570, "cases": 1500}
EPSILONS = (1, 2, 4, 8, 12)
TABLES, DELTA = 10, 1e-6
DRAWS = 20
FABRICATED = 0.01
"""Made-up numbers that a strict rule lets through, of all that are empty."""

Cell = tuple[str, str]


def run(home: Path) -> list[Row]:
    """For each size and budget: the chosen years, and the numbers told of one year and of the chosen years."""
    del home
    said = definitions()
    chance = random.Random(2026)
    rows: list[Row] = []
    for name, yearly in SIZES.items():
        cells = expected(yearly, said.closed.sizes, said.shares("form"))
        rows += _closed(name, cells, said.closed.sizes, chance)
        for epsilon in EPSILONS:
            rows += _noisy(name, cells, epsilon, chance)
    return rows


def _rows(name: str, cells: int, told: Mapping[int, float], chosen: int) -> list[Row]:
    found = [Row(f"{name}: years chosen", [chosen], "years")]
    for years in dict.fromkeys((1, chosen)):
        found.append(Row(f"{name}: told of {years} y (of {cells})", [told[years]], "numbers"))
    return found


def _closed(
    name: str, cells: Mapping[Cell, float], sizes: Mapping[str, int], chance: random.Random
) -> list[Row]:
    """The closed set itself, with all its attacks, on three draws: it takes seconds for each."""
    least = Rule().threshold
    chosen = choose(list(cells.values()), sure(least)).years
    told = {
        years: mean(_printed(_drawn(cells, years, chance), sizes) for _draw in range(3))
        for years in dict.fromkeys((1, chosen))
    }
    return _rows(f"{name}, closed set", len(cells), told, chosen)


def _drawn(cells: Mapping[Cell, float], years: int, chance: random.Random) -> Counter[Cell]:
    """People of so many years: as many as are expected in all, each in a cell by chance."""
    many = round(sum(cells.values()) * years)
    return Counter(chance.choices(list(cells), list(cells.values()), k=many))


def _printed(drawn: Counter[Cell], sizes: Mapping[str, int]) -> int:
    """How many numbers of place x form the gate prints, beside the totals of each place and of the country."""
    forms = tuple(sorted({form for _place, form in drawn}))
    by_form = TableSpec("by-form", "cases", ("period",), ("province", "country"), "form", forms)
    plain = TableSpec("plain", "cases", ("period",), ("province", "country"))
    closed = ClosedSet((plain, by_form), sizes)
    people = (
        CountingRow(f"{place}{form}{n}", "cases", {"quarter": "2025-Q1", "province": place, "form": form})
        for (place, form), many in drawn.items()
        for n in range(many)
    )  # fmt: skip
    figures = protect(count(people, closed, ("2025-Q1",))).table(closed, by_form)
    return sum(one.value is not None and one.key.place != "CA" for one in figures)


def _noisy(
    name: str, cells: Mapping[Cell, float], epsilon: int, chance: random.Random
) -> list[Row]:
    """Noise alone: told is what reaches the strict threshold, which grows with the number of cells."""
    sigma = sigma_of(math.sqrt(TABLES), mu_of(epsilon, DELTA))
    least = sigma * NormalDist().inv_cdf(1 - FABRICATED / len(cells))
    chosen = choose(list(cells.values()), sure(least, sigma)).years
    told = {
        years: mean(_reaching(cells, years, (sigma, least), chance) for _draw in range(DRAWS))
        for years in dict.fromkeys((1, chosen))
    }
    what = f"{name}, epsilon {epsilon}"
    return [
        Row(f"{what}: smallest number told", [least], "people"),
        *_rows(what, len(cells), told, chosen),
    ]


def _reaching(
    cells: Mapping[Cell, float], years: int, noise: tuple[float, float], chance: random.Random
) -> int:
    sigma, least = noise
    drawn = _drawn(cells, years, chance)
    return sum(drawn[cell] > 0 and drawn[cell] + chance.gauss(0, sigma) >= least for cell in cells)
