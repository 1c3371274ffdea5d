"""What leads and the Rapporteur say of an item: reports on a year, and ratings."""

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.plan import policy, queries, rules
from dotline.plan.models import ActionItem, ItemRating, ProgressReport
from dotline.plan.rules import State
from dotline.plan.rules.ratings import Rater, Rating


@action("plan.report_progress", store=Store.OPEN)
def report_progress(*, by: Reader, code: str, year: int, state: State) -> ProgressReport:
    """Note what the lead of an item reports on a calendar year.

    Raises NotFound for an unknown item, Invalid where nobody leads it or the year has not begun,
    Conflict where the year is reported already or the state cannot follow the last one.
    """
    allow(policy.may_write(by))
    item = queries.item(by, code)
    about("plan_item", item.id)
    _check_report(by, item, year, state)
    row = ProgressReport(
        id=new_id(),
        item_code=item.code,
        year=year,
        state=state.value,
        received_on=clock.today(),
        agency_id=by.agency,
    )
    row.save(using=Store.OPEN, force_insert=True)
    note(year=year, state=state.value)
    return row


def _check_report(by: Reader, item: ActionItem, year: int, state: State) -> None:
    if not item.lead:
        raise Invalid(
            "Nobody leads {code} yet, so nobody can report on it.",
            "Name a lead in the plan's data file and load it.",
            code=item.code,
        )
    if year > clock.today().year:
        raise Invalid(
            "The year {year} has not begun.", "Report on this year or an earlier one.", year=year
        )
    rows = queries.progress(by).filter(item_code=item.code)
    earlier = {row.year: State(row.state) for row in rows}
    if year in earlier:
        raise Conflict(
            "There is a report on {code} for {year} already.",
            "A report stays as it was given; report the change with the next year.",
            code=item.code,
            year=year,
        )
    before = [earlier[one] for one in sorted(earlier) if one < year]
    if before:
        rules.STATES.move(before[-1], state)


@action("plan.rate_own", store=Store.OPEN)
def rate_own(*, by: Reader, code: str, rating: Rating) -> ItemRating:
    """Note how far the lead of an item says it is. What the Rapporteur says stays as it is.

    Raises NotFound for an unknown item, Invalid where nobody leads it.
    """
    allow(policy.may_write(by))
    item = queries.item(by, code)
    if not item.lead:
        raise Invalid(
            "Nobody leads {code} yet, so nobody can rate their own work on it.",
            "Name a lead in the plan's data file and load it.",
            code=item.code,
        )
    return _rate(by, item, Rater.LEAD, rating)


@action("plan.rate", store=Store.OPEN)
def rate(*, by: Reader, code: str, rating: Rating) -> ItemRating:
    """Note how far the Rapporteur says an item is. What its lead says stays as it is.

    Raises NotFound for an unknown item.
    """
    decision: Decision = policy.may_rate(by)
    allow(decision)
    return _rate(by, queries.item(by, code), Rater.RAPPORTEUR, rating)


def _rate(by: Reader, item: ActionItem, rater: Rater, rating: Rating) -> ItemRating:
    about("plan_item", item.id)
    before = queries.ratings(by).filter(item_code=item.code, rater=rater.value).count()
    row = ItemRating(
        id=new_id(),
        item_code=item.code,
        rater=rater.value,
        number=before + 1,
        rating=rating.value,
        given_on=clock.today(),
        agency_id=by.agency,
    )
    row.save(using=Store.OPEN, force_insert=True)
    note(rater=rater.value, rating=rating.value)
    return row
