"""The crosswalk: our codes beside the fields and values of other schemes (HTCDS, CTDC, ISIC; IC-TIP and GLOTIP empty).

A row without a way holds both ways; `out` rows let several of ours become one of theirs, `in` rows read another
spelling. A scheme whose codes could not be verified has no rows and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, Invalid, NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem

FOLDER = Path(__file__).parent / "data" / "crosswalk"
IN, OUT = "in", "out"

Ours = tuple[str, str]  # list, code
Theirs = tuple[str, str]  # field, value


@dataclass(frozen=True)
class CodeMap:
    """One of our codes beside one value of a scheme. `way` is '', 'in' or 'out'; `source`: where it was read."""

    list: str
    code: str
    field: str
    value: str
    way: str
    source: str


@dataclass(frozen=True)
class Scheme:
    """One scheme with all its rows. `verified` says whether its codes were read in the published source."""

    code: str
    title_en: str
    title_fr: str
    note_en: str
    note_fr: str
    source: str
    verified: bool
    maps: tuple[CodeMap, ...]
    read: Mapping[Theirs, Ours]
    written: Mapping[tuple[str, str, str], str]

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en

    def note(self, lang: str) -> str:
        """What to know of the rows, in `fr` or in English."""
        return self.note_fr if lang.startswith("fr") else self.note_en


def _map(row: Row, source: str) -> CodeMap:
    return CodeMap(
        list=row.text("list"),
        code=row.text("code"),
        field=row.text("field"),
        value=row.text("value"),
        way=row.text("way"),
        source=row.text("source", source),
    )


def _scheme(top: Row) -> Scheme:
    maps = tuple(_map(row, top.text("source")) for row in top.rows("maps"))
    return Scheme(
        code=top.text("scheme"),
        title_en=top.text("title_en"),
        title_fr=top.text("title_fr"),
        note_en=top.text("note_en"),
        note_fr=top.text("note_fr"),
        source=top.text("source"),
        verified=top.flag("verified"),
        maps=maps,
        read=MappingProxyType(
            {(one.field, one.value): (one.list, one.code) for one in maps if one.way != OUT}
        ),
        written=MappingProxyType(
            {(one.list, one.code, one.field): one.value for one in maps if one.way != IN}
        ),
    )


def _faults(top: Row) -> list[Problem]:
    found: list[Problem] = []
    seen: set[tuple[str, ...]] = set()
    for row in top.rows("maps"):
        one, place = _map(row, top.text("source")), (row.file, row.line)
        if not vocabulary.is_code(one.list, one.code):
            reason = N_("The list {list} has no such code.")
            mend = N_("Choose a code of the list.")
            found.append(problem(place, one.code, reason, mend, list=one.list))
        if not top.flag("verified"):
            reason = N_("This row stands in a scheme whose codes nobody has verified.")
            mend = N_("Read the published list, name it as the source, and say verified: true.")
            found.append(problem(place, one.code, reason, mend))
        keys: list[tuple[str, ...]] = [("read", one.field, one.value)] if one.way != OUT else []
        keys += [("written", one.list, one.code, one.field)] if one.way != IN else []
        if seen.intersection(keys):
            reason = N_("This row says twice what a value or a code becomes.")
            mend = N_("Give one of them a way: in or out.")
            found.append(problem(place, one.code, reason, mend))
        seen.update(keys)
    return found


def _build(data: DataSet) -> Mapping[str, Scheme]:
    faults = [fault for top in data.tops() for fault in _faults(top)]
    if faults:
        raise BadData(data.name, faults)
    return MappingProxyType({top.text("scheme"): _scheme(top) for top in data.tops()})


HOLDER: Holder[Mapping[str, Scheme]] = Holder(
    "crosswalk", FOLDER, _build, known=lambda: {"list": vocabulary.lists()}
)


def schemes() -> tuple[Scheme, ...]:
    """Every scheme, in alphabetical order."""
    return tuple(scheme for _code, scheme in sorted(HOLDER.value().items()))


def scheme(code: str) -> Scheme:
    """One scheme. Raises NotFound."""
    found = HOLDER.value().get(code)
    if found is None:
        raise NotFound(
            "There is no scheme {code}.",
            "Known schemes: {known}.",
            code=code[:40],
            known=", ".join(sorted(HOLDER.value())),
        )
    return found


def read(code: str, field: str, value: str) -> Ours:
    """Our list and code for a value of a scheme. Raises Invalid for a value that it has not: nothing is guessed."""
    found = scheme(code).read.get((field, value))
    if found is None:
        raise Invalid(
            "{scheme} has no such value in {field}.",
            "Write one of its values.",
            scheme=code,
            field=field,
        )
    return found


def written(code: str, list_name: str, ours: str, field: str) -> str | None:
    """What one of our codes is called in a field of a scheme; None where it has no word for it."""
    return scheme(code).written.get((list_name, ours, field))
