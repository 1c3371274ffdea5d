"""Plans, people, returns and wages of a few cases of the demo country. FICTIONAL / FICTIF throughout."""

from datetime import date, timedelta
from uuid import UUID

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewEpisode, NewPerson, NewStep
from dotline.case.models import CaseFile, Involvement
from dotline.case.queries import plans
from dotline.case.rules import ReturnSafety, ReturnState, Role, StandsBy, SupportPillar, WageAward

SHELTER = "shelter-on"  # where the demo's case worker signs in
CASES = 6  # enough that each page shows something, and few enough that the demo starts at once
FICTION = "FICTIONAL / FICTIF"
ORGANISATION = f"{FICTION} – Advocacy circle"


def fill() -> int:
    """Plan help in the newest open cases of one shelter; running it again adds nothing. Returns how many."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    rows = queries.cases(by).filter(agency_id=by.own, closed_on=None)[:CASES]
    return sum(_one(by, row, number) for number, row in enumerate(rows))


def _one(by: Reader, row: CaseFile, number: int) -> bool:
    victim = queries.involvements(by, row)[0]
    if plans.steps(by, [victim]).exists():
        return False
    today = queries.today(by)
    _plan(by, victim, today, number)
    if number % 2 == 0:
        _beside(by, row, victim)
    if number % 3 == 0:
        _return(by, victim)
        _wages(by, victim, today)
    new = NewEpisode(
        "exploitation",
        row.opened_on - timedelta(90),
        row.opened_on,
        "",
        "CA",
        row.province,
        FICTION,
    )
    actions.add_episode(by=by, case_id=row.id, new=new)
    return True


def _plan(by: Reader, victim: Involvement, today: date, number: int) -> None:
    for place, (pillar, kind) in enumerate(
        (
            (SupportPillar.PROTECTION, "Shelter"),
            (SupportPillar.SUPPORT, "Health"),
            (SupportPillar.JUSTICE, "Legal"),
        )
    ):
        end = today + timedelta(days=place * 20 - 3 * number)
        new = NewStep(
            pillar=pillar,
            kind=kind,
            objective=FICTION,
            action=FICTION,
            start=min(victim.case.opened_on, end),
            provider=FICTION,
            planned_end=end,
        )
        actions.plan_step(by=by, involvement_id=victim.id, new=new)
    actions.write_safety_plan(
        by=by,
        involvement_id=victim.id,
        answers=[("safe_places", FICTION), ("code_word", FICTION)],
        after=0,
    )


def _beside(by: Reader, row: CaseFile, victim: Involvement) -> None:
    actions.stand_by(
        by=by, involvement_id=victim.id, kind=StandsBy.ADVOCATE, organisation=ORGANISATION
    )
    child = _add(by, row.id, Role.DEPENDANT, "0-11")
    actions.note_need(by=by, involvement_id=child.id, need="school_enrolment")


def _add(by: Reader, case_id: UUID, role: Role, age_band: str) -> Involvement:
    look = queries.looks.slip(by, case_id, queries.looks.Sought())
    new = NewPerson(role=role, age_band=age_band)
    return actions.add_person(by=by, case_id=case_id, new=new, look=look)


def _return(by: Reader, victim: Involvement) -> None:
    row = actions.ask_return(by=by, involvement_id=victim.id, country="MX")
    actions.assess_return(by=by, return_id=row.id, found=ReturnSafety.WITH_MEASURES, agreed=True)
    actions.move_return(by=by, return_id=row.id, to=ReturnState.DOCUMENTS)


def _wages(by: Reader, victim: Involvement, today: date) -> None:
    claim = actions.claim_wages(
        by=by,
        involvement_id=victim.id,
        body="employment_standards",
        amount=845_000,
        currency="CAD",
        on=today - timedelta(days=60),
    )
    first = WageAward("partly", today - timedelta(days=20), 60_000)
    actions.decide_wages(by=by, claim_id=claim.id, award=first)
    right = WageAward("partly", first.on, 600_000)
    actions.correct_wages(by=by, claim_id=claim.id, award=right, reason="mistake")
    actions.pay_wages(by=by, claim_id=claim.id, amount=250_000, on=today - timedelta(days=5))
