"""What is asked next, what the answer about safety leads to, how urgent a call is."""

from collections.abc import Iterable
from enum import StrEnum

from dotline.intake.rules.facts import Answer, CallFacts
from dotline.reference import needs as taxonomy


class SafetyPath(StrEnum):
    """What the answer to the first question leads to (R-41)."""

    ASK = "ask"
    TALK = "talk"
    MAKE_SAFE = "make_safe"
    EMERGENCY = "emergency"


def safety_path(safe_now: Answer, danger: bool) -> SafetyPath:
    """Danger comes before everything else, whatever the first answer was."""
    if danger:
        return SafetyPath.EMERGENCY
    return {
        Answer.YES: SafetyPath.TALK,
        Answer.NO: SafetyPath.MAKE_SAFE,
        Answer.UNKNOWN: SafetyPath.ASK,
    }[safe_now]


class EmergencyStep(StrEnum):
    """Who calls 911, and on what ground."""

    CALL_WITH_CONSENT = "call_with_consent"
    CALL_ON_DUTY = (
        "call_on_duty"  # a life or a child in danger: act, a second person reviews in 24 h
    )
    RESPECT_NO = "respect_no"


def emergency_step(wants_911: Answer, *, child: bool) -> EmergencyStep:
    """An adult's no is respected; who cannot answer, or is a child, is helped at once (R-41, R-47)."""
    if wants_911 == Answer.YES:
        return EmergencyStep.CALL_WITH_CONSENT
    if wants_911 == Answer.UNKNOWN or child:
        return EmergencyStep.CALL_ON_DUTY
    return EmergencyStep.RESPECT_NO


MINORS = frozenset({"0-11", "12-15", "16-17"})


def is_minor(age_band: str) -> bool:
    """Whether the age band lies under 18: then a duty to report may bind, whose age differs by province."""
    return age_band in MINORS


class Question(StrEnum):
    """What a counsellor asks, in this order; each may be skipped."""

    SAFE = "safe"
    NEEDS = "needs"
    PLACE = "place"
    LANGUAGE = "language"
    SAFE_CONTACT = "safe_contact"
    ENDING = "ending"


def next_question(facts: CallFacts, skipped: Iterable[Question] = ()) -> Question:
    """The first question that is neither answered nor skipped; ENDING when none is left.

    A way of safe contact is not asked of somebody who only wants information.
    """
    answered = {
        Question.SAFE: facts.safe_now != Answer.UNKNOWN or facts.danger,
        Question.NEEDS: bool(facts.needs),
        Question.PLACE: bool(facts.place),
        Question.LANGUAGE: bool(facts.language),
        Question.SAFE_CONTACT: bool(facts.plan.ways) or facts.record_type == "information",
        Question.ENDING: False,
    }
    left = set(skipped) - {Question.ENDING}
    return next(one for one in Question if not answered[one] and one not in left)


class Urgency(StrEnum):
    """How soon help must come."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    ROUTINE = "routine"


RANK = {Urgency.IMMEDIATE: 0, Urgency.URGENT: 1, Urgency.ROUTINE: 2}


def urgency(facts: CallFacts) -> Urgency:
    """Danger makes a call immediate, an unsafe caller or a child at least urgent, else its needs decide."""
    if facts.danger:
        return Urgency.IMMEDIATE
    by_needs = Urgency(taxonomy.urgency(facts.needs))
    if facts.safe_now == Answer.NO or is_minor(facts.age_band):
        return min(by_needs, Urgency.URGENT, key=RANK.__getitem__)
    return by_needs
