"""Institutions that the texts name, by their public names, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row

FOLDER = Path(__file__).parent / "data" / "organisations"


@dataclass(frozen=True)
class Organisation:
    """One institution. `became` is the code of what it turned into on the day `until`."""

    code: str
    name_en: str
    name_fr: str
    short_en: str
    short_fr: str
    kind: str
    became: str
    part_of: str
    until: date | None

    def name(self, lang: str) -> str:
        """The name in `fr`, or in English for every other language."""
        return self.name_fr if lang.startswith("fr") else self.name_en


def _organisation(row: Row) -> Organisation:
    return Organisation(
        code=row.text("code"),
        name_en=row.text("name_en"),
        name_fr=row.text("name_fr"),
        short_en=row.text("short_en"),
        short_fr=row.text("short_fr"),
        kind=row.text("kind"),
        became=row.text("became"),
        part_of=row.text("part_of"),
        until=row.day("until"),
    )


def _build(data: DataSet) -> Mapping[str, Organisation]:
    return MappingProxyType(
        {row.text("code"): _organisation(row) for row in data.rows("organisations")}
    )


HOLDER: Holder[Mapping[str, Organisation]] = Holder(
    "organisations",
    FOLDER,
    _build,
    known=lambda: {
        "organisation kind": [code.code for code in vocabulary.codes("organisation_kinds")]
    },
)


def every() -> tuple[Organisation, ...]:
    """All institutions, in file order."""
    return tuple(HOLDER.value().values())


def find(code: str) -> Organisation:
    """One institution. Raises NotFound if there is none with this code."""
    found = HOLDER.value().get(code)
    if found is None:
        raise NotFound(
            "There is no organisation {code} in the reference data.",
            "Choose one of: {known}.",
            code=code,
            known=", ".join(HOLDER.value()),
        )
    return found


def on(code: str, day: date) -> Organisation:
    """The institution, or what had become of it by a day."""
    found = find(code)
    seen = {code}
    while found.until is not None and found.until <= day and found.became not in seen:
        seen.add(found.became)
        found = find(found.became)
    return found
