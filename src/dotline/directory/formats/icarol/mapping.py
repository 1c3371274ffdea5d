"""From an iCarol export to HSDS: agencies are organizations, programs services, sites places, and what joins them."""

from collections.abc import Iterator, Mapping

from dotline.base import clock
from dotline.base.findings import REFUSED, REPAIRED
from dotline.directory.formats import tables
from dotline.directory.formats.icarol import cells, private
from dotline.directory.formats.icarol.columns import (
    ADDRESSES,
    CONTACTS,
    PHONES,
    SIGNS,
    TEXTS,
    phone_stem,
)
from dotline.directory.formats.icarol.lines import (
    AGENCY,
    JOIN,
    NOT_CARRIED,
    PROGRAM,
    SITE,
    Line,
    judge,
    note_hidden,
    note_unread,
    secrets_of,
    two_languages,
)
from dotline.directory.formats.records import Batch, Place
from dotline.directory.formats.shapes import SHAPES
from dotline.directory.formats.tables import Tables


def is_icarol(found: Tables) -> bool:
    """Whether one of the tables has the heading that only iCarol's export has."""
    return any(set(row) >= SIGNS for _file, rows in found.values() for _number, row in rows)


def read(batch: Batch, found: Tables) -> None:
    """The whole export into the batch; nothing private gets even into a record."""
    batch.format = "iCarol resource export"
    lines = [
        Line(
            Place(file, number),
            row,
            row.get("resourceagencynum", "").strip(),
            row.get("taxonomylevelname", "").replace(" ", "").strip().casefold(),
        )
        for file, rows in found.values()
        for number, row in rows
    ]
    judge(lines)
    secrets = secrets_of(lines)
    for line in lines:
        note_hidden(batch, line, secrets)
    _Writer(batch, two_languages(batch, lines)).write()
    for line in lines:
        note_unread(batch, line)


class _Writer:
    """Writes the lines as HSDS records; ids are made of the source's own numbers."""

    def __init__(self, batch: Batch, lines: list[Line]) -> None:
        self.batch = batch
        self.lines = lines
        self.by_number = {line.number: line for line in lines}
        self.day_first = {
            name: cells.day_first(line.row.get(name, "") for line in lines)
            for name in ("lastverifiedon", "updatedon", "temporarymessageexpires")
        }
        joins = [line for line in lines if line.level == JOIN]
        self.joined_sites = {line.get("connectstositenum") for line in joins}
        below = {line.get("parentagencynum") for line in lines if line.level != AGENCY}
        self.childless = {line.number for line in lines if line.level == AGENCY} - below

    def write(self) -> None:
        """All lines: owners before what hangs on them."""
        for line in self.lines:
            if line.level == AGENCY:
                self._organization(line)
        for line in self.lines:
            self._line(line)

    def _line(self, line: Line) -> None:
        owner = {"service_id": line.number}
        if line.level == AGENCY:
            owner = {"organization_id": line.number}
            if line.number in self.childless:
                self._service(line)
                self._at_place(line)
        elif line.level == PROGRAM:
            self._service(line)
        elif line.level == SITE and line.number in self.joined_sites:
            owner = {"location_id": line.number} if self._location(line) else {}
            if not owner:
                reason = "the source marks it as private"
                self.batch.note(line.at, "(whole record)", None, reason, REFUSED)
                line.seen |= set(line.row)
        elif line.level == SITE:
            self._service(line)
            self._at_place(line)
        else:
            owner = self._join(line)
        if owner:
            self._belongings(line, owner)

    def _add(self, shape: str, key: str, values: Mapping[str, str], line: Line) -> None:
        told = {name: value for name, value in values.items() if value}
        tables.add(self.batch, SHAPES[shape], {"id": key, **told}, line.at)

    def _organization(self, line: Line) -> None:
        values = {
            "name": line.get("publicname"),
            "alternate_name": line.get("alternatename"),
            "description": line.get("agencydescription"),
            "website": line.get("websiteaddress"),
            "email": line.get("emailaddressmain"),
            "tax_status": line.get("irsstatus"),
            "year_incorporated": line.get("yearincorporated"),
            "legal_status": line.get("legalstatus"),
        }
        french = {name: line.french.get(name, "") for name in ("name_fr", "description_fr")}
        self._add("organization", line.number, values | french, line)

    def _owner(self, line: Line) -> str:
        """The number of the organization; one that has no row of its own is known by its name only."""
        climbed: set[str] = set()
        while line.level != AGENCY:
            climbed.add(line.number)
            number, name = line.get("parentagencynum"), line.get("parentagency")
            above = self.by_number.get(number)
            if above is None:
                return self._named_only(number, name, line)
            if above.number in climbed:
                return ""
            line = above
        return line.number

    def _named_only(self, number: str, name: str, line: Line) -> str:
        if not (number and name):
            return ""
        if self.batch.key("organization", number) not in self.batch.of("organization"):
            self._add("organization", number, {"name": name}, line)
        return number

    def _service(self, line: Line) -> None:
        values = {name: line.get(column) for column, name in TEXTS.items()} | line.french
        values |= {
            "organization_id": self._owner(line),
            "status": "active",
            "url": line.get("websiteaddress"),
            "email": line.get("emailaddressmain"),
            "assured_date": self._date(line, "lastverifiedon"),
            "last_modified": self._date(line, "updatedon"),
            "alert": values["alert"] if self._message_counts(line) else "",
        }
        if not self._message_counts(line):
            values.pop("alert_fr", None)
        self._add("service", line.number, values, line)
        self._terms(line)

    def _date(self, line: Line, column: str) -> str:
        value = line.get(column)
        found = cells.iso_date(value, self.day_first[column])
        if found != value:
            reason = "date written the ISO way" if found else "day and month cannot be told apart"
            self.batch.note(line.at, column, value, reason, REPAIRED if found else REFUSED)
        return found

    def _message_counts(self, line: Line) -> bool:
        """A temporary message counts until it expires, and not when the source has switched it off."""
        appears = line.get("temporarymessageappears")
        expires = cells.iso_date(
            line.get("temporarymessageexpires"), self.day_first["temporarymessageexpires"]
        )
        over = bool(expires) and expires[:10] < clock.today().isoformat()
        return not over and (not appears or private.says_yes(appears))

    def _at_place(self, line: Line) -> None:
        if self._location(line):
            join = {"service_id": line.number, "location_id": line.number}
            self._add("service_at_location", line.number, join, line)

    def _location(self, line: Line) -> bool:
        """The place of a row, unless that is private. A place that nobody may find is no place for the public."""
        if line.placeless:
            return False
        told = " ".join(
            line.get(name) for name in ("busserviceaccess", "publicaccesstransportation")
        )
        values = {
            "location_type": "physical",
            "name": line.get("publicname"),
            "name_fr": line.french.get("name_fr", ""),
            "description": line.get("physicallocationdescription"),
            "transportation": told.strip(),
            "latitude": line.get("latitude"),
            "longitude": line.get("longitude"),
        }
        self._add("location", line.number, values, line)
        for stem, kind in ADDRESSES.items():
            self._address(line, stem, kind)
        if line.get("disabilitiesaccess"):
            said = {"location_id": line.number, "description": line.get("disabilitiesaccess")}
            self._add("accessibility", line.number, said, line)
        return True

    def _address(self, line: Line, stem: str, kind: str) -> None:
        values = {
            "address_1": line.get(f"{stem}address1"),
            "address_2": line.get(f"{stem}address2"),
            "city": line.get(f"{stem}city"),
            "region": line.get(f"{stem}county"),
            "state_province": line.get(f"{stem}stateprovince"),
            "postal_code": line.get(f"{stem}postalcode"),
            "country": _country(line.get(f"{stem}country")),
        }
        if values["address_1"]:
            more = {"location_id": line.number, "address_type": kind}
            self._add("address", f"{line.number} {stem}", values | more, line)

    def _join(self, line: Line) -> dict[str, str]:
        """A program at a site. Where the site's place is private, the program keeps what is told of it there."""
        program, site = line.get("connectstoprogramnum"), line.get("connectstositenum")
        if program not in self.by_number:
            program = line.number
            self._service(line)
        place = self.by_number.get(site)
        if place is None or place.placeless:
            return {"service_id": program}
        join = {"service_id": program, "location_id": site}
        self._add("service_at_location", line.number, join, line)
        return {"service_at_location_id": line.number}

    def _belongings(self, line: Line, owner: Mapping[str, str]) -> None:
        for column, kind in PHONES.items():
            self._phone(line, owner, column, kind)
        for stem in CONTACTS:
            self._contact(line, owner, stem)
        if set(owner) & {"organization_id"} and line.number not in self.childless:
            return
        mine = {"service_id": line.number} if "organization_id" in owner else owner
        for key, values in self._details(line):
            shape, _, _rest = key.partition(" ")
            if set(mine) & {one.name for one in SHAPES[shape].fields}:
                self._add(shape, f"{line.number} {key}", {**values, **mine}, line)
            else:
                self.batch.note(line.at, shape, "text", NOT_CARRIED, REFUSED)

    def _details(self, line: Line) -> Iterator[tuple[str, dict[str, str]]]:
        """Hours, languages, areas and documents, each with a key of its own."""
        if line.get("hoursofoperation"):
            for place, one in enumerate(cells.hours(line.get("hoursofoperation"))):
                yield f"schedule {place}", one
        spoken = line.get("languagesofferedlist") or line.get("languagesoffered")
        for name in dict.fromkeys(cells.items(spoken)):
            yield f"language {name}", {"name": name}
        area = line.get("coverageareatext") or line.get("coveragearea") or line.get("coverage")
        for name in dict.fromkeys(part.strip() for part in area.split(";") if part.strip()):
            yield f"service_area {name}", {"name": name}
        if line.get("documentsrequired"):
            yield "required_document", {"document": line.get("documentsrequired")}

    def _phone(self, line: Line, owner: Mapping[str, str], column: str, kind: str) -> None:
        if not line.get(column):
            return
        stem = phone_stem(column)
        said = [line.get(f"{stem}name"), line.get(f"{stem}description")]
        values = {"number": line.get(column), "type": kind, **owner}
        values["description"] = ". ".join(word for word in said if word)
        self._add("phone", f"{line.number} {column}", values, line)

    def _contact(self, line: Line, owner: Mapping[str, str], stem: str) -> None:
        values = {
            "name": line.get(f"{stem}name"),
            "title": line.get(f"{stem}title"),
            "email": line.get(f"{stem}emailaddress"),
        }
        if not values["name"] and not values["title"]:
            return
        key = f"{line.number} {stem}"
        self._add("contact", key, {**values, **owner}, line)
        if line.get(f"{stem}phonenumber"):
            number = {"number": line.get(f"{stem}phonenumber"), "contact_id": key}
            self._add("phone", f"{key} phone", number, line)

    def _terms(self, line: Line) -> None:
        names, codes = cells.terms(line.get("taxonomyterms")), cells.terms(line.get("taxonomycodes"))  # fmt: skip
        paired = len(names) == len(codes)
        for place, name in enumerate(names):
            code = codes[place] if paired else ""
            term, kept = code or name, f"{self.batch.source} taxonomy"
            if self.batch.key("taxonomy_term", term) not in self.batch.of("taxonomy_term"):
                self._add("taxonomy", kept, {"name": kept}, line)
                told = {"name": name, "code": code, "taxonomy": kept, "taxonomy_id": kept}
                self._add("taxonomy_term", term, told, line)
            link = {"link_id": line.number, "link_entity": "service", "taxonomy_term_id": term}
            self._add("attribute", f"{line.number} {term}", link, line)


def _country(name: str) -> str:
    known = {"canada": "CA", "united states": "US", "united states of america": "US", "usa": "US"}
    return known.get(name.casefold(), name)
