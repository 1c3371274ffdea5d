"""Instruments of reporting: what another body asks of a state, item by item, and how answers point to one another."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, NotFound
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem
from dotline.reference.pointers import circle

FOLDER = Path(__file__).parent / "data" / "instruments"


class AnswerBasis(StrEnum):
    """What an answer rests on."""

    LAW = "law"
    STATISTIC = "statistic"
    REGISTER = "register"
    CLAIMS = "claims"
    JUDGEMENT = "judgement"
    ATTESTATION = "attestation"  # "no case known": who searched what, and when
    POINTER = "pointer"


class PointerKind(StrEnum):
    """How an answer points to others: for more of the matter, or because both tell one figure."""

    SEE = "see"
    SAME = "same"


@dataclass(frozen=True)
class ItemPointer:
    """One reference of an answer to others. `printed` is what the source prints, which may be wrong."""

    kind: PointerKind
    to: tuple[str, ...]
    printed: tuple[str, ...]

    @property
    def misprinted(self) -> bool:
        """Whether the source prints another place than it means."""
        return self.to != self.printed


@dataclass(frozen=True)
class InstrumentItem:
    """One thing asked. `limit` is the most characters an answer may have; None where none is known."""

    ref: str
    kinds: tuple[AnswerBasis, ...]
    topic_en: str
    topic_fr: str
    limit: int | None
    pointers: tuple[ItemPointer, ...]

    def topic(self, lang: str) -> str:
        """What is asked, in `fr` or else in English."""
        return self.topic_fr if lang.startswith("fr") else self.topic_en


@dataclass(frozen=True)
class InstrumentSection:
    """A numbered part of an instrument."""

    number: int
    title_en: str
    title_fr: str
    items: tuple[InstrumentItem, ...]

    def title(self, lang: str) -> str:
        """Its title, in `fr` or else in English."""
        return self.title_fr if lang.startswith("fr") else self.title_en


@dataclass(frozen=True)
class ReportInstrument:
    """What a body asks for one period. `read` is False where its questions were not seen: the topics are ours."""

    code: str
    version: str
    title_en: str
    title_fr: str
    asked_by_en: str
    asked_by_fr: str
    first: date | None
    last: date | None
    due: date | None
    answered: date | None
    read: bool
    source: str
    note_en: str
    note_fr: str
    sections: tuple[InstrumentSection, ...]

    @property
    def items(self) -> tuple[InstrumentItem, ...]:
        """Every item, in its order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def pointers(self) -> tuple[ItemPointer, ...]:
        """Every pointer, in the order of the items."""
        return tuple(one for item in self.items for one in item.pointers)

    def title(self, lang: str) -> str:
        """Its title, in `fr` or else in English."""
        return self.title_fr if lang.startswith("fr") else self.title_en

    def asked_by(self, lang: str) -> str:
        """Who asks."""
        return self.asked_by_fr if lang.startswith("fr") else self.asked_by_en

    def note(self, lang: str) -> str:
        """What to know before reading it."""
        return self.note_fr if lang.startswith("fr") else self.note_en


def _item(row: Row, limit: int | None) -> InstrumentItem:
    pointers = tuple(
        ItemPointer(PointerKind(one.text("kind")), one.texts("to"), one.texts("printed"))
        for one in row.rows("pointers")
    )
    return InstrumentItem(
        ref=row.text("ref"),
        kinds=tuple(map(AnswerBasis, row.texts("kinds"))),
        topic_en=row.text("topic_en"),
        topic_fr=row.text("topic_fr"),
        limit=row.number("limit") or limit,
        pointers=pointers,
    )


def _section(row: Row, limit: int | None) -> InstrumentSection:
    return InstrumentSection(
        number=row.number("number") or 0,
        title_en=row.text("title_en"),
        title_fr=row.text("title_fr"),
        items=tuple(_item(one, limit) for one in row.rows("items")),
    )


def _instrument(row: Row) -> ReportInstrument:
    keys = ("code", "version", "source", "note_en", "note_fr")
    names = ("title_en", "title_fr", "asked_by_en", "asked_by_fr")
    return ReportInstrument(
        first=row.day("from"),
        last=row.day("to"),
        due=row.day("due"),
        answered=row.day("answered"),
        read=row.text("questions") == "read",
        sections=tuple(_section(one, row.number("limit")) for one in row.rows("sections")),
        **{key: row.text(key) for key in keys + names},
    )


def _faults(row: Row) -> Iterator[Problem]:
    """Items that stand twice or under another section's number, pointers to nothing, circles."""
    items = {
        item.text("ref"): (section, item)
        for section in row.rows("sections")
        for item in section.rows("items")
    }
    times = Counter(item.text("ref") for one in row.rows("sections") for item in one.rows("items"))
    for ref, (section, item) in items.items():
        if times[ref] > 1:
            yield _fault(item, N_("this item stands twice."), N_("Give one another letter."))
        if ref.partition(".")[0] != str(section.number("number")):
            yield _fault(
                item, N_("this item has the number of another section."), N_("Correct its number.")
            )
        for to in sorted({to for one in item.rows("pointers") for to in one.texts("to")}):
            if to not in items:
                yield _fault(
                    item,
                    N_("it points to {to}, which is not asked."),
                    N_("Correct the pointer."),
                    to=to,
                )
    found = circle({ref: _seen(item) for ref, (_section, item) in items.items()})
    if found:
        yield _fault(
            items[found[0]][1],
            N_("pointers run in a circle: {circle}."),
            N_("Take one of them out, or say “same” where both tell one figure."),
            circle=" → ".join(found),
        )


def _seen(item: Row) -> list[str]:
    return [
        to
        for one in item.rows("pointers")
        if one.text("kind") == PointerKind.SEE
        for to in one.texts("to")
    ]


def _fault(item: Row, reason: str, mend: str, **params: object) -> Problem:
    file = f"instruments/{item.file.rpartition('/')[2]}"
    return problem((file, item.line), f"ref {item.text('ref')}", reason, mend, **params)


def _build(data: DataSet) -> Mapping[str, ReportInstrument]:
    if problems := [found for row in data.rows("instruments") for found in _faults(row)]:
        raise BadData(data.name, problems)
    return MappingProxyType(
        {row.text("code"): _instrument(row) for row in data.rows("instruments")}
    )


HOLDER: Holder[Mapping[str, ReportInstrument]] = Holder("instruments", FOLDER, _build)


def every() -> tuple[ReportInstrument, ...]:
    """Every instrument, in file order."""
    return tuple(HOLDER.value().values())


def find(code: str) -> ReportInstrument:
    """One instrument. Raises NotFound."""
    found = HOLDER.value().get(code)
    if found is None:
        raise NotFound(
            N_("There is no questionnaire {code}."),
            N_("Look at `dotline report questionnaires list` for its code."),
            code=code[:40],
        )
    return found
