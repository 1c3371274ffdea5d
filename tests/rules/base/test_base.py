"""The ground everything stands on: errors, states, sealing, declarations, the clock."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base import clock, crypto, ids, sensitivity
from dotline.base.errors import Conflict, Invalid, Refused, Unavailable
from dotline.base.outcome import ALLOWED, first_refusal
from dotline.base.sendings import SentAlready, sending
from dotline.base.states import Transitions


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    OFF = "off"


LIGHTS = Transitions(
    {Light.RED: frozenset({Light.GREEN, Light.OFF}), Light.GREEN: frozenset({Light.RED})}, Light.RED
)


@given(st.sampled_from(list(Light)), st.sampled_from(list(Light)))
def test_a_step_outside_the_table_is_a_conflict(old: Light, new: Light) -> None:
    if LIGHTS.allows(old, new):
        assert LIGHTS.move(old, new) == new
    else:
        with pytest.raises(Conflict):
            LIGHTS.move(old, new)


def test_the_diagram_names_every_step() -> None:
    assert LIGHTS.mermaid().count("-->") == 4


@given(st.binary(max_size=300), st.text(max_size=30))
def test_what_is_sealed_opens_only_in_its_own_cell(plain: bytes, place: str) -> None:
    key = crypto.new_key()
    blob = crypto.seal(key, plain, place)
    assert crypto.open_sealed(key, blob, place) == plain
    for wrong_key, wrong_place in ((crypto.new_key(), place), (key, place + "x")):
        with pytest.raises(Unavailable):
            crypto.open_sealed(wrong_key, blob, wrong_place)


def test_a_signature_covers_every_byte() -> None:
    key = crypto.new_signing_key()
    public, signature = crypto.verifying_key(key), crypto.sign(key, b"head")
    assert crypto.signature_holds(public, signature, b"head")
    assert not crypto.signature_holds(public, signature, b"heads")


def test_an_error_speaks_in_a_sentence_with_a_next_step() -> None:
    error = Invalid("Row {row} has no name.", "Name it in line {row}.", row=3)
    assert str(error) == "Row 3 has no name. Name it in line 3."
    assert (error.status, error.exit_code) == (400, 2)


def test_a_refusal_is_false_and_the_first_one_counts() -> None:
    one, two = Refused("one"), Refused("two")
    assert first_refusal(ALLOWED, one, two) is one
    assert first_refusal(ALLOWED) is ALLOWED
    with pytest.raises(Refused, match="one"):
        one.or_refuse()


def test_a_column_cannot_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        sensitivity.columns(open="name", personal="name")


def test_stable_ids_are_the_same_for_ever_and_differ_by_part() -> None:
    assert ids.stable_id("a", "bc") == ids.stable_id("a", "bc")
    assert ids.stable_id("a", "bc") != ids.stable_id("ab", "c")
    assert ids.parse_id("no id") is None


def test_the_clock_stands_still_only_where_it_is_told_to() -> None:
    at = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)
    with clock.frozen(at):
        assert clock.now() == at
        assert clock.today("America/Vancouver").isoformat() == "2026-03-07"
    assert clock.now() != at


@given(st.uuids(), st.uuids(), st.lists(st.text(max_size=9), max_size=3), st.text(max_size=9))
def test_a_sending_is_known_by_its_key_and_words_and_by_nothing_else(
    key: UUID, other: UUID, words: list[str], more: str
) -> None:
    first = sending(key, words)
    assert sending(key, list(words)) == first
    first.must_match(sending(key, words).words)
    assert sending(key, [*words, more]).form == first.form
    for kept in (sending(key, [*words, more]).words, None):
        with pytest.raises(SentAlready) as refused:
            first.must_match(kept)
        assert refused.value.status == 409
    assert key not in (first.form, first.words)
    if other != key:
        assert not {first.form, first.words} & {
            sending(other, words).form,
            sending(other, words).words,
        }
