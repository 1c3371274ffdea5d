"""What nobody may send: filters under one salt for all. The red team proves itself on it. Pure.

An attack that does not name people here says nothing by naming nobody in our files (tests/rules/gates/test_attacks.py,
benchmarks/link_attack.py).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from dotline.gates.encode.attacking import Target, pieces_of
from dotline.gates.encode.attacks import as_bits, frequency
from dotline.matching import filters, sweeps, tokens
from dotline.matching.identity import Identity

SPARSE: Final = (3, 2, 3, 4, 2, 2, 2, 1)
"""How many positions each piece of a field sets in a filter of the whole record."""


def unsalted(people: Sequence[Identity]) -> Target:
    """Filters of fields under one salt, and a sparse filter of the record, not diffused, as an attacker sees them."""
    said = [tokens.grams(who, who.names[0]) for who in people]
    every = np.arange(len(said), dtype=np.uint32)
    told = filters.pieces(said, len(tokens.FIELDS))
    fields = filters.filters(every, np.full((len(said), 2), 7, np.uint64), told)
    columns = [
        (
            [row.tobytes() if row.any() else None for row in fields[:, at]],
            frequency.holders([[one[at]] if one[at] else [] for one in said]),
        )
        for at in range(len(tokens.FIELDS))
    ]
    plain = np.packbits(np.eye(sweeps.BITS, dtype=np.uint8), axis=1, bitorder="little").view("<u8")
    key = np.array([3, 4], np.uint64)
    codes = as_bits(sweeps.encoded(told, key, plain, SPARSE))
    who = every.astype(np.int64)
    return Target(codes, who, columns, who, pieces_of(people))
