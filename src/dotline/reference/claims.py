"""Claims: figures that others published, each with who says it, of what, and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import NotFound
from dotline.reference import needs
from dotline.reference.datafiles import DataSet, Holder, Row

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


def _build(data: DataSet) -> Mapping[str, Claim]:
    return MappingProxyType({row.text("code"): _claim(row) for row in data.rows("claims")})


HOLDER: Holder[Mapping[str, Claim]] = Holder(
    "claims", FOLDER, _build, known=lambda: {"need": [need.code for need in needs.every()]}
)


def every() -> tuple[Claim, ...]:
    """All claims, in file order."""
    return tuple(HOLDER.value().values())


def find(code: str) -> Claim:
    """One claim. Raises NotFound if there is none with this code."""
    found = HOLDER.value().get(code)
    if found is None:
        raise NotFound(
            "There is no claim {code}.", "Look at the list of claims for its code.", code=code
        )
    return found


def about(subject: str) -> tuple[Claim, ...]:
    """Every claim about one thing, side by side: they are never averaged."""
    return tuple(claim for claim in every() if claim.about == subject)
