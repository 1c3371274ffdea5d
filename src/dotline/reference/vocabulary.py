"""Code lists: dated codes with an English and a French label, kept in data files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dotline.base.errors import Invalid
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.dates import Span, overlaps, span_of

FOLDER = Path(__file__).parent / "data" / "vocabulary"


@dataclass(frozen=True)
class Code:
    """One code of one list, as it holds in a span of days."""

    list: str
    code: str
    label_en: str
    label_fr: str
    span: Span
    row: Row

    def label(self, lang: str) -> str:
        """The label in `fr`, or in English for every other language."""
        return self.label_fr if lang.startswith("fr") else self.label_en

    def more(self, key: str) -> str:
        """A further value of the code, such as `sgc`, `endonym` or `htcds`; empty if none."""
        return self.row.text(key)


Lists = Mapping[str, Mapping[str, tuple[Code, ...]]]


def _build(data: DataSet) -> Lists:
    lists: dict[str, dict[str, tuple[Code, ...]]] = {}
    for top in data.tops():
        name = top.text("list")
        found = lists.setdefault(name, {})
        for row in top.rows("codes"):
            code = row.text("code")
            made = Code(name, code, row.text("label_en"), row.text("label_fr"), span_of(row), row)
            found[code] = (*found.get(code, ()), made)
            if overlaps(one.span for one in found[code]):
                raise Invalid(
                    "The code {code} of {list} holds twice on the same day.",
                    "Let valid_to of the older row be valid_from of the newer.",
                    code=code,
                    list=name,
                )
    return lists


HOLDER: Holder[Lists] = Holder("vocabulary", FOLDER, _build)


def _list(name: str) -> Mapping[str, tuple[Code, ...]]:
    lists = HOLDER.value()
    if name not in lists:
        raise Invalid(
            "There is no code list called {name}.",
            "Known lists: {known}.",
            name=name,
            known=", ".join(sorted(lists)),
        )
    return lists[name]


def lists() -> tuple[str, ...]:
    """The names of all code lists."""
    return tuple(sorted(HOLDER.value()))


def codes(name: str, on: date | None = None) -> tuple[Code, ...]:
    """The codes of a list that hold on a day, or those not ended if no day is given.

    Raises Invalid if there is no such list.
    """
    rows = (row for versions in _list(name).values() for row in versions)
    if on is None:
        return tuple(row for row in rows if row.span.end is None)
    return tuple(row for row in rows if on in row.span)


def find(name: str, code: str, on: date | None = None) -> Code | None:
    """A code as it holds on a day, or in its newest version if no day is given; None if unknown."""
    versions = _list(name).get(code, ())
    if on is None:
        return max(versions, key=lambda one: one.span.start or date.min, default=None)
    return next((one for one in versions if on in one.span), None)


def is_code(name: str, code: str, on: date | None = None) -> bool:
    """Whether the list has the code (on that day, or ever)."""
    return find(name, code, on) is not None


def label(name: str, code: str, lang: str = "en", on: date | None = None) -> str:
    """The label of a code. A code that ended keeps its label, so that old records stay readable.

    Raises Invalid if the list has no such code.
    """
    found = find(name, code, on)
    if found is None:
        raise Invalid(
            "The list {name} has no code {code}.",
            "Choose one of: {known}.",
            name=name,
            code=code,
            known=", ".join(_list(name)),
        )
    return found.label(lang)


def choices(name: str, lang: str = "en", on: date | None = None) -> list[tuple[str, str]]:
    """Pairs (code, label) for a form, in file order."""
    return [(code.code, code.label(lang)) for code in codes(name, on)]
