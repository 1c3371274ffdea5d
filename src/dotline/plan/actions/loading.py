"""Putting a plan in force: whole, or not at all."""

from collections.abc import Iterator
from pathlib import Path

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id, stable_id
from dotline.base.reader import Reader
from dotline.plan import policy, queries, rules
from dotline.plan.models import (
    ActionItem,
    Evidence,
    EvidenceSearch,
    IndicatorValue,
    ItemIndicator,
    LeadSpan,
    Pillar,
    PlanVersion,
    Recommendation,
)
from dotline.plan.rules import Item, Plan
from dotline.plan.rules.leads import Part, held
from dotline.reference import organisations
from dotline.reference.datafiles import DataSet
from dotline.statistics.rules.headlines import HEADLINES
from dotline.statistics.rules.measures import definitions

SHIPPED, OWN = "shipped", "own"
OWN_TABLES = frozenset({"evidence", "roles", "indicators"})  # of an item, in tables of their own


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
    LeadSpan.objects.using(Store.OPEN).bulk_create(_spans(plan))
    ItemIndicator.objects.using(Store.OPEN).bulk_create(_indicators(plan))
    IndicatorValue.objects.using(Store.OPEN).bulk_create(_values(plan))
    EvidenceSearch.objects.using(Store.OPEN).all().delete()
    EvidenceSearch.objects.using(Store.OPEN).bulk_create(_searches(plan))
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
        values = {key: value for key, value in vars(one).items() if key not in OWN_TABLES}
        above = values.pop("recommendation")
        values["headlines"] = " ".join(one.headlines)
        values["searched"] = " ".join(values.pop("searches"))
        values["follows"] = " ".join(one.follows)
        values["recommendation_id"] = stable_id("plan-recommendation", above)
        values.update(_lead(one))
        yield ActionItem(id=stable_id("plan-item", one.code), place=place, **values)


def _lead(item: Item) -> dict[str, str]:
    """Who leads on the day of loading: as first named, and what it is called today."""
    codes = [role.organisation for role in held(item.roles, Part.LEAD, clock.today())]
    if not codes:
        return {"lead": "", "lead_en": "", "lead_fr": ""}
    named = [_named(code) for code in codes]
    return {
        "lead": codes[0],
        "lead_en": "; ".join(one for one, _other in named),
        "lead_fr": "; ".join(other for _one, other in named),
    }


def _named(code: str) -> tuple[str, str]:
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


def _spans(plan: Plan) -> Iterator[LeadSpan]:
    for item in plan.items:
        for place, one in enumerate(item.roles):
            yield LeadSpan(
                id=stable_id("plan-span", item.code, str(place)),
                item_id=stable_id("plan-item", item.code),
                place=place,
                **vars(one),
            )


def _indicators(plan: Plan) -> Iterator[ItemIndicator]:
    for item in plan.items:
        for place, one in enumerate(item.indicators):
            yield ItemIndicator(
                id=stable_id("plan-indicator", item.code, one.measures),
                item_id=stable_id("plan-item", item.code),
                place=place,
                **{key: value for key, value in vars(one).items() if key != "values"},
            )


def _values(plan: Plan) -> Iterator[IndicatorValue]:
    for item in plan.items:
        for indicator in item.indicators:
            above = stable_id("plan-indicator", item.code, indicator.measures)
            for place, one in enumerate(indicator.values):
                yield IndicatorValue(
                    id=stable_id("plan-value", str(above), str(place)),
                    indicator_id=above,
                    place=place,
                    **vars(one),
                )


def _searches(plan: Plan) -> Iterator[EvidenceSearch]:
    for place, one in enumerate(plan.searches):
        values = {**vars(one), "sources": "\n".join(one.sources)}
        yield EvidenceSearch(id=stable_id("plan-search", one.code), place=place, **values)
