"""What of a name is compared when a name may be written differently: pairs of sounds, years of birth. Pure.

A hint says that two records may be of one person; a worker decides. Tokens are folded (no accents,
no case, Beth is Elizabeth: matching.names), then reduced to how they sound, roughly the same in
English, French and Spanish spelling.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from dotline.matching import names

# Raise it with every change of what `parts` yields: each home renews then what it kept of names.
VERSION = 1
MOST_TOKENS = 5
YEARS = 3  # a birth interval longer than this says too little about the year
PAIR, WITH_YEAR, ALONE = 6, 4, 1
_ALIKE = (
    ("ph", "f"), ("sch", "s"), ("sh", "s"), ("ch", "s"), ("ck", "k"), ("qu", "k"), ("gu", "g"), ("x", "s"),
    ("z", "s"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("v", "b"),
    ("w", "b"), ("j", "g"), ("y", "i"), ("h", ""),
)  # fmt: skip


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, folded and short forms made one, each once, the longest first."""
    found = dict.fromkeys(names.person_words(name))
    return tuple(sorted((one for one in found if len(one) > 1), key=lambda one: (-len(one), one)))[
        :MOST_TOKENS
    ]


def sound(token: str) -> str:
    """How a folded token sounds, roughly: first letter and consonants, no letter twice in a row."""
    for spelled, heard in _ALIKE:
        token = token.replace(spelled, heard)
    body = token[:1] + re.sub(r"[aeiou]", "", token[1:])
    return re.sub(r"(.)\1+", r"\1", body)


@dataclass(frozen=True)
class NamePart:
    """One thing of a name that is compared, and how much it tells when it is equal."""

    text: str
    weight: int


def parts(name: str, years: Iterable[int] = ()) -> tuple[NamePart, ...]:
    """What is compared of a name, with the years of birth that are possible, if they are few.

    A token alone counts only for a name of one word: the commonest names would match everybody.
    """
    words = tokens(name)
    heard = sorted({sound(one) for one in words} - {""})
    found = [NamePart(f"pair|{a}|{b}", PAIR) for a, b in combinations(heard, 2)]
    known = tuple(years)
    if len(known) <= YEARS + 2:
        found += [NamePart(f"year|{one}|{year}", WITH_YEAR) for one in heard for year in known]
    if len(words) == 1:
        found.append(NamePart(f"alone|{words[0]}", ALONE))
    return tuple(found)


@dataclass(frozen=True)
class Ranked:
    """A person who may be the one looked for; `share` is between 0 and 1."""

    person_id: UUID
    share: float


def rank(matched: Mapping[UUID, int], wanted: Iterable[NamePart], most: int = 5) -> list[Ranked]:
    """The people whose parts matched, the likeliest first; `matched` has the sum of weights of each."""
    whole = max(sum(one.weight for one in wanted if one.weight != WITH_YEAR), 1)
    found = [Ranked(key, min(weight / whole, 1.0)) for key, weight in matched.items() if weight]
    return sorted(found, key=lambda one: (-one.share, str(one.person_id)))[:most]
