"""Learning from known pairs: some encodings whose people are known teach how to read the others.

Sources: NEPAL, the neural pattern learning that extends graph matching (marcelmildenberger/dataset-extension-attack,
2025), by which up to a third of the records of an unsalted filter were named; its network stands in `networks`. Two
learners without one, which read an unsalted filter to the last record: likeness to those who are known (Culnane and
others 2017), and a ridge regression from bits to the pieces of names; and the same grown from a few known pairs, the
surest guesses becoming known in turn, where only some of the people are among those encoded (self-training on mutual
neighbours, as Artetxe, Labaka and Agirre, ACL 2018). Pure.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.attacks import Bits, Guesses, alike

RIDGE: Final = 300.0
LEAST: Final = 3
"""How many known people must have a piece for it to be learnt."""
_ROUNDS: Final = 30
_FIRST, _MORE = 0.15, 0.5
"""What share of the guesses is believed at first, and how much more in the end."""
_NEAR: Final = 10
_SEEDS: Final = 30
_Table = npt.NDArray[Any]


def by_likeness(codes: Bits, people: Bits, known: Guesses) -> Guesses:
    """Whom each encoding is taken for, by its likeness to those of known people; `known` is -1 where it is not."""
    sure = np.flatnonzero(known >= 0)
    ours = _centred(alike(codes, codes[sure]))
    theirs = _centred(alike(people, people[known[sure]]))
    return best(ours @ theirs.T, known)


def by_pieces(codes: Bits, people: Bits, known: Guesses) -> Guesses:
    """Whom each encoding is taken for, by the pieces of names that a ridge regression reads from its bits."""
    sure = np.flatnonzero(known >= 0)
    return best(_read(codes, people, sure, known[sure]), known)


def grown(codes: Bits, people: Bits, known: Guesses) -> Guesses:
    """The same from few known pairs; -1 where encoding and person are not each other's nearest."""
    at = np.flatnonzero(known >= 0)
    who = known[at]
    guesses = known.copy()
    for turn in range(_ROUNDS):
        scores = _hubs_off(_read(codes, people, at, who))
        nearest, back = scores.argmax(1), scores.argmax(0)
        both = np.flatnonzero(back[nearest] == np.arange(len(codes)))
        guesses = np.full(len(codes), -1, np.int64)
        guesses[both] = nearest[both]
        share = _FIRST + _MORE * turn / _ROUNDS
        surest = both[np.argsort(-scores[both, nearest[both]])]
        at = surest[: max(_SEEDS, int(len(both) * share))]
        who = nearest[at]
    guesses[known >= 0] = -1
    return guesses


def _hubs_off(scores: _Table) -> _Table:
    """Likeness beside what each has to its nearest on average: who is alike to everybody is nobody's neighbour."""
    near = min(_NEAR, *scores.shape)
    ours, theirs = (-np.partition(-scores, near - 1, axis=axis) for axis in (1, 0))
    told: _Table = 2 * scores - ours[:, :near].mean(1)[:, None] - theirs[:near].mean(0)[None]
    return told


def _read(codes: Bits, people: Bits, sure: Guesses, who: Guesses) -> _Table:
    """How well every encoding, read by what some known ones teach, fits every person."""
    learnt = people[who]
    pieces = people[:, learnt.sum(0) >= LEAST]
    learnt = learnt[:, learnt.sum(0) >= LEAST]
    mean, middle = learnt.mean(0), codes[sure].mean(0)
    bits = codes - middle
    on = bits[sure]
    if len(sure) < codes.shape[1]:
        whole = on @ on.T + RIDGE * np.eye(len(sure), dtype=np.float32)
        read = bits @ (on.T @ np.linalg.solve(whole, learnt - mean))
    else:
        whole = on.T @ on + RIDGE * np.eye(codes.shape[1], dtype=np.float32)
        read = bits @ np.linalg.solve(whole, on.T @ (learnt - mean))
    return fitting(read, pieces, mean)


def fitting(read: _Table, pieces: Bits, rates: _Table) -> _Table:
    """How well what was read of every encoding, beside the rate of each piece, fits every person; rare pieces weigh."""
    weight = 1 / np.sqrt(rates * (1 - rates) + 1e-3)
    held = (pieces - rates) * weight
    held /= np.maximum(np.linalg.norm(held, axis=1, keepdims=True), 1e-9)
    said = read * weight
    said /= np.maximum(np.linalg.norm(said, axis=1, keepdims=True), 1e-9)
    told: _Table = said @ held.T
    return told


def _centred(table: _Table) -> _Table:
    told = table - table.mean(0, keepdims=True)
    told = told - told.mean(1, keepdims=True)
    whole: _Table = told / np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-9)
    return whole


def best(scores: _Table, known: Guesses) -> Guesses:
    """The best of the people who are not known yet, for each encoding that is not."""
    scores = scores - scores.mean(0, keepdims=True)
    scores[:, known[known >= 0]] = -np.inf
    told: Guesses = scores.argmax(1).astype(np.int64)
    told[known >= 0] = -1
    return told
