"""Neighbours of known people: who knows whose one row of a block is asks who the other rows of that block are. Pure.

Sources: the weak side of every blocking (Vidanage, Ranbaduge, Christen and Randall, IJPDS 5(1), 2020: rows that share a
key share what it was made of), and the extension of known pairs to others (NEPAL, 2025). Two rows of one block can be
compared field by field, which is what they are for. So who knows one of the two by name looks in the table for those
who share a token with her, and takes the one whose fields are alike to hers just as the filters of the two rows are:
a sister, a tenant of the same house, a woman of the same name born in the same month.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.attacks import Guesses, frequency
from dotline.matching import filters, tokens
from dotline.matching.identity import Identity

_CHANCE: Final = filters.WEIGHT**2 / filters.BITS
"""Bits that two filters of different pieces share."""
_ABSENT: Final = 10.0
"""What it costs, in bits of distance, that a field is there in one of the two and not in the other."""
_SURE: Final = 1.0
"""How much better, in the same measure, the best must fit than the second."""
Grams = Sequence[frozenset[str]]


class Crowd:
    """What an attacker knows of people: who shares which token with whom, and how alike two are, field by field."""

    def __init__(self, people: Sequence[Identity]) -> None:
        self._tokens = [tokens.tokens(who) for who in people]
        self._grams: list[Grams] = [
            tuple(map(frozenset, tokens.grams(who, who.names[0]))) if who.names else ()
            for who in people
        ]
        self._holders = frequency.holders(self._tokens)

    def mates(self, one: int) -> Mapping[int, int]:
        """Everybody who shares a token with her, and how many."""
        found: dict[int, int] = defaultdict(int)
        for token in self._tokens[one]:
            for other in self._holders[token]:
                found[other] += other != one
        found.pop(one, None)
        return found

    def expected(self, one: int, other: int) -> npt.NDArray[Any]:
        """How many bits filters of the two would share in each field; NaN where one of them has none."""
        told = np.full(len(tokens.FIELDS), np.nan)
        for at, (ours, theirs) in enumerate(zip(self._grams[one], self._grams[other], strict=True)):
            if ours and theirs:
                dice = 2 * len(ours & theirs) / (len(ours) + len(theirs))
                told[at] = _CHANCE + (filters.WEIGHT - _CHANCE) * dice
        return told


def named(rows: npt.NDArray[Any], known: Guesses, crowd: Crowd) -> Guesses:
    """Whom each row is taken for. `rows` are sorted by token; `known` is whose each row is known to be, else -1."""
    guesses = np.full(len(rows), -1, np.int64)
    cells = np.ascontiguousarray(rows["token"])
    begins = np.flatnonzero(np.r_[True, cells[1:] != cells[:-1]]) if len(rows) else np.zeros(0, int)
    ends = np.r_[begins[1:], len(rows)]
    mates: dict[int, Mapping[int, int]] = {}
    taken = frozenset(known[known >= 0].tolist())
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        block = range(begin, end)
        sure = [at for at in block if known[at] >= 0]
        if not sure or len(sure) == end - begin:
            continue
        for at in sure:
            who = int(known[at])
            if who not in mates:
                mates[who] = {one: n for one, n in crowd.mates(who).items() if one not in taken}
        told = set.intersection(*(set(mates[int(known[at])]) for at in sure))
        for row in block:
            if known[row] < 0 and told:
                guesses[row] = _best(rows, row, sure, known, sorted(told), crowd)
    return guesses


def _best(
    rows: npt.NDArray[Any],
    row: int,
    sure: Sequence[int],
    known: Guesses,
    told: Sequence[int],
    crowd: Crowd,
) -> int:
    """Who of some fits best beside those who are known; -1 where two fit alike."""
    cost = np.zeros(len(told))
    for at in sure:
        seen = _seen(rows[row], rows[at])
        for place, one in enumerate(told):
            wanted = crowd.expected(int(known[at]), one)
            apart = np.where(np.isnan(seen) | np.isnan(wanted), _ABSENT, np.abs(seen - wanted))
            cost[place] += float(apart[~(np.isnan(seen) & np.isnan(wanted))].sum())
    order = np.argsort(cost)
    if len(told) > 1 and cost[order[1]] - cost[order[0]] < _SURE:
        return -1
    return int(told[order[0]])


def _seen(one: Any, other: Any) -> npt.NDArray[Any]:
    """How many bits two rows share in each field; NaN where one of them has none, as their tags tell."""
    words = one["filters"] & other["filters"]
    both: npt.NDArray[Any] = np.bitwise_count(words).sum(axis=1).astype(float)
    both[(one["tags"] != other["tags"]) | (one["tags"] == 0)] = np.nan
    return both
