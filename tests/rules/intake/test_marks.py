"""Whoever is marked neither consents nor receives; the three kinds of record differ in what may leave."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid, Refused
from dotline.base.ids import new_id
from dotline.gates import refer
from dotline.gates.refer import Recipient
from dotline.intake.rules import (
    NO_CONTACT,
    RECORDS,
    TIP,
    ConsentRule,
    ContactPlan,
    RecordType,
    TipClass,
    TipStatus,
    Way,
    agreed,
    check_booking,
    may_consent,
    may_contact,
    may_hand_over,
    may_receive,
    may_receive_tip,
    same_text_mark,
    shred_on,
)
from dotline.intake.rules.returning import check_code_word, code_digest
from dotline.reference import vocabulary

MARKS = [code for code, _label in vocabulary.choices("possible_abusers", "en")]
GIVERS = [code for code, _label in vocabulary.choices("consent_given_by", "en")]
NOW = datetime(2026, 5, 1, 3, tzinfo=UTC)


@given(st.sampled_from(MARKS), st.frozensets(st.sampled_from(MARKS)))
def test_nobody_marked_consents_or_receives_whoever_else_is_marked(
    role: str, others: frozenset[str]
) -> None:
    assert not may_consent(role, others | {role})
    assert not may_receive(role, others | {role})


@given(st.sampled_from([*GIVERS, *MARKS]), st.frozensets(st.sampled_from(MARKS)))
def test_one_mark_more_never_allows_more(role: str, marks: frozenset[str]) -> None:
    for more in MARKS:
        if not may_consent(role, marks):
            assert not may_consent(role, marks | {more})
        if not may_receive(role, marks):
            assert not may_receive(role, marks | {more})


@given(st.frozensets(st.sampled_from(MARKS)))
def test_the_person_herself_and_a_court_may_always_consent(marks: frozenset[str]) -> None:
    assert may_consent("self", marks)
    assert may_consent("court", marks, through="interpreter")


def test_a_consent_through_a_marked_interpreter_is_none() -> None:
    assert may_consent("self", {"interpreter"})
    assert not may_consent("self", {"interpreter"}, through="interpreter")
    assert may_consent("self", {"employer"}, through="interpreter")


def test_every_way_is_open_unless_it_leads_through_somebody_marked() -> None:
    plan = agreed(ContactPlan(frozenset({Way.TRUSTED_PERSON, Way.SMS})), NOW)
    assert may_contact(plan, Way.TRUSTED_PERSON, NOW)
    assert not may_contact(plan, Way.TRUSTED_PERSON, NOW, {"trusted_person"})
    assert may_contact(plan, Way.SMS, NOW, {"trusted_person"})
    assert not may_contact(NO_CONTACT, Way.SMS, NOW)


def test_each_kind_of_record_has_its_own_clock_and_its_own_rule_of_consent() -> None:
    assert set(RECORDS) == set(RecordType)
    assert len({one.trigger for one in RECORDS.values()}) == 3
    assert {one.consent for one in RECORDS.values()} == set(ConsentRule)
    assert may_hand_over("disclosure")
    assert may_hand_over("")
    assert not may_hand_over("tip")
    assert not may_hand_over("information")


@given(st.text(max_size=45))
def test_an_interpreter_is_a_number_and_never_a_name(text: str) -> None:
    try:
        check_booking(text)
    except Invalid:
        return
    assert text == "" or (any(letter.isdigit() for letter in text) and " " not in text)


def test_a_name_is_no_booking() -> None:
    with pytest.raises(Invalid):
        check_booking("Heron")
    check_booking("BK-2041")


@pytest.mark.parametrize(
    "kind", ["BorderService", "ImmigrationEnforcement", "ImmigrationService", "Shelter", "NGO"]
)
def test_a_tip_goes_to_no_border_or_immigration_service_and_to_nobody_but_police(kind: str) -> None:
    assert not may_receive_tip(kind)
    with pytest.raises(Refused):
        refer.by_tip({"text": "x"}, new_id(), Recipient(new_id(), kind), NOW)


def test_a_tip_carries_its_four_fields_and_nothing_of_its_sender() -> None:
    tip = {"text": "x", "tip_class": "child", "box_id": "secret", "contact_id": "secret"}
    passage = refer.by_tip(tip, new_id(), Recipient(new_id(), "Police"), NOW)
    assert dict(passage.payload) == {"text": "x", "tip_class": "child"}
    assert passage.room == "intake"


def test_no_road_leads_from_sealed_to_the_police() -> None:
    assert not TIP.allows(TipStatus.SEALED, TipStatus.ROUTED)
    assert TIP.reachable() == frozenset(TipStatus)


@given(st.text(max_size=60), st.text(max_size=60))
def test_equal_texts_are_marked_alike_under_one_key_only(one: str, two: str) -> None:
    assert same_text_mark(b"k", one) != same_text_mark(b"other", one)
    if same_text_mark(b"k", one) == same_text_mark(b"k", two):
        from dotline.intake.rules.tips import normal_text

        assert normal_text(one) == normal_text(two)


def test_a_copy_with_other_spaces_and_signs_is_the_same_text() -> None:
    assert same_text_mark(b"k", "A van, at NIGHT!") == same_text_mark(b"k", "a van  at night")


@given(st.integers(0, 200))
def test_a_tip_is_kept_90_days_at_the_longest(days: int) -> None:
    ended = NOW + timedelta(days=days)
    assert shred_on(NOW, ended) <= NOW + timedelta(days=90)
    assert shred_on(NOW, None) == NOW + timedelta(days=90)


def test_classes_and_endings_are_those_of_the_lists() -> None:
    assert {one.value for one in TipClass} == {
        c for c, _l in vocabulary.choices("tip_classes", "en")
    }


@pytest.mark.parametrize(
    "code", ["", "short", "aaaaaaaaa", "613 555 0100", "1990-01-31", "(800) 1"]
)
def test_a_weak_code_or_a_number_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        check_code_word(code)


def test_a_code_is_the_same_in_other_letters_and_differs_under_another_key() -> None:
    one = code_digest(b"a", "Blue Heron Lamp")
    assert one == code_digest(b"a", "  blue  heron LAMP ")
    assert one == code_digest(b"a", "Blue-Heron\u2013\uff2camp\u200f")
    assert one != code_digest(b"b", "Blue Heron Lamp")
    assert one != code_digest(b"a", "Blue Heron Lamb")
