"""Writes of the plan: loading it whole, and noting what a lead reports."""

from collections.abc import Iterator
from pathlib import Path

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id, stable_id
from dotline.base.reader import Reader
from dotline.plan import policy, queries, rules
from dotline.plan.models import (
    ActionItem,
    Evidence,
    Pillar,
    PlanVersion,
    ProgressReport,
    Recommendation,
)
from dotline.plan.rules import Plan, State
from dotline.reference import organisations
from dotline.reference.datafiles import DataSet
from dotline.statistics.rules.headlines import HEADLINES
from dotline.statistics.rules.measures import definitions

SHIPPED, OWN = "shipped", "own"


@action("plan.load", store=Store.OPEN)
def load_plan(*, by: Reader, folder: Path | None = None) -> PlanVersion:
    """Put a plan in force: the shipped one, or the shipped one with the files of `folder` before it.

    The new plan is checked whole before the old one goes; both in one transaction. Loading what is
    in force already changes nothing. A machine actor never replaces an installation's own plan.
    Raises BadData with file, line and mend of each fault; the plan in force then stays.
    """
    allow(policy.may_write(by))
    newest = queries.newest_version(by)
    if newest is not None and newest.origin == OWN and by.is_system:
        note(result="own plan kept")
        return newest
    data = rules.load(_existing(folder))
    if newest is not None and newest.digest == data.digest:
        note(result="unchanged")
        about("plan", newest.id)
        return newest
    plan = rules.read(data, definitions().measures, [one.code for one in HEADLINES])
    version = _swap(plan, data, OWN if folder else SHIPPED)
    about("plan", version.id)
    note(recommendations=version.recommendations, items=version.items, origin=version.origin)
    return version


def _existing(folder: Path | None) -> Path | None:
    if folder is not None and not folder.is_dir():
        raise Invalid(
            "There is no folder {folder}.",
            "Name the folder that holds the plan's data files.",
            folder=str(folder),
        )
    return folder


def _swap(plan: Plan, data: DataSet, origin: str) -> PlanVersion:
    Pillar.objects.using(Store.OPEN).all().delete()
    Pillar.objects.using(Store.OPEN).bulk_create(_pillars(plan))
    Recommendation.objects.using(Store.OPEN).bulk_create(_recommendations(plan))
    ActionItem.objects.using(Store.OPEN).bulk_create(_items(plan))
    Evidence.objects.using(Store.OPEN).bulk_create(_evidence(plan))
    version = PlanVersion(
        id=new_id(),
        code=plan.code,
        title_en=plan.title_en,
        title_fr=plan.title_fr,
        published=plan.published,
        source=plan.source,
        origin=origin,
        digest=data.digest,
        loaded_at=clock.now(),
        recommendations=len(plan.recommendations),
        items=len(plan.items),
    )
    version.save(using=Store.OPEN, force_insert=True)
    return version


def _pillars(plan: Plan) -> Iterator[Pillar]:
    for place, one in enumerate(plan.pillars):
        yield Pillar(id=stable_id("plan-pillar", one.code), place=place, **vars(one))


def _recommendations(plan: Plan) -> Iterator[Recommendation]:
    for place, one in enumerate(plan.recommendations):
        values = {**vars(one)}
        values["pillar_id"] = stable_id("plan-pillar", values.pop("pillar"))
        yield Recommendation(id=stable_id("plan-recommendation", one.code), place=place, **values)


def _items(plan: Plan) -> Iterator[ActionItem]:
    for place, one in enumerate(plan.items):
        values = {key: value for key, value in vars(one).items() if key != "evidence"}
        above = values.pop("recommendation")
        values["headlines"] = " ".join(one.headlines)
        values["recommendation_id"] = stable_id("plan-recommendation", above)
        if one.lead:
            values["lead_en"], values["lead_fr"] = _lead(one.lead)
        yield ActionItem(id=stable_id("plan-item", one.code), place=place, **values)


def _lead(code: str) -> tuple[str, str]:
    """The lead's name as the source gives it, and what it is called today."""
    then, now = organisations.find(code), organisations.on(code, clock.today())
    if then == now:
        return then.name_en, then.name_fr
    return f"{then.name_en}, now {now.name_en}", f"{then.name_fr}, maintenant {now.name_fr}"


def _evidence(plan: Plan) -> Iterator[Evidence]:
    for item in plan.items:
        for place, one in enumerate(item.evidence):
            yield Evidence(
                id=stable_id("plan-evidence", item.code, str(place)),
                item_id=stable_id("plan-item", item.code),
                place=place,
                **vars(one),
            )


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
