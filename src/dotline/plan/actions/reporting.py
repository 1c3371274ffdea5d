"""What leads report on a year."""

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.plan import policy, queries, rules
from dotline.plan.models import ActionItem, ProgressReport
from dotline.plan.rules import State


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
