"""A court's part in a few cases of the demo country. FICTIONAL / FICTIF: no court, file number or person is real."""

from datetime import date, timedelta
from decimal import Decimal

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import Asking, NewCharge, NewSentence
from dotline.case.demo.plans import FICTION, SHELTER
from dotline.case.models import CaseFile, Involvement, Proceeding
from dotline.case.queries import courts
from dotline.case.rules import OrderState, Role

# Under which provisions, and in how many cases, charges were laid in the year that is over.
PAST = (
    *("CC 279.01(1)(b)",) * 8,
    *("CC 279.011(1)(b)",) * 6,
    *("CC 279.02(1)",) * 6,
    *("IRPA 118",) * 5,
)
CASES = 2  # one that waits for its day, one that has ended


def fill() -> int:
    """Bring the newest open cases of one shelter before a court; again adds nothing. Returns how many."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    rows = queries.cases(by).filter(agency_id=by.own, closed_on=None)[:CASES]
    made = sum(_one(by, row, ended=bool(number)) for number, row in enumerate(rows))
    return made + _last_year(by)


def _last_year(by: Reader) -> int:
    """Courts of a year that is over, enough of them for a figure: each charge ended in a conviction and a term."""
    year = queries.today(by).year - 1
    open_still = queries.cases(by).filter(agency_id=by.own, closed_on=None)
    rows = open_still.filter(opened_on__lt=date(year, 1, 1))
    made = 0
    chosen = rows.order_by("-opened_on", "id")[: len(PAST)]
    for number, (row, cite) in enumerate(zip(chosen, PAST, strict=False)):
        if courts.proceedings(by, row).exists():
            continue
        victims = queries.involvements(by, row)
        victim = next(one for one in victims if one.role == Role.VICTIM)
        laid = date(year, 1 + number % 6, 10)
        court = actions.open_proceeding(
            by=by, case_id=row.id, level="provincial", province=row.province, opened_on=laid
        )
        new = _charge(victim, laid - timedelta(days=200), laid, cite)
        charge = actions.lay_charge(by=by, proceeding_id=court.id, new=new)
        done = date(year, 9 + number % 4, 20)
        actions.dispose_charge(by=by, charge_id=charge.id, disposition="guilty", on=done)
        days = 1500 + 30 * number if number % 2 else 600 + 10 * number
        term = NewSentence("imprisonment", done, gross_days=days, custody_days=90)
        actions.give_sentence(by=by, charge_id=charge.id, new=term)
        made += 1
    return made


def _one(by: Reader, row: CaseFile, *, ended: bool) -> bool:
    if courts.proceedings(by, row).exists():
        return False
    today = queries.today(by)
    victim = next(one for one in queries.involvements(by, row) if one.role == Role.VICTIM)
    court = actions.open_proceeding(
        by=by,
        case_id=row.id,
        level="superior" if ended else "provincial",
        province=row.province,
        opened_on=today - timedelta(days=400 if ended else 60),
        file_number=FICTION,
    )
    if ended:
        _ended(by, court, victim, today)
    else:
        _waits(by, court, victim, today)
    return True


def _charge(
    victim: Involvement, offence: date, charged: date, cite: str = "CC 279.01(1)(b)"
) -> NewCharge:
    return NewCharge(cite, offence, offence + timedelta(days=90), charged, victim=victim.id)


def _waits(by: Reader, court: Proceeding, victim: Involvement, today: date) -> None:
    new = _charge(victim, today - timedelta(days=300), today - timedelta(days=60))
    actions.lay_charge(by=by, proceeding_id=court.id, new=new)
    for kind, days in (("first_appearance", -50), ("testimony", 12)):
        day = today + timedelta(days=days)
        actions.add_court_day(by=by, proceeding_id=court.id, kind=kind, on=day)
    for kind, state in (
        ("publication_ban", OrderState.GRANTED),
        ("support_person", OrderState.ASKED),
    ):
        asking = Asking(kind, state, today - timedelta(days=40))
        actions.set_court_order(
            by=by, proceeding_id=court.id, involvement_id=victim.id, asking=asking
        )


def _ended(by: Reader, court: Proceeding, victim: Involvement, today: date) -> None:
    new = _charge(victim, today - timedelta(days=900), today - timedelta(days=400))
    charge = actions.lay_charge(by=by, proceeding_id=court.id, new=new)
    done = today - timedelta(days=30)
    actions.dispose_charge(by=by, charge_id=charge.id, disposition="guilty", on=done, plea="guilty")
    term = NewSentence("imprisonment", done, gross_days=1200, custody_days=200, rate=Decimal("1.5"))
    actions.give_sentence(by=by, charge_id=charge.id, new=term)
    asking = Asking("restitution", OrderState.GRANTED, done, 500_000)
    order = actions.set_court_order(
        by=by, proceeding_id=court.id, involvement_id=victim.id, asking=asking
    )
    actions.pay_restitution(by=by, order_id=order.id, amount=125_000, on=today - timedelta(days=3))
