"""Reads of support plans: steps, who stands by a person, clocks and how long they ran, safety plans, needs."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.access import envelope
from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.percentile import percentile
from dotline.base.reader import Reader
from dotline.case import policy, rules
from dotline.case.models import (
    CaseFile,
    ClockPause,
    DependantNeed,
    Involvement,
    PlannedService,
    PlanReview,
    Representative,
    SafetyPlan,
)
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import seen_through
from dotline.case.queries.deaths import living
from dotline.case.rules import CLOCKS, Deadline, Happening
from dotline.duty import queries as owed
from dotline.duty.models import Obligation
from dotline.reference import obligations, vocabulary
from dotline.referral.rules import Span, working_time
from dotline.ui.asked import lang

PAGE = "case:plan"


@dataclass(frozen=True)
class StepWords:
    """What a step of a plan says, opened."""

    objective: str
    action: str


def step_place(row: PlannedService) -> str:
    """The cell that the words of a step are bound to."""
    return f"case_plannedservice|{row.id}|sealed"


def safety_place(row: SafetyPlan) -> str:
    """The cell that a safety plan is bound to."""
    return f"case_safetyplan|{row.id}|sealed"


def steps(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[PlannedService]:
    """Steps of the plans of involvements that were got for this reader, oldest first."""
    del reader
    found = PlannedService.objects.using(Store.INSIDE)
    return found.filter(involvement__in=[one.id for one in rows])


def step(reader: Reader, step_id: UUID) -> PlannedService:
    """One step in a case of the reader's agency. Raises NotFound."""
    rows = PlannedService.objects.using(Store.INSIDE).select_related("involvement__case")
    found = rows.filter(seen_through(reader, "involvement__case"), pk=step_id).first()
    if found is None:
        raise not_found("plan")
    return found


def step_words(reader: Reader, person_id: UUID, row: PlannedService) -> StepWords:
    """Objective and action of a step that was got for this reader. Raises Unavailable once her key is gone."""
    del reader
    text = envelope.open_text(person_id, row.agency_id, row.sealed, step_place(row))
    return StepWords(**json.loads(text))


def representatives(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[Representative]:
    """Who stands or stood by people that were got for this reader."""
    del reader
    found = Representative.objects.using(Store.INSIDE).select_related("by_involvement")
    return found.filter(involvement__in=[one.id for one in rows])


def standing_by(reader: Reader, case_id: UUID, person_id: UUID | None = None) -> set[UUID]:
    """Who of a case that was got for this reader stands by one person now, or by anybody: involvements."""
    del reader
    rows = Representative.objects.using(Store.INSIDE).filter(
        involvement__case_id=case_id, by_involvement__isnull=False, until=None
    )
    rows = rows.filter(involvement__person_id=person_id) if person_id else rows
    return set(rows.values_list("by_involvement_id", flat=True))


def representative(reader: Reader, representative_id: UUID) -> Representative:
    """One of them, in a case of the reader's agency. Raises NotFound."""
    rows = Representative.objects.using(Store.INSIDE).select_related("involvement__case")
    found = rows.filter(seen_through(reader, "involvement__case"), pk=representative_id).first()
    if found is None:
        raise not_found("representative")
    return found


def missing_beside(row: Involvement, named: Iterable[Representative]) -> rules.StandsBy | None:
    """Who should stand by a person and does not."""
    now = {rules.StandsBy(one.kind) for one in named if one.until is None}
    return rules.missing_beside(rules.Answer(row.minor_at_start), now)


def safety_plans(reader: Reader, row: Involvement) -> list[SafetyPlan]:
    """Every version of a person's safety plan, the newest first."""
    del reader
    found = SafetyPlan.objects.using(Store.INSIDE).filter(involvement_id=row.id)
    return list(found.order_by("-version"))


def safety_words(reader: Reader, row: SafetyPlan, person_id: UUID) -> Mapping[str, str]:
    """What a version says, by part. Raises Unavailable once her key is gone."""
    del reader
    text = envelope.open_text(person_id, row.agency_id, row.sealed, safety_place(row))
    return dict(json.loads(text))


def needs(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[DependantNeed]:
    """The needs of dependants that were got for this reader."""
    del reader
    found = DependantNeed.objects.using(Store.INSIDE)
    return found.filter(involvement__in=[one.id for one in rows])


def need(reader: Reader, need_id: UUID) -> DependantNeed:
    """One need in a case of the reader's agency. Raises NotFound."""
    rows = DependantNeed.objects.using(Store.INSIDE).select_related("involvement__case")
    found = rows.filter(seen_through(reader, "involvement__case"), pk=need_id).first()
    if found is None:
        raise not_found("need")
    return found


@dataclass(frozen=True)
class RunningClock:
    """One clock beside a plan: its obligation, the pause that it stands in, and whose it is."""

    obligation: Obligation
    involvement_id: UUID
    case_id: UUID
    pause: ClockPause | None


def open_review(row: Involvement) -> PlanReview | None:
    """The review that waits for a person that was got for this reader."""
    found = PlanReview.objects.using(Store.INSIDE)
    return found.filter(involvement_id=row.id, done_on=None).first()


def clocks(reader: Reader, case_id: UUID | None = None) -> list[RunningClock]:
    """The running clocks of open cases of the reader's agency, the most urgent first."""
    if not policy.may_read(reader):
        return []
    whose = _whose(reader, case_id)
    running = _running(reader, case_id, whose)
    stands = {(one.rule, one.subject_id): one for one in _pauses(reader, case_id, whose)}
    return [
        RunningClock(row, *whose[row.subject_id], stands.get((row.rule, row.subject_id)))
        for row in running
        if row.subject_id in whose
    ]


_Whose = Mapping[UUID, tuple[UUID, UUID]]  # from the subject of a clock to involvement and case


def _whose(reader: Reader, case_id: UUID | None) -> _Whose:
    """The subjects that clocks of open cases run about: the people in them, and reviews of their plans."""
    open_now = (
        Q(case__closed_on=None) if case_id is None else Q(case_id=case_id, case__closed_on=None)
    )
    people = Involvement.objects.using(Store.INSIDE).filter(seen_through(reader, "case"), open_now)
    found = {key: (key, case) for key, case in people.values_list("id", "case_id")}
    reviews = PlanReview.objects.using(Store.INSIDE).filter(involvement__in=people)
    for key, one in reviews.values_list("id", "involvement_id"):
        if one in found:
            found[key] = found[one]
    return found


def _running(reader: Reader, case_id: UUID | None, whose: _Whose) -> QuerySet[Obligation]:
    rows = owed.owed(reader, Store.INSIDE).filter(rule__in=CLOCKS)
    return rows if case_id is None else rows.filter(subject_id__in=list(whose))


def _pauses(reader: Reader, case_id: UUID | None, whose: _Whose) -> QuerySet[ClockPause]:
    """The clocks that stand still now. Those of one case are asked for by name, those of an agency at once."""
    rows = ClockPause.objects.using(Store.INSIDE).filter(ended_at=None)
    if case_id is not None:
        return rows.filter(subject_id__in=list(whose))
    return rows if reader.is_system else rows.filter(agency_id=reader.own)


@dataclass(frozen=True)
class ClockTimes:
    """How long one kind of clock ran, without its pauses, in the middle and for the slowest tenth."""

    rule: str
    met: int
    in_time: int
    p50: timedelta | None
    p90: timedelta | None
    paused: Mapping[str, int]


def clock_times(reader: Reader, since: datetime) -> list[ClockTimes]:
    """The clocks of the reader's agency that were met since then (R-62); pauses are not counted."""
    if not policy.may_read(reader):
        return []
    met = Obligation.objects.using(Store.INSIDE).filter(
        holder_id=reader.own, rule__in=CLOCKS, met_at__gte=since
    )
    stood: dict[tuple[str, UUID], list[Span]] = defaultdict(list)
    why: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    pauses = ClockPause.objects.using(Store.INSIDE).filter(
        agency_id=reader.own, subject_id__in=met.values("subject_id")
    )
    for one in pauses:
        stood[one.rule, one.subject_id].append(Span(one.began_at, one.ended_at))
        why[one.rule][one.reason] += 1
    took: dict[str, list[timedelta]] = defaultdict(list)
    timely: dict[str, int] = defaultdict(int)
    for row in met:
        if row.met_at is None:
            continue
        spans = stood[row.rule, row.subject_id]
        took[row.rule].append(working_time(Span(row.opens_at, row.met_at), spans, row.met_at))
        timely[row.rule] += row.met_at <= row.due_at
    return [
        ClockTimes(
            rule,
            len(took[rule]),
            timely[rule],
            percentile(took[rule], 0.5),
            percentile(took[rule], 0.9),
            dict(why[rule]),
        )
        for rule in CLOCKS
    ]


def any_met(reader: Reader, since: datetime) -> bool:
    """Whether any clock of the reader's agency was met since then."""
    rows = Obligation.objects.using(Store.INSIDE).filter(
        holder_id=reader.own, rule__in=CLOCKS, met_at__gte=since
    )
    return bool(policy.may_read(reader)) and rows.exists()


def clock_title(rule: str) -> str:
    """A clock in words."""
    return obligations.rule(rule).title(lang())


def _clock_deadlines(asked: deadlines.Outlook) -> Iterator[Deadline]:
    if asked.reader.agency is None:
        return iter(())
    return _of_agency(asked) if asked.case_id is None else _of_case(asked, asked.case_id)


def _of_case(asked: deadlines.Outlook, case_id: UUID) -> Iterator[Deadline]:
    found = []
    for one in clocks(asked.reader, case_id):
        due = rules.local_day(one.obligation.due_at, asked.zone)
        title = clock_title(one.obligation.rule)
        found.append(Deadline(one.case_id, "clock", due, title, PAGE, one.pause is not None))
    return iter(sorted(found, key=lambda row: row.paused))


def _of_agency(asked: deadlines.Outlook) -> Iterator[Deadline]:
    rows = owed.owed(asked.reader, Store.INSIDE).filter(due_at__lte=asked.last_moment)
    rows = rows.annotate(case=_open_case(asked.reader)).exclude(case=None).order_by("due_at", "id")
    still = Exists(
        ClockPause.objects.using(Store.INSIDE).filter(
            rule=OuterRef("rule"), subject_id=OuterRef("subject_id"), ended_at=None
        )
    )
    # Rule by rule, as the index of what runs has them: each is read in order, and no further than it is shown.
    runs = rows.exclude(still)
    yield from deadlines.merged(*(_told(asked, runs.filter(rule=rule)) for rule in CLOCKS))
    yield from _told(asked, rows.filter(still, rule__in=CLOCKS), paused=True)


def _told(
    asked: deadlines.Outlook, rows: QuerySet[Any], *, paused: bool = False
) -> Iterator[Deadline]:
    for rule, case_id, due_at in deadlines.each(rows.values_list("rule", "case", "due_at")):
        due = rules.local_day(due_at, asked.zone)
        yield Deadline(case_id, "clock", due, clock_title(rule), PAGE, paused)


def _open_case(reader: Reader) -> Coalesce:
    """The open case that a clock runs in: of the person it is about, or of the person whose plan is reviewed."""
    people = Involvement.objects.using(Store.INSIDE).filter(
        seen_through(reader, "case"), pk=OuterRef("subject_id"), case__closed_on=None
    )
    reviews = PlanReview.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"),
        pk=OuterRef("subject_id"),
        involvement__case__closed_on=None,
    )
    return Coalesce(
        Subquery(people.values("case_id")),
        Subquery(reviews.values("involvement__case_id")),
        output_field=UUIDField(),
    )


def _plan_ends(asked: deadlines.Outlook) -> Iterator[Deadline]:
    rows = PlannedService.objects.using(Store.INSIDE).filter(
        living("involvement__person"),
        agency_id=asked.reader.own,
        ended_on=None,
        planned_end__lte=asked.until,
        involvement__case__closed_on=None,
    )
    if asked.case_id is not None:
        rows = rows.filter(involvement__case_id=asked.case_id)
    told = rows.order_by("planned_end", "id").values_list(
        "involvement__case_id", "kind", "planned_end"
    )
    for case_id, kind, due in deadlines.each(told):
        if due is not None:
            words = vocabulary.label("service_kinds", kind, lang())
            what = _("A step of the plan ends: {kind}").format(kind=words)
            yield Deadline(case_id, "plan", due, what, PAGE)


def _people(row: CaseFile) -> QuerySet[Involvement]:
    return Involvement.objects.using(Store.INSIDE).filter(case_id=row.id)


def _services(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    del reader
    rows = PlannedService.objects.using(Store.INSIDE).filter(involvement__in=_people(row))
    for one in rows:
        kind = vocabulary.label("service_kinds", one.kind, lang)
        yield Happening(
            one.start_on,
            "service",
            _("Help began: {kind}").format(kind=kind),
            one.provider,
            "",
            one.recorded_at,
        )
        if one.ended_on:
            how = vocabulary.label("service_outcomes", one.outcome, lang)
            yield Happening(
                one.ended_on, "service", _("Help ended: {kind}").format(kind=kind), how, "info"
            )


def _beside(reader: Reader, row: CaseFile, lang: str) -> Iterator[Happening]:
    zone = access.zone_of(reader)
    found = Representative.objects.using(Store.INSIDE).filter(involvement__in=_people(row))
    for one in found:
        kind = vocabulary.label("roles", one.kind, lang)
        yield Happening(
            one.since, "plan", _("{kind} named").format(kind=kind), one.organisation, "good"
        )
    plans = SafetyPlan.objects.using(Store.INSIDE).filter(involvement__in=_people(row))
    for plan in plans:
        what = _("Safety plan, version {number}").format(number=plan.version)
        made = rules.local_day(plan.made_at, zone)
        yield Happening(made, "plan", what, recorded=plan.made_at)
    reviews = PlanReview.objects.using(Store.INSIDE).filter(
        involvement__in=_people(row), done_on__isnull=False
    )
    for review in reviews:
        if review.done_on:
            yield Happening(review.done_on, "plan", _("Plan reviewed with the person"))


deadlines.register("clock", gettext_lazy("Clocks"), _clock_deadlines, ordered=True)
deadlines.register(
    "plan",
    gettext_lazy("Ends of planned steps"),
    _plan_ends,
    ordered=True,
    held=((PlannedService, "involvement__case_id"),),
)
timeline.register("service", gettext_lazy("Services"), _services)
timeline.register("plan", gettext_lazy("Plan and safety"), _beside)
