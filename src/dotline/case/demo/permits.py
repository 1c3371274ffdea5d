"""Permits of a few cases of the demo country. FICTIONAL / FICTIF: the days are made up, and nobody holds them."""

from datetime import date, timedelta

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewPermit, PermitDecided
from dotline.case.demo.plans import CASES, SHELTER
from dotline.case.models import Involvement, Permit
from dotline.case.queries import permits
from dotline.case.rules import PermitDecision, PermitKind, Role
from dotline.reference.obligations import add_months

A_DAY = timedelta(days=1)


def fill() -> int:
    """Give permits to people of the newest open cases of one shelter; again adds nothing. Returns how many."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    rows = queries.cases(by).filter(agency_id=by.own, closed_on=None)[:CASES]
    made = 0
    for number, row in enumerate(rows):
        found = queries.involvements(by, row)
        if permits.permits(by, found).exists():
            continue
        made += _victim(by, found[0], number)
        for child in found:
            if child.role == Role.DEPENDANT:
                first = queries.today(by) - timedelta(days=300)
                made += bool(_issued(by, child, PermitKind.VTIP_TRP, first, 12))
    return made


def _victim(by: Reader, person: Involvement, number: int) -> int:
    """One who waits, one whose permit ends soon, one with a gap of a day and a work permit, by turns."""
    today = queries.today(by)
    if number % 3 == 2:
        new = NewPermit(PermitKind.VTIP_TRP, today - timedelta(days=20))
        actions.ask_permit(by=by, involvement_id=person.id, new=new)
        return 1
    if number % 3 == 1:
        first = add_months(today, -12) + timedelta(days=60)
        _issued(by, person, PermitKind.VTIP_TRP, first, 12)
        _issued(by, person, PermitKind.OPEN_WORK, first + timedelta(days=40), 10)
        return 2
    first = add_months(today, -30)
    older = _issued(by, person, PermitKind.VTIP_TRP, first, 12)
    assert older.expires is not None  # noqa: S101 - it was issued with its days
    again = older.expires + 2 * A_DAY  # a gap of one day, which the page shows
    _issued(by, person, PermitKind.VTIP_TRP, again, 24)
    _issued(by, person, PermitKind.OPEN_WORK, again, 24)
    return 3


def _issued(by: Reader, person: Involvement, kind: PermitKind, first: date, months: int) -> Permit:
    asked = first - timedelta(days=30)
    new = NewPermit(kind, asked)
    row = actions.ask_permit(by=by, involvement_id=person.id, new=new)
    decided = PermitDecided(
        PermitDecision.ISSUED, first - A_DAY, first, add_months(first, months) - A_DAY
    )
    return actions.decide_permit(by=by, permit_id=row.id, decided=decided)
