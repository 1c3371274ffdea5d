"""What is asked next: safety first, danger before everything, every question may be skipped."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dotline.intake import rules
from dotline.intake.rules import (
    RANK,
    Answer,
    CallFacts,
    ContactPlan,
    EmergencyStep,
    Question,
    SafetyPath,
    Urgency,
    Way,
)
from dotline.reference import needs, vocabulary

CODES = [need.code for need in needs.every()]
BANDS = ["", *(code.code for code in vocabulary.codes("age_bands"))]
answers = st.sampled_from(list(Answer))
facts = st.builds(
    CallFacts,
    safe_now=answers,
    danger=st.booleans(),
    wants_911=answers,
    record_type=st.sampled_from(["", "disclosure", "tip", "information"]),
    needs=st.lists(st.sampled_from(CODES), max_size=4, unique=True).map(tuple),
    place=st.sampled_from(["", "Winnipeg"]),
    language=st.sampled_from(["", "fra"]),
    age_band=st.sampled_from(BANDS),
    plan=st.sampled_from([rules.NO_CONTACT, ContactPlan(frozenset({Way.PHONE}))]),
)


def test_the_first_question_of_an_empty_call_is_whether_it_is_safe_to_talk() -> None:
    assert rules.next_question(CallFacts()) == Question.SAFE


@given(facts, st.frozensets(st.sampled_from(list(Question))))
def test_a_skipped_question_is_not_asked_again_and_the_call_can_always_end(
    call: CallFacts, skipped: frozenset[Question]
) -> None:
    asked = rules.next_question(call, skipped)
    assert asked == Question.ENDING or asked not in skipped
    assert rules.next_question(call, frozenset(Question)) == Question.ENDING


@given(facts)
def test_skipping_what_is_asked_leads_to_the_end_in_the_order_of_the_list(call: CallFacts) -> None:
    order, skipped = list(Question), set()
    while (asked := rules.next_question(call, skipped)) != Question.ENDING:
        assert all(order.index(asked) > order.index(one) for one in skipped)
        skipped.add(asked)
    assert len(skipped) < len(order)


@given(answers)
def test_danger_leads_to_911_whatever_was_answered_first(safe: Answer) -> None:
    assert rules.safety_path(safe, danger=True) == SafetyPath.EMERGENCY
    assert rules.safety_path(safe, danger=False) != SafetyPath.EMERGENCY


def test_who_is_not_safe_is_made_safe_before_anything_else() -> None:
    assert rules.safety_path(Answer.NO, danger=False) == SafetyPath.MAKE_SAFE
    assert rules.safety_path(Answer.UNKNOWN, danger=False) == SafetyPath.ASK


def test_an_adults_no_to_911_is_respected_and_a_childs_is_not_enough() -> None:
    assert rules.emergency_step(Answer.NO, child=False) == EmergencyStep.RESPECT_NO
    assert rules.emergency_step(Answer.NO, child=True) == EmergencyStep.CALL_ON_DUTY
    assert rules.emergency_step(Answer.UNKNOWN, child=False) == EmergencyStep.CALL_ON_DUTY
    assert rules.emergency_step(Answer.YES, child=True) == EmergencyStep.CALL_WITH_CONSENT


@given(facts, st.sampled_from(CODES))
def test_knowing_more_needs_or_danger_never_makes_a_call_less_urgent(
    call: CallFacts, need: str
) -> None:
    before = RANK[rules.urgency(call)]
    assert RANK[rules.urgency(replace(call, needs=(*call.needs, need)))] <= before
    assert rules.urgency(replace(call, danger=True)) == Urgency.IMMEDIATE
    assert RANK[rules.urgency(replace(call, safe_now=Answer.NO))] <= RANK[Urgency.URGENT]


@given(facts)
def test_urgency_never_looks_at_language_or_place(call: CallFacts) -> None:
    elsewhere = replace(call, language="", place="", province="NU")
    assert rules.urgency(elsewhere) == rules.urgency(call)


def test_minors_are_exactly_the_bands_that_end_below_18() -> None:
    for code in vocabulary.codes("age_bands"):
        upper = int(code.row.decimal("to")) if code.row.has("to") else 99
        known = code.code != "unknown"
        assert rules.is_minor(code.code) == (known and upper < 18)
