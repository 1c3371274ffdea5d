"""Fingerprints: how alike one record is to all others, from the nearest to the farthest, is hers alone. Pure.

Source: Culnane, Rubinstein and Teague, Vulnerabilities in the use of similarity tables in combination with
pseudonymisation, arXiv 1712.00871 (2017): who gets only a table of likeness between pseudonyms, and has a list of
names, sorts each row of both tables and takes each pseudonym for whose row is nearest. No pair is known and nothing is
refined, which is what tells it from graph matching.
"""

from dotline.gates.encode.attacks import Bits, Guesses, alike
from dotline.gates.encode.attacks.graphs import apart, even, spread


def by_fingerprint(codes: Bits, people: Bits) -> Guesses:
    """Whom each encoding is taken for; each person once."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - half a second that no other command needs

    ours, theirs = (spread(even(alike(side, side))) for side in (codes, people))
    _at, told = linear_sum_assignment(apart(ours, theirs))
    guesses: Guesses = told
    return guesses
