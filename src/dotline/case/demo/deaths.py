"""One person of the demo country who died, so that her clocks have ended. FICTIONAL / FICTIF: nobody exists."""

from datetime import timedelta

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.demo.doubles import TOLD
from dotline.case.demo.plans import CASES, SHELTER
from dotline.case.queries import deaths

AT = CASES + len(TOLD)  # the file after those that other parts of the demo write in


def fill() -> int:
    """Write one death down; again adds nothing. Returns how many."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    today = queries.today(by)
    for row in queries.cases(by).filter(agency_id=by.own, closed_on=None)[AT : AT + 1]:
        helped = queries.involvements(by, row)[0]
        if not deaths.has_died(helped.person_id):
            day = today - timedelta(days=4)
            actions.record_death(by=by, involvement_id=helped.id, on=day)
            return 1
    return 0
