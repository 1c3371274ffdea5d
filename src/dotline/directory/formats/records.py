"""Records on their way in: what every reader yields, and the checks that need more than one value."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from dotline.base.findings import REFUSED, REPAIRED, Finding, Findings
from dotline.base.ids import stable_id
from dotline.directory.formats.cells import Value, clean, kind_of
from dotline.directory.formats.shapes import OWNERS, SHAPES, TARGETS, Kind, Shape

Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stood: for findings only."""

    file: str
    row: int
    path: str = ""  # where inside a nested document, e.g. 'phones.'


@dataclass(frozen=True, slots=True)
class Record:
    """One HSDS object, checked. `values` never holds `id`."""

    shape: str
    id: UUID
    values: Mapping[str, Value]
    at: Place
    needs: tuple[str, ...] = ()
    tiers: str = ""
    demo: bool = False

    @property
    def digest(self) -> str:
        """Fingerprint of the content: the same content gives the same digest, for ever."""
        plain = {key: value for key, value in self.values.items() if value not in (None, "")}
        told = [plain, self.needs, self.tiers, *(["demo"] if self.demo else [])]
        words = json.dumps(told, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()[:32]


@dataclass
class Batch:
    """All records of one load by object and id, and what was found while reading."""

    source: str
    format: str = ""
    complete: bool = True  # whether what is absent was removed at the source
    records: dict[str, dict[UUID, Record]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    made: dict[tuple[str, str], UUID] = field(default_factory=dict, repr=False)

    def of(self, shape: str) -> dict[UUID, Record]:
        """The records of one kind of object."""
        return self.records.setdefault(shape, {})

    def total(self) -> int:
        """How many records there are."""
        return sum(len(found) for found in self.records.values())

    def note(self, at: Place, name: str, value: object, reason: str, action: str) -> None:
        """Remember a finding without its value."""
        self.findings.add(Finding(at.file, at.row, at.path + name, kind_of(value), reason, action))

    def key(self, shape: str, given: object) -> UUID | None:
        """The id for what a source calls an object: its UUID, or one made from source and key."""
        words = str(given).strip() if isinstance(given, str | int) else ""
        if not words:
            return None
        if len(words) in (32, 36):
            try:
                return UUID(words)
            except ValueError:
                pass
        made = self.made.get((shape, words))
        if made is None:
            made = self.made[shape, words] = stable_id("hsds", self.source, shape, words)
        return made


def checked(
    batch: Batch, shape: Shape, raw: Mapping[str, object], at: Place, *, escapes: bool = False
) -> Values:
    """The values of one object, each cleaned, each problem noted."""
    values: Values = {}
    for field_ in shape.fields:
        given = raw.get(field_.name)
        if given is None or given == "":
            continue
        if field_.kind is Kind.ID:
            found = batch.key(TARGETS.get(field_.name, shape.name), given)
            if found:
                values[field_.name] = str(found)
            continue
        cell = clean(field_, given, escapes=escapes)
        if cell.value is not None and cell.value != "":
            values[field_.name] = cell.value
        if cell.reason:
            batch.note(at, field_.name, given, cell.reason, REFUSED if cell.refused else REPAIRED)
    return values


def defaults(
    batch: Batch, shape: Shape, values: Values, raw: Mapping[str, object], at: Place
) -> str:
    """Fill what HSDS requires and we may assume; answer why the record cannot stay, or ''."""
    if shape.name == "service" and "status" not in values:
        if raw.get("status"):
            values["status"] = "inactive"  # a word we do not know must not send anybody there
            batch.note(
                at, "status", None, "set to inactive until the source says a known status", REPAIRED
            )
        else:
            values["status"] = "active"
            batch.note(at, "status", None, "no status given: taken as active", REPAIRED)
    if shape.name == "location":
        _location(batch, values, at)
    if shape.name == "address":
        _address(batch, values, at)
    for field_ in shape.fields:
        if field_.required and field_.name not in values:
            return f"{shape.name.replace('_', ' ')} without {field_.name}"
    links = {field_.name for field_ in shape.fields if field_.kind is Kind.ID}
    if shape.name not in ("service_at_location", "attribute") and not set(values) - links:
        return f"{shape.name.replace('_', ' ')} that says nothing"
    return ""


def _location(batch: Batch, values: Values, at: Place) -> None:
    if "location_type" not in values:
        values["location_type"] = "physical"
        batch.note(at, "location_type", None, "no kind of place given: taken as physical", REPAIRED)
    both = ("latitude" in values) + ("longitude" in values)
    if both == 1:
        half = "latitude" if "latitude" in values else "longitude"
        values.pop(half)
        batch.note(at, half, 0.0, "one coordinate without the other", REFUSED)
    elif both and values["latitude"] == 0 and values["longitude"] == 0:
        del values["latitude"], values["longitude"]
        batch.note(
            at, "latitude", 0.0, "0, 0 lies in the ocean and stands for nothing known", REFUSED
        )


# Two-letter codes that name a state or province in one country only. CA the state and the country
# of our own users differ by column, so there is no doubt.
_US = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "PR",
        "VI",
        "GU",
    ]
)
_CA = frozenset("AB BC MB NB NL NS NT NU ON PE QC SK YT".split())  # noqa: SIM905


def _address(batch: Batch, values: Values, at: Place) -> None:
    if "address_type" not in values:
        values["address_type"] = "physical"
        batch.note(
            at, "address_type", None, "no kind of address given: taken as physical", REPAIRED
        )
    if "country" not in values:
        state = str(values.get("state_province", "")).upper()
        country = "US" if state in _US else "CA" if state in _CA else ""
        if country:
            values["country"] = country
            batch.note(
                at, "country", None, "no country given: taken from the state or province", REPAIRED
            )


def put(batch: Batch, record: Record) -> Record:
    """Add a record. The same id with the same content joins owners; other content gets an id of its own."""
    found = batch.of(record.shape)
    other = found.get(record.id)
    if other is None:
        found[record.id] = record
        return record
    joined = _joined(other, record)
    if joined is not None:
        found[record.id] = joined
        return joined
    new = stable_id("hsds", batch.source, record.shape, str(record.id), record.digest)
    batch.note(
        record.at,
        "id",
        "text",
        "this id is used twice for different things: a new one made",
        REPAIRED,
    )
    twin = replace(record, id=new)
    found[new] = twin
    return twin


def _joined(one: Record, two: Record) -> Record | None:
    """Two sightings of one object as one record, or None when they contradict each other."""
    merged = dict(one.values)
    for key, value in two.values.items():
        if merged.setdefault(key, value) != value:
            return None
    return replace(
        one,
        values=merged,
        needs=one.needs or two.needs,
        tiers=one.tiers or two.tiers,
        demo=one.demo or two.demo,
    )


def admit(
    batch: Batch, shape: Shape, key: UUID, values: Values, raw: Mapping[str, object], at: Place
) -> Record | None:
    """Fill, check and add one record; None when it had to be refused."""
    reason = defaults(batch, shape, values, raw, at)
    if reason:
        batch.note(at, "(whole record)", None, reason, REFUSED)
        return None
    needs = raw.get("needs")
    listed = needs.split() if isinstance(needs, str) else needs
    codes = tuple(sorted(str(code) for code in listed)) if isinstance(listed, list) else ()
    tiers = raw.get("tiers")
    told = json.dumps(tiers, sort_keys=True) if isinstance(tiers, dict) and tiers else ""
    demo = shape.name == "service" and raw.get("demo") in (True, "true")
    return put(batch, Record(shape.name, key, values, at, codes, told, demo))


def tidy(batch: Batch) -> None:
    """Cut links to what is not there, and drop what hangs in the air, until nothing more falls."""
    while True:
        ids = {key for found in batch.records.values() for key in found}
        fallen = 0
        for name in SHAPES:
            found = batch.of(name)
            for key in list(found):
                fallen += not _anchored(batch, found, key, ids)
        if not fallen:
            return


def _anchored(batch: Batch, found: dict[UUID, Record], key: UUID, ids: set[UUID]) -> bool:
    record = found[key]
    values = dict(record.values)
    for column, target in TARGETS.items():
        if column in values and UUID(str(values[column])) not in batch.of(target):
            del values[column]
            reason = f"the {target.replace('_', ' ')} it names is not among what was loaded"
            batch.note(record.at, column, "text", reason, REFUSED)
    link = values.get("link_id") or values.get("resource_id")
    loose = link is not None and UUID(str(link)) not in ids
    owners = OWNERS.get(record.shape, ())
    if loose or (owners and not any(column in values for column in owners)):
        batch.note(
            record.at, "(whole record)", "text", "belongs to nothing that was loaded", REFUSED
        )
        del found[key]
        return False
    if len(values) != len(record.values):
        found[key] = replace(record, values=values)
    return True
