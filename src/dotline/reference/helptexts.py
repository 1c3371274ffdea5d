"""Help, consent and safety-card texts in any language and script; an unreviewed translation is never shown."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, Invalid, NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row

FOLDER = Path(__file__).parent / "data" / "helptexts"
ORIGINALS = ("eng", "fra")  # written here in both official languages at once, not translated
# Tags of the page's lang attribute (BCP 47 takes the two-letter code where there is one).
TAGS = {"eng": "en", "fra": "fr", "ara": "ar", "cre": "cr", "iku": "iu", "pan": "pa", "spa": "es",
        "ukr": "uk", "vie": "vi", "tgl": "tl", "hin": "hi", "por": "pt", "fas": "fa", "urd": "ur"}  # fmt: skip
RIGHT_TO_LEFT = frozenset({"R", "AL"})  # strong classes of the Unicode bidirectional algorithm


class HelpKind(StrEnum):
    """Which text it is."""

    CARD = "card"
    HELP = "help"
    CONSENT = "consent"


@dataclass(frozen=True)
class HelpText:
    """One text in one language. `reviewer` is the human who reviewed `reviewed_version` on `reviewed_on`."""

    text: HelpKind
    language: str
    name: str
    script: str
    version: int
    written_by: str
    title: str
    lines: tuple[str, ...]
    reviewer: str
    reviewed_on: date | None
    reviewed_version: int

    @property
    def tag(self) -> str:
        """The language tag for the page, with the script where one was given."""
        tag = TAGS.get(self.language, self.language)
        return f"{tag}-{self.script}" if self.script else tag

    @property
    def direction(self) -> str:
        """'rtl' or 'ltr', after the first letter that has a direction (Unicode UAX 9, rule P2)."""
        for letter in " ".join((self.title, *self.lines)):
            kind = unicodedata.bidirectional(letter)
            if kind in RIGHT_TO_LEFT:
                return "rtl"
            if kind == "L":
                return "ltr"
        return "ltr"

    def is_reviewed(self, on: date) -> bool:
        """Whether a named human reviewed this very version, not later than that day."""
        return bool(
            self.reviewer
            and self.reviewed_on is not None
            and self.reviewed_on <= on
            and self.reviewed_version == self.version
        )

    def may_be_shown(self, on: date) -> bool:
        """A translation only when reviewed; an original in an official language with a remark until then."""
        return self.language in ORIGINALS or self.is_reviewed(on)


def _text(row: Row) -> HelpText:
    if row.has("reviewer") != row.has("reviewed_on"):
        raise Invalid(
            N_("In {file}, line {line}, a review names a person and a day, or neither."),
            N_("Give both `reviewer` and `reviewed_on`."),
            file=row.file,
            line=row.line,
        )
    version = row.number("version") or 1
    return HelpText(
        text=HelpKind(row.text("text")),
        language=row.text("language"),
        name=row.text("name"),
        script=row.text("script"),
        version=version,
        written_by=row.text("written_by"),
        title=row.text("title"),
        lines=row.texts("lines"),
        reviewer=row.text("reviewer"),
        reviewed_on=row.day("reviewed_on"),
        # A review counts for the version it saw: a later change must be reviewed again.
        reviewed_version=row.number("reviewed_version") or 0,
    )


def _build(data: DataSet) -> Mapping[tuple[HelpKind, str], HelpText]:
    found = {(one.text, one.language): one for one in map(_text, data.rows("texts"))}
    for kind in HelpKind:
        for language in ORIGINALS:
            if (kind, language) not in found:
                raise Invalid(
                    N_("The help texts lack {text} in {language}."),
                    N_("Both official languages are always there."),
                    text=kind.value,
                    language=language,
                )
    return MappingProxyType(found)


HOLDER: Holder[Mapping[tuple[HelpKind, str], HelpText]] = Holder(
    "helptexts",
    FOLDER,
    _build,
    known=lambda: {"language": [code.code for code in vocabulary.codes("languages")]},
)


def shown(kind: HelpKind, on: date) -> tuple[HelpText, ...]:
    """Every version of a text that may be shown on a day, the official languages first."""
    rows = [one for one in HOLDER.value().values() if one.text == kind and one.may_be_shown(on)]
    return tuple(sorted(rows, key=lambda one: (one.language not in ORIGINALS, one.language)))


def text(kind: HelpKind, language: str, on: date) -> HelpText:
    """One text in one language. Raises NotFound when there is none that may be shown."""
    found = HOLDER.value().get((kind, language))
    if found is None or not found.may_be_shown(on):
        raise NotFound(
            "There is no reviewed text in this language yet.",
            "Choose another language, or read it aloud with an interpreter.",
        )
    return found
