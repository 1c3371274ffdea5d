"""A small neural network that learns from known pairs to read the pieces of names from the bits of an encoding. Pure.

Source: NEPAL, the neural pattern learning that extends a graph attack (marcelmildenberger/dataset-extension-attack,
2025): bits in, one neuron for each pair of letters out, taught by binary cross-entropy with dropout; it named up to a
third of the records of published schemes. NumPy alone: one hidden layer, Adam (Kingma and Ba, ICLR 2015). An encoding
is taken for who has the pieces that were read, as `learning` weighs them.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.attacks import Bits, Guesses
from dotline.gates.encode.attacks.learning import LEAST, best, fitting

HIDDEN: Final = 128
ROUNDS: Final = 12
"""How often every known pair is learnt from: unsalted filters are read by then, and more is learnt by heart."""
_PART: Final = 32
_STEP, _DECAY, _FIRST, _SECOND = 2e-3, 1e-4, 0.9, 0.999
_LOST, _LOST_WITHIN = 0.1, 0.3
"""What share of the bits, and of the hidden neurons, is left out at random in each step."""
_Table = npt.NDArray[Any]


class Network:
    """Bits to the chance of each piece, through one hidden layer."""

    def __init__(self, bits: int, rates: _Table, random: np.random.Generator) -> None:
        self._random = random
        odds = np.log((rates + 1e-3) / (1 - rates + 1e-3))
        first = random.normal(0, np.sqrt(2 / bits), (bits, HIDDEN))
        second = random.normal(0, 0.01, (HIDDEN, len(rates)))
        parts: list[_Table] = [first, np.zeros(HIDDEN), second, odds]
        self._parts = [one.astype(np.float32) for one in parts]
        self._means = [np.zeros_like(one) for one in self._parts]
        self._squares = [np.zeros_like(one) for one in self._parts]
        self._steps = 0

    def read(self, codes: Bits) -> _Table:
        """The chance of each piece in each encoding."""
        into, shift, onward, odds = self._parts
        told: _Table = 1 / (1 + np.exp(-(np.maximum(codes @ into + shift, 0) @ onward + odds)))
        return told

    def learn(self, codes: Bits, pieces: Bits) -> None:
        """One round over known pairs, in an order by chance."""
        order = self._random.permutation(len(codes))
        for start in range(0, len(order), _PART):
            some = order[start : start + _PART]
            self._step(codes[some], pieces[some])

    def _step(self, codes: Bits, pieces: Bits) -> None:
        into, shift, onward, odds = self._parts
        codes = codes * self._kept(codes.shape, _LOST)
        kept = self._kept((len(codes), HIDDEN), _LOST_WITHIN)
        hidden = np.maximum(codes @ into + shift, 0) * kept
        wrong = (1 / (1 + np.exp(-(hidden @ onward + odds))) - pieces) / len(codes)
        back = (wrong @ onward.T) * kept * (hidden > 0)
        self._move([codes.T @ back, back.sum(0), hidden.T @ wrong, wrong.sum(0)])

    def _kept(self, shape: tuple[int, ...], lost: float) -> _Table:
        there: _Table = self._random.random(shape, dtype=np.float32) >= lost
        return there.astype(np.float32) / np.float32(1 - lost)

    def _move(self, slopes: list[_Table]) -> None:
        """One step of Adam, with decay of the weights."""
        self._steps += 1
        even, even_squares = 1 - _FIRST**self._steps, 1 - _SECOND**self._steps
        for at, slope in enumerate(slopes):
            self._means[at] += (1 - _FIRST) * (slope - self._means[at])
            self._squares[at] += (1 - _SECOND) * (slope**2 - self._squares[at])
            onward = self._means[at] / even / (np.sqrt(self._squares[at] / even_squares) + 1e-8)
            self._parts[at] -= _STEP * (onward + _DECAY * self._parts[at])


def by_network(codes: Bits, people: Bits, known: Guesses, seed: int) -> Guesses:
    """Whom each encoding is taken for, by the pieces that a network reads; `known` is -1 where nobody knows.

    `seed` is where its first weights come from.
    """
    sure = np.flatnonzero(known >= 0)
    learnt = people[known[sure]]
    often = learnt.sum(0) >= LEAST
    learnt, pieces = learnt[:, often], people[:, often]
    spread = np.maximum(codes.std(0), 1e-2)
    even = ((codes - codes.mean(0)) / spread).astype(np.float32)
    rates = learnt.mean(0)
    network = Network(codes.shape[1], rates, np.random.default_rng(seed))
    for _round in range(ROUNDS):
        network.learn(even[sure], learnt)
    return best(fitting(network.read(even) - rates, pieces, rates), known)
