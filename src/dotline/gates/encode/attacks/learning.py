"""Learning from known pairs: some encodings whose people are known teach how to read the others.

Sources: NEPAL, the neural pattern learning that extends graph matching (marcelmildenberger/dataset-extension-attack,
2025), by which up to a third of the records of an unsalted filter were named. Two learners without a network, which
read an unsalted filter to the last record: likeness to those who are known (Culnane and others 2017), and a ridge
regression from bits to the pieces of names. Pure.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.attacks import Bits, Guesses, alike

RIDGE: Final = 300.0
LEAST: Final = 3
"""How many known people must have a piece for it to be learnt."""
_Table = npt.NDArray[Any]


def by_likeness(codes: Bits, people: Bits, known: Guesses) -> Guesses:
    """Whom each encoding is taken for, by its likeness to those of known people; `known` is -1 where it is not."""
    sure = np.flatnonzero(known >= 0)
    ours = _centred(alike(codes, codes[sure]))
    theirs = _centred(alike(people, people[known[sure]]))
    return _best(ours @ theirs.T, known)


def by_pieces(codes: Bits, people: Bits, known: Guesses) -> Guesses:
    """Whom each encoding is taken for, by the pieces of names that a ridge regression reads from its bits."""
    sure = np.flatnonzero(known >= 0)
    learnt = people[known[sure]]
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
    weight = 1 / np.sqrt(mean * (1 - mean) + 1e-3)
    held = (pieces - mean) * weight
    held /= np.maximum(np.linalg.norm(held, axis=1, keepdims=True), 1e-9)
    return _best((read * weight) @ held.T, known)


def _centred(table: _Table) -> _Table:
    told = table - table.mean(0, keepdims=True)
    told = told - told.mean(1, keepdims=True)
    whole: _Table = told / np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-9)
    return whole


def _best(scores: _Table, known: Guesses) -> Guesses:
    """The best of the people who are not known yet, for each encoding that is not."""
    scores = scores - scores.mean(0, keepdims=True)
    scores[:, known[known >= 0]] = -np.inf
    told: Guesses = scores.argmax(1).astype(np.int64)
    told[known >= 0] = -1
    return told
