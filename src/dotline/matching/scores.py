"""Scores: whole points for how two encoded records agree, added up field by field, so that each can be printed. Pure.

The model is additive: points for the level at which each of the eight fields agrees, points for two fields together
(the members of one household share street, phone and family name; that is one fact, not three), points for how few
records share the token, points for how many tokens two records share. `UNIT` points are one unit of log-odds. The
weights are learnt by benchmarks/_train_scores.py and shipped in scores.json; no file that is matched ever changes them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import N_, Invalid
from dotline.matching.filters import BITS
from dotline.matching.tokens import FIELDS

UNIT: Final = 1000
LEVELS: Final = 8
MISSING: Final = 0
SAME: Final = 7
RARITIES: Final = 8
SHARED: Final = 16
PAIRS: Final = tuple(combinations(range(len(FIELDS)), 2))
GROUPS: Final = tuple(combinations(range(len(FIELDS) // 2), 2))
LABELS: Final[Mapping[str, str]] = {
    "given": N_("given name"),
    "middle": N_("middle name"),
    "family": N_("family name"),
    "birth": N_("date of birth"),
    "phone": N_("phone"),
    "area": N_("postal code and place"),
    "street": N_("street"),
    "sex": N_("sex"),
}
WORDS: Final = (
    N_("not in both"), N_("different"), N_("a little alike"), N_("somewhat alike"), N_("half alike"), N_("alike"),
    N_("nearly the same"), N_("the same"),
)  # fmt: skip
Whole = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Model:
    """Weights in points. `single[field][level]`, `pair[(field, field)][level][level]`."""

    name: str
    cuts: tuple[int, ...]
    single: Whole
    pair: Whole
    rarity: Whole
    shared: Whole
    base: int
    floor: int

    @property
    def level(self) -> npt.NDArray[np.uint8]:
        """The level of each number of shared bits."""
        bits = np.arange(BITS + 1)
        return (1 + np.searchsorted(np.array(self.cuts), bits, side="right")).astype(np.uint8)

    @property
    def tables(self) -> Whole:
        """Six tables of two times two fields, so that a score is six look-ups; together they hold every weight once."""
        made = np.zeros((len(GROUPS), 64, 64), np.int32)
        code = np.arange(64)
        both = (code & 7, code >> 3)
        own = [self._own(group, both) for group in range(len(FIELDS) // 2)]
        for number, (one, two) in enumerate(GROUPS):
            for x, y in ((x, y) for x in (0, 1) for y in (0, 1)):
                pair = self.pair[PAIRS.index((2 * one + x, 2 * two + y))]
                made[number] += pair[both[x][:, None], both[y][None, :]]
        # What a group has of its own stands in one table that it is part of.
        made[GROUPS.index((0, 1))] += own[0][:, None] + own[1][None, :]
        made[GROUPS.index((2, 3))] += own[2][:, None] + own[3][None, :]
        return made

    def _own(self, group: int, both: Sequence[npt.NDArray[np.int64]]) -> Whole:
        first, second = 2 * group, 2 * group + 1
        pair: Whole = self.pair[PAIRS.index((first, second))]
        told: Whole = self.single[first][both[0]] + self.single[second][both[1]]
        return told + pair[both[0], both[1]]

    def count(self, rows: npt.NDArray[np.int64]) -> Whole:
        """Points for the number of tokens that two records share."""
        told: Whole = self.shared[np.clip(rows, 1, SHARED) - 1]
        return told


def points(levels: npt.NDArray[np.uint32], tables: Whole) -> Whole:
    """The points of packed levels (three bits for each field, the first lowest), without rarity."""
    groups = [(levels >> np.uint32(6 * at)).astype(np.int64) & 63 for at in range(4)]
    told = np.zeros(len(levels), np.int32)
    for table, (one, two) in zip(tables, GROUPS, strict=True):
        told += table[groups[one], groups[two]]
    return told


@dataclass(frozen=True)
class Step:
    """One line of a waterfall: what it is about, at which level, and its points."""

    fields: tuple[str, ...]
    levels: tuple[int, ...]
    points: int


def waterfall(model: Model, levels: int, shared: int, rivals: int = 0) -> tuple[Step, ...]:
    """What the score of a pair is made of; the points add up to it. `levels` holds the rarity in bits 24 to 26.

    `rivals` are the points that other partners of the two records took, one to one (matching/rivals.py).
    """
    told = [levels >> 3 * at & 7 for at in range(len(FIELDS))]
    steps = [
        Step((name,), (level,), int(model.single[at][level]))
        for at, (name, level) in enumerate(zip(FIELDS, told, strict=True))
    ]
    steps += [
        Step((FIELDS[a], FIELDS[b]), (told[a], told[b]), int(model.pair[number][told[a]][told[b]]))
        for number, (a, b) in enumerate(PAIRS)
    ]
    rare = levels >> 24 & 7
    steps.append(Step(("rarity",), (rare,), int(model.rarity[rare])))
    steps.append(Step(("shared",), (shared,), int(model.count(np.array([shared]))[0])))
    steps.append(Step(("rivals",), (), rivals))
    return (Step(("base",), (), model.base), *(one for one in steps if one.points))


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the product."""
    return read(json.loads((Path(__file__).parent / "scores.json").read_text(encoding="utf-8")))


def shipped_as(name: str) -> Model:
    """The same, where it is the model of that name. Raises Invalid for what another version scored."""
    model = shipped()
    if name != model.name:
        raise Invalid(
            "These pairs were scored by the model {name}, which this Dotline does not have.",
            "Compare and resolve with the same version.",
            name=name[:40],
        )
    return model


def read(told: Mapping[str, Any]) -> Model:
    """A model from its data."""
    size = (len(FIELDS), LEVELS)
    return Model(
        name=told["name"],
        cuts=tuple(told["cuts"]),
        single=np.array([told["single"][name] for name in FIELDS], np.int32).reshape(size),
        pair=np.array(
            [told["pair"][f"{FIELDS[a]}+{FIELDS[b]}"] for a, b in PAIRS], np.int32
        ).reshape(len(PAIRS), LEVELS, LEVELS),
        rarity=np.array(told["rarity"], np.int32).reshape(RARITIES),
        shared=np.array(told["shared"], np.int32).reshape(SHARED),
        base=told["base"],
        floor=told["floor"],
    )
