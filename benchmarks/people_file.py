"""200,000 people (HTCDS 2.0) in and out, as CSV and as a workbook: seconds, peak memory, how long others wait."""

import csv
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from dotline.cli.bench import Row
from dotline.site import leash

PEOPLE = 200_000
MOST = 400  # megabytes of memory, however many people a file has
WAIT = 5_000  # milliseconds that another writer waits at most; after 20 s it is refused
SEED = 2010
KIND = ("--format", "htcds-2.0", "--as", "ben")
FORMS = ("ForcedLabour", "SexualExploitation", "Servitude", "ForcedBegging", "Other")
MEANS = ("DebtBondage", "TakesEarnings", "FalsePromises", "PhysicalAbuse", "WithholdsDocuments")
SYLLABLES = ("ba", "den", "fi", "gor", "lu", "man", "no", "per", "ri", "sal", "tu", "vel")


def run(home: Path) -> Sequence[Row]:
    """Write FICTIONAL people to a file, and run each command in a process of its own."""
    (home / "FICTIONAL").write_text("FICTIONAL / FICTIF\n")
    coming = home / "people.csv"
    with coming.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _person(Random(SEED), 0), lineterminator="\n")
        writer.writeheader()
        writer.writerows(_people())
    _country()
    steps = [
        ("in, CSV", ("import", str(coming))),
        ("out, workbook", ("export", str(home / "out.xlsx"))),
        ("out, CSV", ("export", str(home / "out.csv"))),
        ("in, workbook", ("import", str(home / "out.xlsx"))),
        ("out, workbook without names", ("export", str(home / "coded.xlsx"), "--without-names")),
    ]
    rows = []
    for name, told in steps:
        with Beside(home / "inside.sqlite3") as beside:
            seconds, busy, peak = _command("case", *told, *KIND)
        rows += [
            Row(f"{name}, {PEOPLE} people", [seconds], unit="s"),
            Row(f"{name}, time of the processor", [busy], unit="s"),
            Row(f"{name}, peak memory", [peak], unit="MB", limit=MOST),
        ]
        if told[0] == "import":
            rows += [
                Row(f"{name}, longest wait of another writer", beside.waits, limit=WAIT),
                Row(f"{name}, longest write-ahead log", [beside.log], unit="MB"),
            ]
    return rows


class Beside:
    """Another writer of the same store: begins to write many times a second, and tells the longest it waited."""

    def __init__(self, store: Path) -> None:
        self._store, self._stop = store, threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._longest = self._most = 0.0

    @property
    def waits(self) -> list[float]:
        """The longest wait, in milliseconds."""
        return [self._longest * 1000]

    @property
    def log(self) -> float:
        """The most megabytes that the write-ahead log took."""
        return self._most / 1024 / 1024

    def __enter__(self) -> "Beside":
        self._thread.start()
        return self

    def __exit__(self, *_told: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        store = sqlite3.connect(self._store, timeout=600, isolation_level=None)
        log = self._store.with_name(f"{self._store.name}-wal")
        while not self._stop.wait(0.05):
            begin = time.perf_counter()
            store.execute("BEGIN IMMEDIATE")
            store.execute("ROLLBACK")
            self._longest = max(self._longest, time.perf_counter() - begin)
            self._most = max(self._most, log.stat().st_size if log.exists() else 0)
        store.close()


def _country() -> None:
    """Agencies and accounts of the demo, and nothing else."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    from django.db import connections  # noqa: PLC0415

    from dotline.access import demo  # noqa: PLC0415
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415

    with behind(Reader.system("bench")):
        demo.fill(seed=SEED, progress=SilentProgress())
    connections.close_all()


def _command(*told: str) -> tuple[float, float, float]:
    """Seconds that a command took, on the wall and of the processor, and the most megabytes that it held at once."""
    begin, parent = time.perf_counter(), os.getpid()
    environment = {**os.environ}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "dotline.cli", *told],
        env=environment,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: leash.tie(parent),  # noqa: PLW1509 - one thread
    )
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(told[0])
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _people() -> Iterator[dict[str, str]]:
    random = Random(SEED)
    return (_person(random, number) for number in range(PEOPLE))


def _word(random: Random) -> str:
    return "".join(random.choices(SYLLABLES, k=3)).capitalize()


def _person(random: Random, number: int) -> dict[str, str]:
    day = date(2010, 1, 1) + timedelta(days=random.randrange(5_000))
    return {
        "prs_FirstName": _word(random),
        "prs_SecondName": f"{_word(random)}{_word(random).lower()}",
        "prs_Birthdate": (date(1950, 1, 1) + timedelta(days=random.randrange(20_000))).isoformat(),
        "prs_Gender": random.choice(("Feminine", "Masculine", "NonConforming")),
        "prs_Citizenship": random.choice(("CA", "PH", "CA;MX", "UA", "NG")),
        "prs_PrimaryLanguage": random.choice(("eng", "fra", "tgl", "spa")),
        "prs_MobilePhone": f"555-01{number % 100:02}-{number}",
        "prs_MailingStreet": f"{number % 900} FICTIONAL {_word(random)} Way",
        "prs_MailingCity": "Toronto",
        "prs_MailingCountry": "Canada",
        "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
        "vic_TraffickingStatusDecisionMakingOrg": "NGO",
        "vic_TypeOfExploitation": ";".join(sorted(random.sample(FORMS, 2))),
        "vic_MethodsOfControl": ";".join(sorted(random.sample(MEANS, 3))),
        "vic_AgeWhenTrafficked": str(random.randrange(12, 50)),
        "cas_Status": random.choice(("Active", "Closed")),
        "cas_IncomingReferralDate": day.isoformat(),
        "cas_IncomingReferralDetails": "FICTIONAL: the shelter of a neighbouring town asked for a bed.",
        "cco_CaseComment": f"FICTIONAL words of a worker, number {number}: {_word(random)} {_word(random)}.",
        "hte_Type": "Exploitation",
        "hte_City": "Hamilton",
        "hte_Country": "CA",
        "hte_Date": day.isoformat(),
        "con_Consent": random.choice(("TRUE", "FALSE")),
    }
