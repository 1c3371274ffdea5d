"""Sealing notices of matches: one letter of one size after the other, to the agency that is asked first."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from dotline.access import queries as access
from dotline.base.errors import N_, Invalid
from dotline.base.reader import Reader
from dotline.gates import batches, letterbox, matchbox
from dotline.gates.encode import glance
from dotline.gates.matchbox import MatchLetter, Slot, SlotKind
from dotline.gates.models import EncodedBatch
from dotline.link import actions
from dotline.link.formats.results import PairTold
from dotline.link.rules import asked_first


def send(by: Reader, a: Path, b: Path, told: Sequence[PairTold]) -> int:
    """Post the notices of pairs of records of two files; returns how many letters. One at least, whatever was found.

    Raises Refused where the register does not carry that the files meet, Invalid for pairs that name no records.
    """
    batches.check_meeting(by, a, b)
    one, two = (batches.batch(by, glance(path).digest) for path in (a, b))
    if one.agency_id == two.agency_id:
        raise Invalid(
            N_("Both files are of one agency: there is nobody to tell."),
            N_("Its own doubles are found with dotline link dedupe."),
        )
    turned = not asked_first(_who(by, one), _who(by, two))
    first, second = (two, one) if turned else (one, two)
    public, onward = (letterbox.public_of(by, row.agency_id) for row in (first, second))
    pairs = [_slots(pair, first, second, (public, onward), turned) for pair in told]
    actions.notified(by=by, agreement=first.agreement_id, key=first.key_id)
    count = 0
    for part in _letters(pairs):
        slots = matchbox.notice_slots(part, public, onward)
        letter = MatchLetter(first.agreement_id, second.agency_id, notices=True, slots=slots)
        letterbox.post(by=by, agency=first.agency_id, kind=letterbox.MATCH, text=letter.text())
        count += 1
    return count


def _who(by: Reader, row: EncodedBatch) -> tuple[str, str]:
    return access.agency(by, row.agency_id).kind, str(row.agency_id)


def _slots(
    pair: PairTold,
    first: EncodedBatch,
    second: EncodedBatch,
    keys: tuple[bytes, bytes],
    turned: bool,
) -> tuple[bytes, bytes]:
    """What the first agency reads of a pair, and what it may pass on."""
    records = [matchbox.record_named(text) for text in (pair.one, pair.two)]
    mine, theirs = reversed(records) if turned else records
    if mine is None or theirs is None:
        raise Invalid(
            N_("These pairs name the owners’ ids, which no agency reads from another."),
            N_("Resolve them without the lists of owners, or encode with dotline case encode."),
        )
    digests = [bytes.fromhex(row.digest) for row in (first, second)]
    match = matchbox.match_id((digests[0], mine), (digests[1], theirs))
    return (
        Slot(SlotKind.OFFER, match, mine, digests[0]).sealed_to(keys[0]),
        Slot(SlotKind.OFFER, match, theirs, digests[1]).sealed_to(keys[1]),
    )


def _letters(
    pairs: Sequence[tuple[bytes, bytes]],
) -> Iterator[Sequence[tuple[bytes, bytes]]]:
    size = matchbox.NOTICES
    for at in range(0, max(1, len(pairs)), size):
        yield pairs[at : at + size]
