"""Letters about matches: one length whatever is in them, and a slot says something to its reader alone."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from dotline.base.errors import Invalid
from dotline.gates import matchbox
from dotline.gates.matchbox import SLOTS, MatchLetter, Slot, SlotKind

MINE, THEIRS = PrivateKey.generate(), PrivateKey.generate()
REAL = [one for one in SlotKind if one is not SlotKind.DECOY]


@given(st.lists(st.sampled_from(REAL), max_size=SLOTS), st.uuids(), st.uuids(), st.booleans())
def test_every_letter_has_one_length_and_is_read_as_it_was_written(
    kinds: list[SlotKind], record: UUID, agreement: UUID, notices: bool
) -> None:
    public = MINE.public_key.encode()
    said = [Slot(kind, record, record, bytes(range(32))) for kind in kinds]
    slots = matchbox.filled([one.sealed_to(public) for one in said], public)
    letter = MatchLetter(agreement, record, notices, slots)
    empty = MatchLetter(agreement, record, notices, matchbox.filled([], public))
    assert len(letter.text()) == len(empty.text()) <= 4_000
    read = matchbox.read(letter.text())
    assert read == letter
    opened = [one for slot in read.slots if (one := matchbox.opened(MINE.encode(), slot))]
    assert sorted(opened, key=repr) == sorted(said, key=repr)
    assert not any(matchbox.opened(THEIRS.encode(), slot) for slot in read.slots)


def test_a_match_has_one_name_and_a_record_is_named_by_pseudonym_or_list() -> None:
    one, two = (b"a" * 32, UUID(int=1)), (b"b" * 32, UUID(int=2))
    assert matchbox.match_id(one, two) == matchbox.match_id(two, one)
    assert matchbox.match_id(one, one) != matchbox.match_id(one, two)
    named = matchbox.record_named((7).to_bytes(8, "little").hex())
    assert named is not None
    assert matchbox.pseudonym_of(named) == 7
    alias = UUID("01900000-0000-7000-8000-000000000001")
    assert matchbox.record_named(str(alias)) == alias
    assert matchbox.pseudonym_of(alias) is None
    assert matchbox.record_named("a1") is matchbox.record_named("g" * 16) is None
    for text in ("", "{}", "[]", '{"agreement": "x"}'):
        with pytest.raises(Invalid):
            matchbox.read(text)
