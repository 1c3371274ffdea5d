"""Reads of the plan: items and what is missing from them. Counts only; percentages are never averaged."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import NotFound, not_found
from dotline.base.reader import Reader
from dotline.gates.protect import leaves_of_time
from dotline.plan import policy, rules
from dotline.plan.models import (
    ActionItem,
    EvidenceSearch,
    ItemRating,
    Pillar,
    PlanVersion,
    ProgressReport,
    Recommendation,
)
from dotline.plan.queries.advice import count
from dotline.plan.rules import Gap, Reports, State
from dotline.plan.rules.advice import AdviceCount
from dotline.plan.rules.indicators import Standing, ValueRole
from dotline.plan.rules.leads import Part, Role, held
from dotline.plan.rules.ratings import Grounds, Rated, Rater, Rating
from dotline.reference import organisations
from dotline.reference.organisations import Organisation
from dotline.statistics import queries as statistics
from dotline.statistics.queries import Number
from dotline.statistics.queries.headlines import HeadlineShown

OWN_INDICATOR = "own"  # an item's own indicator, beside the measures of the statistics


def newest_version(reader: Reader) -> PlanVersion | None:
    """The plan in force, or None before the first load."""
    policy.may_read(reader).or_refuse()
    return PlanVersion.objects.using(Store.OPEN).order_by("-loaded_at").first()


def pillars(reader: Reader) -> QuerySet[Pillar]:
    """The pillars, in the order of the data files."""
    policy.may_read(reader).or_refuse()
    return Pillar.objects.using(Store.OPEN).all()


def recommendations(reader: Reader) -> QuerySet[Recommendation]:
    """The recommendations with their pillars."""
    policy.may_read(reader).or_refuse()
    return Recommendation.objects.using(Store.OPEN).select_related("pillar")


def items(reader: Reader) -> QuerySet[ActionItem]:
    """The action items with recommendation and pillar."""
    policy.may_read(reader).or_refuse()
    rows = ActionItem.objects.using(Store.OPEN).select_related("recommendation__pillar")
    return rows.prefetch_related("evidence", "spans", "indicators__values")


def item(reader: Reader, code: str) -> ActionItem:
    """One action item. Raises NotFound."""
    found = items(reader).filter(code__iexact=code).first()
    if found is None:
        raise not_found("action item")
    return found


def recommendation(reader: Reader, code: str) -> Recommendation:
    """One recommendation. Raises NotFound."""
    found = recommendations(reader).filter(code__iexact=code).first()
    if found is None:
        raise not_found("recommendation")
    return found


def progress(reader: Reader) -> QuerySet[ProgressReport]:
    """What the leads reported, year by year."""
    policy.may_read(reader).or_refuse()
    return ProgressReport.objects.using(Store.OPEN).all()


def ratings(reader: Reader) -> QuerySet[ItemRating]:
    """What leads and the Rapporteur said of the items, in the order in which each said it."""
    policy.may_read(reader).or_refuse()
    return ItemRating.objects.using(Store.OPEN).all()


def history(reader: Reader, one: ActionItem) -> tuple[Rated, ...]:
    """Every rating of an item, oldest first for each rater."""
    rows = ratings(reader).filter(item_code=one.code)
    return tuple(_rated(row) for row in rows)


def _rated(row: ItemRating) -> Rated:
    grounds = Grounds(row.evidence_en, row.evidence_fr, row.source) if row.source else None
    return Rated(Rater(row.rater), Rating(row.rating), row.given_on, grounds, row.taken_back_on)


def histories(reader: Reader) -> dict[str, tuple[Rated, ...]]:
    """The ratings of every item that was rated, by its code."""
    found: dict[str, list[Rated]] = {}
    for row in ratings(reader):
        found.setdefault(row.item_code, []).append(_rated(row))
    return {code: tuple(rows) for code, rows in found.items()}


def searches(reader: Reader, one: ActionItem) -> QuerySet[EvidenceSearch]:
    """The searches for evidence that an item names."""
    policy.may_read(reader).or_refuse()
    return EvidenceSearch.objects.using(Store.OPEN).filter(code__in=one.searched.split())


def roles(one: ActionItem) -> tuple[Role, ...]:
    """Who has, or had, a part in an item that was got for this reader."""
    return tuple(
        Role(row.organisation, Part(row.part), row.since, row.until, row.source)
        for row in one.spans.all()
    )


@dataclass(frozen=True)
class PartOn:
    """An organisation's part in an item on a day, under the name it bore then."""

    role: Role
    organisation: Organisation


def parts_on(one: ActionItem, day: date) -> tuple[PartOn, ...]:
    """Who led an item on a day, then who helped: 'who was lead on day X'. Empty where nobody was."""
    found = (*held(roles(one), Part.LEAD, day), *held(roles(one), Part.PARTNER, day))
    return tuple(PartOn(role, organisations.on(role.organisation, day)) for role in found)


def newest_figure(reader: Reader, measure: str) -> Number | None:
    """The newest published number of a measure for the country: the last whole year of the newest
    release, else its whole period. None without a release or without such a number.
    """
    latest = statistics.latest_release(reader)
    if latest is None or not measure:
        return None
    quarters = leaves_of_time(latest.period)
    years = sorted({quarter[:4] for quarter in quarters}, reverse=True)
    whole = [year for year in years if set(leaves_of_time(year)) <= set(quarters)]
    for time in (*whole[:1], latest.period):
        try:
            return statistics.number(reader, measure, time)
        except NotFound:
            continue
    return None


def headlines(reader: Reader, one: ActionItem) -> list[HeadlineShown]:
    """What the measures a minister reads say of an item, in the order of the data file."""
    return [statistics.headline(reader, code) for code in one.headlines.split()]


def _published(reader: Reader) -> frozenset[str]:
    """The measures that some item names and that have a figure which is shown."""
    rows = list(items(reader))
    named = {row.measure for row in rows if row.measure}
    found = {measure: newest_figure(reader, measure) for measure in named}
    told = {_indicator(row) for row in rows} - named - {"", OWN_INDICATOR}
    shown = {code for code in told if statistics.headline(reader, code).says_something}
    return frozenset(code for code, one in found.items() if one and not one.hidden) | shown


def _indicator(one: ActionItem) -> str:
    """What an item is measured by: its measure, else the first of its headlines, else an indicator
    of its own.
    """
    own = OWN_INDICATOR if one.indicators.all() else ""
    return one.measure or next(iter(one.headlines.split()), "") or own


def _told(one: ActionItem) -> bool:
    """Whether an indicator of its own has an actual value. One that says why it has none tells none."""
    return any(
        value.role == ValueRole.ACTUAL and value.standing != Standing.NONE
        for indicator in one.indicators.all()
        for value in indicator.values.all()
    )


@dataclass(frozen=True)
class ItemStatus:
    """One item, how far its lead says it has come, what is missing, and its reports."""

    item: ActionItem
    state: State
    gaps: frozenset[Gap]
    reports: Reports


@dataclass(frozen=True)
class Status:
    """How many items there are and how many lack what. The keys of `plan status --json`."""

    recommendations: int
    action_items: int
    without_lead: int
    without_indicator: int
    without_data: int
    late: int
    reports: Reports
    advice: AdviceCount = field(default_factory=AdviceCount)


def statuses(reader: Reader, on: date | None = None) -> tuple[ItemStatus, ...]:
    """Every item with its status on a day (default: today)."""
    on = on or clock.today()
    published = _published(reader)
    reports: dict[str, list[ProgressReport]] = {}
    for row in progress(reader):
        reports.setdefault(row.item_code, []).append(row)
    return tuple(_judge(one, reports.get(one.code, []), published, on) for one in items(reader))


def item_status(reader: Reader, code: str, on: date | None = None) -> ItemStatus:
    """One item with its status. Raises NotFound."""
    found, on = item(reader, code), on or clock.today()
    reports = list(progress(reader).filter(item_code=found.code))
    return _judge(found, reports, _published(reader), on)


def _judge(
    one: ActionItem, reports: list[ProgressReport], published: frozenset[str], on: date
) -> ItemStatus:
    newest = max(reports, key=lambda row: row.year, default=None)
    state = State(newest.state) if newest else rules.STATES.start
    if _told(one):
        published |= {_indicator(one)}
    led = bool(held(roles(one), Part.LEAD, on))
    finished = newest.year if newest and state in rules.FINISHED else None
    gaps = rules.gaps_of(
        lead=one.lead if led else "",
        measure=_indicator(one),
        due=one.due,
        state=state,
        published=published,
        on=on,
    )
    owed = rules.years_owed(one.start, finished, on) if led else ()
    received: Mapping[int, date] = {row.year: row.received_on for row in reports}
    return ItemStatus(one, state, gaps, rules.reports_of(owed, received))


def status(reader: Reader, on: date | None = None) -> Status:
    """The counts of the first page: what there is, and what is missing."""
    found = summed(recommendations(reader).count(), statuses(reader, on))
    return replace(found, advice=count(reader, on))


def summed(recommended: int, found: Iterable[ItemStatus]) -> Status:
    """Counts over some items."""
    rows = tuple(found)
    gaps = Counter(gap for row in rows for gap in row.gaps)
    return Status(
        recommendations=recommended,
        action_items=len(rows),
        without_lead=gaps[Gap.LEAD],
        without_indicator=gaps[Gap.INDICATOR],
        without_data=gaps[Gap.DATA],
        late=gaps[Gap.LATE],
        reports=sum((row.reports for row in rows), Reports()),
    )


@dataclass(frozen=True)
class PillarStatus:
    """One pillar with its recommendations, each with its items."""

    pillar: Pillar
    recommendations: tuple[tuple[Recommendation, tuple[ItemStatus, ...]], ...]
    status: Status


def by_pillar(reader: Reader, on: date | None = None) -> tuple[PillarStatus, ...]:
    """The whole plan, pillar by pillar."""
    under: dict[object, list[ItemStatus]] = {}
    for one in statuses(reader, on):
        under.setdefault(one.item.recommendation_id, []).append(one)
    asked = list(recommendations(reader))
    found = []
    for pillar in pillars(reader):
        mine = tuple(
            (one, tuple(under.get(one.id, ()))) for one in asked if one.pillar_id == pillar.id
        )
        rows = (row for _one, items_ in mine for row in items_)
        found.append(PillarStatus(pillar, mine, summed(len(mine), rows)))
    return tuple(found)
