"""HSDS tells a UTC offset, which is wrong for half the year: each schedule gets the IANA zone of its place."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from dotline.base.errors import DotlineError
from dotline.base.findings import REPAIRED
from dotline.directory.formats.records import Batch, Record
from dotline.reference import places


@lru_cache(maxsize=8192)
def town(city: str, province: str) -> places.Place | None:
    """The town that an address names, or None when the gazetteer does not know it or knows several."""
    if not city.strip():
        return None
    try:
        return places.find(f"{city}, {province}" if province else city)
    except DotlineError:
        return None


@lru_cache(maxsize=4096)
def _zone_at(lat: float, lon: float) -> str:
    try:
        return places.find(f"{lat},{lon}").zone
    except DotlineError:
        return ""


def fill(batch: Batch) -> None:
    """Give every schedule without a zone the zone of its location, of its service's, or of most of the load."""
    schedules = batch.of("schedule")
    if all("zone" in record.values for record in schedules.values()):
        return
    by_location = _locations(batch)
    by_service = _services(batch, by_location)
    usual = Counter(zone for zone in by_location.values() if zone).most_common(1)
    fallback = usual[0][0] if usual else ""
    for key, record in schedules.items():
        if "zone" in record.values:
            continue
        zone, how = _zone(batch, record, by_location, by_service, fallback)
        if zone:
            values = {**record.values, "zone": zone}
            schedules[key] = replace(record, values=values)
            batch.note(
                record.at,
                "timezone",
                record.values.get("timezone"),
                f"time zone {zone} taken from {how}",
                REPAIRED,
            )


def _locations(batch: Batch) -> dict[str, str]:
    zones: dict[str, str] = {}
    for record in batch.of("address").values():
        found = town(
            str(record.values.get("city", "")), str(record.values.get("state_province", ""))
        )
        if found:
            zones.setdefault(str(record.values.get("location_id", "")), found.zone)
    for key, record in batch.of("location").items():
        lat, lon = record.values.get("latitude"), record.values.get("longitude")
        if str(key) not in zones and isinstance(lat, float) and isinstance(lon, float):
            # Half a degree is near enough for a zone, and keeps the look-ups few.
            zones[str(key)] = _zone_at(round(lat * 2) / 2, round(lon * 2) / 2)
    return zones


def _services(batch: Batch, by_location: dict[str, str]) -> dict[str, str]:
    zones: dict[str, str] = {}
    for record in batch.of("service_at_location").values():
        zone = by_location.get(str(record.values.get("location_id", "")))
        if zone:
            zones.setdefault(str(record.values.get("service_id", "")), zone)
    return zones


def _zone(
    batch: Batch,
    record: Record,
    by_location: dict[str, str],
    by_service: dict[str, str],
    fallback: str,
) -> tuple[str, str]:
    values = record.values
    place = str(values.get("location_id", ""))
    at = values.get("service_at_location_id")
    joined = batch.of("service_at_location").get(UUID(str(at))) if at else None
    if joined:
        place = place or str(joined.values.get("location_id", ""))
    zone = by_location.get(place) or by_service.get(str(values.get("service_id", "")))
    if zone:
        return zone, "its town"
    offset = values.get("timezone")
    if isinstance(offset, float) and offset.is_integer() and -12 <= offset <= 14:
        # In the names of the Etc zones the sign is turned round (POSIX).
        return f"Etc/GMT{-int(offset):+d}" if offset else "Etc/GMT", "its UTC offset"
    return fallback, "most others of this load"
