"""Looking whether somebody is known among 500,000 people of one agency (promise: p95 under 10 ms)."""

import os
import random
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks._bulk import bare, both_clocks, pour, settle
from dotline.cli.bench import Row

PEOPLE = 500_000
SEED = 2010
LOOKS = 300
LIMIT = 10.0
GIVEN, FAMILY = 2_000, 20_000  # different names, few of them common: Zipf


def run(home: Path) -> Sequence[Row]:
    """Fill a shelter of the demo country with FICTIONAL people by bulk, then look for some of them misspelt."""
    (home / "FICTIONAL").write_text("FICTIONAL / FICTIF\n")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    from dotline.access import demo  # noqa: PLC0415
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.case import queries  # noqa: PLC0415
    from dotline.case.demo.plans import SHELTER  # noqa: PLC0415

    with behind(Reader.system("bench")):
        demo.fill(seed=SEED, progress=SilentProgress())
    by = Reader.system("bench", demo.agency_id(SHELTER))
    random_ = random.Random(SEED)
    people = _people(random_)
    begin = time.perf_counter()
    with behind(by):
        _fill(by.own, people)
        settle()
        filled = (time.perf_counter() - begin) * 1000
        known = [_misspelt(*people[random_.randrange(PEOPLE)]) for _look in range(LOOKS)]
        wall, cpu = both_clocks(lambda one: queries.hints.known(by, "name", *one), known)
    return [
        Row(f"fill {PEOPLE} people", [filled]),
        Row("look for a misspelt name and a year", wall, limit=LIMIT, on_p95=True),
        Row("the same, time of the processor", cpu, limit=LIMIT, on_p95=True),
    ]


@lru_cache(maxsize=GIVEN + FAMILY)
def _word(number: int) -> str:
    """An invented word for a number: five syllables to its base, so that no two are one."""
    syllables = [a + b for a in "bdfglmnprst" for b in ("a", "e", "i", "o", "u", "an", "er")]
    text = ""
    for _digit in range(3):
        number, rest = divmod(number, len(syllables))
        text += syllables[rest]
    return text.capitalize()


def _people(random_: random.Random) -> list[tuple[str, int]]:
    """Names as common as real ones: the first given name is 1.7 in 100, the first family name 1 in 200."""
    given = random_.choices(range(GIVEN), [1 / (rank + 10) for rank in range(GIVEN)], k=PEOPLE)
    family = random_.choices(range(FAMILY), [1 / (rank + 30) for rank in range(FAMILY)], k=PEOPLE)
    return [
        (f"{_word(one)} {_word(GIVEN + two)}", random_.randint(1950, 2010))
        for one, two in zip(given, family, strict=True)
    ]


def _misspelt(name: str, year: int) -> tuple[str, int]:
    given, family = name.split()
    return f"{family.replace('f', 'ph')}, {given.replace('s', 'z')}é", year + 1


def _fill(agency: Any, people: Sequence[tuple[str, int]]) -> None:
    """Rows as the actions write them, but for the sealed texts, which no look opens."""
    from django.db import transaction  # noqa: PLC0415

    from dotline.access import keys  # noqa: PLC0415
    from dotline.base import clock, crypto  # noqa: PLC0415
    from dotline.base.ids import new_id  # noqa: PLC0415
    from dotline.case.rules import hints  # noqa: PLC0415

    told = crypto.keyed_digest(keys.load(agency).wrapping, b"case|name hints")
    secret, now = bytes.fromhex(told), clock.now()

    @lru_cache(maxsize=2_000_000)
    def digest(text: str) -> str:
        return crypto.keyed_digest(secret, text.encode())[:32]

    own = bare(agency)
    ids = [(bare(new_id()), bare(new_id())) for _one in people]
    with transaction.atomic("inside"):
        pour(
            "case_person",
            "id agency_id gender birth_first birth_last made_at",
            (
                (key, own, "NonSpecifiedUnknown", f"{year}-01-01", f"{year}-12-31", now)
                for (key, _name), (_words, year) in zip(ids, people, strict=True)
            ),
        )
        pour(
            "case_identifier",
            "id agency_id person_id kind sealed blind hinted",
            (
                (name, own, key, "name", b"FICTIONAL", digest(words) * 2, hints.VERSION)
                for (key, name), (words, _year) in zip(ids, people, strict=True)
            ),
        )
        pour(
            "case_namehint",
            "id agency_id identifier_id digest weight",
            (
                (bare(new_id()), own, name, digest(part.text), part.weight)
                for (_key, name), (words, year) in zip(ids, people, strict=True)
                for part in hints.parts(words, (year,))
            ),
        )
