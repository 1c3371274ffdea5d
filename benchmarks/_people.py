"""Made-up people for benchmarks: `python -m benchmarks._people KIND SIZE FOLDER [SEED]`, KIND mild, bad, rare or past.

Names are drawn from syllables and shared with no file that the model was learnt from. Many live together: the same
street, postal code and phone, most of them one family name, some of them twins or father and son of one name.
`mild`: about one error in each record; `bad`: about two, and more gaps. Half of each file is in the other.
`rare`: 60 people of a small file are in the large one. `past`: one file with some ten records of each person, who
lived long ago, has no phone, and whose records hold many errors.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

Record = dict[str, str]
COLUMNS: Final = {
    "given": "given_name", "second": "middle_name", "family": "family_name", "born": "birth_date", "sex": "sex",
    "phone": "phone", "town": "place", "postal": "postal_code", "street": "street",
}  # fmt: skip
PAST: Final = {
    "name": "full_name", "born": "birth_date", "birthplace": "birth_place", "postal": "postal_code", "sex": "sex",
    "work": "occupation",
}  # fmt: skip
_FLUSH: Final = 50_000


@dataclass(frozen=True)
class Errors:
    """How many errors a record has on average, and how often a column is empty."""

    rate: float
    gaps: float


MILD: Final = Errors(1.0, 0.5)
BAD: Final = Errors(2.0, 1.0)
_GAPS: Final = {
    "given": 0.01, "second": 0.35, "family": 0.005, "born": 0.05, "sex": 0.02, "phone": 0.3, "town": 0.1,
    "postal": 0.2, "street": 0.25,
}  # fmt: skip


class World:
    """Names, towns and streets, the few common ones and the many rare."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        first = [*"bcdfghjklmnprstvwyz", "br", "dr", "gr", "st", "tr"]
        second = [*"aeiou", "ai", "ou", "an", "en", "il", "or"]
        self._syllables = [a + b for a in first for b in second]
        self.givens = {sex: self._drawn(4_000, 1, 3, 25) for sex in "fm"}
        self.families = self._drawn(30_000, 1, 3, 80)
        self.towns = self._drawn(140, 2, 3, 3)
        self.roads = self._drawn(6_000, 2, 3, 200)
        self.works = self._drawn(90, 2, 3, 4)
        self.short = {
            name: name[: self.random.randint(2, 4)] for names, _shares in self.givens.values() for name in names
            if len(name) > 5 and self.random.random() < 0.3
        }  # fmt: skip

    def _drawn(self, size: int, least: int, most: int, flat: int) -> tuple[list[str], list[float]]:
        told: dict[str, None] = {}
        while len(told) < size:
            word = "".join(self.random.choices(self._syllables, k=self.random.randint(least, most)))
            word += self.random.choice(("", "", "n", "r", "s", "l", "tt", "ck"))
            if len(word) > 3:
                told[word] = None
        return list(told), list(accumulate(1 / (rank + flat) for rank in range(size)))

    def one(self, of: tuple[list[str], list[float]]) -> str:
        """One of some words, the first the likeliest."""
        return self.random.choices(of[0], cum_weights=of[1])[0]

    def digits(self, number: int) -> str:
        """So many digits."""
        return f"{self.random.randrange(10**number):0{number}}"

    def home(self) -> Record:
        """Where people live: phone, town, postal code, street."""
        random = self.random
        letters = random.choices("abcdefghjklmnprstuvwxyz", k=3)
        area = random.choice(
            [
                "403",
                "416",
                "418",
                "438",
                "514",
                "519",
                "604",
                "613",
                "647",
                "778",
                "819",
                "902",
                "905",
            ]
        )
        code = "".join(a + b for a, b in zip(letters, self.digits(3), strict=True))
        street = f"{random.randint(1, 2500)} {self.one(self.roads)} {random.choice(['st', 'ave', 'rd', 'dr', 'cres'])}"
        return {
            "phone": area + str(random.randint(2, 9)) + self.digits(6), "town": self.one(self.towns), "postal": code,
            "street": street,
        }  # fmt: skip

    def born(self) -> str:
        """A day of birth, the first of January too often."""
        random, year = self.random, self.random.randint(1940, 2012)
        if random.random() < 0.02:
            return f"{year}0101"
        return f"{year}{random.randint(1, 12):02}{random.randint(1, 28):02}"

    def person(self, home: Record, family: str) -> Record:
        """Somebody who lives there."""
        sex = self.random.choice("fm")
        return home | {
            "given": self.one(self.givens[sex]), "second": self.one(self.givens[sex]), "family": family,
            "born": self.born(), "sex": sex,
        }  # fmt: skip

    def household(self) -> list[Record]:
        """People who live together; two in three live alone."""
        random, home, family = self.random, self.home(), self.one(self.families)
        size = 1 if random.random() < 0.82 else random.randint(2, 4)
        told = [
            self.person(home, family if random.random() < 0.85 else self.one(self.families)) for _ in range(size)
        ]  # fmt: skip
        if size > 1 and random.random() < 0.06:  # twins
            told[1] |= {"born": told[0]["born"], "family": told[0]["family"]}
        elif size > 1 and random.random() < 0.06:  # one name, another generation
            told[1] |= {key: told[0][key] for key in ("given", "family", "sex")}
        return told


class Damage:
    """Errors as people make them."""

    def __init__(self, world: World, errors: Errors) -> None:
        self._world, self._random, self._errors = world, world.random, errors
        kinds: Sequence[tuple[Callable[[Record], None], int]] = (
            (self._slip, 34), (self._date, 14), (self._move, 12), (self._phone, 9), (self._short, 8),
            (self._married, 5), (self._swap, 4), (self._initial, 8), (self._double, 3), (self._gap, 3),
        )  # fmt: skip
        self._kinds = [kind for kind, _weight in kinds]
        self._weights = list(accumulate(weight for _kind, weight in kinds))

    def of(self, record: Record) -> Record:
        """A record of a person as somebody took it down."""
        told, random = dict(record), self._random
        for _ in range(sum(random.random() < self._errors.rate / 5 for _ in range(5))):
            random.choices(self._kinds, cum_weights=self._weights)[0](told)
        for column, share in _GAPS.items():
            if column in told and random.random() < share * self._errors.gaps:
                told[column] = ""
        return told

    def slipped(self, text: str) -> str:
        """A slip of the pen: a letter more, less, other, or two turned."""
        if len(text) < 2:
            return text
        random, at = self._random, self._random.randrange(len(text) - 1)
        fresh = random.choice("0123456789" if text[at].isdigit() else "aeiouylmnrstdbk")
        rest = text[at + 1 :]
        kind = random.randrange(4)
        return (
            text[:at]
            + (fresh + rest, rest, fresh + text[at:], text[at + 1] + text[at] + text[at + 2 :])[
                kind
            ]
        )

    def _slip(self, told: Record) -> None:
        columns = [
            "given",
            "family",
            "given",
            "family",
            "second",
            "street",
            "phone",
            "postal",
            "town",
        ]
        column = self._random.choice([one for one in columns if one in told])
        told[column] = self.slipped(told[column])

    def _date(self, told: Record) -> None:
        text, random = told["born"], self._random
        year, month, day = int(text[:4] or 0), int(text[4:6] or 0), int(text[6:] or 0)
        if not day:
            return
        kind = random.randrange(5)
        if kind == 0 and day <= 12:
            month, day = day, month
        elif kind == 1:
            year += random.choice((-10, -2, -1, 1, 2, 10))
        elif kind == 2:
            day = max(1, min(28, day + random.choice((-10, -1, 1, 10))))
        elif kind == 3:
            month = random.randint(1, 12)
        else:
            month, day = 1, 1
        told["born"] = f"{year}{month:02}{day:02}"

    def _move(self, told: Record) -> None:
        home = self._world.home()
        kept = self._random.random() < 0.5
        told |= {
            key: value
            for key, value in home.items()
            if key in told and not (kept and key == "phone")
        }

    def _phone(self, told: Record) -> None:
        if "phone" in told:
            told["phone"] = self._world.home()["phone"]

    def _short(self, told: Record) -> None:
        told["given"] = self._world.short.get(told["given"], told["given"])

    def _married(self, told: Record) -> None:
        told["family"] = self._world.one(self._world.families)

    def _double(self, told: Record) -> None:
        told["family"] = f"{told['family']} {self._world.one(self._world.families)}"

    def _swap(self, told: Record) -> None:
        told["given"], told["family"] = told["family"], told["given"]

    def _initial(self, told: Record) -> None:
        told["second"] = told["second"][:1]

    def _gap(self, told: Record) -> None:
        told[self._random.choice([one for one in told if one != "family"])] = ""


def two_files(size: int, seed: int, errors: Errors) -> Iterator[tuple[str, int, Record]]:
    """(a or b, the person, the record): about so many in each file, half of them in both."""
    world = World(seed)
    damage, number = Damage(world, errors), 0
    while number < size * 3 // 2:
        for person in world.household():
            drawn = world.random.random()
            for side, kept in (("a", drawn < 2 / 3), ("b", drawn > 1 / 3)):
                if kept:
                    yield side, number, damage.of(person)
            number += 1


def rare(
    small: int, large: int, both: int, seed: int, errors: Errors
) -> Iterator[tuple[str, int, Record]]:
    """The same for a small and a large file with few people in both."""
    world = World(seed)
    damage, number = Damage(world, errors), 0
    while number < small + large - both:
        for person in world.household():
            sides = "ab" if number < both else "a" if number < small else "b"
            for side in sides:
                yield side, number, damage.of(person)
            number += 1
            if number >= small + large - both:
                return


def past(people: int, records: int, seed: int) -> Iterator[tuple[str, int, Record]]:
    """One file of people of long ago: many records of each, many errors."""
    world, damage = World(seed), Damage(World(seed + 1), Errors(2.2, 0))
    random, each = world.random, records / people
    sizes = [max(1, round(random.gauss(each, each / 2))) for _ in range(people)]
    while (more := records - sum(sizes)) != 0:
        at = random.randrange(people)
        sizes[at] = max(1, sizes[at] + (1 if more > 0 else -1))
    for number, size in enumerate(sizes):
        person = world.person(world.home(), world.one(world.families))
        person |= {
            "born": f"{random.randint(1600, 1920)}{random.randint(1, 12):02}{random.randint(1, 28):02}",
            "birthplace": world.one(world.roads), "work": world.one(world.works),
        }  # fmt: skip
        for _ in range(size):
            yield "a", number, _of_the_past(damage.of(person), damage, random)


def _of_the_past(told: Record, damage: Damage, random: Random) -> Record:
    words = [told["given"], *([told["second"]] if random.random() < 0.35 else []), told["family"]]
    kept = random.choice((words[:1], words[-1:])) if random.random() < 0.1 else words
    gaps = {"born": 0.25, "birthplace": 0.25, "postal": 0.25, "sex": 0.2, "work": 0.3}
    made = {
        "name": " ".join(one for one in kept if one), "born": told["born"],
        "birthplace": damage.slipped(told["birthplace"]) if random.random() < 0.1 else told["birthplace"],
        "postal": told["postal"], "sex": told["sex"], "work": told["work"],
    }  # fmt: skip
    return {key: "" if random.random() < gaps.get(key, 0) else value for key, value in made.items()}


def write(told: Iterator[tuple[str, int, Record]], folder: Path) -> None:
    """Parquet files of both sides, with the person in the id, behind a dash, for those who judge."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    held: dict[str, list[Record]] = {}
    files: dict[str, Any] = {}
    counts: dict[str, int] = {}

    def flush(side: str) -> None:
        table = pa.Table.from_pylist(held.pop(side))
        if side not in files:
            files[side] = parquet.ParquetWriter(folder / f"{side}.parquet", table.schema)
        files[side].write_table(table)

    for side, person, record in told:
        counts[side] = counts.get(side, 0) + 1
        rows = held.setdefault(side, [])
        rows.append({"id": f"{side}{counts[side]}-{person}", **record})
        if len(rows) == _FLUSH:
            flush(side)
    for side in list(held):
        flush(side)
    for file in files.values():
        file.close()


def made(kind: str, size: int, seed: int = 1) -> Iterator[tuple[str, int, Record]]:
    """The records of a kind."""
    if kind == "rare":
        return rare(1_500, size, 60, seed, MILD)
    if kind == "past":
        return past(size, round(size * 50_578 / 5_156), seed)
    return two_files(size, seed, {"mild": MILD, "bad": BAD}[kind])


if __name__ == "__main__":
    write(made(sys.argv[1], int(sys.argv[2]), int((sys.argv[4:] or ["1"])[0])), Path(sys.argv[3]))
