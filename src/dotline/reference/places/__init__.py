"""Where: names, postal areas, coordinates and provinces, answered without any network."""

from dotline.reference.places.finding import find, forget, make_ready, suggest
from dotline.reference.places.gazetteer import place_key, unmeasured
from dotline.reference.places.values import AmbiguousPlace, Place, distance_km

__all__ = [
    "AmbiguousPlace",
    "Place",
    "distance_km",
    "find",
    "forget",
    "make_ready",
    "place_key",
    "suggest",
    "unmeasured",
]
