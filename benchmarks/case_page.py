"""The page of a case, the list of cases and the worklist, of 200,000 cases of one agency (p95 under 60, 60, 100 ms)."""

import os
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks._bulk import bare, both_clocks, pour, session_of, settle
from benchmarks._owed import fill_owed
from dotline.cli.bench import Row

CASES = 200_000
OPEN = 10  # one case of so many is open, and its clocks run
SEED = 2010
PAGES, LISTS = 200, 40
LIMIT, LIST, WORK = 60.0, 60.0, 100.0
ONE = ("shelter-on", "shelter-on")  # a determining organisation, and its key
FACTS = ("ForcedLabour", "SexualExploitation", "Servitude", "Other")


def run(home: Path) -> Sequence[Row]:
    """Fill a shelter of the demo country with FICTIONAL cases by bulk, then open pages as its worker does."""
    (home / "FICTIONAL").write_text("FICTIONAL / FICTIF\n")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    from django.test import Client  # noqa: PLC0415

    from dotline.access import demo, queries  # noqa: PLC0415
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.site import statics  # noqa: PLC0415

    statics.collect()
    with behind(Reader.system("bench")):
        demo.fill(seed=SEED, progress=SilentProgress())
        ben = queries.reader_by_name("ben")
    begin = time.perf_counter()
    with behind(ben):
        ids = _fill(ben.own)
        fill_owed(ben.own)
        settle()
    filled = (time.perf_counter() - begin) * 1000
    browser = Client(headers={"accept": "text/html"}, SERVER_NAME="127.0.0.1")
    browser.cookies["dotline"] = session_of(ben.worker)

    def page(address: str) -> None:
        answer = browser.get(address)
        assert answer.status_code == 200, answer.status_code

    chosen = random.Random(SEED).sample(range(CASES), PAGES)
    pages = [f"/en/case/{ids[number]}/" for number in chosen]
    wall, cpu = both_clocks(page, pages)
    listed, list_cpu = both_clocks(page, ["/en/case/"] * LISTS)
    owed, owed_cpu = both_clocks(page, ["/en/case/deadlines/"] * LISTS)
    return [
        Row(f"fill {CASES} cases", [filled]),
        Row("the page of a case", wall, limit=LIMIT, on_p95=True),
        Row("the same, time of the processor", cpu, limit=LIMIT, on_p95=True),
        Row("the list of cases", listed, limit=LIST, on_p95=True),
        Row("the same, time of the processor ", list_cpu, limit=LIST, on_p95=True),
        Row(f"the worklist, {2 * CASES // OPEN} clocks", owed, limit=WORK, on_p95=True),
        Row("the same, time of the processor  ", owed_cpu, limit=WORK, on_p95=True),
    ]


def _fill(agency: Any) -> list[Any]:
    """One victim, three facts, a determination and two clocks for each case."""
    from django.db import transaction  # noqa: PLC0415

    from dotline.base import clock  # noqa: PLC0415
    from dotline.base.ids import new_id  # noqa: PLC0415
    from dotline.case.rules import GROUNDS, POSSIBLE, REFLECTION  # noqa: PLC0415

    now, own = clock.now(), bare(agency)
    ids = [new_id() for _case in range(CASES)]
    keys = [(bare(case), bare(new_id()), bare(new_id())) for case in ids]
    days = [now.date() - timedelta(days=number % 1_800) for number in range(CASES)]
    running = [number % OPEN == 0 for number in range(CASES)]
    told = list(zip(keys, days, running, strict=True))
    with transaction.atomic("inside"):
        pour(
            "case_casefile",
            "id agency_id kind opened_on province closed_on closed_because demo",
            (
                (
                    case,
                    own,
                    "support",
                    day,
                    "ON",
                    None if runs else day,
                    "" if runs else "Closed",
                    True,
                )
                for (case, _who, _part), day, runs in told
            ),
        )
        pour(
            "case_person",
            "id agency_id gender made_at",
            ((who, own, "NonSpecifiedUnknown", now) for (_case, who, _part) in keys),
        )
        pour(
            "case_involvement",
            "id agency_id case_id person_id role age_band minor_at_start possible_abuser",
            ((part, own, case, who, "victim", "", "unknown", False) for (case, who, part) in keys),
        )
        pour(
            "case_fact",
            "id agency_id involvement_id list code present by_agency_id on_date recorded_at",
            (
                (bare(new_id()), own, part, "exploitation", code, True, own, day, now)
                for (_case, _who, part), day, _runs in told
                for code in FACTS[:3]
            ),
        )
        pour(
            "case_determination",
            "id agency_id involvement_id status by_organisation organisation_key by_kind on_date basis"
            " recorded_at",
            (
                (*(bare(new_id()), own, part, POSSIBLE, *ONE, "NGO", day, "interview"), now)
                for (_case, _who, part), day, _runs in told
            ),
        )
        pour(
            "duty_obligation",
            "id rule subject_kind subject_id holder_id opens_at due_at waived_at waived_why basis",
            (
                (
                    bare(new_id()),
                    rule,
                    "involvement",
                    part,
                    own,
                    now,
                    now + timedelta(days=ahead, seconds=number),
                    None if runs else now,
                    "" if runs else "case closed",
                    "FICTIONAL",
                )
                for number, ((_case, _who, part), _day, runs) in enumerate(told)
                for rule, ahead in ((GROUNDS, 5), (REFLECTION, 30))
            ),
        )
    return ids
