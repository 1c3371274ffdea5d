"""Frequency alignment: the commonest code is taken for the commonest value, column by column. Pure.

Sources: Niedermeyer, Steinmetzer, Kroll and Schnell, Journal of Privacy and Confidentiality 6(2), 2014; on sets of
match keys Vidanage, Ranbaduge, Christen and Randall, IJPDS 5(1), 2020. Somebody is named where one person alone
fits everything that was read of a row.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import numpy as np

from dotline.gates.encode.attacks import Guesses

TOP: Final = 200
"""How many of the commonest codes of a column are aligned: further down counts tell nothing apart."""
Codes = Sequence[Hashable | None]
Holders = Mapping[Hashable, frozenset[int]]
"""For each value of a column who has it."""


def holders(values: Sequence[Sequence[Hashable]]) -> Holders:
    """Who has each value, from the values of each person."""
    found: dict[Hashable, set[int]] = {}
    for person, told in enumerate(values):
        for value in told:
            found.setdefault(value, set()).add(person)
    return {value: frozenset(people) for value, people in found.items()}


def align(columns: Sequence[tuple[Codes, Holders]]) -> Guesses:
    """Whom each row is taken for. A column: the code of each row, None where there is none; and who has each value."""
    rows = len(columns[0][0])
    fits: list[frozenset[int] | None] = [None] * rows
    for codes, values in columns:
        common = [
            code for code, _times in Counter(c for c in codes if c is not None).most_common(TOP)
        ]
        ranked = sorted(values, key=lambda value: (-len(values[value]), str(value)))
        read = dict(zip(common, ranked, strict=False))
        for row, code in enumerate(codes):
            if code in read:
                before, people = fits[row], values[read[code]]
                fits[row] = people if before is None else before & people
    told = [min(one) if one is not None and len(one) == 1 else -1 for one in fits]
    return np.array(told, np.int64)
