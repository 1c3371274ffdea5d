"""Builders of HSDS services for tests: invented names, real towns, the one real number."""

import io
import json
from typing import Any

from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.directory import actions

LOADER = Reader.system("test")
NUMBER = "1-833-900-1010"


def key(*parts: str) -> str:
    return str(stable_id("test", *parts))


def hours(name: str, days: str, opens: str, closes: str, zone: str) -> dict[str, Any]:
    return {
        "id": key(name, "hours", days, opens),
        "freq": "WEEKLY",
        "byday": days,
        "opens_at": opens,
        "closes_at": closes,
        "x_dotline": {"zone": zone},
    }


def service(
    name: str,
    *,
    at: tuple[float, float] | None = None,
    needs: tuple[str, ...] = (),
    languages: tuple[str, ...] = ("eng",),
    serves: str = "",
    open_: tuple[str, str, str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One service. `open_` is (days, opens, closes, zone); further HSDS fields as keywords."""
    ours = {"needs": list(needs), **more.pop("ours", {})}
    made: dict[str, Any] = {
        "id": key(name),
        "name": name,
        "status": "active",
        "organization": {
            "id": key(name, "org"),
            "name": f"{name} society",
            "description": "Invented.",
        },
        "phones": [{"id": key(name, "phone"), "number": NUMBER}],
        "languages": [{"id": key(name, code), "code": code} for code in languages],
        "x_dotline": ours,
        **more,
    }
    if at:
        place = {
            "id": key(name, "place"),
            "location_type": "physical",
            "latitude": at[0],
            "longitude": at[1],
        }
        made["service_at_locations"] = [{"id": key(name, "join"), "location": place}]
    if serves:
        made["service_areas"] = [{"id": key(name, "area"), "name": serves}]
    if open_:
        made["schedules"] = [hours(name, *open_)]
    return made


def load(*services: dict[str, Any], source: str = "test", **more: Any) -> actions.Loaded:
    """Load services as a JSON list, the way every source comes in."""
    stream = io.BytesIO(json.dumps(list(services)).encode())
    return actions.load(by=LOADER, stream=stream, source=source, **more)
