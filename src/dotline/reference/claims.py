"""Claims: figures that others published, each with who says it, of what, and how sure it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, NotFound
from dotline.reference import needs
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem

FOLDER = Path(__file__).parent / "data" / "claims"


class Bound(StrEnum):
    """How a value is meant."""

    EXACTLY = "exactly"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    RANGE = "range"
    RANK = "rank"
    WORDS = "words"  # a statement without a figure


@dataclass(frozen=True)
class Claim:
    """One published figure. `value` is None for a range (`low`, `high`) and for a rank."""

    code: str
    about: str
    text_en: str
    text_fr: str
    bound: Bound
    says_en: str
    says_fr: str
    source: str
    locator: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    need: str = ""
    unit_en: str = ""
    unit_fr: str = ""
    place: str = ""
    first: str = ""
    last: str = ""
    published: str = ""
    disputed: bool = False

    def text(self, lang: str) -> str:
        """The claim as a sentence, in `fr` or else in English."""
        return self.text_fr if lang.startswith("fr") else self.text_en

    def says(self, lang: str) -> str:
        """Who says it."""
        return self.says_fr if lang.startswith("fr") else self.says_en


@dataclass(frozen=True)
class ClaimSubject:
    """What some claims are about. `contested`: the sources disagree, or one cannot be checked."""

    code: str
    title_en: str
    title_fr: str
    note_en: str = ""
    note_fr: str = ""
    contested: bool = False


@dataclass(frozen=True)
class Claims:
    """All claims by their code, and what they are about, in file order."""

    claims: Mapping[str, Claim]
    subjects: tuple[ClaimSubject, ...]


def _claim(row: Row) -> Claim:
    return Claim(
        code=row.text("code"),
        about=row.text("about"),
        text_en=row.text("text_en"),
        text_fr=row.text("text_fr"),
        bound=Bound(row.text("bound")),
        says_en=row.text("says_en"),
        says_fr=row.text("says_fr"),
        source=row.text("source"),
        locator=row.text("locator"),
        value=row.decimal("value"),
        low=row.decimal("low"),
        high=row.decimal("high"),
        rank=row.number("rank"),
        need=row.text("need"),
        unit_en=row.text("unit_en"),
        unit_fr=row.text("unit_fr"),
        place=row.text("place"),
        first=row.text("from"),
        last=row.text("to"),
        published=row.text("published"),
        disputed=row.flag("disputed"),
    )


def _subject(row: Row) -> ClaimSubject:
    texts = {key: row.text(key) for key in ("code", "title_en", "title_fr", "note_en", "note_fr")}
    return ClaimSubject(contested=row.flag("contested"), **texts)


def _build(data: DataSet) -> Claims:
    if problems := [found for row in data.rows("claims") for found in _faults(row)]:
        raise BadData(data.name, problems)
    return Claims(
        MappingProxyType({row.text("code"): _claim(row) for row in data.rows("claims")}),
        tuple(_subject(row) for row in data.rows("subjects")),
    )


def _faults(row: Row) -> Iterator[Problem]:
    """A bound that does not fit what is given: a range without its two ends, a figure without a value."""
    given = tuple(
        key for key in ("value", "low", "high", "rank") if row.has(key) or row.value.get(key) == 0
    )
    wanted = SHAPES.get(Bound(row.text("bound")), ("value",))
    if given != wanted:
        yield problem(
            (f"claims/{row.file.rpartition('/')[2]}", row.line),
            f"code {row.text('code')}",
            N_("a claim that is meant as {bound} gives {wanted}, and no other figure."),
            N_("Correct the bound, or the figures."),
            bound=row.text("bound"),
            wanted=", ".join(wanted) or "-",
        )


SHAPES = {Bound.RANGE: ("low", "high"), Bound.RANK: ("rank",), Bound.WORDS: ()}

HOLDER: Holder[Claims] = Holder(
    "claims", FOLDER, _build, known=lambda: {"need": [need.code for need in needs.every()]}
)


def every() -> tuple[Claim, ...]:
    """All claims, in file order."""
    return tuple(HOLDER.value().claims.values())


def find(code: str) -> Claim:
    """One claim. Raises NotFound if there is none with this code."""
    found = HOLDER.value().claims.get(code)
    if found is None:
        raise NotFound(
            "There is no claim {code}.", "Look at the list of claims for its code.", code=code
        )
    return found


def about(subject: str) -> tuple[Claim, ...]:
    """Every claim about one thing, side by side: they are never averaged."""
    return tuple(claim for claim in every() if claim.about == subject)


def by_subject() -> tuple[tuple[ClaimSubject, tuple[Claim, ...]], ...]:
    """Everything that is claimed, by what it is about: what is contested first, then in file order."""
    found: dict[str, list[Claim]] = {}
    for claim in every():
        found.setdefault(claim.about, []).append(claim)
    named = [(one, tuple(found.get(one.code, ()))) for one in HOLDER.value().subjects]
    told = [pair for pair in named if pair[1]]
    return tuple(sorted(told, key=lambda pair: not pair[0].contested))


def subject(code: str) -> ClaimSubject:
    """What claims are about. Raises NotFound."""
    for one in HOLDER.value().subjects:
        if one.code == code:
            return one
    raise NotFound(
        "There are no claims about {code}.", "Look at the list of what is claimed.", code=code
    )
