"""Three years of FICTIONAL calls to the demo country's help line, and a few that are open now.

The totals follow published figures (access.demo); nothing here happened and nobody here exists. The
same seed gives the same calls with the same ids, so that later rooms can build on them.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from dotline.access import demo as country
from dotline.access import queries as people
from dotline.base.ids import stable_id
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.intake import actions
from dotline.intake.actions import PastContact
from dotline.intake.demo import tonight
from dotline.intake.rules import (
    Answer,
    CallerKind,
    CallFacts,
    ContactPlan,
    NeedOutcome,
    Status,
    Way,
)

ZONE = "America/Toronto"  # where the help line stands; quarters are those of its clock
MARK = "FICTIONAL / FICTIF"
BATCH = 1_300  # contacts for each ledger line

Weights = Mapping[str, float]

PROVINCES: Weights = {
    "ON": 44, "BC": 14, "QC": 13, "AB": 12, "MB": 5, "SK": 3.6, "NS": 3, "NB": 1.8, "NL": 1.2, "PE": 0.6,
    "YT": 0.35, "NT": 0.35, "NU": 0.3,
}  # fmt: skip
CHANNELS: Weights = {
    "phone": 72, "chat": 10, "sms": 7, "email": 5, "web_form": 3.5, "partner": 1.6, "walk_in": 0.6, "tty": 0.3,
}  # fmt: skip
# By local hour: the line is busiest in the afternoon and never silent.
HOURS: Weights = {
    str(hour): weight
    for hour, weight in enumerate(
        [3, 2.4, 2, 1.6, 1.4, 1.4, 1.8, 2.6, 3.8, 5, 5.6, 5.8, 5.6, 6, 6.2, 6, 5.6, 5.2, 5, 5, 5, 4.8, 4.4, 3.8]
    )
}  # fmt: skip
LANGUAGES: Weights = {
    "eng": 82, "fra": 6, "spa": 3, "tgl": 1.6, "pan": 1.4, "ara": 1.2, "cmn": 0.8, "yue": 0.5, "hin": 0.8,
    "por": 0.7, "ukr": 0.6, "vie": 0.5, "cre": 0.4, "iku": 0.3, "ase": 0.4,
}  # fmt: skip
KINDS: Weights = {"disclosure": 33, "information": 27, "tip": 17, "": 23}
ENDS: Mapping[str, Weights] = {
    "disclosure": {
        "referred": 44, "helped": 20, "safety_plan": 11, "unmet": 12, "crisis": 6, "repeat": 7,
    },
    "information": {"information": 100},
    "tip": {"tip": 100},
    "": {"hang_up": 43, "wrong_number": 26, "silent": 22, "prank": 9},
}  # fmt: skip
# The three commonest stand first, as published; the others follow at a distance.
NEEDS: Weights = {
    "shelter": 21, "system_navigation": 17, "counselling": 14, "safety_planning": 6.5, "trafficking_support": 6,
    "legal_aid": 5.5, "money": 4.5, "medical_care": 4, "immigration_help": 4, "transitional_housing": 3.5,
    "addiction": 2.5, "food": 2.5, "transport": 2.5, "court_support": 2.2, "interpretation": 2, "wages": 2,
    "indigenous_support": 1.8, "employment": 1.5, "child_protection": 1,
}  # fmt: skip
REASONS: Weights = {
    "full": 36, "none_within_reach": 20, "ineligible": 12, "closed": 10, "declined": 9, "language": 5, "cost": 4,
    "no_transport": 4,
}  # fmt: skip
AGES: Weights = {
    "unknown": 38, "18-20": 14, "21-23": 13, "24-26": 9, "16-17": 7, "27-29": 6, "30-38": 7, "12-15": 3, "39-47": 2,
    "48+": 1,
}  # fmt: skip
CALLERS: Weights = {
    CallerKind.SELF: 40, CallerKind.FAMILY_OR_FRIEND: 22, CallerKind.PROFESSIONAL: 24, CallerKind.PUBLIC: 14,
}  # fmt: skip
# Besides sexual exploitation, whose share is published.
OTHER_FORMS: Weights = {
    "ForcedLabour": 62, "Servitude": 12, "ForcedCriminality": 10, "ForcedMarriage": 8, "Other": 8,
}  # fmt: skip
BECAME_CASES = frozenset({"referred", "helped", "safety_plan", "crisis"})


@dataclass(frozen=True)
class CaseContact:
    """A contact that later became a case: what the later rooms' demos need to make a matching one."""

    id: UUID
    quarter: str
    province: str
    form: str
    started_at: datetime
    age_band: str
    language: str
    needs: tuple[str, ...]
    disposition: str


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Import the history and open Ada's calls; running it again adds nothing."""
    by = people.operator()
    here = people.local_agency(by).id
    rows = [replace(row, agency=here) for row in history(seed)]
    progress.start("calls", len(rows))
    new = 0
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        new += actions.import_history(by=by, batch=batch)
        progress.advance(len(batch))
    progress.done()
    found = {"calls": len(rows), "new calls": new, "open calls": _open_calls(seed)}
    return found | tonight.fill(seed)


@lru_cache(maxsize=2)
def history(seed: int) -> tuple[PastContact, ...]:
    """All closed calls of the demo country, in the order of their quarters. Deterministic."""
    random = Random(f"intake-{seed}")
    growth = [1 + 0.02 * number for number in range(len(country.QUARTERS))]
    rows: list[PastContact] = []
    for quarter, count in zip(country.QUARTERS, _shares(growth, country.CALLS), strict=True):
        rows += [_one(random, seed, len(rows) + number, quarter) for number in range(count)]
    return tuple(rows)


@lru_cache(maxsize=2)
def case_contacts(seed: int) -> tuple[CaseContact, ...]:
    """Exactly `access.demo.CASES` contacts that became cases, 69 per cent of them sexual exploitation."""
    random = Random(f"cases-{seed}")
    fit = [
        row
        for row in history(seed)
        if row.facts.record_type == "disclosure" and row.disposition in BECAME_CASES
    ]
    chosen = random.sample(fit, country.CASES)
    sexual = round(country.CASES * country.SEX_TRAFFICKING_SHARE)
    forms = ["SexualExploitation"] * sexual
    forms += [_pick(random, OTHER_FORMS) for _number in range(country.CASES - sexual)]
    found = [_case(row, form) for row, form in zip(chosen, forms, strict=True)]
    return tuple(sorted(found, key=lambda one: (one.started_at, str(one.id))))


def _case(row: PastContact, form: str) -> CaseContact:
    facts = row.facts
    return CaseContact(
        id=row.id,
        quarter=_quarter(row.started_at),
        province=facts.province,
        form=form,
        started_at=row.started_at,
        age_band=facts.age_band,
        language=facts.language,
        needs=facts.needs,
        disposition=row.disposition,
    )


# ---------------------------------------------------------------- one call


def _one(random: Random, seed: int, number: int, quarter: str) -> PastContact:
    kind = _pick(random, KINDS)
    begin = _moment(random, quarter)
    end = _pick(random, ENDS[kind])
    facts = CallFacts()
    needs: tuple[tuple[str, NeedOutcome, str], ...] = ()
    if kind:
        facts = _facts(random, kind, end)
        needs = _outcomes(random, facts.needs, end)
    elif random.random() < 0.3:
        facts = CallFacts(province=_pick(random, PROVINCES))
    return PastContact(
        id=stable_id("demo-contact", str(seed), str(number)),
        agency=country.agency_id("local"),
        zone=ZONE,
        channel=_pick(random, CHANNELS) if kind else "phone",
        started_at=begin,
        ended_at=begin + timedelta(seconds=random.randint(8, 90 if not kind else 2_700)),
        disposition=end,
        facts=facts,
        needs=needs,
        demo=True,
    )


def _facts(random: Random, kind: str, end: str) -> CallFacts:
    disclosure = kind == "disclosure"
    province = _pick(random, PROVINCES) if disclosure or random.random() < 0.85 else ""
    language = "fra" if province == "QC" and random.random() < 0.72 else _pick(random, LANGUAGES)
    caller = CallerKind(_pick(random, CALLERS))
    return CallFacts(
        safe_now=Answer.NO if disclosure and random.random() < 0.08 else Answer.YES,
        danger=end == "crisis",
        wants_911=Answer.YES if end == "crisis" else Answer.UNKNOWN,
        record_type=kind,
        caller_kind=CallerKind.SELF if disclosure and random.random() < 0.6 else caller,
        needs=_needs(random, kind),
        province=province,
        language=language,
        interpreter=language not in ("eng", "fra") and random.random() < 0.8,
        age_band=_pick(random, AGES) if disclosure else "",
        summary=MARK if disclosure else "",
    )


def _needs(random: Random, kind: str) -> tuple[str, ...]:
    if kind == "tip" or (kind == "information" and random.random() < 0.65):
        return ()
    wanted = 1 if kind == "information" else random.choice((1, 1, 2, 2, 3))
    return tuple(dict.fromkeys(_pick(random, NEEDS) for _number in range(wanted)))


def _outcomes(
    random: Random, needs: Sequence[str], end: str
) -> tuple[tuple[str, NeedOutcome, str], ...]:
    rows = []
    for place, need in enumerate(needs):
        chance = random.random()
        if chance < 0.17 or (end == "unmet" and place == 0):
            rows.append((need, NeedOutcome.UNMET, _pick(random, REASONS)))
        elif chance < 0.3:
            rows.append((need, NeedOutcome.OPEN, ""))
        else:
            rows.append((need, NeedOutcome.MET, ""))
    return tuple(rows)


def _moment(random: Random, quarter: str) -> datetime:
    year, number = int(quarter[:4]), int(quarter[-1])
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * (number % 4) + 1, 1)
    day = first + timedelta(days=random.randrange((after - first).days))
    at = time(int(_pick(random, HOURS)), random.randrange(60), random.randrange(60))
    return datetime.combine(day, at, ZoneInfo(ZONE))


def _quarter(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(ZONE))
    return f"{local.year}-Q{(local.month + 2) // 3}"


def _pick(random: Random, weights: Weights) -> str:
    names, sums = _table(tuple(weights.items()))
    return names[bisect(sums, random.random() * sums[-1])]


@lru_cache(maxsize=64)
def _table(pairs: tuple[tuple[str, float], ...]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    return tuple(name for name, _weight in pairs), tuple(accumulate(one for _name, one in pairs))


def _shares(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in these proportions that add up to the total exactly (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares


# ---------------------------------------------------------------- what is open now

OPEN_NOW: tuple[tuple[str, CallFacts], ...] = (
    (
        "phone",
        CallFacts(
            safe_now=Answer.YES,
            record_type="disclosure",
            caller_kind=CallerKind.SELF,
            needs=("counselling", "shelter"),
            place="Winnipeg",
            province="MB",
            language="eng",
            age_band="21-23",
            alias="FICTIONAL",
            summary=MARK,
            plan=ContactPlan(
                frozenset({Way.SMS}), 18, 22, zone="America/Winnipeg", reach=MARK, code_word=MARK
            ),
            nation=str(country.agency_id("nation-lantern")),
        ),
    ),
    (
        "phone",
        CallFacts(
            safe_now=Answer.NO,
            record_type="disclosure",
            needs=("immigration_help", "legal_aid"),
            place="Montréal",
            province="QC",
            language="fra",
            age_band="16-17",
            alias="FICTIF",
            summary=MARK,
        ),
    ),
    (
        "chat",
        CallFacts(
            safe_now=Answer.YES,
            danger=True,
            record_type="disclosure",
            needs=("safe_exit",),
            place="Toronto",
            province="ON",
            language="eng",
            summary=MARK,
        ),
    ),
    ("sms", CallFacts(summary=MARK)),
)


def _open_calls(seed: int) -> int:
    """A few calls that Ada is on, as of now."""
    ada: Reader = country.counsellor()
    for number, (channel, facts) in enumerate(OPEN_NOW):
        key = stable_id("demo-open-contact", str(seed), str(number))
        row = actions.open_contact(by=ada, channel=channel, key=key)
        if row.status == Status.OPEN and row.revision == 0:
            actions.save_contact(by=ada, contact_id=row.id, facts=facts, key=key)
    return len(OPEN_NOW)
