"""How an edition is made, in words, under the headings of ESMS. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotline.base.errors import Invalid
from dotline.reference.datafiles import DataSet, Holder
from dotline.ui.bilingual import Lang, Text

FOLDER = Path(__file__).parents[1] / "data" / "methods"
FACTS = frozenset({"edition", "period", "made", "cells", "hidden", "least", "tables"})
_FACT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Heading:
    """One heading of the Euro SDMX Metadata Structure (ESMS 2.0) and what we say under it; `code` is Eurostat's."""

    code: str
    label: Text
    text: Text


@dataclass(frozen=True)
class Told:
    """A heading with the facts of an edition filled in, in one language."""

    code: str
    label: str
    text: str


def methods() -> tuple[Heading, ...]:
    """All 19 headings, in the order of ESMS."""
    return HOLDER.value()


def told(facts: Mapping[str, str], lang: Lang) -> Sequence[Told]:
    """What is said of an edition. `facts`: a word for each of FACTS, in that language."""
    return [
        Told(one.code, one.label.in_(lang), one.text.in_(lang).format_map(facts))
        for one in methods()
    ]


def _build(data: DataSet) -> tuple[Heading, ...]:
    found = []
    for row in data.rows("methods"):
        texts = {lang: row.text(f"text_{lang}") for lang in ("en", "fr")}
        for lang, text in texts.items():
            unknown = sorted(set(_FACT.findall(text)) - FACTS)
            if unknown:
                raise Invalid(
                    "The text of {code} in {lang} asks for {names}, which no edition has.",
                    "Use only: {known}.",
                    code=row.text("code"),
                    lang=lang,
                    names=", ".join(unknown),
                    known=", ".join(sorted(FACTS)),
                )
        label = Text(row.text("label_en"), row.text("label_fr"))
        found.append(Heading(row.text("code"), label, Text(texts["en"], texts["fr"])))
    return tuple(found)


HOLDER: Holder[tuple[Heading, ...]] = Holder("methods", FOLDER, _build)
