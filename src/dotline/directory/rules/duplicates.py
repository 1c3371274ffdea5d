"""Whether two listings are one: candidates by shared keys, points that can be printed one by one (R-12). Pure.

The model is additive: each row of the waterfall is one thing that agrees or differs, and the points are their
sum. From MERGE on two listings may be merged without asking; from REVIEW on a person looks. The weights were set
by hand on the fictional labelled set and held by a test of precision; no row looks at what is sealed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Final
from uuid import UUID

from dotline.base.errors import N_
from dotline.matching import names
from dotline.matching.names import Likeness

MERGE: Final = 80
REVIEW: Final = 45
CROWD: Final = (
    40  # a key that more listings share says little: it is split by the words of their names
)


class Zone(StrEnum):
    """What follows from the points."""

    MERGE = "merge"
    REVIEW = "review"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where a listing is given, as far as everybody knows it."""

    street: str = ""
    postal: str = ""
    town: str = ""

    @property
    def fsa(self) -> str:
        """The first three signs of the postal code."""
        return self.postal[:3]


@dataclass(frozen=True, slots=True)
class Listed:
    """What is compared of one service, organization or location. Words are folded already."""

    id: UUID
    kind: str
    names: tuple[tuple[str, ...], ...]
    owner: UUID | None = None
    owners: tuple[tuple[str, ...], ...] = ()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    spots: tuple[Spot, ...] = ()
    words: frozenset[str] = frozenset()  # of its description
    source: UUID | None = None
    ages: tuple[float | None, float | None] = (None, None)
    weight: tuple[int, int] = (0, 0)  # an agency's own before others, more said before less

    @property
    def telling(self) -> frozenset[str]:
        """Words of its names that tell for whom, when or where it is."""
        return _telling(self.names)


@lru_cache(maxsize=200_000)
def _telling(called: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset().union(*(names.telling(one) for one in called))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the waterfall: what was compared, how it came out, the points."""

    what: str
    how: str
    points: int


@dataclass(frozen=True)
class Pair:
    """Two listings, low id first, with their waterfall."""

    one: UUID
    two: UUID
    kind: str
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def points(self) -> int:
        """The sum of the rows."""
        return sum(line.points for line in self.lines)

    @property
    def zone(self) -> Zone:
        """What follows."""
        if self.points >= MERGE:
            return Zone.MERGE
        return Zone.REVIEW if self.points >= REVIEW else Zone.APART


WHAT: Final = {
    "name": N_("Name"),
    "telling": N_("For whom"),
    "owner": N_("Organization"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "place": N_("Place"),
    "description": N_("Description"),
    "source": N_("Source"),
    "ages": N_("Ages"),
}
HOW: Final = {
    "same": N_("the same"),
    "close": N_("the same but for a slip of the pen"),
    "within": N_("one holds the other"),
    "partly": N_("alike in part"),
    "different": N_("different"),
    "only_one": N_("only one says it"),
    "missing": N_("not said"),
    "shared": N_("the same, but many share it"),
    "street": N_("the same street address"),
    "postal": N_("the same postal code"),
    "area": N_("the same postal area"),
    "town": N_("the same town"),
    "host": N_("the same host"),
}

_NAME: Final = {
    Likeness.SAME: ("same", 45),
    Likeness.CLOSE: ("close", 38),
    Likeness.WITHIN: ("within", 18),
    Likeness.PARTLY: ("partly", 6),
    Likeness.DIFFERENT: ("different", -45),
    Likeness.MISSING: ("missing", -45),
}
_OWNER: Final = {
    Likeness.SAME: ("same", 12),
    Likeness.CLOSE: ("close", 10),
    Likeness.WITHIN: ("within", 4),
    Likeness.PARTLY: ("partly", 0),
    Likeness.DIFFERENT: ("different", -25),
    Likeness.MISSING: ("missing", 0),
}


def score(one: Listed, two: Listed, crowded: Mapping[str, int] | None = None) -> Pair:
    """The waterfall of two listings; the order of the two does not matter. `crowded`: how many share a phone."""
    first, second = sorted((one, two), key=lambda listed: listed.id.bytes)
    lines = [
        Line("name", *_NAME[_alike(first.names, second.names)]),
        _told_apart(first, second),
        _same_owner(first, second),
        _shared("phone", first.phones, second.phones, crowded or {}, (22, 6, -14)),
        _shared("email", first.emails, second.emails, crowded or {}, (18, 5, -8)),
        _website(first, second),
        _place(first, second),
        _described(first, second),
        _sources(first, second),
        _ages(first, second),
    ]
    return Pair(first.id, second.id, first.kind, tuple(line for line in lines if line.points))


@lru_cache(maxsize=200_000)
def _alike(ones: tuple[tuple[str, ...], ...], twos: tuple[tuple[str, ...], ...]) -> Likeness:
    return names.best(ones, twos)


def _told_apart(one: Listed, two: Listed) -> Line:
    """A women's house is not a men's house, whatever else agrees; a number or side is a branch."""
    left, right = one.telling, two.telling
    if left == right:
        return Line("telling", "same", 0)
    if left and right and not (left <= right or right <= left):
        return Line("telling", "different", -70)
    return Line("telling", "only_one", -30)


def _same_owner(one: Listed, two: Listed) -> Line:
    if one.kind == "organization":
        return Line("owner", "missing", 0)
    if one.owner is not None and one.owner == two.owner:
        return Line("owner", "same", 12)
    return Line("owner", *_OWNER[_alike(one.owners, two.owners)])


def _shared(
    what: str,
    one: frozenset[str],
    two: frozenset[str],
    crowded: Mapping[str, int],
    points: tuple[int, int, int],
) -> Line:
    both = one & two
    if any(crowded.get(key, 2) <= 2 for key in both):
        return Line(what, "same", points[0])
    if both:
        return Line(what, "shared", points[1])
    return Line(what, "different", points[2]) if one and two else Line(what, "missing", 0)


def _website(one: Listed, two: Listed) -> Line:
    if one.sites & two.sites:
        return Line("website", "same", 10)
    if one.hosts & two.hosts:
        return Line("website", "host", 5)
    if one.hosts and two.hosts:
        return Line("website", "different", -10)
    return Line("website", "missing", 0)


def _place(one: Listed, two: Listed) -> Line:
    """The nearest of their places. A branch has the name and the phone of the other, but not its door."""
    if not one.spots or not two.spots:
        return Line("place", "missing", 0)
    return max(
        (_spots(left, right) for left in one.spots for right in two.spots),
        key=lambda line: line.points,
    )


def _spots(one: Spot, two: Spot) -> Line:
    if one.street and two.street:
        near = one.fsa == two.fsa if one.fsa and two.fsa else one.town == two.town
        if near and one.street == two.street:
            return Line("place", "street", 24)
        # The same area with another door is a branch, or one that moved: a person looks.
        return Line("place", "different", -30 if near else -45)
    if one.postal and one.postal == two.postal:
        return Line("place", "postal", 20)
    if one.fsa and two.fsa:
        return Line("place", "area", 10) if one.fsa == two.fsa else Line("place", "different", -40)
    if one.town and two.town:
        return Line("place", "town", 6) if one.town == two.town else Line("place", "different", -45)
    return Line("place", "missing", 0)


_FRENCH: Final = frozenset(("le", "la", "les", "des", "et", "pour", "une", "dans", "aux", "est"))
_ENGLISH: Final = frozenset(("the", "and", "of", "for", "to", "with", "in", "is", "are", "or"))


def _described(one: Listed, two: Listed) -> Line:
    """Share of the words of both descriptions that they share; English beside French tells nothing.

    Programs of one house have its name, door and phone: what they do is told here alone.
    """
    if len(one.words) < 5 or len(two.words) < 5 or _french(one.words) != _french(two.words):
        return Line("description", "missing", 0)
    share = len(one.words & two.words) * 100 // len(one.words | two.words)
    if share >= 80:
        return Line("description", "same", 12)
    if share >= 45:
        return Line("description", "partly", 4)
    return Line("description", "different", -12 if share >= 25 else -40)


@lru_cache(maxsize=200_000)
def _french(words: frozenset[str]) -> bool:
    return len(words & _FRENCH) > len(words & _ENGLISH)


def _sources(one: Listed, two: Listed) -> Line:
    """Somebody who keeps a directory rarely lists one thing twice, but lists programs apart."""
    if one.source is not None and one.source == two.source:
        return Line("source", "same", -30)
    return Line("source", "different", 0)


def _ages(one: Listed, two: Listed) -> Line:
    said = [age for age in (*one.ages, *two.ages) if age is not None]
    if not said or one.ages == two.ages:
        return Line("ages", "missing", 0)
    if one.ages == (None, None) or two.ages == (None, None):
        return Line("ages", "only_one", -4)
    return Line("ages", "different", -35)


def keys(one: Listed) -> Iterator[str]:
    """What a listing is looked for by: two that share a key are compared."""
    yield from (f"p{phone}" for phone in one.phones)
    yield from (f"m{email}" for email in one.emails)
    yield from (f"w{host}" for host in one.hosts)
    areas = {spot.fsa or spot.town for spot in one.spots} - {""}
    for name in one.names:
        yield from (f"n{' '.join(name)}|{area}" for area in areas)
        if not areas:
            yield f"n{' '.join(name)}|"
        for word in name:
            if len(word) > 3:
                yield from (f"t{word[:6]}|{area}" for area in areas)


def candidates(listed: Sequence[Listed]) -> Iterator[tuple[Listed, Listed]]:
    """Pairs that share a key, each once, in a lasting order. A crowd is split by the words of the names."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(listed):
        for key in set(keys(one)):
            blocks[key].append(place)
    seen: set[int] = set()
    size = len(listed)
    for key in sorted(blocks):
        for block in _split(listed, blocks[key]):
            for left, right in combinations(block, 2):
                number = left * size + right
                if number not in seen:
                    seen.add(number)
                    yield listed[left], listed[right]


def _split(listed: Sequence[Listed], block: list[int]) -> Iterable[list[int]]:
    if len(block) <= CROWD:
        return [block] if len(block) > 1 else []
    finer: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in block:
        for name in listed[place].names:
            finer[name].append(place)
    return [found for found in finer.values() if 1 < len(found) <= CROWD]


def crowds(listed: Iterable[Listed]) -> dict[str, int]:
    """How many listings share each phone and address of mail."""
    found: dict[str, int] = defaultdict(int)
    for one in listed:
        for key in (*one.phones, *one.emails):
            found[key] += 1
    return dict(found)


def pairs(listed: Sequence[Listed]) -> list[Pair]:
    """Every pair from REVIEW on, most points first."""
    shared = crowds(listed)
    found: list[Pair] = []
    for one, two in candidates(listed):
        pair = score(one, two, shared)
        if pair.zone is not Zone.APART:
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.points, pair.one.bytes, pair.two.bytes))


def survivor(one: Listed, two: Listed) -> UUID:
    """Which of two keeps its id: an agency's own before a load's, then who says more, then the lower id."""
    return min(
        (one, two), key=lambda listed: (*(-part for part in listed.weight), listed.id.bytes)
    ).id
