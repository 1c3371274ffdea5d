"""The demo country's cases. FICTIONAL: nobody here exists; two records have a name, which says so."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.base.ids import stable_id
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.case import actions, rules
from dotline.case.actions import PastCase, PastDetermination
from dotline.case.demo import (
    accused,
    courts,
    deaths,
    doubles,
    nations,
    own_page,
    permits,
    plans,
    privacy,
    retention,
    screens,
    sharing,
)
from dotline.intake.demo import CaseContact, case_contacts
from dotline.referral import queries as referrals
from dotline.referral.rules import RUNNING, Status

BATCH = 750  # cases for each ledger line
ACTUAL, NOT = "ActualVictimOfTrafficking", "NotAVictimOfTrafficking"

GENDERS = ("Feminine",) * 17 + ("Masculine", "TransgenderFeminine", "NonConforming")
MEANS = (
    ("PsychologicalAbuse", 0.6),
    ("FalsePromises", 0.5),
    ("TakesEarnings", 0.5),
    ("Threats", 0.45),
    ("RestrictsMovement", 0.35),
    ("WithholdsDocuments", 0.2),
    ("DebtBondage", 0.2),
    ("AbuseOfTrustPowerAuthority", 0.25),
)
ACCEPTED = (*RUNNING, Status.COMPLETED, Status.FAILED)


def _last_day() -> date:
    """The end of the demo country's last quarter."""
    year, quarter = int(country.QUARTERS[-1][:4]), int(country.QUARTERS[-1][-1])
    return date(year + quarter // 4, quarter % 4 * 3 + 1, 1) - timedelta(days=1)


LAST_DAY = _last_day()


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Import the cases that the calls of the same seed led to; running it again adds nothing."""
    system = Reader.system("demo")
    codes = {row.id: row.code for row in access.agencies(system)}
    opened_by = _referrals(system)
    random = Random(f"case-{seed}")
    rows = [_one(random, seed, call, opened_by, codes) for call in case_contacts(seed)]
    progress.start("cases", len(rows))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        actions.import_cases(by=system, cases=batch)
        progress.advance(len(batch))
    progress.done()
    plans.fill()
    courts.fill()
    sharing.fill()
    privacy.fill()
    permits.fill()
    screens.fill()
    retention.fill()
    nations.fill()
    own_page.fill()
    doubles.fill()
    deaths.fill()
    accused.fill()
    return {"cases": len(rows)}


def _referrals(system: Reader) -> dict[UUID, tuple[UUID, UUID]]:
    """Calls whose referral was accepted: to the referral and the agency that accepted it."""
    rows = referrals.visible_to(system).filter(status__in=[one.value for one in ACCEPTED])
    return {
        contact: (referral, agency)
        for contact, referral, agency in rows.values_list("contact_id", "id", "to_agency_id")
        if contact is not None
    }


def _one(
    random: Random,
    seed: int,
    call: CaseContact,
    opened_by: dict[UUID, tuple[UUID, UUID]],
    codes: dict[UUID, str],
) -> PastCase:
    shelter = country.agency_id(f"shelter-{call.province.lower()}")
    referral, agency = opened_by.get(call.id, (None, shelter))
    opened = call.started_at.date()
    closed = opened + timedelta(days=random.randint(90, 500)) if random.random() < 0.6 else None
    return PastCase(
        id=stable_id("demo-case", str(seed), str(call.id)),
        agency=agency,
        kind="support",
        opened_on=opened,
        province=call.province,
        gender=random.choice(GENDERS),
        age_band=call.age_band or "unknown",
        facts=_facts(random, call.form),
        determinations=_determinations(random, codes[agency], opened),
        referral_id=referral,
        contact_id=call.id,
        closed_on=closed if closed and closed <= LAST_DAY else None,
        closed_because="Closed" if closed and closed <= LAST_DAY else "",
        demo=True,
    )


def _facts(random: Random, form: str) -> tuple[tuple[str, str, bool], ...]:
    means = [
        ("control_means", code, random.random() < 0.9)
        for code, share in MEANS
        if random.random() < share
    ]
    return ((rules.FORMS, form, True), *means)


def _determinations(random: Random, code: str, opened: date) -> tuple[PastDetermination, ...]:
    """The agency says 'possible' first; some are confirmed, few by a court, and a few denied."""
    told = [PastDetermination(rules.POSSIBLE, code, "NGO", opened, "interview")]
    later = opened + timedelta(days=random.randint(5, 120))
    chance = random.random()
    if later <= LAST_DAY and chance < 0.35:
        told.append(PastDetermination(ACTUAL, code, "NGO", later, "indicators"))
    elif later <= LAST_DAY and chance < 0.43:
        police = "FICTIONAL demo police"
        told.append(PastDetermination(ACTUAL, police, "Police", later, "decision"))
    elif later <= LAST_DAY and chance < 0.46:
        court = "FICTIONAL demo court"
        told.append(PastDetermination(NOT, court, "CourtOrProsecution", later, "decision"))
    return tuple(told)
