"""Institutions that the texts name, by their public names, and what became of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import N_, NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem
from dotline.reference.pointers import circle

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


@dataclass(frozen=True)
class BodyMembership:
    """An organisation's place in a body: member, co-chair or lead, from its first told day to its last."""

    body: str
    organisation: str
    part: str
    since: date
    until: date | None
    source: str

    def on(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Organisations:
    """All institutions by their code, and who belongs to which body, in file order."""

    named: Mapping[str, Organisation]
    memberships: tuple[BodyMembership, ...]


def _membership(row: Row) -> BodyMembership:
    return BodyMembership(
        row.text("body"),
        row.text("organisation"),
        row.text("part"),
        row.day("from") or date.min,
        row.day("to"),
        row.text("source"),
    )


def _build(data: DataSet) -> Organisations:
    if problems := [*_circles(data, "became"), *_circles(data, "part_of")]:
        raise BadData(data.name, problems)
    return Organisations(
        MappingProxyType(
            {row.text("code"): _organisation(row) for row in data.rows("organisations")}
        ),
        tuple(_membership(row) for row in data.rows("memberships")),
    )


def _circles(data: DataSet, key: str) -> Iterator[Problem]:
    rows = {row.text("code"): row for row in data.rows("organisations")}
    if found := circle({code: [row.text(key)] for code, row in rows.items() if row.has(key)}):
        row = rows[found[0]]
        yield problem(
            (row.file, row.line),
            f"code {found[0]}",
            N_("{key} leads round in a circle: {circle}."),
            N_("Remove one of these pointers."),
            key=key,
            circle=" → ".join(found),
        )


HOLDER: Holder[Organisations] = Holder(
    "organisations",
    FOLDER,
    _build,
    known=lambda: {
        "organisation kind": [code.code for code in vocabulary.codes("organisation_kinds")]
    },
)


def every() -> tuple[Organisation, ...]:
    """All institutions, in file order."""
    return tuple(HOLDER.value().named.values())


def find(code: str) -> Organisation:
    """One institution. Raises NotFound if there is none with this code."""
    found = HOLDER.value().named.get(code)
    if found is None:
        raise NotFound(
            "There is no organisation {code} in the reference data.",
            "Choose one of: {known}.",
            code=code,
            known=", ".join(HOLDER.value().named),
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


def bodies() -> tuple[Organisation, ...]:
    """The bodies of which we know members, in file order."""
    codes = dict.fromkeys(one.body for one in HOLDER.value().memberships)
    return tuple(find(code) for code in codes)


def members(body: str, on: date | None = None) -> tuple[BodyMembership, ...]:
    """Who belongs, or belonged, to a body; with `on`, who did on that day. Raises NotFound for an unknown body."""
    find(body)
    found = (one for one in HOLDER.value().memberships if one.body == body)
    return tuple(one for one in found if on is None or one.on(on))
