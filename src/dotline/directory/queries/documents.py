"""From rows to HSDS 3.1 JSON: one tree of nests, walked for many records at once.

With a language each text is in it where it is known in it, else in the other one, and `x_dotline.lang` then says
which. Without one everything stands as it was brought, so that an export can be loaded again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final
from uuid import UUID

from dotline.base import clock
from dotline.directory.formats.shapes import SHAPES, TARGETS, Field, Kind, Nest, Shape
from dotline.directory.queries.rows import Row, by, one
from dotline.directory.rules import languages
from dotline.directory.rules.hours import zone_info

Document = dict[str, Any]

# A nest that leads back to where we came from is not walked: a service names its organization, and
# an organization its services, but neither inside the other.
BACK: Final[dict[tuple[str, str], frozenset[str]]] = {
    ("service", "organization"): frozenset({"services"}),
    ("service", "service_at_locations"): frozenset({"service"}),
    ("service_at_location", "service"): frozenset({"service_at_locations"}),
    ("organization", "services"): frozenset({"organization"}),
}
LISTED: Final[dict[str, frozenset[str]]] = {
    "service": frozenset({"organization", "program"}),
    "organization": frozenset(),
    "service_at_location": frozenset({"location", "service"}),
    "taxonomy": frozenset(),
    "taxonomy_term": frozenset({"taxonomy_detail"}),
}
HIDDEN: Final = frozenset({"link_id", "resource_id", "agency", *TARGETS})


@dataclass
class Seen:
    """What documents told: which records, and which of their links by where they are nested."""

    records: set[tuple[str, UUID]] = field(default_factory=set)
    links: set[tuple[str, UUID, str]] = field(default_factory=set)


def full(
    kind: str,
    rows: Sequence[Row],
    lang: str = "",
    *,
    skip: frozenset[str] = frozenset(),
    seen: Seen | None = None,
) -> list[Document]:
    """Whole documents, everything nested that belongs to them. `seen` remembers what that was."""
    return _Walk(lang, None, seen=seen).documents(SHAPES[kind], rows, skip)


def listed(kind: str, rows: Sequence[Row], lang: str = "") -> list[Document]:
    """Documents as lists show them: without most of what is nested."""
    return _Walk(lang, LISTED).documents(SHAPES[kind], rows, frozenset())


def minimal(kind: str, rows: Sequence[Row], lang: str = "") -> list[Document]:
    """Only what HSDS requires."""
    shape = SHAPES[kind]
    keep = {"id", "last_modified", *(one.name for one in shape.fields if one.required)}
    return [
        {key: value for key, value in _plain(shape, row, lang).items() if key in keep}
        for row in rows
    ]


class _Walk:
    """One walk down the tree, remembering which records got attributes and metadata."""

    def __init__(
        self,
        lang: str,
        only: dict[str, frozenset[str]] | None,
        *,
        services: bool = False,
        seen: Seen | None = None,
    ) -> None:
        self.lang = lang
        self.only = only
        self.services = services
        self.seen = seen
        self.made: dict[UUID, list[Document]] = {}

    def documents(self, shape: Shape, rows: Sequence[Row], skip: frozenset[str]) -> list[Document]:
        """The documents of these rows, in their order."""
        found = self._level(shape, rows, skip)
        if self.only is None:
            self._attach("attributes", "attribute", "link_id")
            self._attach("metadata", "metadata", "resource_id")
        return found

    def _level(self, shape: Shape, rows: Sequence[Row], skip: frozenset[str]) -> list[Document]:
        made = [_plain(shape, row, self.lang) for row in rows]
        if not rows:
            return made
        for row, document in zip(rows, made, strict=True):
            self.made.setdefault(row["id"], []).append(document)
            if self.seen is not None:
                self.seen.records.add((shape.name, row["id"]))
        for nest in shape.nests:
            if nest.key in skip or (
                self.only is not None and nest.key not in self.only.get(shape.name, ())
            ):
                continue
            if nest.key == "services" and not self.services:
                continue
            self._nest(shape, nest, rows, made)
        return made

    def _nest(self, shape: Shape, nest: Nest, rows: Sequence[Row], made: list[Document]) -> None:
        child = SHAPES[nest.child]
        skip = BACK.get((shape.name, nest.key), frozenset())
        if nest.many:
            found = by(nest.child, nest.column, (row["id"] for row in rows))
            flat = [row for many in found.values() for row in many]
            self._told(nest.child, flat, nest.column)
            by_id = dict(
                zip((row["id"] for row in flat), self._level(child, flat, skip), strict=True)
            )
            for row, document in zip(rows, made, strict=True):
                if row["id"] in found:
                    document[nest.key] = [by_id[each["id"]] for each in found[row["id"]]]
            return
        singles = one(nest.child, (row[nest.column] for row in rows))
        self._told(shape.name, [row for row in rows if row[nest.column] in singles], nest.column)
        flat = list(singles.values())
        by_id = dict(zip((row["id"] for row in flat), self._level(child, flat, skip), strict=True))
        for row, document in zip(rows, made, strict=True):
            if row[nest.column] in by_id:
                document[nest.key] = by_id[row[nest.column]]

    def _told(self, kind: str, rows: Sequence[Row], column: str) -> None:
        """Remember that where these stand tells what their column says."""
        if self.seen is not None:
            self.seen.links.update((kind, row["id"], column) for row in rows)

    def _attach(self, key: str, kind: str, column: str) -> None:
        shape = SHAPES[kind]
        found = by(kind, column, list(self.made))
        flat = [row for many in found.values() for row in many]
        self._told(kind, flat, column)
        by_id = dict(
            zip((row["id"] for row in flat), self._level(shape, flat, frozenset()), strict=True)
        )
        for owner, many in found.items():
            for document in self.made.get(owner, ()):
                document[key] = [by_id[row["id"]] for row in many]


def with_services(rows: Sequence[Row], lang: str = "") -> list[Document]:
    """Organizations with their services whole inside (`full_service`)."""
    return _Walk(lang, None, services=True).documents(SHAPES["organization"], rows, frozenset())


def _plain(shape: Shape, row: Row, lang: str) -> Document:
    """One record without what is nested; empty values are left out."""
    document: Document = {"id": str(row["id"])}
    ours: Document = {}
    for field_ in shape.fields:
        said = row[field_.name]
        if said is None or said == "":
            continue
        if field_.ours:
            ours[field_.name] = str(said) if field_.kind is Kind.ID else said
        elif field_.name not in HIDDEN:
            document[field_.name] = value(field_, said)
    other = _spoken(shape, row, lang, document) if lang else {}
    filled = _filled(shape, row, document)
    ours |= {name: row[name].split() for name in ("needs",) if row.get(name)}
    if row.get("demo"):
        ours["demo"] = True
    if other:
        ours["lang"] = other
    if filled:
        ours["filled"] = filled
    if ours:
        document["x_dotline"] = ours
    return document


def _spoken(shape: Shape, row: Row, lang: str, document: Document) -> dict[str, str]:
    """Put each text in the reader's language; answer which fields had to stay in the other one."""
    french = lang.startswith("fr")
    other: dict[str, str] = {}
    for name in shape.twins:
        texts = {"fr": row[f"{name}_fr"], "en": row[name]}
        mine, theirs = ("fr", "en") if french else ("en", "fr")
        if texts[mine] or texts[theirs]:
            document[name] = texts[mine] or texts[theirs]
        if texts[theirs] and not texts[mine]:
            other[name] = theirs
    if shape.name == "language" and row["code"] and (french or not row["name"]):
        document["name"] = languages.label(row["code"], lang)
    if shape.name == "service" and not row["last_modified"]:
        document["last_modified"] = row["changed_at"].astimezone(UTC).isoformat()
    return other


def _filled(shape: Shape, row: Row, document: Document) -> list[str]:
    """Say what HSDS demands or programs expect and the source did not say; answer which fields that are."""
    told: Document = {}
    if shape.name in ("organization", "program", "taxonomy", "taxonomy_term"):
        told["description"] = document["name"]
    if shape.name == "schedule" and (offset := _offset(row)) is not None:
        told["timezone"] = offset
    missing = [name for name in told if name not in document]
    document |= {name: told[name] for name in missing}
    return missing


def _offset(row: Row) -> int | float | None:
    """The UTC offset of today at noon, for sources that only know offsets; the zone itself is in `x_dotline`.

    Noon, so that an answer does not change within a day.
    """
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    offset = noon.astimezone(zone_info(row["zone"])).utcoffset() if row["zone"] else None
    if offset is None:
        return None
    hours = offset.total_seconds() / 3600
    return int(hours) if hours.is_integer() else hours


def value(field_: Field, said: Any) -> Any:
    """One value as JSON has it."""
    if field_.kind in (Kind.NUMBER, Kind.LATITUDE, Kind.LONGITUDE) and float(said).is_integer():
        return int(said)
    return str(said) if field_.kind is Kind.ID else said
