"""Races for the last bed: however many reach for it at once, it never stands for two (R-56)."""

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from dotline.cli.bench import Row

RACES = int(os.environ.get("DOTLINE_BED_RACES", "10000"))
RUNNERS = 4  # referrals that reach for the same bed at the same moment
SEED = 2010


def run(home: Path) -> Sequence[Row]:
    """Fill a demo country, leave one bed at one shelter, and let four referrals race for it."""
    (home / "FICTIONAL").write_text("FICTIONAL / FICTIF\n")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    rows = _waiting()
    took = [_race(rows) for _number in range(RACES)]
    return [Row(f"{RUNNERS} reach for the last bed, {RACES} races, no double booking", took)]


def _waiting() -> list[UUID]:
    """Four referrals to a service with one bed."""
    from importlib import import_module  # noqa: PLC0415

    from dotline.access import demo as country  # noqa: PLC0415
    from dotline.access.queries import reader_by_name  # noqa: PLC0415
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.referral import actions, queries  # noqa: PLC0415
    from dotline.referral.demo.services import service_id  # noqa: PLC0415
    from dotline.referral.rules import BedUnit, Urgency  # noqa: PLC0415

    with behind(Reader.system("bench")):
        for room in ("access", "gates", "directory", "intake", "referral"):
            import_module(f"dotline.{room}.demo").fill(seed=SEED, progress=SilentProgress())
    ada, ben = country.counsellor(), reader_by_name("ben")
    service = service_id("tonight", "ON")
    with behind(ada):
        sent = queries.sent(ada).filter(service_id=service, imported=False).first()
        if sent is None or sent.contact_id is None or sent.consent_id is None:
            message = "the demo country sent nothing to this service"
            raise RuntimeError(message)
        for row in queries.sent(ada).filter(service_id=service, imported=False):
            actions.let_bed_go(by=ada, referral_id=row.id)
        wanted = actions.Wanted(service, ("shelter",), Urgency.URGENT)
        rows = [
            actions.send(by=ada, contact=sent.contact_id, wanted=wanted, consent=sent.consent_id)
            for _number in range(RUNNERS)
        ]
    count = actions.NewCount(BedUnit.EMERGENCY, 1, 0)
    actions.count_beds(by=ben, service_id=service, count=count)
    return [row.id for row in rows]


def _race(rows: Sequence[UUID]) -> float:
    """One race; how long it took, in milliseconds. Raises RuntimeError when not exactly one won."""
    from django.db import connections  # noqa: PLC0415

    from dotline.access import demo as country  # noqa: PLC0415
    from dotline.base.errors import Conflict  # noqa: PLC0415
    from dotline.referral import actions  # noqa: PLC0415

    ada, gate, won = country.counsellor(), threading.Barrier(len(rows)), list[UUID]()

    def reach(row: UUID) -> None:
        gate.wait()
        try:
            actions.hold_bed(by=ada, referral_id=row)
        except Conflict:
            return
        else:
            won.append(row)
        finally:
            connections.close_all()

    runners = [threading.Thread(target=reach, args=(row,)) for row in rows]
    begin = time.perf_counter()
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    took = (time.perf_counter() - begin) * 1000
    if len(won) != 1:
        message = f"{len(won)} hold the last bed"
        raise RuntimeError(message)
    actions.let_bed_go(by=ada, referral_id=won[0])
    return took
