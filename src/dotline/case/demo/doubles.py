"""One person of the demo country with two records, written a letter apart. FICTIONAL / FICTIF, as her name says."""

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.demo.plans import CASES, SHELTER
from dotline.case.jobs import doubles as looking
from dotline.case.queries import doubles

BORN, LETTERS = "1994-03-08", "anjolina@fictional.invalid"
TOLD = (
    (("name", "Anjolina FICTIONAL"), ("birth_date", BORN), ("email", LETTERS)),
    (("name", "Anjolyna FICTIONAL"), ("birth_date", BORN), ("email", LETTERS)),
)


def fill() -> int:
    """Name two people of one shelter alike and look for doubles; again adds nothing. Returns how many pairs wait."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    if doubles.doubles(by).exists():
        return 0
    known = queries.cases(by).filter(agency_id=by.own, closed_on=None)
    for row, told in zip(known[CASES : CASES + len(TOLD)], TOLD, strict=False):
        helped = queries.involvements(by, row)[0]
        for kind, value in told:
            actions.add_identifier(by=by, involvement_id=helped.id, kind=kind, value=value)
    return looking.find(by)
