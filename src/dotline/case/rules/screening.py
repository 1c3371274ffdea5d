"""Screening: answers to an instrument, what its rule makes of them, and what such a result is worth. Pure.

A result opens an offer of help. Nothing here knows of a status, and nothing that decides a status may
ask this module (docs/decisions, "a screen never sets a status").

Sources: research/cases.md section 6; ILO and European Commission, Operational indicators (2009): a
dimension is positive with 2 strong, 1 strong and 1 other, 3 medium, or 2 medium and 1 weak;
Palermo Protocol art. 3(c): under 18 the means are irrelevant.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dotline.base.errors import N_, Invalid
from dotline.case.rules.cases import Answer
from dotline.reference.questionnaires import (
    Population,
    Questionnaire,
    QuestionnaireItem,
    ResultKind,
    Strength,
    ValidationStudy,
)

Replies = Mapping[
    str, "Reply"
]  # by the code of the question; a question that is not there was not asked


class Reply(StrEnum):
    """What was answered. A question that was not asked has no reply at all; nothing is guessed."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class ScreenLevel(StrEnum):
    """What the rule of an instrument says: no sign, some signs, or enough for the rule."""

    NOTHING = "nothing"
    SOME = "some"
    ENOUGH = "enough"


ORDER = (ScreenLevel.NOTHING, ScreenLevel.SOME, ScreenLevel.ENOUGH)


@dataclass(frozen=True)
class Dimension:
    """One section of the Delphi combination: its yes by strength, and whether it is positive."""

    section: str
    strong: int
    medium: int
    weak: int

    @property
    def positive(self) -> bool:
        """Whether these indicators are enough for the dimension."""
        return positive(self.strong, self.medium, self.weak)


@dataclass(frozen=True)
class ScreenResult:
    """A result and how it came about: the yes that led to it, the dimensions, what stayed open.

    `needed` is how many yes the rule asks for, None where it does not count. `as_child` says that the
    means were left out of account.
    """

    level: ScreenLevel
    because: tuple[str, ...]
    needed: int | None
    dimensions: tuple[Dimension, ...]
    counts: Mapping[Reply, int]
    not_asked: int
    as_child: bool

    @property
    def score(self) -> int:
        """How many questions were answered yes."""
        return len(self.because)

    @property
    def whole(self) -> bool:
        """Whether each question was answered yes or no."""
        left = self.counts.get(Reply.UNKNOWN, 0) + self.counts.get(Reply.SKIPPED, 0)
        return not left and not self.not_asked


def positive(strong: int, medium: int, weak: int) -> bool:
    """Whether indicators of one dimension make it positive (ILO and European Commission 2009)."""
    return (
        strong >= 2
        or (strong == 1 and medium + weak >= 1)
        or medium >= 3
        or (medium >= 2 and weak >= 1)
    )


def _dimensions(form: Questionnaire, replies: Replies) -> tuple[Dimension, ...]:
    found = []
    for section in form.sections:
        yes = Counter(
            one.strength for one in form.of_section(section) if replies.get(one.code) is Reply.YES
        )
        found.append(
            Dimension(section, yes[Strength.STRONG], yes[Strength.MEDIUM], yes[Strength.WEAK])
        )
    return tuple(found)


def delphi(form: Questionnaire, replies: Replies, *, child: bool) -> ScreenLevel:
    """The Delphi combination: exploitation, a means at recruitment, and coercion or weakness used where she worked.

    For somebody under 18 exploitation is enough: the means are irrelevant (Palermo art. 3(c)).
    """
    shown = {one.section for one in _dimensions(form, replies) if one.positive}
    rule = form.rule
    means = bool(shown & set(rule.recruitment)) and bool(shown & set(rule.destination))
    if rule.exploitation in shown and (child or means):
        return ScreenLevel.ENOUGH
    return ScreenLevel.SOME if Reply.YES in replies.values() else ScreenLevel.NOTHING


def _counted(form: Questionnaire, yes: int, *, child: bool, replies: Replies) -> ScreenLevel:
    if form.rule.kind is ResultKind.DELPHI:
        return delphi(form, replies, child=child)
    if form.rule.kind is not ResultKind.JUDGEMENT and yes >= form.rule.least:
        return ScreenLevel.ENOUGH
    return ScreenLevel.SOME if yes else ScreenLevel.NOTHING


def checked_replies(form: Questionnaire, said: Mapping[str, str]) -> dict[str, Reply]:
    """Replies by question, empty ones left out. Raises Invalid for a question or a reply that is none."""
    found: dict[str, Reply] = {}
    for code, value in said.items():
        if form.item(code) is None:
            raise Invalid(N_("This instrument has no such question."), N_("Reload the page."))
        if value:
            try:
                found[code] = Reply(value)
            except ValueError as error:
                raise Invalid(N_("This is no answer."), N_("Choose one from the list.")) from error
    return found


def result(form: Questionnaire, replies: Replies, *, child: bool = False) -> ScreenResult:
    """What the instrument's own rule makes of replies. One more yes never lowers it.

    An instrument made for children counts as for a child, also where nobody knows the age.
    """
    child = child or form.population is Population.CHILD
    kept = {one.code: replies[one.code] for one in form.items if one.code in replies}
    because = tuple(code for code, said in kept.items() if said is Reply.YES)
    is_delphi = form.rule.kind is ResultKind.DELPHI
    counts = form.rule.kind in {ResultKind.ANY_YES, ResultKind.AT_LEAST}
    return ScreenResult(
        level=_counted(form, len(because), child=child, replies=kept),
        because=because,
        needed=form.rule.least if counts else None,
        dimensions=_dimensions(form, kept) if is_delphi else (),
        counts=Counter(kept.values()),
        not_asked=len(form.items) - len(kept),
        as_child=child and is_delphi,
    )


def known_beside(item: QuestionnaireItem, facts: Mapping[tuple[str, str], bool]) -> bool | None:
    """What the case holds already on a question: so, not so, or nothing. Shown beside it, never filled in."""
    return facts.get(item.fact) if item.fact else None


@dataclass(frozen=True)
class PredictiveValue:
    """What a result is worth where so many are affected: shares between 0 and 1, None if nobody has the result.

    `positive`: of those above the cut-off, how many are. `negative`: of those below, how many are not.
    """

    prevalence: float
    positive: float | None
    negative: float | None


def predictive_value(sensitivity: float, specificity: float, prevalence: float) -> PredictiveValue:
    """Positive and negative predictive value after Bayes. Raises Invalid for what is no share."""
    if not all(0 <= one <= 1 for one in (sensitivity, specificity, prevalence)):
        raise Invalid(N_("A share lies between 0 and 1."), N_("Write 0.011 for 1.1 %."))
    hit, alarm = sensitivity * prevalence, (1 - specificity) * (1 - prevalence)
    clear, missed = specificity * (1 - prevalence), (1 - sensitivity) * prevalence
    return PredictiveValue(
        prevalence=prevalence,
        positive=hit / (hit + alarm) if hit + alarm else None,
        negative=clear / (clear + missed) if clear + missed else None,
    )


def worth(study: ValidationStudy, prevalence: float | None = None) -> PredictiveValue | None:
    """What a result is worth after a study, at its own prevalence or at another; None where it was not measured."""
    at = study.prevalence if prevalence is None else prevalence
    if study.sensitivity is None or study.specificity is None or at is None:
        return None
    return predictive_value(study.sensitivity, study.specificity, at)


CHILD_BANDS = frozenset({"0-11", "12-15", "16-17"})


def minor_by(minor: Answer, age_band: str) -> bool | None:
    """Whether somebody is under 18 after birth days, else after the age group; None if neither says."""
    if minor is not Answer.UNKNOWN:
        return minor is Answer.YES
    return None if age_band in {"", "unknown"} else age_band in CHILD_BANDS
