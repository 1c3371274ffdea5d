"""Questionnaires: screening instruments as data, each in versions that never change; what is not shipped, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, Invalid, NotFound, Phrase
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.dates import Span, span_of

FOLDER = Path(__file__).parent / "data" / "questionnaires"


class Population(StrEnum):
    """Whom an instrument was made for."""

    ADULT = "adult"
    CHILD = "child"
    ANY = "any"


class ResultKind(StrEnum):
    """How answers become a result: any yes, so many, the Delphi combination, or a person's judgement alone."""

    ANY_YES = "any_yes"
    AT_LEAST = "at_least"
    DELPHI = "delphi"
    JUDGEMENT = "judgement"


class Strength(StrEnum):
    """How much one indicator of the Delphi survey says."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    en: str
    fr: str

    def in_(self, lang: str) -> str:
        """The text in `fr`, or in English for every other language."""
        return self.fr if lang.startswith("fr") else self.en


@dataclass(frozen=True)
class ResultRule:
    """The rule of a result. `least` counts yes; the other names are sections of the Delphi combination."""

    kind: ResultKind
    least: int = 1
    exploitation: str = ""
    recruitment: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionnaireItem:
    """One question. `fact` names what a case may know of it already (list, code): shown beside, never filled in."""

    code: str
    section: str
    text: Words
    strength: Strength | None = None
    fact: tuple[str, str] | None = None


@dataclass(frozen=True)
class ValidationStudy:
    """What one study measured; None was not published. Shares lie between 0 and 1."""

    place: Words
    source: str
    n: int | None = None
    sensitivity: float | None = None
    specificity: float | None = None
    prevalence: float | None = None
    youden: float | None = None


@dataclass(frozen=True)
class Questionnaire:
    """One version of an instrument. `not_validated` says why there are no studies.

    `checked_by` is who compared its questions with the source; empty where nobody has.
    """

    code: str
    version: str
    span: Span
    population: Population
    title: Words
    about: Words
    source: str
    licence: Words
    rule: ResultRule
    sections: Mapping[str, Words]
    items: tuple[QuestionnaireItem, ...]
    studies: tuple[ValidationStudy, ...]
    not_validated: Words | None
    terms: tuple[str, ...]
    checked_by: str
    checked_on: date | None

    def item(self, code: str) -> QuestionnaireItem | None:
        """The question of a code, or None."""
        return next((one for one in self.items if one.code == code), None)

    def of_section(self, section: str) -> tuple[QuestionnaireItem, ...]:
        """The questions of one section, in their order."""
        return tuple(one for one in self.items if one.section == section)


@dataclass(frozen=True)
class NotShipped:
    """An instrument that is known and not here, why, and where it is to be had."""

    code: str
    title: Words
    reason: Words
    where: Words


@dataclass(frozen=True)
class Instruments:
    """Every version of every instrument, in file order, and what is not shipped."""

    versions: Mapping[tuple[str, str], Questionnaire]
    absent: tuple[NotShipped, ...]


def _words(row: Row, name: str) -> Words:
    return Words(row.text(f"{name}_en"), row.text(f"{name}_fr"))


def _bad(row: Row, reason: Phrase, next_step: str, **said: object) -> Invalid:
    """What is wrong with an instrument or a question of one: where it stands, which, why, and what mends it."""
    return Invalid(
        N_("{file}, line {line}, “{code}”: {reason}."),
        next_step,
        file=row.file,
        line=row.line,
        code=row.text("code"),
        reason=reason,
        **said,
    )


def _no_section(row: Row, section: str, sections: Mapping[str, Words]) -> Invalid:
    reason = Phrase("the instrument has no section {section}", section=section)
    return _bad(row, reason, N_("Choose one of: {known}."), known=", ".join(sections))


def _item(row: Row, sections: Mapping[str, Words], *, graded: bool) -> QuestionnaireItem:
    if row.text("section") not in sections:
        raise _no_section(row, row.text("section"), sections)
    if graded and not row.has("strength"):
        raise _bad(
            row,
            Phrase("the rule delphi counts strengths, and this question has none"),
            N_("Add a strength: strong, medium or weak."),
        )
    if row.has("strength") and not graded:
        raise _bad(
            row,
            Phrase("this question has a strength, which the rule of the instrument does not count"),
            N_("Take the strength out, or let the rule be delphi."),
        )
    name, _, code = row.text("fact").partition("/")
    if name:
        vocabulary.label(name, code)
    return QuestionnaireItem(
        code=row.text("code"),
        section=row.text("section"),
        text=_words(row, "text"),
        strength=Strength(row.text("strength")) if graded else None,
        fact=(name, code) if name else None,
    )


def _study(row: Row) -> ValidationStudy:
    return ValidationStudy(
        place=_words(row, "place"),
        source=row.text("source"),
        n=row.number("n"),
        sensitivity=row.decimal("sensitivity"),
        specificity=row.decimal("specificity"),
        prevalence=row.decimal("prevalence"),
        youden=row.decimal("youden"),
    )


def _rule(row: Row, whole: Row, sections: Mapping[str, Words], count: int) -> ResultRule:
    made = ResultRule(
        kind=ResultKind(row.text("kind")),
        least=row.number("least") or 1,
        exploitation=row.text("exploitation"),
        recruitment=row.texts("recruitment"),
        destination=row.texts("destination"),
    )
    named = {one for one in (made.exploitation, *made.recruitment, *made.destination) if one}
    if made.kind is ResultKind.DELPHI and not made.exploitation:
        reason = Phrase("the rule delphi names no section of exploitation")
        raise _bad(whole, reason, N_("Choose one of: {known}."), known=", ".join(sections))
    for absent in sorted(named - set(sections)):
        raise _no_section(whole, absent, sections)
    if made.least > count:
        raise _bad(
            whole,
            Phrase(
                "the rule asks for {least} yes of {count} questions", least=made.least, count=count
            ),
            N_("Ask for fewer, or add questions."),
        )
    return made


def _questionnaire(row: Row) -> Questionnaire:
    sections = {one.text("code"): _words(one, "label") for one in row.rows("sections")}
    told = row.row("rule")
    assert told is not None  # noqa: S101 - the schema asks for it
    graded = told.text("kind") == ResultKind.DELPHI
    items = tuple(_item(one, sections, graded=graded) for one in row.rows("items"))
    twice = sorted(code for code, times in Counter(one.code for one in items).items() if times > 1)
    if twice:
        raise _bad(
            row,
            Phrase("the question {question} stands twice", question=twice[0]),
            N_("Give one of the two another code."),
        )
    return Questionnaire(
        code=row.text("code"),
        version=row.text("version"),
        span=span_of(row),
        population=Population(row.text("population")),
        title=_words(row, "title"),
        about=_words(row, "about"),
        source=row.text("source"),
        licence=_words(row, "licence"),
        rule=_rule(told, row, sections, len(items)),
        sections=MappingProxyType(sections),
        items=items,
        studies=tuple(map(_study, row.rows("studies"))),
        not_validated=_words(row, "not_validated") if row.has("not_validated_en") else None,
        terms=row.texts("terms"),
        checked_by=row.text("checked_by"),
        checked_on=row.day("checked_on"),
    )


def _build(data: DataSet) -> Instruments:
    found = {
        (one.code, one.version): one for one in map(_questionnaire, data.rows("questionnaires"))
    }
    absent = tuple(
        NotShipped(
            row.text("code"), _words(row, "title"), _words(row, "reason"), _words(row, "where")
        )
        for row in data.rows("not_shipped")
    )
    return Instruments(MappingProxyType(found), absent)


HOLDER: Holder[Instruments] = Holder("questionnaires", FOLDER, _build)


def every() -> tuple[Questionnaire, ...]:
    """Every version of every instrument, in file order."""
    return tuple(HOLDER.value().versions.values())


def not_shipped() -> tuple[NotShipped, ...]:
    """Instruments that are known and not here, with the reason."""
    return HOLDER.value().absent


def version(code: str, number: str) -> Questionnaire:
    """One version of an instrument, also one that has ended: old answers show what was asked. Raises NotFound."""
    found = HOLDER.value().versions.get((code, number))
    if found is None:
        raise NotFound(
            N_("There is no version {number} of the instrument {code}."),
            N_("Put its data file back: answers are kept with the version they were given in."),
            code=code[:40],
            number=number[:40],
        )
    return found


def fitting(on: date, *, minor: bool | None) -> tuple[Questionnaire, ...]:
    """The versions in use on a day that fit an age; whose age is not known is offered all."""
    unfit = (
        {True: Population.ADULT, False: Population.CHILD}.get(minor) if minor is not None else None
    )
    return tuple(one for one in every() if on in one.span and one.population is not unfit)
