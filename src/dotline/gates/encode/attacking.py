"""Attacking an encoded file before it leaves: what the linkage unit sees against the owner's own table. Pure.

The owner alone can measure this, since only the owner knows who is who. Without a table there is a profile: how often
codes repeat, which is all that frequency alignment has to go by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Invalid
from dotline.base.progress import Progress, SilentProgress
from dotline.gates.encode import files, reading
from dotline.gates.encode.attacks import (
    FREQUENCY_LIMIT,
    LIMIT,
    Attacked,
    Bits,
    Guesses,
    as_bits,
    by_chance,
    fingerprints,
    frequency,
    graphs,
    learning,
    named,
    neighbours,
    networks,
    patterns,
)
from dotline.gates.encode.files import Encoded, Swept
from dotline.gates.encode.owners import beside, owners
from dotline.gates.encode.schema import Folder, Schema
from dotline.matching import filters, tokens
from dotline.matching.identity import Identity

LARGEST: Final = 1_000_000
"""Rows of a file that is attacked: attacks look at every pair, and a sample tells as much."""
NODES: Final = 600
LEARNT: Final = 6_000
PRINTED: Final = 2_000
"""How many encodings are learnt from or read, and how many are compared by their fingerprints."""
OVERLAPS: Final[Mapping[int, float]] = {100: 3.0, 50: 3.0, 20: 9.0}
"""How many of a hundred of the people are known, and how much more is then given on weight than on likeness."""
KNOWN: Final = 0.2
BESIDE: Final = (20, 50)
"""Of how many of a hundred people somebody knows every row, and looks who stands beside them."""
_GUESSED: Final = 2.5  # the best of two learners
# What the network names of a sweep on average, of 1,200 people as of 5,000: the weight shows how long a name is.
_WEIGHED: Final = 1.6
SEEDS: Final = 20
"""How many pairs are known to who grows them where a fifth of the people are among those encoded."""
STEPS: Final = 6 + len(OVERLAPS)
_SEED: Final = 20_271
_SILENT: Final = SilentProgress()


@dataclass(frozen=True)
class Truth:
    """Who is in a file: the number of each owner's id, and who each number is."""

    numbers: dict[str, int]
    people: Sequence[Identity]


@dataclass(frozen=True)
class Target:
    """What an attacker sees, and what only the counting knows.

    `codes`: one encoding for each person that is attacked, `who`: her number. `columns`: the codes of every row and who
    has each value, for frequency alignment; `rows`: whose each row is, -1 for nobody. `pieces`: those of every person.
    """

    codes: Bits
    who: Guesses
    columns: Sequence[tuple[frequency.Codes, frequency.Holders]]
    rows: Guesses
    pieces: Bits


@dataclass(frozen=True)
class Profile:
    """How often codes repeat in a file: its rows, different codes, and how many rows share the commonest."""

    rows: int
    codes: int
    commonest: int


def profile(path: Path) -> Profile:
    """What is seen of any encoded file without knowing who is in it. Raises NotFound, Invalid."""
    _file, rows = _read(path)
    if not len(rows):
        return Profile(0, 0, 0)
    codes = np.ascontiguousarray(rows[_code_of(rows)]).view(np.uint8).reshape(len(rows), -1)
    whole = codes.view(f"V{codes.shape[1]}")[:, 0]
    _each, times = np.unique(whole, return_counts=True)
    return Profile(len(rows), len(times), int(times.max(initial=0)))


def read_truth(source: Path, schema: Schema) -> Truth:
    """The owner's own table. Raises NotFound, Invalid."""
    folder, numbers, people = Folder(schema), dict[str, int](), list[Identity]()
    for row in reading.rows(source, schema):
        numbers.setdefault(row[schema.id], len(people))
        people.append(folder.fold(row))
    return Truth(numbers, people)


def attack(path: Path, truth: Truth, *, progress: Progress = _SILENT) -> list[Attacked]:
    """Attack an encoded file, or one of a sweep, with the table it was made of. Raises NotFound, Invalid."""
    found = attacked(target(path, truth), progress=progress)
    return found if files.is_swept(path) else [*found, *beside_known(path, truth)]


def beside_known(path: Path, truth: Truth) -> list[Attacked]:
    """What who knows some of the people finds out about those who stand beside them in blocks.

    Raises NotFound, Invalid.
    """
    _file, rows = _read(path)
    who, random = _who(path, rows, truth), np.random.default_rng(_SEED)
    crowd, found = neighbours.Crowd(truth.people), list[Attacked]()
    there = np.isin(np.arange(len(truth.people)), who)
    for share in BESIDE:
        known = random.random(len(truth.people)) * 100 < share
        told = neighbours.named(rows, np.where((who >= 0) & known[who], who, -1), crowd)
        people = int((there & ~known).sum())
        found.append(Attacked(f"beside {share}", named(told, who), people, LIMIT))
    return found


def attacked(seen: Target, *, nodes: int = NODES, progress: Progress = _SILENT) -> list[Attacked]:
    """What each attack finds. The work is cut to samples drawn by a fixed seed; `nodes` are those of a graph."""
    random = np.random.default_rng(_SEED)
    progress.start("Attacking", STEPS)
    read = frequency.align(seen.columns)
    blind = by_chance(read, seen.rows, len(seen.who))
    found = [
        Attacked("frequency", named(read, seen.rows), len(seen.who), FREQUENCY_LIMIT, max(1, blind))
    ]
    progress.advance()
    for overlap in OVERLAPS:
        found.append(_graph(seen, overlap, nodes, random))
        progress.advance()
    found.append(_grown(seen, nodes, random))
    progress.advance()
    some = random.permutation(len(seen.who))[:LEARNT]
    codes, people = seen.codes[some], seen.pieces[seen.who[some]]
    people = people[:, people.any(0)]
    for told in (_learnt, _networked, _printed, _mined):
        found.append(told(codes, people, random))
        progress.advance()
    progress.done()
    return found


def _learnt(codes: Bits, people: Bits, random: np.random.Generator) -> Attacked:
    """The best of two learners without a network, who know every fifth person."""
    known, truth = _fifth(len(codes), random)
    learnt = [one(codes, people, known) for one in (learning.by_likeness, learning.by_pieces)]
    right = max(named(one, truth) for one in learnt) if (known >= 0).any() else 0
    return Attacked("learning", right, int((known < 0).sum()), LIMIT, _GUESSED)


def _networked(codes: Bits, people: Bits, random: np.random.Generator) -> Attacked:
    """The same by a neural network."""
    known, truth = _fifth(len(codes), random)
    right = 0
    if (known >= 0).any():
        right = named(networks.by_network(codes, people, known, _SEED), truth)
    return Attacked("network", right, int((known < 0).sum()), LIMIT, _WEIGHED)


def _fifth(number: int, random: np.random.Generator) -> tuple[Guesses, Guesses]:
    """Who of so many is known, and who each is."""
    truth = np.arange(number)
    return np.where(random.random(number) < KNOWN, truth, -1), truth


def _printed(codes: Bits, people: Bits, random: np.random.Generator) -> Attacked:
    """Fingerprints, where all of the people are known and none of the pairs."""
    number = min(len(codes), PRINTED)
    order = random.permutation(number)
    right = 0
    if number > 2:
        guesses = fingerprints.by_fingerprint(codes[:number], people[order])
        right = named(order[guesses], np.arange(number))
    return Attacked("fingerprints", right, number, LIMIT)


def _mined(codes: Bits, people: Bits, random: np.random.Generator) -> Attacked:
    """Pattern mining, where all of the people are known and none of the pairs."""
    del random  # one call for all
    right = named(patterns.mined(codes, people), np.arange(len(codes)))
    return Attacked("patterns", right, len(codes), LIMIT)


def _graph(seen: Target, overlap: int, most: int, random: np.random.Generator) -> Attacked:
    """Graph matching where so many of a hundred of the attacker's people are among those encoded."""
    ours, theirs = _overlapping(seen, overlap, most, random)
    nodes, codes, pieces = len(ours), seen.codes[ours], seen.pieces[seen.who[theirs]]
    right = 0
    if nodes > 2:
        guesses = graphs.matched(codes, pieces, OVERLAPS[overlap])
        right = named(np.where(guesses >= 0, theirs[guesses], -1), ours)
    return Attacked(f"graph {overlap}", right, nodes, LIMIT, overlap / 100)


def _overlapping(
    seen: Target, overlap: int, most: int, random: np.random.Generator
) -> tuple[Guesses, Guesses]:
    """Encodings, and people of whom so many of a hundred are among them."""
    nodes = min(most, len(seen.who) * 100 // (200 - overlap))
    order = random.permutation(len(seen.who))
    both = nodes * overlap // 100
    theirs = random.permutation(np.r_[order[:both], order[nodes : 2 * nodes - both]])
    return order[:nodes], theirs


def _grown(seen: Target, most: int, random: np.random.Generator) -> Attacked:
    """Learning that grows from few known pairs, where a fifth of the attacker's people are among those encoded."""
    ours, theirs = _overlapping(seen, 20, most, random)
    place = np.full(len(seen.who), -1)
    place[theirs] = np.arange(len(theirs))
    known = place[ours]
    known[np.flatnonzero(known >= 0)[SEEDS:]] = -1
    right = 0
    if len(ours) > SEEDS and (known >= 0).any():
        guesses = learning.grown(seen.codes[ours], seen.pieces[seen.who[theirs]], known)
        right = named(np.where(guesses >= 0, theirs[guesses], -1), ours)
    return Attacked("grown", right, len(ours) - int((known >= 0).sum()), LIMIT)


def target(path: Path, truth: Truth) -> Target:
    """What an attacker sees of a file, with the owner's ids beside it. Raises NotFound, Invalid."""
    _file, rows = _read(path)
    who = _who(path, rows, truth)
    real = np.flatnonzero(who >= 0)
    real = real[np.random.default_rng(_SEED).permutation(len(real))]
    _each, first = np.unique(who[real], return_index=True)
    one = _apart(rows, real[first])
    if rows.dtype == files.SWEEP_ROW:
        columns = [
            _column(
                rows["bits"],
                [[tokens.grams(who_, name) for name in who_.names] for who_ in truth.people],
            )
        ]
        codes = as_bits(rows["bits"][one])
    else:
        columns = _columns(rows, truth.people)
        tags = np.ascontiguousarray(rows["tags"][one]).view("<u8")
        codes = as_bits(np.concatenate([rows["filters"][one].reshape(len(one), -1), tags], axis=1))
    return Target(codes, who[one], columns, who, pieces_of(truth.people))


def _who(path: Path, rows: npt.NDArray[Any], truth: Truth) -> Guesses:
    """Whose each row is; -1 for nobody. Raises NotFound, Invalid."""
    names = np.ascontiguousarray(rows["pseudonym"]).view("<u8").reshape(-1)
    told = owners(beside(path), names)
    there = np.array([truth.numbers.get(one, -1) for one in told.ids] + [-1])
    who: Guesses = there[told.numbers]
    if not (who >= 0).any():
        raise Invalid(
            "Nobody of this table is in {file}.",
            "Give the table it was encoded from, with the same ids.",
            file=path.name,
        )
    return who


def _apart(rows: files.Rows, some: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """One row of each block: that two rows of a block share its token is no secret, and needs no attack."""
    if rows.dtype == files.SWEEP_ROW:
        return some
    _each, first = np.unique(np.ascontiguousarray(rows["token"][some]), return_index=True)
    return some[np.sort(first)]


def _columns(
    rows: files.Rows, people: Sequence[Identity]
) -> list[tuple[frequency.Codes, frequency.Holders]]:
    """The tokens of rows, and each of their filters."""
    said = [[tokens.grams(who, name) for name in who.names] for who in people]
    fields = [
        _column(rows["filters"][:, at], [[one[at] for one in told if one[at]] for told in said])
        for at in range(len(tokens.FIELDS))
    ]
    return [_column(rows["token"], [tokens.tokens(who) for who in people]), *fields]


def _column(
    codes: Any, values: Sequence[Sequence[Any]]
) -> tuple[frequency.Codes, frequency.Holders]:
    """The codes of a column, none where every bit is zero, and who has each value."""
    letters = np.ascontiguousarray(codes).view(np.uint8).reshape(len(codes), -1)
    given: list[bool] = np.asarray(letters.any(axis=1)).tolist()
    told = [bytes(one) if there else None for one, there in zip(letters, given, strict=True)]
    return told, frequency.holders(values)


def pieces_of(people: Sequence[Identity]) -> Bits:
    """Which pieces the first name of each person gives, as an attacker cuts them too."""
    cut = [tokens.grams(who, who.names[0]) if who.names else () for who in people]
    numbers: dict[int, int] = {}
    places = [
        (row, numbers.setdefault(filters.code(field, gram), len(numbers)))
        for row, said in enumerate(cut)
        for field, grams in enumerate(said)
        for gram in grams
    ]
    told = np.zeros((len(people), len(numbers)), np.float32)
    if places:
        at = np.array(places)
        told[at[:, 0], at[:, 1]] = 1
    return told


def _read(path: Path) -> tuple[Encoded | Swept, npt.NDArray[Any]]:
    swept = files.is_swept(path)
    file: Encoded | Swept = files.open_swept(path) if swept else files.open_encoded(path)
    if file.rows > LARGEST:
        raise Invalid(
            "{file} has more than {most} rows: attacks look at every pair.",
            "Encode a sample of the table and attack that.",
            file=path.name,
            most=LARGEST,
        )
    kind = files.SWEEP_ROW if swept else files.ROW
    return file, np.concatenate([np.zeros(0, kind), *file.chunks()])


def _code_of(rows: npt.NDArray[Any]) -> str:
    return "bits" if rows.dtype == files.SWEEP_ROW else "token"
