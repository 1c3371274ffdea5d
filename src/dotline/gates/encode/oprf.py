"""OPRF(ristretto255, SHA-512) of RFC 9497: a value is put through a key that its owner does not hold, unseen. Pure.

Modes 0x00 (OPRF) and 0x01 (VOPRF, where the key's holder proves that it used the one key it published). Many inputs
at a time; the RFC's own names stand in brackets.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np

from dotline.base.errors import Invalid, Refused
from dotline.gates.encode import ristretto
from dotline.gates.encode.ristretto import SIZE, WIDE, Rows

MOST: Final = 8_192
"""Elements of one batch; RFC 9497 numbers them in two bytes."""
PROOF: Final = 2 * SIZE
_SUITE: Final = b"ristretto255-SHA512"
_BLOCK: Final = 128  # bytes of a block of SHA-512


class Mode(IntEnum):
    """How a key is held to its word. Both give other outputs."""

    OPRF = 0
    VOPRF = 1


@dataclass(frozen=True)
class ServiceKey:
    """The key of one mode. Printed, it shows no secret."""

    mode: Mode
    secret: bytes = field(repr=False)
    public: bytes


@dataclass(frozen=True)
class Blinded:
    """Inputs on their way: what is sent, and what takes the blinding off again, which is never sent."""

    elements: Rows
    blinds: Rows = field(repr=False)


def _context(mode: Mode) -> bytes:
    return b"OPRFV1-" + bytes([mode]) + b"-" + _SUITE


class _Expander:
    """expand_message_xmd of RFC 9380 with SHA-512, for 64 bytes out."""

    def __init__(self, tag: bytes, mode: Mode) -> None:
        whole = tag + _context(mode)
        self._tag = whole + bytes([len(whole)])
        self._begun = hashlib.sha512(bytes(_BLOCK))

    def __call__(self, message: bytes) -> bytes:
        first = self._begun.copy()
        first.update(message + WIDE.to_bytes(2, "big") + b"\0" + self._tag)
        return hashlib.sha512(first.digest() + b"\1" + self._tag).digest()


def derive(seed: bytes, info: bytes, mode: Mode) -> ServiceKey:
    """The key of a seed of 32 bytes and public words (DeriveKeyPair)."""
    if len(seed) != SIZE:
        raise Invalid("A seed has 32 bytes.", "Give one of 32 bytes.")
    expand, told = _Expander(b"DeriveKeyPair", mode), seed + _sized(info)
    for counter in range(256):
        secret = ristretto.reduced(ristretto.rows_of(expand(told + bytes([counter])), WIDE))
        if secret.any():
            return ServiceKey(mode, secret.tobytes(), ristretto.times_base(secret).tobytes())
    raise Invalid("No key follows from this seed.", "Give another.")  # less than once in 2**64000


def blind(inputs: Sequence[bytes], mode: Mode, *, blinds: Rows | None = None) -> Blinded:
    """Hide each input behind a scalar by chance (Blind). `blinds` are given by tests alone."""
    expand = _Expander(b"HashToGroup-", mode)
    hashes = b"".join(expand(one) for one in inputs)
    elements = ristretto.from_hashes(ristretto.rows_of(hashes, WIDE))
    if blinds is None:
        blinds = ristretto.reduced(ristretto.rows_of(os.urandom(WIDE * len(inputs)), WIDE))
    return Blinded(_times_each(blinds, elements), blinds)


def _times_each(scalars: Rows, elements: Rows) -> Rows:
    return ristretto.times(scalars, elements) if len(elements) else elements


def evaluate(key: ServiceKey, elements: Rows) -> Rows:
    """Put blinded inputs through the key (BlindEvaluate). Raises Invalid for what is no element."""
    ristretto.check(elements)
    return ristretto.times(ristretto.rows_of(key.secret), elements)


def prove(
    key: ServiceKey, elements: Rows, evaluated: Rows, *, chance: bytes | None = None
) -> bytes:
    """Proof that each was put through the published key (GenerateProof, section 2.2.1). `chance`: tests alone."""
    secret = ristretto.rows_of(key.secret)
    weighed = ristretto.added(ristretto.times(_weights(key.public, elements, evaluated), elements))
    both = ristretto.times(secret, weighed)
    by_chance = (
        ristretto.reduced(ristretto.rows_of(os.urandom(WIDE), WIDE))
        if chance is None
        else ristretto.rows_of(chance)
    )
    told = (weighed, both, ristretto.times_base(by_chance), ristretto.times(by_chance, weighed))
    challenge = _challenge(key.public, told)
    answer = ristretto.difference(by_chance, ristretto.product(challenge, secret))
    return challenge.tobytes() + answer.tobytes()


def verify(public: bytes, elements: Rows, evaluated: Rows, proof: bytes) -> None:
    """Raises Refused where the proof does not hold (VerifyProof, section 2.2.2), Invalid for what is no element."""
    if len(proof) != PROOF or len(elements) != len(evaluated):
        raise _unproved()
    ristretto.check(evaluated)
    challenge, answer = ristretto.rows_of(proof[:SIZE]), ristretto.rows_of(proof[SIZE:])
    weights = _weights(public, elements, evaluated)
    weighed = ristretto.added(ristretto.times(weights, elements))
    both = ristretto.added(ristretto.times(weights, evaluated))
    try:
        base = [
            ristretto.times_base(answer),
            ristretto.times(challenge, ristretto.rows_of(public)),
        ]
        made = [ristretto.times(answer, weighed), ristretto.times(challenge, both)]
    except Invalid as error:
        raise _unproved() from error
    told = (weighed, both, *(ristretto.added(np.concatenate(one)) for one in (base, made)))
    if not hmac.compare_digest(_challenge(public, told).tobytes(), challenge.tobytes()):
        raise _unproved()


def _unproved() -> Refused:
    return Refused(
        "The key service did not prove that it used the key that it names.",
        "Trust none of its answers; ask who runs it.",
    )


def finalize(inputs: Sequence[bytes], blinded: Blinded, evaluated: Rows) -> list[bytes]:
    """Take the blinding off: 64 bytes for each input (Finalize). Raises Invalid for what is no element."""
    plain = _times_each(ristretto.inverses(blinded.blinds), evaluated)
    return [_output(one, row.tobytes()) for one, row in zip(inputs, plain, strict=True)]


def whole(key: ServiceKey, inputs: Sequence[bytes]) -> list[bytes]:
    """The same outputs for whoever holds the key (Evaluate): what a test compares with."""
    expand = _Expander(b"HashToGroup-", key.mode)
    hashes = b"".join(expand(one) for one in inputs)
    elements = ristretto.from_hashes(ristretto.rows_of(hashes, WIDE))
    told = ristretto.times(ristretto.rows_of(key.secret), elements)
    return [_output(one, row.tobytes()) for one, row in zip(inputs, told, strict=True)]


def _output(given: bytes, element: bytes) -> bytes:
    return hashlib.sha512(_sized(given) + _sized(element) + b"Finalize").digest()


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def _weights(public: bytes, elements: Rows, evaluated: Rows) -> Rows:
    """A scalar for each pair, drawn from all of them (ComputeComposites)."""
    context = _context(Mode.VOPRF)
    seed = hashlib.sha512(_sized(public) + _sized(b"Seed-" + context)).digest()
    expand, begin = _Expander(b"HashToScalar-", Mode.VOPRF), _sized(seed)
    told = b"".join(
        expand(
            begin
            + at.to_bytes(2, "big")
            + _sized(one.tobytes())
            + _sized(two.tobytes())
            + b"Composite"
        )
        for at, (one, two) in enumerate(zip(elements, evaluated, strict=True))
    )
    return ristretto.reduced(ristretto.rows_of(told, WIDE))


def _challenge(public: bytes, told: Sequence[Rows]) -> Rows:
    words = _sized(public) + b"".join(_sized(one.tobytes()) for one in told) + b"Challenge"
    expand = _Expander(b"HashToScalar-", Mode.VOPRF)
    return ristretto.reduced(ristretto.rows_of(expand(words), WIDE))
