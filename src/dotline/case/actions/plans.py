"""Writes of support plans: steps, who stands by a person, clocks and their pauses, safety plans, needs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access import envelope
from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.case import policy, queries, rules
from dotline.case.actions.clocks import _review_clock, _stop
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.models import (
    ClockPause,
    DependantNeed,
    Involvement,
    PlannedService,
    Representative,
    SafetyPlan,
)
from dotline.case.queries import plans
from dotline.duty import actions as duty
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary


@dataclass(frozen=True)
class NewStep:
    """A step of a support plan as it is agreed on."""

    pillar: rules.SupportPillar
    kind: str
    objective: str
    action: str
    start: date
    provider: str = ""
    planned_end: date | None = None


@action("case.plan_step")
def plan_step(
    *, by: Reader, involvement_id: UUID, new: NewStep, key: UUID | None = None
) -> PlannedService:
    """Add a step to a person's plan; the first starts the clock of its review.

    `key` names the form: sent twice with the same words it is one step. Raises NotFound, Refused,
    Invalid for a code that no list has, days that run backwards or an empty objective.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    note(pillar=new.pillar.value, kind=new.kind)
    vocabulary.label("service_kinds", new.kind)
    rules.PlanStep(new.start, new.planned_end)
    if not new.objective.strip():
        raise Invalid("Say what the step is for.", "Write the objective in a few words.")
    sent = sending(key, str(found.id), repr(new)) if key else None
    known = _before(PlannedService, sent, involvement=found)
    if known is not None:
        return known
    row = _step(by, found, new, sent)
    row.save(force_insert=True)
    _review_clock(by, found)
    return row


def _step(by: Reader, found: Involvement, new: NewStep, sent: Sending | None) -> PlannedService:
    row = PlannedService(
        **signed(sent, by),
        agency_id=found.agency_id,
        involvement_id=found.id,
        pillar=new.pillar.value,
        kind=new.kind,
        start_on=new.start,
        planned_end=new.planned_end,
        recorded_at=clock.now(),
    )
    row.provider = " ".join(new.provider.split())[:200]
    said = {"objective": new.objective.strip(), "action": new.action.strip()}
    row.sealed = envelope.seal_text(
        found.person_id, row.agency_id, json.dumps(said), plans.step_place(row)
    )
    return row


@action("case.end_step")
def end_step(*, by: Reader, step_id: UUID, outcome: str, on: date) -> PlannedService:
    """Say how a step ended. Raises NotFound, Refused, Conflict when it has ended, Invalid for the day."""
    row = plans.step(by, step_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    vocabulary.label("service_outcomes", outcome)
    _lock(row)
    if row.ended_on is not None:
        raise Conflict(N_("This step has ended already."), "")
    rules.PlanStep(row.start_on, None, on)
    _past(by, on)
    row.ended_on, row.outcome = on, outcome
    row.save(update_fields=["ended_on", "outcome"])
    note(outcome=outcome)
    return row


@action("case.stand_by")
def stand_by(
    *,
    by: Reader,
    involvement_id: UUID,
    kind: rules.StandsBy,
    somebody: UUID | None = None,
    organisation: str = "",
) -> Representative:
    """Name who stands by a person: somebody of the case (an involvement) or an organisation.

    Whoever stood before ends today. Raises NotFound, Refused for a possible abuser, Invalid
    without anybody or with two.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(kind=kind.value)
    organisation = " ".join(organisation.split())[:200]
    if (somebody is None) == (not organisation):
        raise Invalid(
            N_("Name somebody of the case or an organisation."), N_("Choose one of the two.")
        )
    if somebody is not None:
        _may_stand(by, found, queries.involvement(by, somebody), kind)
    today = queries.today(by)
    _lock(found)
    standing = Representative.objects.filter(involvement=found, kind=kind.value, until=None)
    standing.update(until=today)
    row = Representative(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        kind=kind.value,
        by_involvement_id=somebody,
        since=today,
        by_worker=by.worker,
    )
    row.organisation = organisation
    row.save(force_insert=True)
    return row


def _may_stand(by: Reader, found: Involvement, other: Involvement, kind: rules.StandsBy) -> None:
    marked = queries.consents.is_marked(by, other.person_id)
    allow(policy.may_stand_by(by, other, marked=marked))
    if other.case_id != found.case_id or other.role != kind.value:
        raise Invalid(
            N_("This person has another role in the case."),
            N_("Add her to the case in this role first."),
        )


@action("case.end_stand_by")
def end_stand_by(*, by: Reader, representative_id: UUID) -> Representative:
    """Say that somebody stands by a person no longer. Raises NotFound, Refused."""
    row = plans.representative(by, representative_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    if row.until is None:
        row.until = queries.today(by)
        row.save(update_fields=["until"])
    return row


def _running(by: Reader, found: Involvement, rule: str) -> plans.RunningClock:
    for one in plans.clocks(by, found.case_id):
        if one.involvement_id == found.id and one.obligation.rule == rule:
            return one
    raise Conflict(N_("This clock does not run."), N_("Reload the page to see how it stands."))


@action("case.pause_clock")
def pause_clock(*, by: Reader, involvement_id: UUID, rule: str, reason: str) -> ClockPause:
    """Let a clock stand still, saying why. Raises NotFound, Refused, Conflict when none runs or it stands."""
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(rule=rule, reason=reason)
    vocabulary.label("pause_reasons", reason)
    _lock(found)
    running = _running(by, found, rule)
    if running.pause is not None:
        raise Conflict(N_("This clock stands still already."), "")
    row = ClockPause(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        rule=rule,
        subject_id=running.obligation.subject_id,
        reason=reason,
        began_at=clock.now(),
    )
    row.save(force_insert=True)
    return row


@action("case.resume_clock")
def resume_clock(*, by: Reader, involvement_id: UUID, rule: str) -> ClockPause:
    """Let a clock run on; its end moves by as long as it stood. Raises NotFound, Refused, Conflict."""
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(rule=rule)
    _lock(found)
    pause = _running(by, found, rule).pause
    if pause is None:
        raise Conflict(N_("This clock is not paused."), "")
    pause.ended_at = clock.now()
    pause.save(update_fields=["ended_at"])
    duty.extend(rule=rule, subject_id=pause.subject_id, by=pause.ended_at - pause.began_at)
    return pause


@action("case.meet_clock")
def meet_clock(*, by: Reader, involvement_id: UUID, rule: str) -> None:
    """Say that what a clock asks for was done today; after a review the next one is owed.

    Raises NotFound, Refused, Conflict when the clock does not run.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(rule=rule)
    _lock(found)
    running = _running(by, found, rule)
    _stop(rule, running.obligation.subject_id)
    review = plans.open_review(found)
    if rule == rules.REVIEW and review is not None:
        review.done_on, review.by_worker = queries.today(by), by.worker
        review.save(update_fields=["done_on", "by_worker"])
        _review_clock(by, found)


@action("case.write_safety_plan")
def write_safety_plan(
    *, by: Reader, involvement_id: UUID, answers: Iterable[tuple[str, str]], after: int
) -> SafetyPlan:
    """Write the next version of a safety plan; `after` is the version that was read (0 for none).

    Earlier versions stay. The same words again make no new version. Raises NotFound, Refused,
    Invalid for an empty plan, Conflict when somebody wrote a version meanwhile.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    said = rules.clean_safety(answers)
    _lock(found)
    newest = next(iter(plans.safety_plans(by, found)), None)
    if newest and plans.safety_words(by, newest, found.person_id) == said:
        return newest
    version = newest.version if newest else 0
    if version != after:
        raise Conflict(
            N_("Somebody wrote a new version of this plan meanwhile."),
            N_("Compare it with your words below, then save again."),
        )
    row = SafetyPlan(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        version=version + 1,
        made_at=clock.now(),
        by_worker=by.worker,
    )
    row.sealed = envelope.seal_text(
        found.person_id, row.agency_id, json.dumps(said), plans.safety_place(row)
    )
    row.save(force_insert=True)
    note(version=row.version)
    return row


@action("case.note_need")
def note_need(*, by: Reader, involvement_id: UUID, need: str) -> DependantNeed:
    """Note a need of a dependant's own. Raises NotFound, Refused, Invalid for a code that is none, Conflict."""
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(need=need)
    if found.role != rules.Role.DEPENDANT or not taxonomy.is_need(need):
        raise Invalid(
            N_("Needs of their own are noted for children and other dependants."),
            N_("Choose a need from the list."),
        )
    row = DependantNeed(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        need=need,
        noted_on=queries.today(by),
        by_worker=by.worker,
    )
    insert(row, Conflict(N_("This need is noted already."), ""))
    return row


@action("case.meet_need")
def meet_need(*, by: Reader, need_id: UUID) -> DependantNeed:
    """Say that a need was met. Raises NotFound, Refused."""
    row = plans.need(by, need_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    if row.met_on is None:
        row.met_on = queries.today(by)
        row.save(update_fields=["met_on"])
    return row
