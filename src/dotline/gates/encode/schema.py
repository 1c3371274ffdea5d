"""Schemas: which column of a file says what; and a row of it folded into an identity. Pure."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dotline.base.errors import N_, Invalid, NotFound
from dotline.matching import identity
from dotline.matching.identity import Identity, PersonName

ROLES: Final = (
    "given_name", "middle_name", "family_name", "full_name", "alias", "birth_date", "birth_place", "death_date",
    "sex", "phone", "email", "postal_code", "place", "street", "document_number", "occupation", "consent", "ignore",
)  # fmt: skip
ID: Final = "id"
CONSENT: Final = "consent"
YES: Final = frozenset({"yes", "y", "true", "1", "given", "oui", "o", "vrai"})
# Why a value was left out: said with a count, never with the value.
UNREAD: Final[Mapping[str, str]] = {
    "birth_date": N_("is no date with a year of four digits"),
    "death_date": N_("is no date with a year of four digits"),
    "phone": N_("is no phone number"),
    "email": N_("is no e-mail address"),
    "sex": N_("is not f, m or x"),
    "document_number": N_("is no document number"),
}


@dataclass(frozen=True)
class Schema:
    """What a file holds: the column of the owner's id, and the role of each other column, in the order of the file."""

    id: str
    columns: Mapping[str, str]

    def of(self, role: str) -> tuple[str, ...]:
        """The columns with a role."""
        return tuple(name for name, told in self.columns.items() if told == role)

    def needs_consent(self) -> None:
        """Raises Invalid when no column tells who said yes."""
        if not self.of(CONSENT):
            raise Invalid(
                "No column of the schema tells who said yes to this purpose.",
                'Give the column with yes or no the role "consent".',
            )

    @staticmethod
    def all_yes(told: Iterable[str]) -> bool:
        """Whether every column of consent says yes in so many words; anything else, and nothing, is a no."""
        return all(text.strip().casefold() in YES for text in told)

    def check(self, header: Iterable[str], file: str) -> None:
        """Raises Invalid when the file lacks a column of the schema, or has one that the schema does not name."""
        held = list(header)
        if not any(held):
            raise Invalid(
                "{file} has no line of column names.",
                "Begin it with one: {known}.",
                file=file,
                known=",".join((self.id, *self.columns))[:500],
            )
        for name in (self.id, *self.columns):
            if held.count(name) != 1:
                raise Invalid(
                    "{file} has no column {column}, or has it twice.",
                    "Its columns are: {known}.",
                    file=file,
                    column=name,
                    known=", ".join(held)[:500],
                )
        for name in held:
            if name != self.id and name not in self.columns:
                raise Invalid(
                    "The schema does not say what the column {column} of {file} is.",
                    'Give it a role, or "ignore".',
                    file=file,
                    column=name[:60],
                )


def read_schema(path: Path) -> Schema:
    """A schema file (TOML): `id = "rid"` and a table `[columns]`. Raises NotFound, Invalid."""
    if not path.is_file():
        raise NotFound("There is no schema file {file}.", "Check its name.", file=path.name)
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are such
        raise _no_schema(path) from error
    columns = told.get("columns")
    if not isinstance(told.get(ID), str) or not isinstance(columns, dict) or not columns:
        raise _no_schema(path)
    for name, role in columns.items():
        if role not in ROLES:
            raise Invalid(
                "In {file}, the column {column} has a role that does not exist.",
                "Roles are: {known}.",
                file=path.name,
                column=name[:60],
                known=", ".join(ROLES),
            )
    if told[ID] in columns and columns[told[ID]] != "ignore":
        raise Invalid(
            "In {file}, the id is also something about the person.",
            "Give the id a column of its own.",
            file=path.name,
        )
    return Schema(told[ID], {name: role for name, role in columns.items() if name != told[ID]})


def _no_schema(path: Path) -> Invalid:
    return Invalid(
        "{file} is no schema.",
        'Write a TOML file with id = "COLUMN" and a table [columns] from column to role.',
        file=path.name,
    )


Row = Mapping[str, str]


class Folder:
    """Folds the rows of one schema into identities."""

    def __init__(self, schema: Schema) -> None:
        self._of = {role: schema.of(role) for role in ROLES}

    def fold(self, row: Row) -> Identity:
        """What a row says, folded. `faults` names each role whose value could not be read."""
        faults: list[str] = []

        def read(role: str, by: Callable[[str], str]) -> tuple[str, ...]:
            found = [by(text) for text in self._told(row, role) if text]
            if role in UNREAD and not all(found):
                faults.append(role)
            return tuple(dict.fromkeys(one for one in found if one))[: identity.SEVERAL]

        def first(role: str, by: Callable[[str], str] = identity.latin) -> str:
            return next(iter(read(role, by)), "")

        born, died = (self._date(row, role, faults) for role in ("birth_date", "death_date"))
        return Identity(
            names=self._names(row),
            birth=born,
            birth_place=first("birth_place", identity.place),
            death=died,
            sex=first("sex", identity.sex),
            phones=read("phone", identity.phone),
            email=first("email", identity.email),
            postal=first("postal_code", identity.postal),
            place=first("place", identity.place),
            street=identity.street(self._whole(row, "street")),
            documents=read("document_number", identity.document),
            occupation=first("occupation"),
            faults=tuple(faults),
        )

    def _told(self, row: Row, role: str) -> list[str]:
        """What the columns of a role say, in ASCII; "" for nothing."""
        return [identity.ascii_letters(row[name]).strip() for name in self._of[role]]

    def _whole(self, row: Row, role: str) -> str:
        """What several columns of a role say together, such as the number of a house and its street."""
        return _joined(identity.latin(text) for text in self._told(row, role))

    def _date(self, row: Row, role: str, faults: list[str]) -> identity.PartialDate | None:
        told = [text for text in self._told(row, role) if text]
        found = next((day for text in told if (day := identity.partial_date(text))), None)
        if told and found is None:
            faults.append(role)
        return found

    def _names(self, row: Row) -> tuple[PersonName, ...]:
        """The record's own name, then whole names and aliases; an alias of one word goes with the family name."""
        words = {
            role: self._whole(row, role) for role in ("given_name", "middle_name", "family_name")
        }
        own = PersonName(words["given_name"], words["middle_name"], words["family_name"])
        names = [own, *(identity.whole_name(text) for text in self._told(row, "full_name"))]
        family = next((one.family for one in names if one.family), "")
        for column in self._told(row, "alias"):
            for text in column.replace(";", "|").split("|"):
                alias = identity.whole_name(text)
                names.append(alias if alias.family else PersonName(alias.given, "", family))
        told = dict.fromkeys(one for one in names if one.given or (one.family and one is own))
        return tuple(told)[: identity.NAMES]


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)[: identity.LONGEST].strip()


def faults_told(counts: Mapping[str, int]) -> Sequence[tuple[str, str, int]]:
    """(role, reason, how many rows) of what could not be read."""
    return [(role, UNREAD[role], times) for role, times in sorted(counts.items())]
