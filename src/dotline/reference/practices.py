"""The practice library that is shipped: entries with source, languages, and who reviewed them until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row

FOLDER = Path(__file__).parent / "data" / "practices"
KINDS = ("guide", "form", "poster", "training", "standard", "strategy")
TOPICS = ("identification", "referral", "support", "protection", "data", "prevention")


@dataclass(frozen=True)
class ShippedPractice:
    """One entry. `reviewed_by` is empty where no named person has reviewed it yet; then it says so."""

    code: str
    kind: str
    topic: str
    languages: tuple[str, ...]
    title_en: str
    title_fr: str
    text_en: str
    text_fr: str
    source: str
    published: str
    link: str
    reviewed_by: str
    reviewed_on: date | None
    review_due: date | None
    public: bool = False

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en

    def text(self, lang: str) -> str:
        """What it is good for, in `fr` or in English."""
        return self.text_fr if lang.startswith("fr") else self.text_en


def _practice(row: Row) -> ShippedPractice:
    return ShippedPractice(
        code=row.text("code"),
        kind=row.text("kind"),
        topic=row.text("topic"),
        languages=row.texts("languages"),
        title_en=row.text("title_en"),
        title_fr=row.text("title_fr"),
        text_en=row.text("text_en"),
        text_fr=row.text("text_fr"),
        source=row.text("source"),
        published=row.text("published"),
        link=row.text("link"),
        reviewed_by=row.text("reviewed_by"),
        reviewed_on=row.day("reviewed_on"),
        review_due=row.day("review_due"),
        public=row.flag("public"),
    )


def _build(data: DataSet) -> Mapping[str, ShippedPractice]:
    return MappingProxyType({one.code: one for one in map(_practice, data.rows("practices"))})


HOLDER: Holder[Mapping[str, ShippedPractice]] = Holder(
    "practices",
    FOLDER,
    _build,
    known=lambda: {"language": [code.code for code in vocabulary.codes("languages")]},
)


def practices() -> tuple[ShippedPractice, ...]:
    """Every entry, in file order."""
    return tuple(HOLDER.value().values())


def practice(code: str) -> ShippedPractice:
    """The entry of a code. Raises NotFound."""
    found = HOLDER.value().get(code)
    if found is None:
        raise NotFound("There is no such practice.", "Go back to the library.")
    return found
