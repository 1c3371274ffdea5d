"""Files of the demo country whose time is over, one of them on hold. FICTIONAL / FICTIF."""

from datetime import date, timedelta

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewHold, PastCase
from dotline.case.demo.plans import FICTION, SHELTER
from dotline.case.jobs import disposal
from dotline.case.queries import retention
from dotline.case.rules.retention import FileKind
from dotline.reference.obligations import add_months

OLD = 3  # files of a time before the figures of the demo country begin


def fill() -> int:
    """Bring in a few old files of one shelter, hold one, and start the clocks of closed files; again adds nothing."""
    agency = country.agency_id(SHELTER)
    by = Reader.system("demo", agency)
    today = queries.today(by)
    made = actions.import_cases(by=by, cases=[_past(number, today) for number in range(OLD)])
    disposal.schedule()
    if made:
        _hold(by)
    return made


def _past(number: int, today: date) -> PastCase:
    closed = add_months(today, -84) - timedelta(days=20 + 30 * number)
    return PastCase(
        id=stable_id("demo-old-case", str(number)),
        agency=country.agency_id(SHELTER),
        kind="support",
        opened_on=closed - timedelta(days=200),
        province="ON",
        gender="Feminine",
        age_band="",
        facts=(),
        determinations=(),
        closed_on=closed,
        closed_because="Closed",
        demo=True,
    )


def _hold(by: Reader) -> None:
    worker = access.workers(by).filter(agency_id=by.own).first()
    if worker is None:
        return
    held = stable_id("demo-old-case", "1")
    if not retention.holds(by).filter(file_id=held).exists():
        actions.place_hold(
            by=access.reader_of(worker),
            kind=FileKind.CASE,
            file_id=held,
            new=NewHold("proceeding", FICTION),
        )
