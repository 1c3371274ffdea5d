"""Whom a service is for, as shapes on the map: GeoJSON areas, and whether a point lies inside. Pure arithmetic."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

Ring = Sequence[tuple[float, float]]
MOST_CORNERS: Final = 20_000


@dataclass(frozen=True)
class Area:
    """Polygons, each an outer ring and its holes, as (longitude, latitude); and the box around them."""

    polygons: tuple[tuple[Ring, ...], ...]
    west: float
    south: float
    east: float
    north: float

    def contains(self, lat: float, lon: float) -> bool:
        """Whether the point lies inside one polygon and outside its holes."""
        if not (self.south <= lat <= self.north and self.west <= lon <= self.east):
            return False
        return any(
            _inside(rings[0], lat, lon) and not any(_inside(hole, lat, lon) for hole in rings[1:])
            for rings in self.polygons
        )


def _inside(ring: Ring, lat: float, lon: float) -> bool:
    """Ray casting: an odd number of edges to the east means inside."""
    found = False
    before = ring[-1]
    for corner in ring:
        (x1, y1), (x2, y2) = before, corner
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            found = not found
        before = corner
    return found


def read(extent: str, extent_type: str) -> Area | None:
    """An HSDS extent as an area; None when it is no GeoJSON polygon, or a monstrous one."""
    if extent_type.strip().casefold() != "geojson" or not extent:
        return None
    try:
        polygons = tuple(_polygons(json.loads(extent)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None
    corners = [corner for rings in polygons for ring in rings for corner in ring]
    if not corners or len(corners) > MOST_CORNERS or any(len(r) < 3 for p in polygons for r in p):
        return None
    lons, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
    if not (min(lons) >= -180 and max(lons) <= 180 and min(lats) >= -90 and max(lats) <= 90):
        return None
    return Area(polygons, min(lons), min(lats), max(lons), max(lats))


def _polygons(shape: Any) -> Iterator[tuple[Ring, ...]]:
    kind = shape["type"]
    if kind == "FeatureCollection":
        for one in shape["features"]:
            yield from _polygons(one)
    elif kind == "Feature":
        yield from _polygons(shape["geometry"])
    elif kind in ("Polygon", "MultiPolygon"):
        for rings in shape["coordinates"] if kind == "MultiPolygon" else [shape["coordinates"]]:
            yield tuple(tuple((float(x), float(y)) for x, y, *_z in ring) for ring in rings)
