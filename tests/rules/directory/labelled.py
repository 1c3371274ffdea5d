"""A labelled set of listings, FICTIONAL from a seed: which are twice there, and what only looks so.

Hard negatives: branches with one phone, one name in two cities, a women's and a men's house of one organization,
one organization's programs at one door, sealed sites of one region. Hard positives: English and French names,
slips of the pen, legal forms, a moved or missing phone, another way to write the street.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from dotline.base.ids import stable_id
from dotline.directory.rules import duplicates, folded
from dotline.directory.rules.duplicates import Listed, Spot
from dotline.matching import names

FIRST = (
    "Kelp", "Aster", "Maple", "Harbour", "Larch", "Juniper", "Tamarack", "Bluff", "Heron", "Willow", "Otter",
    "Prairie", "Granite", "Cedar", "Lantern", "Meadow", "Sparrow", "Thistle", "Canyon", "Birch",
)  # fmt: skip
SECOND = (
    "field",
    "brook",
    "wood",
    "ridge",
    "haven",
    "mere",
    "dale",
    "crest",
    "ford",
    "gate",
    "stead",
    "wick",
)
KINDS = (
    ("Women's Shelter", "Refuge pour femmes"), ("Legal Clinic", "Clinique juridique"),
    ("Crisis Line", "Ligne de crise"), ("Food Bank", "Banque alimentaire"), ("Health Centre", "Centre de santé"),
    ("Youth House", "Maison des jeunes"), ("Newcomer Services", "Services aux nouveaux arrivants"),
    ("Friendship Centre", "Centre d’amitié autochtone"), ("Family Support", "Soutien aux familles"),
    ("Counselling", "Consultation"), ("Housing Help", "Aide au logement"),
    ("Sexual Assault Centre", "Centre d’agression sexuelle"),
)  # fmt: skip
TOWNS = (
    ("Toronto", "M5V"), ("Ottawa", "K1N"), ("Montréal", "H2X"), ("Winnipeg", "R3B"), ("Vancouver", "V6A"),
    ("Halifax", "B3H"), ("Calgary", "T2P"), ("Regina", "S4P"), ("Moncton", "E1C"), ("Québec", "G1R"),
)  # fmt: skip
STREETS = ("Invented Street", "Made-up Avenue", "Fictive Road", "Untrue Crescent", "Feigned Lane")
NORTH, SOUTH = stable_id("labelled", "north"), stable_id("labelled", "south")
Pair = frozenset[object]


class Labelled:
    """Listings, and the pairs of ids that are one thing."""

    def __init__(self, seed: int, groups: int) -> None:
        self.random = Random(seed)
        self.listed: list[Listed] = []
        self.same: set[Pair] = set()
        for number in range(groups):
            self._group(number)
        self.random.shuffle(self.listed)

    def _name(self) -> tuple[str, str, str]:
        proper = f"{self.random.choice(FIRST)}{self.random.choice(SECOND)}"
        english, french = self.random.choice(KINDS)
        return proper, f"{proper} {english}", f"{french} {proper}"

    def _one(self, *called: str, **more: object) -> Listed:
        folded = tuple(dict.fromkeys(names.words(one) for one in called))
        made = Listed(stable_id("labelled", str(self.random.random())), "service", folded)
        return replace(made, **more)  # type: ignore[arg-type]  # fields by name

    def _phone(self) -> frozenset[str]:
        return frozenset({f"000{self.random.randrange(10**7):07d}"})  # no area has 000

    def _spot(self, town: tuple[str, str] | None = None) -> Spot:
        name, fsa = town or self.random.choice(TOWNS)
        street = f"{self.random.randint(1, 9999)} {self.random.choice(STREETS)}"
        postal = f"{fsa}{self.random.randint(0, 9)}X{self.random.randint(0, 9)}"
        return Spot(folded.street(street), postal, names.plain(name))

    def _base(self) -> tuple[tuple[str, str, str], Listed]:
        name = self._name()
        proper = name[0].casefold()
        owner = stable_id("labelled", "owner", proper, str(self.random.random()))
        made = self._one(
            name[1],
            owner=owner,
            owners=(names.words(f"{name[0]} Society"),),
            phones=self._phone(),
            emails=frozenset({f"help@{proper}.example.org"})
            if self.random.random() < 0.7
            else frozenset(),
            hosts=frozenset({f"{proper}.example.org"})
            if self.random.random() < 0.6
            else frozenset(),
            spots=(self._spot(),),
            words=self._words(),
            source=NORTH,
        )
        return name, made

    def _words(self) -> frozenset[str]:
        """What a description says: some of many words."""
        return frozenset(f"word{number}" for number in self.random.sample(range(400), 20))

    def _reworded(self, words: frozenset[str]) -> frozenset[str]:
        """The same said by somebody else: most of its words, some others; or in the other language; or nothing."""
        kind = self.random.random()
        if kind < 0.3:
            return frozenset()
        if kind < 0.5:
            return frozenset({"le", "la", "et", *self._words()})
        kept = self.random.sample(sorted(words), self.random.randint(12, 20))
        return frozenset((*kept, *self.random.sample(sorted(self._words()), 20 - len(kept))))

    def _group(self, number: int) -> None:
        name, base = self._base()
        self.listed.append(base)
        for made, same in _KINDS[number % len(_KINDS)](self, name, base):
            self.listed.append(made)
            if same:
                self.same.add(frozenset({base.id, made.id}))

    def again(self, name: tuple[str, str, str], base: Listed) -> Iterator[tuple[Listed, bool]]:
        """The same service from another source, written otherwise."""
        called = self.random.choice(
            (name[1], name[2], f"The {name[1]} Inc.", f"{name[1]} / {name[2]}", self._slip(name[1]), name[1].upper())
        )  # fmt: skip
        spot = base.spots[0]
        less = self.random.random()
        yield (
            self._one(
                *called.split(" / "),
                owner=base.owner if self.random.random() < 0.5 else stable_id("labelled", called),
                owners=(
                    names.words(
                        self.random.choice((f"{name[0]} Association", f"Société {name[0]}"))
                    ),
                ),
                phones=base.phones if less < 0.85 else self._phone(),
                emails=base.emails if self.random.random() < 0.8 else frozenset(),
                hosts=base.hosts,
                spots=(spot,) if less > 0.15 else (Spot("", spot.postal, spot.town),),
                words=self._reworded(base.words),
                source=SOUTH,
            ),
            True,
        )

    def branch(self, name: tuple[str, str, str], base: Listed) -> Iterator[tuple[Listed, bool]]:
        """Branches of one organization with one phone, one web site and one name."""
        town = next(town for town in TOWNS if names.plain(town[0]) == base.spots[0].town)
        source = self.random.choice((NORTH, SOUTH))
        key = stable_id("b", str(base.id))
        yield replace(base, id=key, spots=(self._spot(town),), source=source), False
        other = self._one(f"{name[1]} Downtown", spots=(self._spot(town),))
        yield replace(base, id=other.id, names=other.names, spots=other.spots), False

    def city(self, name: tuple[str, str, str], base: Listed) -> Iterator[tuple[Listed, bool]]:
        """The same name in another city, of somebody else."""
        _name, other = self._base()
        far = [town for town in TOWNS if names.plain(town[0]) != base.spots[0].town]
        yield replace(other, names=base.names, spots=(self._spot(self.random.choice(far)),)), False

    def houses(self, name: tuple[str, str, str], base: Listed) -> Iterator[tuple[Listed, bool]]:
        """A women's and a men's house, a first and a second one: one organization, one phone, one door."""
        for word in ("Women's House", "Men's House", "House 1", "House 2"):
            made = self._one(f"{name[0]} {word}")
            source = self.random.choice((NORTH, SOUTH))
            yield replace(base, id=made.id, names=made.names, source=source), False

    def sites(self, name: tuple[str, str, str], base: Listed) -> Iterator[tuple[Listed, bool]]:
        """Two programs under the name of one site: all is the same but what they do. Seen in a real directory."""
        for source in (NORTH, SOUTH):
            key = stable_id("s", str(base.id), str(source))
            yield replace(base, id=key, words=self._words(), source=source), False

    def programs(self, name: tuple[str, str, str], base: Listed) -> Iterator[tuple[Listed, bool]]:
        """Other programs of one organization at one door with one phone."""
        for english, _french in self.random.sample(KINDS, 3):
            if english not in name[1]:
                made = self._one(f"{name[0]} {english}")
                yield (
                    replace(base, id=made.id, names=made.names, words=frozenset(), source=SOUTH),
                    False,
                )

    def regional(self, name: tuple[str, str, str], base: Listed) -> Iterator[tuple[Listed, bool]]:
        """Two services without a public place that share a help line and a kind of name."""
        made = self._one(
            f"{self.random.choice(FIRST)}{self.random.choice(SECOND)} {name[1].split(' ', 1)[1]}"
        )
        yield replace(base, id=made.id, names=made.names, spots=(), owner=made.id, owners=()), False

    def _slip(self, text: str) -> str:
        at = self.random.randrange(2, 6)
        return text[:at] + text[at + 1 :]


_KINDS = (
    Labelled.again, Labelled.branch, Labelled.again, Labelled.city, Labelled.again, Labelled.houses,
    Labelled.again, Labelled.programs, Labelled.again, Labelled.regional, Labelled.again, Labelled.sites,
)  # fmt: skip


def measured(labelled: Labelled, threshold: int) -> tuple[float, float, int]:
    """Precision and recall of what has so many points, and how many pairs that are."""
    found = {
        frozenset({pair.one, pair.two})
        for pair in duplicates.pairs(labelled.listed)
        if pair.points >= threshold
    }
    right = len(found & labelled.same)
    return right / max(1, len(found)), right / len(labelled.same), len(found)
