"""What a place is, how far two are apart, and the refusal of a name that fits several."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from dotline.base.errors import N_, Invalid

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG), in kilometres."""


@dataclass(frozen=True)
class Place:
    """A place to search from.

    `kind` is town, northern (our own table), postal, point, province or abroad. A province has no
    point: `lat` and `lon` are None and a search goes by the area served. Degrees are WGS 84.
    `measured` False: no road leads there, so kilometres in a straight line are never shown.
    """

    name: str
    province: str
    lat: float | None
    lon: float | None
    zone: str
    kind: str
    country: str = "CA"
    population: int = 0
    hub: str = ""
    note_en: str = ""
    note_fr: str = ""
    measured: bool = True

    @property
    def label(self) -> str:
        """The name with its province or state."""
        if self.kind in ("province", "point"):
            return self.name
        return ", ".join(part for part in (self.name, self.province) if part)

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude), or None for a province."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)

    def access_note(self, lang: str = "en") -> str:
        """How the place is reached, if straight-line distance says little; else empty."""
        if not self.note_en:
            return ""
        if lang.startswith("fr"):
            return f"{self.note_fr} Centre le plus proche\u202f: {self.hub}."
        return f"{self.note_en} Nearest centre: {self.hub}."


class AmbiguousPlace(Invalid):
    """Several places fit. `candidates` holds them, the largest first."""

    title = N_("Which place is meant?")

    def __init__(self, candidates: tuple[Place, ...]) -> None:
        self.candidates = candidates
        super().__init__(
            N_("Several places have this name: {names}."),
            N_("Add the province, for example London, ON."),
            names="; ".join(place.label for place in candidates[:6]),
        )


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) points, in kilometres (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
