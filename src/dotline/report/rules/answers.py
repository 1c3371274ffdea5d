"""Answers to an instrument of reporting, read and checked against what it asks. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dotline.base.errors import N_, NotFound
from dotline.reference import claims, instruments
from dotline.reference.datafiles import BadData, DataSet, Problem, Row, load_set, override_folder
from dotline.reference.datafiles.problems import problem
from dotline.reference.instruments import AnswerBasis, PointerKind, ReportInstrument
from dotline.report.rules import texts
from dotline.report.rules.texts import Pair

FOLDER = Path(__file__).parents[1] / "data" / "answers"
NAME = "report-answers"


@dataclass(frozen=True)
class SearchMade:
    """Who searched what, and when, before saying that no case is known. Never carried over."""

    who: Pair
    what: Pair
    on: date


@dataclass(frozen=True)
class ItemAnswer:
    """One answer in our words; its numbers are names of claims. Lists are cites, programmes and a body."""

    ref: str
    text: Pair
    law: tuple[str, ...]
    programmes: tuple[str, ...]
    members: str
    searched: SearchMade | None


@dataclass(frozen=True)
class AnswerSet:
    """Every answer to one instrument, by item, and the keyed state of the files they come from."""

    instrument: ReportInstrument
    answers: Mapping[str, ItemAnswer]
    digest: str

    @property
    def unattested(self) -> tuple[str, ...]:
        """Items that say that no case is known and name no search."""
        return tuple(
            item.ref
            for item in self.instrument.items
            if AnswerBasis.ATTESTATION in item.kinds and self.answers[item.ref].searched is None
        )


def read(code: str, own: Path | None = None) -> AnswerSet:
    """The answers to an instrument, `own` before the shipped ones.

    Raises NotFound for an instrument without answers, BadData with file, line and mend of every fault.
    """
    instrument = instruments.find(code)
    data = load_set(FOLDER, name=NAME, own=own or override_folder(NAME))
    rows = [row for top in data.tops() if top.text("instrument") == code for row in _of(top)]
    if not rows:
        raise NotFound(
            N_("Nobody has answered the questionnaire {code} yet."),
            N_("Add its answers as a data file, or choose another questionnaire."),
            code=code[:40],
        )
    if problems := [*_texts(data), *_faults(rows, instrument)]:
        raise BadData(data.name, problems)
    found = {row.text("ref"): _answer(row) for row in rows}
    return AnswerSet(instrument, found, data.digest)


def _of(top: Row) -> Iterator[Row]:
    yield from top.rows("answers")


def _texts(data: DataSet) -> list[Problem]:
    """Typed digits, names of no claim, languages that name different numbers."""
    return texts.check(data, [one.code for one in claims.every()])


def _faults(rows: list[Row], instrument: ReportInstrument) -> Iterator[Problem]:
    """Answers to nothing, items without an answer, and figures said to be one that are two."""
    asked = {item.ref for item in instrument.items}
    given = {row.text("ref"): row for row in rows}
    for ref in sorted(given.keys() - asked):
        reason = N_("the questionnaire asks for no such item.")
        yield _fault(given[ref], reason, N_("Correct the number and letter of the answer."))
    for ref in sorted(asked - given.keys()):
        reason = N_("item {ref} has no answer.")
        yield _fault(
            rows[0], reason, N_("Add an answer to it, if only to say that none is known."), ref=ref
        )
    for item in instrument.items:
        for to in (to for one in item.pointers if one.kind is PointerKind.SAME for to in one.to):
            if (
                item.ref in given
                and to in given
                and not _named(given[item.ref]) & _named(given[to])
            ):
                yield _fault(
                    given[item.ref],
                    N_("it is said to tell the same figure as {to}, and they share none."),
                    N_("Name the same claim in both answers."),
                    to=to,
                )


def _named(row: Row) -> frozenset[str]:
    return _pair(row, "text").names()


def _fault(row: Row, reason: str, mend: str, **params: object) -> Problem:
    return problem((row.file, row.line), f"ref {row.text('ref')}", reason, mend, **params)


def _answer(row: Row) -> ItemAnswer:
    search = row.row("searched")
    day = search.day("on") if search else None
    return ItemAnswer(
        ref=row.text("ref"),
        text=_pair(row, "text"),
        law=row.texts("law"),
        programmes=row.texts("programmes"),
        members=row.text("members"),
        searched=SearchMade(_pair(search, "who"), _pair(search, "what"), day)
        if search and day
        else None,
    )


def _pair(row: Row, stem: str) -> Pair:
    return Pair(row.text(f"{stem}_en").strip(), row.text(f"{stem}_fr").strip())
