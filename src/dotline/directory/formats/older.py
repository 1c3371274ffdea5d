"""Reading the older HSDS 1.x tables: each old table is said again in the words of 3.1."""

import re
from collections.abc import Mapping
from typing import Final

from dotline.base.findings import REFUSED, REPAIRED
from dotline.directory.formats import tables
from dotline.directory.formats.records import Batch, Place, checked
from dotline.directory.formats.shapes import SHAPES, Shape
from dotline.directory.formats.tables import OLD_FILES, Row, Tables

# old table -> object of 3.1, renamed columns, columns that say the same twice and may go, fixed values
_PLAIN: Final[dict[str, tuple[str, dict[str, str], frozenset[str], dict[str, str]]]] = {
    "organizations.csv": ("organization", {"url": "website"}, frozenset(), {}),
    "programs.csv": ("program", {}, frozenset(), {}),
    "services.csv": ("service", {"fees": "fees_description"}, frozenset(), {}),
    "locations.csv": ("location", {}, frozenset(), {"location_type": "physical"}),
    "services_at_location.csv": ("service_at_location", {}, frozenset(), {}),
    "physical_addresses.csv": ("address", {}, frozenset(), {"address_type": "physical"}),
    "postal_addresses.csv": ("address", {}, frozenset(), {"address_type": "postal"}),
    "accessibility_for_disabilities.csv": (
        "accessibility",
        {"accessibility": "description"},
        frozenset(),
        {},
    ),
    "service_areas.csv": ("service_area", {"service_area": "name"}, frozenset(), {}),
    "required_documents.csv": ("required_document", {}, frozenset(), {}),
    "funding.csv": ("funding", {}, frozenset(), {}),
    "metadata.csv": ("metadata", {}, frozenset(), {}),
    "meta_table_description.csv": ("meta_table_description", {}, frozenset(), {}),
}
_DAYS: Final = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR",
    "saturday": "SA", "sunday": "SU",
}  # fmt: skip
_EXTENSION = re.compile(r"^(.*?\d)[\s,;]*(?:x|ext\.?|extension)\s*\.?\s*(\d{1,7})$", re.IGNORECASE)


def is_older(found: Tables) -> bool:
    """Whether the tables have names that only HSDS 1.x has."""
    return bool(OLD_FILES & set(found))


def read(batch: Batch, found: Tables) -> None:
    """All tables of an HSDS 1.x package into the batch."""
    batch.format = "HSDS 1.x tables"
    _eligibility(batch, found)
    for table, (shape, renamed, dropped, fixed) in _PLAIN.items():
        file, rows = found.get(table, (table, []))
        for number, row in rows:
            said = {
                renamed.get(name, name): value for name, value in row.items() if name not in dropped
            }
            add(batch, SHAPES[shape], {**said, **fixed}, Place(file, number))
    _taxonomy(batch, found)
    _phones(batch, found)
    _contacts(batch, found)
    _languages(batch, found)
    _schedules(batch, found)
    known = {*_PLAIN, *OLD_FILES, "phones.csv", "contacts.csv", "languages.csv"} - {
        "holiday_schedules.csv"
    }
    for table in set(found) - known:
        batch.note(
            Place(found[table][0], 0),
            "(whole file)",
            "text",
            "not carried over from HSDS 1.x",
            REFUSED,
        )


def add(batch: Batch, shape: Shape, row: Mapping[str, object], at: Place) -> None:
    """One row; packages of that time write line ends out as two signs."""
    tables.add(batch, shape, row, at, escapes=True)


def _eligibility(batch: Batch, found: Tables) -> None:
    """Eligibility was a table of its own; in 3.1 it is a text of the service."""
    file, rows = found.get("eligibility.csv", ("eligibility.csv", []))
    texts: dict[str, list[str]] = {}
    for number, row in rows:
        service = row.get("service_id", "").strip()
        if service:
            texts.setdefault(service, []).append(row.get("eligibility", ""))
        else:
            reason = "names no service, so nobody can know whom it is about"
            batch.note(Place(file, number), "service_id", None, reason, REFUSED)
    for _, row in found.get("services.csv", ("", []))[1]:
        if row.get("id", "") in texts:
            row["eligibility_description"] = "\n".join(texts[row["id"]])


def _taxonomy(batch: Batch, found: Tables) -> None:
    file, rows = found.get("taxonomy.csv", ("taxonomy.csv", []))
    for number, row in rows:
        at = Place(file, number)
        name = row.get("vocabulary", "").strip() or batch.source
        taxonomy = batch.key("taxonomy", name)
        add(batch, SHAPES["taxonomy"], {"id": str(taxonomy), "name": name}, at)
        term = {
            key: value for key, value in row.items() if key not in ("vocabulary", "parent_name")
        }
        extra = {"code": row.get("id", ""), "taxonomy": name, "taxonomy_id": str(taxonomy)}
        key = batch.key("taxonomy_term", row.get("id"))
        if key and key in batch.of("taxonomy_term"):
            batch.note(
                at, "id", "text", "this code was already given: the first meaning is kept", REFUSED
            )
            continue
        add(batch, SHAPES["taxonomy_term"], {**term, **extra}, at)
    file, rows = found.get("services_taxonomy.csv", ("services_taxonomy.csv", []))
    for number, row in rows:
        link = {
            "id": row.get("id", ""),
            "link_id": row.get("service_id", ""),
            "link_entity": "service",
            "taxonomy_term_id": row.get("taxonomy_id", ""),
            "value": row.get("taxonomy_detail", ""),
        }
        add(batch, SHAPES["attribute"], link, Place(file, number))


def _phones(batch: Batch, found: Tables) -> None:
    file, rows = found.get("phones.csv", ("phones.csv", []))
    for number, row in rows:
        said = {key: value for key, value in row.items() if key != "language"}
        at = Place(file, number)
        match = _EXTENSION.match(said.get("number", "").strip())
        if match:
            said["number"], said["extension"] = match[1], match[2]
            batch.note(at, "number", "text", "number and extension written apart", REPAIRED)
        add(batch, SHAPES["phone"], said, at)


def _contacts(batch: Batch, found: Tables) -> None:
    """In 1.x a contact carried pieces of a number; without the middle piece nobody can call it."""
    file, rows = found.get("contacts.csv", ("contacts.csv", []))
    for number, row in rows:
        at = Place(file, number)
        said = {key: value for key, value in row.items() if not key.startswith("phone_")}
        whole = row.get("phone_areacode", "").strip() + row.get("phone_number", "").strip()
        digits = re.sub(r"\D", "", whole)
        if digits and len(digits) < 10:
            batch.note(at, "phone_number", "number", "not a whole phone number", REFUSED)
        add(batch, SHAPES["contact"], said, at)
        key = batch.key("contact", row.get("id"))
        if len(digits) >= 10 and key in batch.of("contact"):
            phone = {
                "id": f"contact {row.get('id')}",
                "contact_id": row.get("id", ""),
                "number": whole,
            }
            add(batch, SHAPES["phone"], {**phone, "extension": row.get("phone_extension", "")}, at)


def _languages(batch: Batch, found: Tables) -> None:
    """One row a language, but the ids repeat: the language becomes part of the key."""
    file, rows = found.get("languages.csv", ("languages.csv", []))
    for number, row in rows:
        at = Place(file, number)
        said: dict[str, str] = {key: value for key, value in row.items() if key != "language"}
        said["name"] = row.get("language", "").strip(" ,.")
        if said["name"]:
            place = (row.get("service_id", ""), row.get("location_id", ""), said["name"])
            said["id"] = "|".join((row.get("id", ""), *place))
            add(batch, SHAPES["language"], said, at)
        else:
            batch.note(at, "language", None, "language without a name", REFUSED)


def _schedules(batch: Batch, found: Tables) -> None:
    """One row a day becomes one schedule for all days that are alike."""
    file, rows = found.get("regular_schedules.csv", ("regular_schedules.csv", []))
    alike: dict[tuple[str, ...], list[Row]] = {}
    columns = (
        "service_id",
        "location_id",
        "service_at_location_id",
        "opens_at",
        "closes_at",
        "original_text",
    )
    for number, row in rows:
        alike.setdefault(tuple(row.get(name, "") for name in columns), []).append((number, row))
    for key, days in alike.items():
        at = Place(file, days[0][0])
        said: dict[str, str] = dict(zip(columns, key, strict=True))
        said["description"] = said.pop("original_text")
        said.update(
            {
                "id": "|".join(key),
                "freq": "WEEKLY",
                "interval": "1",
                "byday": _byday(batch, file, days),
            }
        )
        add(batch, SHAPES["schedule"], said, at)
        told = {name: said[name] for name in ("opens_at", "closes_at", "description")}
        for number, _ in days[1:]:  # only to note what was mended in each of the other rows
            checked(batch, SHAPES["schedule"], told, Place(file, number), escapes=True)


def _byday(batch: Batch, file: str, days: list[Row]) -> str:
    found = []
    for number, row in days:
        word = _day(row)
        if word:
            found.append(word)
        else:
            batch.note(
                Place(file, number), "weekday", row.get("weekday"), "not a day of the week", REFUSED
            )
    order = list(_DAYS.values())
    return ",".join(sorted(set(found), key=order.index))


def _day(row: Mapping[str, str]) -> str:
    return _DAYS.get(row.get("weekday", "").strip().lower(), "")
