"""Registers of privacy and a request for one's own record of the demo country. FICTIONAL / FICTIF throughout."""

from datetime import timedelta

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.demo.plans import FICTION, SHELTER
from dotline.case.queries import record_requests
from dotline.case.rules.registers import BreachWeight


def fill() -> int:
    """One request, one question for notes and two breaches at one shelter; again adds nothing. Returns how many."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    rows = queries.cases(by).filter(agency_id=by.own, closed_on=None)[:1]
    if record_requests.access_requests(by).exists():
        return 0
    today = queries.today(by)
    for row in rows:
        victim = queries.involvements(by, row)[0]
        actions.ask_for_record(by=by, involvement_id=victim.id)
        actions.note_request(by=by, involvement_id=victim.id, on=today - timedelta(days=1))
    for kind, weights in (
        ("misdirected", frozenset({BreachWeight.SENSITIVE, BreachWeight.MISUSE_LIKELY})),
        ("lost", frozenset()),
    ):
        made = actions.note_breach(
            by=by,
            kind=kind,
            happened_on=today - timedelta(days=3),
            found_on=today - timedelta(days=2),
            people=1,
            words=FICTION,
        )
        actions.weigh_breach(by=by, breach_id=made.id, found=weights)
    return len(rows)
