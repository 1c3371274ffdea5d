"""Races for the last bed: however many reach for it at once, it never stands for two (R-56)."""

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
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
    races = Races(rows)
    races.run()
    took = races.took()
    double = sum(len(won) > 1 for won in races.winners)
    nobody = sum(not won for won in races.winners)
    return [
        Row(f"{RUNNERS} reach for the last bed, {RACES} races", took),
        Row("all races", [sum(took) / 1000], unit="s"),
        Row("beds given twice", [double], unit="beds", limit=1),
        Row("beds that nobody got", [nobody], unit="beds", limit=1),
    ]


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
        call, held = sent.contact_id, sent.consent_id
        rows = [
            actions.send(by=ada, contact=call, wanted=wanted, consent=held, another=True)
            for _number in range(RUNNERS)
        ]
    count = actions.NewCount(BedUnit.EMERGENCY, 1, 0)
    actions.count_beds(by=ben, service_id=service, count=count)
    return [row.id for row in rows]


class Races:
    """The runners keep their threads and connections, as those of the desk do, and start each race together."""

    def __init__(self, rows: Sequence[UUID]) -> None:
        self.rows = rows
        self.winners = [list[UUID]() for _number in range(RACES)]
        self.began = [0.0] * RACES
        self.ended = [[0.0] * len(rows) for _number in range(RACES)]
        self.gate, self.failures = threading.Barrier(len(rows)), list[Exception]()

    def run(self) -> None:
        """All races, one after another. Raises what a runner raised."""
        runners = [threading.Thread(target=self._runner, args=one) for one in enumerate(self.rows)]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join()
        if self.failures:
            raise self.failures[0]

    def took(self) -> list[float]:
        """Milliseconds of each race, from the start to the last answer."""
        pairs = zip(self.began, self.ended, strict=True)
        return [(max(ends) - start) * 1000 for start, ends in pairs]

    def _runner(self, runner: int, row: UUID) -> None:
        from django.db import connections  # noqa: PLC0415

        from dotline.access import demo as country  # noqa: PLC0415

        try:
            ada = country.counsellor()
            for number in range(RACES):
                self._reach(ada, runner, row, number)
        except threading.BrokenBarrierError:
            pass
        except Exception as error:  # noqa: BLE001 - raised again by `run`
            self.failures.append(error)
            self.gate.abort()
        finally:
            connections.close_all()

    def _reach(self, ada: Any, runner: int, row: UUID, number: int) -> None:
        from dotline.base.errors import Conflict  # noqa: PLC0415
        from dotline.referral import actions  # noqa: PLC0415

        if self.gate.wait() == 0:
            self.began[number] = time.perf_counter()
        try:
            actions.hold_bed(by=ada, referral_id=row)
            self.winners[number].append(row)
        except Conflict:
            pass
        self.ended[number][runner] = time.perf_counter()
        self.gate.wait()  # nobody gives the bed back while another still reaches for it
        if row in self.winners[number]:
            actions.let_bed_go(by=ada, referral_id=row)
