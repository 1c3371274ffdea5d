"""Consents and disclosures of a few cases of the demo country. FICTIONAL / FICTIF throughout."""

from datetime import timedelta

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDecision, NewDisclosure
from dotline.case.demo.plans import FICTION, SHELTER
from dotline.case.models import CaseFile
from dotline.case.queries import consents
from dotline.case.rules import QUESTIONS, ConsentSaid

CASES = 3
LEGAL = "legal-on"


def fill() -> int:
    """Ask the people of the newest open cases of one shelter; running it again adds nothing. Returns how many."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    rows = queries.cases(by).filter(agency_id=by.own, closed_on=None)[:CASES]
    return sum(_one(by, row, number) for number, row in enumerate(rows))


def _one(by: Reader, row: CaseFile, number: int) -> bool:
    victim = queries.involvements(by, row)[0]
    if consents.decisions_of(by, [victim.person_id]).exists():
        return False
    today = queries.today(by)
    asked = [
        NewDecision(purpose, _said(purpose, number), today - timedelta(days=20))
        for purpose in QUESTIONS
    ]
    share = NewDecision(
        "share",
        ConsentSaid.GIVEN,
        today - timedelta(days=15),
        recipient=country.agency_id(LEGAL),
        what=("facts", "determinations"),
        expires=today + timedelta(days=10 + 60 * number),
    )
    for new in (*asked, share):
        given = actions.record_consent(by=by, involvement_id=victim.id, new=new)
    out = NewDisclosure(
        parts=("facts",), clause="consent", to=country.agency_id(LEGAL), purpose=FICTION
    )
    actions.disclose(by=by, involvement_id=victim.id, new=out)
    if number:
        actions.withdraw_consent(by=by, decision_id=given.id)
    return True


def _said(purpose: str, number: int) -> ConsentSaid:
    refused = purpose == "research" and number == 1
    return ConsentSaid.REFUSED if refused else ConsentSaid.GIVEN
