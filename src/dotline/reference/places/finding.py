"""From what somebody types to one place: a name, a postal area, coordinates or a province."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from dotline.base.errors import N_, Invalid, NotFound
from dotline.reference import vocabulary
from dotline.reference.places import postal
from dotline.reference.places.gazetteer import (
    Gazetteer,
    canada,
    place_key,
    states,
    united_states,
    unmeasured,
)
from dotline.reference.places.values import AmbiguousPlace, Place, distance_km

_NUMBER = r"([-+]?[0-9]+(?:\.[0-9]+)?)\s*°?"
_POINT = re.compile(rf"\s*{_NUMBER}\s*[,; ]\s*{_NUMBER}\s*")

CLEARLY_LARGER = 5
"""One of several namesakes is meant without asking if it has five times the people of the next."""
TOWN_OF_ITS_OWN = 3000
"""A namesake of that many people in another province is asked about, however large the first is."""
SAME_TOWN_KM = 25
LONGEST_NAME = 60
"""Near names are looked for up to this length: comparing a pasted page would take seconds."""
NEAR_KM = 150


def find(text: str) -> Place:
    """The place that a text names.

    Understands `London, ON`, `Montréal`, `M5V 2T6` (by its first three characters), `M5V`,
    `45.4,-75.7`, `Manitoba`, `Miami, FL` and `33130`. Accents and case make no difference.
    Raises AmbiguousPlace if several fit, Invalid for a rural postal area or impossible degrees,
    NotFound with near names otherwise. No error repeats what was typed: it may be an address.
    """
    text = text.strip()
    if not text:
        raise Invalid("No place was given.", "Give a name, a postal area or latitude,longitude.")
    if point := _POINT.fullmatch(text):
        return _at(float(point.group(1)), float(point.group(2)))
    if area := postal.area_of(text):
        return _in_area(area)
    if code := postal.ZIP.fullmatch(text):
        return _in_zip(code.group(1))
    return _named(text)


def suggest(prefix: str, limit: int = 8) -> list[Place]:
    """Canadian places whose name begins with the text, provinces and the largest places first."""
    key = place_key(prefix)
    if not key or limit < 1:
        return []
    found = dict.fromkeys(
        [place for name, place in _provinces() if len(key) > 2 and name.startswith(key)]
    )
    towns = dict.fromkeys(canada().starting(key))
    own = sorted(
        towns, key=lambda one: (not place_key(one.name).startswith(key), -one.population, one.name)
    )
    return [*found, *own][:limit]


def make_ready() -> None:
    """Read the names of Canada now, about half a second: a web process does it before its first visitor waits."""
    canada()
    unmeasured()


def forget() -> None:
    """Drop the names read so far: the next search builds them anew from the sets in use."""
    for cached in (canada, united_states, states, unmeasured):
        cached.cache_clear()


# --- coordinates and codes -------------------------------------------------------------------


def _at(lat: float, lon: float) -> Place:
    mend = N_("Give latitude first, then longitude, for example 45.42,-75.70.")
    if not -90 <= lat <= 90:
        raise Invalid(
            "Latitude {value} does not exist: it must lie between -90 and 90.",
            mend,
            value=f"{lat:g}",
        )
    if not -180 <= lon <= 180:
        raise Invalid(
            "Longitude {value} does not exist: it must lie between -180 and 180.",
            mend,
            value=f"{lon:g}",
        )
    near, apart = _nearest(canada(), (lat, lon))
    if apart > NEAR_KM:
        other, further = _nearest(united_states(), (lat, lon))
        near, apart = min((near, apart), (other, further), key=lambda pair: pair[1])
    known = apart <= NEAR_KM * 4
    return Place(
        name=f"{lat:.4f},{lon:.4f}",
        province=near.province if known else "",
        lat=lat,
        lon=lon,
        zone=near.zone if known else "UTC",
        kind="point",
        country=near.country if known else "",
    )


def _nearest(places: Gazetteer, point: tuple[float, float]) -> tuple[Place, float]:
    apart, near = min(
        ((distance_km(place.point, point), place) for place in places.places if place.point),
        key=lambda pair: pair[0],
    )
    return near, apart


def _in_area(code: str) -> Place:
    name, province, lat, lon = postal.area(code)
    near, _ = _nearest(canada(), (lat, lon))
    return Place(f"{name} ({code})", province, lat, lon, near.zone, "postal")


def _in_zip(code: str) -> Place:
    state, lat, lon = postal.zip_code(code)
    near, _ = _nearest(united_states(), (lat, lon))
    return Place(code, state, lat, lon, near.zone, "abroad", country="US")


# --- names -----------------------------------------------------------------------------------


def _provinces() -> Iterator[tuple[str, Place]]:
    """Keys of the codes and names of provinces, each with its place."""
    for code in vocabulary.codes("provinces"):
        zone = code.row.texts("zones")[0]
        place = Place(code.label_en, code.code, None, None, zone, "province")
        for name in {code.code, code.label_en, code.label_fr}:
            yield place_key(name), place


def _named(text: str) -> Place:
    parts = [part for part in map(place_key, text.split(",")) if part not in ("", "canada")]
    provinces = dict(_provinces())
    names, province, state = _split(parts, {key: one.province for key, one in provinces.items()})
    if not names:
        if province and not state:
            return provinces[parts[-1]]
        names = parts
    for name in names if not (state and not province) else ():
        if fitting := [
            one for one in canada().by_key.get(name, ()) if province in ("", one.province)
        ]:
            return _chosen(name, fitting)
    if len(parts) == 1 and parts[0] in provinces:
        return provinces[parts[0]]
    for name in names if not province or state else ():
        if fitting := [
            one for one in united_states().by_key.get(name, ()) if state in ("", one.province)
        ]:
            return _chosen(name, fitting)
    raise _unknown(names)


def _split(parts: list[str], provinces: dict[str, str]) -> tuple[list[str], str, str]:
    """Names in the order tried, and the province or state that the text ends with."""
    if not parts:
        return [], "", ""
    last = parts[-1]
    if len(parts) > 1 or len(last) == 2:
        province, state = provinces.get(last, ""), states().get(last, "")
        if province or state:
            return parts[:-1], province, "" if province else state
    if last in canada().by_key:
        return parts, "", ""
    # `London ON` and `Miami Florida`, written without a comma.
    words = last.split()
    for size in (2, 1, 3):
        region = " ".join(words[-size:])
        province, state = provinces.get(region, ""), states().get(region, "")
        if len(words) > size and (province or state):
            name = " ".join(words[:-size])
            return [*parts[:-1], name], province, "" if province else state
    return parts, "", ""


def _chosen(key: str, fitting: list[Place]) -> Place:
    main = [place for place in fitting if place_key(place.name) == key] or fitting
    ranked = sorted(set(main), key=lambda place: (-place.population, place.label))
    first, *rest = ranked
    rivals = [place for place in rest if not _same_town(first, place)]
    if rivals and first.population < CLEARLY_LARGER * max(rivals[0].population, 1):
        raise AmbiguousPlace((first, *rivals))
    # Help in Windsor, Ontario is no help in Windsor, Nova Scotia: the law and the services differ.
    elsewhere = [
        place for place in rivals if place.province != first.province and first.country == "CA"
    ]
    if elsewhere and elsewhere[0].population >= TOWN_OF_ITS_OWN:
        raise AmbiguousPlace((first, *_one_each(elsewhere)))
    return first


def _one_each(places: list[Place]) -> list[Place]:
    """The largest of each province, as long as it is a town of its own."""
    largest: dict[str, Place] = {}
    for place in places:
        if place.population >= TOWN_OF_ITS_OWN:
            largest.setdefault(place.province, place)
    return list(largest.values())


def _same_town(one: Place, other: Place) -> bool:
    return bool(one.point and other.point and distance_km(one.point, other.point) < SAME_TOWN_KM)


def _unknown(names: list[str]) -> NotFound:
    near: dict[str, None] = {}
    for name in (one for one in names if len(one) <= LONGEST_NAME):
        for key in get_close_matches(name, canada().keys, n=3, cutoff=0.8):
            near[canada().by_key[key][0].label] = None
    if near:
        return NotFound(
            "No place of this name is known.",
            "Perhaps one of these: {near}. A postal area such as K1A works too.",
            near="; ".join(near),
        )
    return NotFound(
        "No place of this name is known.",
        "Check the spelling, or give a postal area such as K1A, or latitude,longitude.",
    )
