"""Who can help: load, load again, and search 4,000 services with three filters (promise: p95 under 20 ms)."""

import json
import os
import time
from collections.abc import Sequence
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks._shared import shared
from dotline.cli.bench import Row, timed

SERVICES = 4089  # as many as the Open211 package of Miami (2019)
PACKAGE = "directory/miami-open211-2019-hsds1.zip"
SEARCHES = 400
TOWNS = ("Toronto", "Montréal", "Vancouver", "Winnipeg", "Halifax", "Calgary", "Iqaluit", "Moncton")
WORDS = ("hébergement", "legal aid", "avocat", "clinic", "food", "counselling enfants")
NEEDS = ("shelter", "legal_aid", "medical_care", "food", "housing", "counselling")
LANGUAGES = ("fra", "spa", "ara", "eng")


def run(home: Path) -> Sequence[Row]:
    """Measure on the shared Miami package when it is there, else on made-up services of the same number."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    del home
    return [*_loads(), *_searches()]


def _loads() -> list[Row]:
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.directory import actions  # noqa: PLC0415

    by, package = Reader.system("bench"), shared(PACKAGE)
    rows = []
    for name, limit in (("load", 30_000.0), ("load again", None)):
        begin = time.perf_counter()
        if package:
            loaded = actions.load(by=by, path=package, source="bench")
        else:
            loaded = actions.load(
                by=by, stream=BytesIO(json.dumps(_invented()).encode()), source="bench"
            )
        took = (time.perf_counter() - begin) * 1000
        rows.append(Row(f"{name}, {loaded.services} services", [took], limit=limit))
    return rows


def _invented() -> list[dict[str, Any]]:
    from dotline.base.ids import stable_id  # noqa: PLC0415
    from dotline.reference import places  # noqa: PLC0415

    random = Random(2010)
    middles = [places.find(town).point or (0.0, 0.0) for town in TOWNS]
    made = []
    for number in range(SERVICES):
        lat, lon = random.choice(middles)
        key = str(stable_id("bench", str(number)))
        point = {"latitude": lat + random.gauss(0, 0.2), "longitude": lon + random.gauss(0, 0.3)}
        made.append(
            {
                "id": key,
                "name": f"Invented {random.choice(WORDS)} {number}",
                "status": "active",
                "languages": [{"id": f"{key}-l", "code": random.choice(LANGUAGES)}],
                "schedules": [
                    {
                        "freq": "WEEKLY",
                        "byday": "MO,TU,WE,TH,FR",
                        "opens_at": "09:00",
                        "closes_at": "17:00",
                    }
                ],
                "service_at_locations": [
                    {"id": f"{key}-j", "location": {"id": f"{key}-p", **point}}
                ],
                "x_dotline": {"needs": [random.choice(NEEDS)]},
            }
        )
    return made


def _searches() -> list[Row]:
    from dotline.base import clock  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.directory.queries.find import find  # noqa: PLC0415
    from dotline.directory.rules.query import Query  # noqa: PLC0415
    from dotline.reference import places  # noqa: PLC0415

    reader = Reader.public()
    towns = ("Miami", "Naples, FL", "Key West, FL", "25.77,-80.19") if shared(PACKAGE) else TOWNS
    here = [places.find(town) for town in towns]
    asked = {
        "nearest, need + language + open now": [
            Query(need=need, near=near, km=50.0, language=language, open_now_at=clock.now())
            for need in NEEDS
            for near in here
            for language in LANGUAGES
        ],
        "nearest, words + need + language": [
            Query(words=word, need=need, near=near, km=50.0, language=language)
            for word in WORDS
            for need in NEEDS
            for near in here
            for language in LANGUAGES[:2]
        ],
        "words in the whole country": [Query(words=word) for word in WORDS],
    }
    rows = []
    for name, queries in asked.items():
        turn = islice(cycle(Random(7).sample(queries, len(queries))), SEARCHES + 20)
        samples = timed(lambda turn=turn: find(reader, next(turn)), SEARCHES, warm_up=20)  # type: ignore[misc]
        rows.append(Row(name, samples, limit=20.0, on_p95=True))
    return rows
