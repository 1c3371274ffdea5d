"""The texts of a report, read from data files that a policy officer can mend; numbers only by name."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotline.base.errors import NotFound
from dotline.reference.datafiles import (
    BadData,
    DataSet,
    Problem,
    Row,
    load_set,
    override_folder,
)
from dotline.reference.datafiles.problems import problem
from dotline.reference.datafiles.reading import Sheet, Value, Where

FOLDER = Path(__file__).parents[1] / "data"
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACE = re.compile(r"[{}]")
LANGS = ("_en", "_fr")
KINDS = ("annual",)


@dataclass(frozen=True)
class Wanted:
    """A number that the texts may name: one cell of a statistical table (`measure`, `time`, `place`),
    one count of the plan (`plan`), or one such number as a `share` of another, the `whole`.
    """

    name: str
    measure: str = ""
    time: str = "period"
    place: str = "CA"
    plan: str = ""
    share: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Pair:
    """English and French of one text, with placeholders."""

    en: str
    fr: str

    def names(self) -> frozenset[str]:
        """The numbers and facts that the text names."""
        return frozenset(PLACEHOLDER.findall(self.en))


@dataclass(frozen=True)
class Part:
    """One block of a chapter. `kind`: heading, para, note, list, chart, table or show; `over` says
    what the rows of a table or the steps of a chart are, `show` which part of the plan or the
    release is listed.
    """

    kind: str
    texts: tuple[Pair, ...]
    alt: Pair | None = None
    first: Pair | None = None
    id: str = ""
    shape: str = ""
    over: str = ""
    measures: tuple[str, ...] = ()
    show: str = ""
    when: str = ""


@dataclass(frozen=True)
class Chapter:
    """One chapter: a title and its blocks."""

    id: str
    title: Pair
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Script:
    """Everything a kind of report says, before any number is put in."""

    title: Pair
    author: Pair
    chapters: tuple[Chapter, ...]
    numbers: Mapping[str, Wanted]
    digest: str

    def named(self) -> frozenset[str]:
        """Every number and fact that some text names."""
        texts = [self.title, self.author]
        for chapter in self.chapters:
            texts.append(chapter.title)
            for part in chapter.parts:
                texts += [*part.texts, *(one for one in (part.alt, part.first) if one)]
        return frozenset().union(*(one.names() for one in texts))


def typed_digits(text: str) -> list[str]:
    """The digits, fractions and other number signs typed into a text, placeholders left out.

    Every number of a report is a bound query, so a text may hold none: not '12', not '½', not '²'.
    """
    return [sign for sign in PLACEHOLDER.sub("", text) if sign.isnumeric()]


def check(data: DataSet, facts: Collection[str]) -> list[Problem]:
    """Faults that no schema sees: typed digits, names of nothing, and languages that name different
    numbers.
    """
    known = {row.text("name") for row in data.rows("numbers")} | set(facts)
    found: list[Problem] = []
    for sheet in data.sheets.values():
        for path, entry in _entries(sheet.value, ()):
            found.extend(_entry(sheet, path, entry, known))
    return found


def _entries(value: Value, path: Where) -> Iterator[tuple[Where, Mapping[str, Value]]]:
    if isinstance(value, Mapping):
        yield path, value
        for key, inner in value.items():
            yield from _entries(inner, (*path, key))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _entries(inner, (*path, place))


def _entry(
    sheet: Sheet, path: Where, entry: Mapping[str, Value], known: Collection[str]
) -> Iterator[Problem]:
    for key, text in entry.items():
        if key.endswith(LANGS) and isinstance(text, str):
            here = (sheet.file, sheet.line((*path, key)))
            for reason, mend, more in _faults(key, text, entry.get(f"{key[:-3]}_fr"), known):
                yield problem(here, sheet.thing(path), reason, mend, key=key, **more)


def _faults(
    key: str, text: str, french: Value, known: Collection[str]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Reason, mend and what they name, for each fault of one text."""
    if digits := typed_digits(text):
        yield (
            "{key} holds a typed number: {digits}.",
            "Name a number of numbers.yaml in braces instead, such as {example}.",
            {"digits": " ".join(digits), "example": "{calls}"},
        )
    for name in sorted(set(PLACEHOLDER.findall(text)) - set(known)):
        yield (
            "{key} names {name}, and there is no such number.",
            "Correct the name, or add it to numbers.yaml.",
            {"name": name},
        )
    if BRACE.search(PLACEHOLDER.sub("", text)):
        yield (
            "{key} has a brace that names nothing.",
            "Write names in small letters between braces, and use no other braces.",
            {},
        )
    if key.endswith("_en") and _names(text) != _names(french):
        yield (
            "{key} and its French name different numbers.",
            "Let both languages name the same numbers.",
            {},
        )


def _names(text: Value) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text))) if isinstance(text, str) else []


def load(kind: str, measures: Collection[str], own: Path | None = None) -> DataSet:
    """The texts of a kind of report, with the installation's own files before the shipped ones.

    Raises NotFound for an unknown kind, BadData with file, line and mend of each fault.
    """
    if kind not in KINDS:
        raise NotFound(
            "There is no kind of report called {kind}.",
            "Choose one of: {known}.",
            kind=kind[:40],
            known=", ".join(KINDS),
        )
    name = f"report-{kind}"
    own = own or override_folder(name)
    return load_set(FOLDER / kind, name=name, own=own, known={"measure": measures})


def read(data: DataSet, facts: Collection[str]) -> Script:
    """The script of a report. Raises BadData with file, line and mend of every fault."""
    if problems := check(data, facts):
        raise BadData(data.name, problems)
    tops = list(data.tops())
    front = next(top for top in tops if top.has("report"))
    return Script(
        title=_pair(front, "title"),
        author=_pair(front, "author"),
        chapters=tuple(_chapter(top) for top in tops if top.has("chapter")),
        numbers={row.text("name"): _wanted(row) for row in data.rows("numbers")},
        digest=data.digest,
    )


def _pair(row: Row, stem: str) -> Pair:
    return Pair(row.text(f"{stem}_en").strip(), row.text(f"{stem}_fr").strip())


def _wanted(row: Row) -> Wanted:
    values = {key: str(value) for key, value in row.value.items()}
    return Wanted(**values)


def _chapter(top: Row) -> Chapter:
    parts = tuple(_part(row) for row in top.rows("blocks"))
    return Chapter(top.text("chapter"), _pair(top, "title"), parts)


def _part(row: Row) -> Part:
    texts = tuple(_pair(one, "text") for one in (row, *row.rows("items")) if one.has("text_en"))
    return Part(
        kind=row.text("kind"),
        texts=texts,
        alt=_pair(row, "alt") if row.has("alt_en") else None,
        first=_pair(row, "first") if row.has("first_en") else None,
        id=row.text("id"),
        shape=row.text("shape"),
        over=row.text("over"),
        measures=row.texts("measures"),
        show=row.text("show"),
        when=row.text("when"),
    )
