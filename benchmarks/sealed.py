"""Confidential places: answers that differ between two worlds (promise: 0), and how near the attack comes."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from dotline.cli.bench import Row

SEQUENCES = 300
QUESTIONS = 1000


def run(home: Path) -> Sequence[Row]:
    """Measure in the home's databases; everything is taken back afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    del home
    return [*_worlds(), *_attacks()]


def _worlds() -> list[Row]:
    from dotline.base import clock  # noqa: PLC0415
    from tests.sealed import worlds  # noqa: PLC0415 - needs the settings

    worlds.AT = clock.now()  # no earlier than the home's newest ledger line
    random, made = Random("bench"), worlds.world(1)
    sequences = [worlds.sequence(random, made) for _ in range(SEQUENCES)]
    found, times = [], []
    for seed in (1, 2):
        begin = time.perf_counter()
        found.append(worlds.told(seed, sequences))
        times.append((time.perf_counter() - begin) * 1000)
    (one, first), (two, second) = found
    differing = sum(a != b for a, b in zip(one, two, strict=True))
    differing += sum(first[name] != second[name] for name in first)
    return [
        Row(
            f"answers that differ, of {SEQUENCES} sequences and 3 exports", [differing], "", limit=1
        ),
        Row("all answers, sealed sites here", [times[0]]),
        Row(
            "all answers, sealed sites moved", [times[1]], against="all answers, sealed sites here"
        ),
    ]


def _attacks() -> list[Row]:
    """Kilometres from the truth after a thousand questions; for sealed sites beside a guess without any."""
    from dotline.base import clock  # noqa: PLC0415
    from dotline.reference import places  # noqa: PLC0415
    from tests.sealed import worlds  # noqa: PLC0415
    from tests.sealed.attack import Attack, error  # noqa: PLC0415

    opened, hidden, blind = [], [], []
    with worlds.for_a_while(), clock.frozen(worlds.AT):
        made = worlds.world(1)
        worlds.build(made)
        for target in made.listings:
            if target.serves and not target.sealed:
                continue
            truth = (target.site.lat or 0.0, target.site.lon or 0.0)
            if target.sealed and target.serves:
                continue
            attack = Attack(target.service_id, target.region, QUESTIONS)
            known = {
                one.service_id: (one.site.lat or 0.0, one.site.lon or 0.0)
                for one in made.listings
                if not one.sealed and one.region == target.region and one != target
            }
            km = error(attack.run(Random("attacker"), known), truth)
            (hidden if target.sealed else opened).append(km)
            if target.sealed:
                blind.append(places.distance_km((target.region.lat, target.region.lon), truth))
    return [
        Row("attack on an open site", opened, "km", limit=0.05),
        Row("attack on a sealed site", hidden, "km", against="guess without asking"),
        Row("guess without asking", blind, "km"),
    ]
