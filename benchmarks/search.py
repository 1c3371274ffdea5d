"""Facets at 100 km over 5,000, 50,000 and 200,000 services, embedded or PostgreSQL, against plain SQL.

The engine is the one that $DOTLINE_DATABASE names (embedded by default); $DOTLINE_BENCH_SIZES takes other
sizes. The made-up services go straight into the narrow tables, because reading 200,000 of them as HSDS would take
minutes and says nothing of searching. Each question is asked once before it is measured ("warm": its words are
in memory, as in a process that has run for an hour); the row "first time" is with nothing in memory.
"""

import gc
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from dotline.cli.bench import Row, timed

SIZES = (5_000, 50_000, 200_000)
PROMISED = {5_000: 10.0, 50_000: 50.0, 200_000: 100.0}
TOWNS = ("Toronto", "Montréal", "Vancouver", "Winnipeg", "Halifax", "Calgary", "Ottawa", "Edmonton",
         "Québec", "Hamilton, ON", "London", "Saskatoon", "Moncton", "Thunder Bay", "Sudbury", "Kelowna")  # fmt: skip
# Towns have services as they have people: the first of the list the most.
WORDS = ("shelter", "hébergement", "legal aid", "avocat", "counselling", "santé mentale", "food bank", "logement",
         "detox", "dentiste", "unpaid wages", "permis de travail", "women", "interprète",
         "trafficking", "child care")  # fmt: skip
SPOKEN = ("eng", "fra", "spa", "ara", "cmn", "pan", "tgl", "urd", "hin", "cre")
FILLER = (
    "support group family evening weekend program community centre housing job école aide service"
)
TIMES, NAIVE_TIMES, BATCH = 160, 16, 2_000
# A Wednesday at noon in Toronto: at night nothing is open, and an empty answer costs little.
OPEN = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def run(home: Path) -> Sequence[Row]:
    """Measure every size that is wanted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    del home
    given = os.environ.get("DOTLINE_BENCH_SIZES", "")
    sizes = [int(size) for size in given.split(",")] if given else SIZES
    return [row for size in sizes for row in _measured(size)]


def _measured(size: int) -> list[Row]:
    _fill(size)
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.directory.queries import snapshot  # noqa: PLC0415
    from dotline.directory.queries.find import find  # noqa: PLC0415

    reader, rows, limit = Reader.public(), [], PROMISED.get(size)
    rows.append(Row(f"{size:>7}  read into memory", timed(snapshot.current, 1, warm_up=0)))
    for name, questions in _questions().items():
        turn = islice(cycle(questions), len(questions) + TIMES)
        first = timed(_each(find, reader, turn), len(questions), warm_up=0)
        samples = timed(_each(find, reader, turn), TIMES, warm_up=0)
        rows.append(Row(f"{size:>7}  {name}, first time", first))
        rows.append(Row(f"{size:>7}  {name}", samples, limit=limit, on_p95=limit is not None))
    asked = cycle(_questions()["100 km, words + facets"])
    rows.append(
        Row(
            f"{size:>7}  100 km, words + facets, plain SQL",
            timed(lambda: _naive(next(asked)), NAIVE_TIMES),
            against=f"{size:>7}  100 km, words + facets",
        )
    )
    gc.collect()
    return rows


def _each(find: Callable[..., object], reader: object, turn: Iterator[Any]) -> Callable[[], object]:
    return lambda: find(reader, next(turn))


def _questions() -> dict[str, list[Any]]:
    from dotline.directory.rules.query import Query  # noqa: PLC0415
    from dotline.reference import places  # noqa: PLC0415

    here, at = [places.find(town) for town in TOWNS], OPEN
    pairs = [(word, near) for word in WORDS for near in here[:10]]
    Random(7).shuffle(pairs)
    every: dict[str, Any] = {"at": at, "facets": True}
    sheltered = [
        Query(need="shelter", language=SPOKEN[at_ % 10], near=n, km=100.0, open_now_at=at, **every)
        for at_, (_w, n) in enumerate(pairs)
    ]
    return {
        "100 km, words + facets": [Query(words=w, near=n, km=100.0, **every) for w, n in pairs],
        "100 km, need + language + open now + facets": sheltered,
        "the same at night, widened": [
            replace(one, at=NIGHT, open_now_at=NIGHT) for one in sheltered
        ],
        "whole country, words + facets": [Query(words=w, **every) for w, _n in pairs],
    }


def _fill(size: int) -> None:
    """The narrow tables, anew: the same services for the same size."""
    from django.db import connections, transaction  # noqa: PLC0415

    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.directory.actions.projecting import Index  # noqa: PLC0415
    from dotline.directory.queries import engine  # noqa: PLC0415

    sqlite = connections["open"].vendor == "sqlite"
    with transaction.atomic(using="open"), connections["open"].cursor() as cursor:
        for table in ("searchrow", "searchpoint", "searchhours", "searcharea", "serviceneed"):
            cursor.execute(f"DELETE FROM directory_{table}")  # noqa: S608 - a constant
        if sqlite:
            cursor.execute(f"DELETE FROM {engine.WORDS}")  # noqa: S608 - a constant
        made = _services(size, sqlite=sqlite)
        while batch := list(islice(made, BATCH)):
            for table, columns, at in _TABLES:
                marks = ", ".join(["%s"] * len(columns.split()))
                names = ", ".join(columns.split())
                cursor.executemany(
                    f"INSERT INTO directory_{table} ({names}) VALUES ({marks})",  # noqa: S608 - constants
                    [one[at] for one in batch],
                )
            engine.remember([(one[0][1], one[0][3]) for one in batch])
        Index(SilentProgress()).new_edition()
    with connections["open"].cursor() as cursor:
        cursor.execute("ANALYZE")


_TABLES = (
    ("searchrow", "service_id number organization_id tokens needs languages provinces serves welcomes "
                  "age_from age_to sort assured card", 0),
    ("searchpoint", "id service_id location_id latitude longitude exact", 1),
    ("searchhours", "id service_id days opens closes zone valid_from valid_to", 2),
)  # fmt: skip


def _services(size: int, *, sqlite: bool) -> Iterator[tuple[tuple[Any, ...], ...]]:
    from dotline.base.ids import stable_id  # noqa: PLC0415
    from dotline.reference import needs, places  # noqa: PLC0415

    random = Random(2010 + size)
    terms = [need for need in needs.every() if need.level == 3]
    here = [places.find(town) for town in TOWNS]
    weights = [1 / (place + 1) for place in range(len(here))]
    lines = [_tokens(random.sample(terms, 2), random) for _ in range(1500)]
    for number in range(1, size + 1):
        town = random.choices(here, weights)[0]
        lat, lon = town.point or (0.0, 0.0)
        codes, tokens, name = random.choice(lines)
        key = stable_id("bench", str(number))
        keys = [
            one.hex if sqlite else one
            for one in (key, stable_id("p", str(number)), stable_id("h", str(number)))
        ]
        row = (
            keys[0], number, None, tokens, codes, " ".join({"eng", random.choice(SPOKEN)}), town.province,
            town.province if random.random() < 0.5 else "", random.choice(("", "", "pets:yes", "children:yes")),
            None, None, f"{name} {number}", "2026-10-01", json.dumps({"name": f"{name} {number}"}),
        )  # fmt: skip
        point = (
            keys[1],
            keys[0],
            None,
            lat + random.gauss(0, 0.3),
            lon + random.gauss(0, 0.4),
            True,
        )
        hours = (keys[2], keys[0], 0b11111, 540, 1020, town.zone, "", "")
        yield row, point, hours


def _tokens(terms: list[Any], random: Random) -> tuple[str, str, str]:
    from dotline.directory.rules import needs, words  # noqa: PLC0415

    name = f"Invented {terms[0].label_en}"
    text = " ".join(random.sample(FILLER.split(), 6))
    fields = [(words.NAME, name), (words.TEXT, text)]
    fields += [(words.TERM, needs.vocabulary_of(term.code)) for term in terms]
    return " ".join(term.code for term in terms), words.tokens(fields), name


def _naive(query: Any) -> int:
    """The same question as one would write it first: LIKE, a box of degrees, counts in Python."""
    from collections import Counter  # noqa: PLC0415

    from django.db import connections  # noqa: PLC0415

    from dotline.directory.rules import words  # noqa: PLC0415
    from dotline.reference.needs import ring  # noqa: PLC0415

    lat, lon = query.near.point
    sql = (
        "SELECT r.needs, r.languages, r.card FROM directory_searchrow r JOIN directory_searchpoint p "
        "ON p.service_id = r.service_id WHERE p.latitude BETWEEN %s AND %s AND p.longitude BETWEEN %s AND %s"
    )
    given: list[Any] = [lat - 0.9, lat + 0.9, lon - 1.3, lon + 1.3]
    for term in words.asked(query.words, ring):
        stems = sorted({stem for way in term.ways for word in way for stem in word})
        sql += f" AND ({' OR '.join(['r.tokens LIKE %s'] * len(stems))})"
        given += [f"%{stem}%" for stem in stems]
    with connections["open"].cursor() as cursor:
        cursor.execute(sql, given)
        found = cursor.fetchall()
    counts = Counter(
        word for needs, languages, _card in found for word in f"{needs} {languages}".split()
    )
    return len(found) + len(counts)
