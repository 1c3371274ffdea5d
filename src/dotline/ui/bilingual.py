"""A text in both official languages as one value, and the language codes."""

from dataclasses import dataclass
from typing import Literal, Protocol, get_args, runtime_checkable

from dotline.base.errors import Invalid

Lang = Literal["en", "fr"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True)
class Text:
    """English and French of the same thing. Neither may be empty: a missing half stops the build."""

    en: str
    fr: str

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.fr.strip():
            raise Invalid(
                "A text is missing in one language: '{text}'.",
                "Give the English and the French text.",
                text=(self.en or self.fr).strip(),
            )

    def in_(self, lang: Lang) -> str:
        """The text in one language."""
        return self.en if lang == "en" else self.fr


@runtime_checkable
class Labelled(Protocol):
    """Anything from the data files or tables that carries both labels."""

    label_en: str
    label_fr: str


def lang_of(code: str | None) -> Lang:
    """The official language of a code such as 'fr-ca'; English for anything else."""
    short = (code or "en")[:2].lower()
    return "fr" if short == "fr" else "en"
