"""Tables of the support plan: its steps, who stands by the person, its clocks' pauses and reviews, safety plans."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.envelope import sealed_text
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Involvement, _values
from dotline.case.rules import CLOCKS, StandsBy, SupportPillar


@columns(
    internal="id agency_id involvement pillar kind start_on planned_end ended_on outcome by_worker "
    "recorded_at send_key send_words",
    hidden="sealed provider_sealed",
)
class PlannedService(models.Model):
    """One step of a support plan (HTCDS spl_): pillar, kind, objective and action, provider, days, outcome.

    Objective and action are sealed with the person's own key: words about her go with her key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    pillar = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    sealed = models.BinaryField()
    provider_sealed = models.BinaryField(null=True)
    provider = sealed_text("provider_sealed", "involvement_id")
    start_on = models.DateField()
    planned_end = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    by_worker = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """A step that ended says how; it never ends before it begins; a form sent twice makes one."""

        ordering: ClassVar = ["start_on", "recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "planned_end"],
                condition=Q(ended_on__isnull=True),
                name="case_plan_ends",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pillar__in=_values(SupportPillar)), name="plan_pillar_is_known"
            ),
            models.CheckConstraint(
                condition=Q(planned_end__isnull=True) | Q(planned_end__gte=F("start_on")),
                name="plan_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="")
                | (Q(ended_on__isnull=False) & Q(ended_on__gte=F("start_on")) & ~Q(outcome="")),
                name="ended_step_says_how",
            ),
            models.UniqueConstraint(
                fields=["involvement", "send_key"], name="one_step_per_sending"
            ),
        ]


@columns(
    internal="id agency_id involvement kind by_involvement since until by_worker",
    hidden="organisation_sealed",
)
class Representative(models.Model):
    """Who stands by a person: her advocate or guardian, somebody of the case or an organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    by_involvement = models.ForeignKey(
        Involvement, null=True, on_delete=models.CASCADE, related_name="stands_by"
    )
    organisation_sealed = models.BinaryField(null=True)
    organisation = sealed_text("organisation_sealed", "involvement_id")
    since = models.DateField()
    until = models.DateField(null=True)
    by_worker = models.UUIDField(null=True)

    class Meta:
        """Either somebody of the case or an organisation, one of a kind at a time."""

        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=_values(StandsBy)), name="representative_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(by_involvement__isnull=False, organisation_sealed__isnull=True)
                | Q(by_involvement__isnull=True, organisation_sealed__isnull=False),
                name="representative_is_one_of_two",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="representative_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["involvement", "kind"],
                condition=Q(until__isnull=True),
                name="one_representative_at_a_time",
            ),
        ]


@columns(internal="id agency_id involvement opened_on done_on by_worker")
class PlanReview(models.Model):
    """One review of a support plan with the person; a clock of `duty` runs about each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    opened_on = models.DateField()
    done_on = models.DateField(null=True)
    by_worker = models.UUIDField(null=True)

    class Meta:
        """One review waits at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["involvement"],
                condition=Q(done_on__isnull=True),
                name="one_review_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("opened_on")),
                name="review_done_after_it_opened",
            ),
        ]


@columns(internal="id agency_id involvement rule subject_id reason began_at ended_at")
class ClockPause(models.Model):
    """A span in which a clock of a plan stood still, and why: it is not counted (R-62)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    rule = models.CharField(max_length=60)
    subject_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=30)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One pause of a clock at a time; a pause says why."""

        ordering: ClassVar = ["began_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rule__in=list(CLOCKS)) & ~Q(reason=""), name="clock_pause_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="clock_pause_has_a_direction",
            ),
            models.UniqueConstraint(
                fields=["rule", "subject_id"],
                condition=Q(ended_at__isnull=True),
                name="one_pause_of_a_clock",
            ),
        ]


@columns(internal="id agency_id involvement version made_at by_worker", hidden="sealed")
class SafetyPlan(models.Model):
    """One version of a person's safety plan, sealed with her key; the newest stands, the older ones stay.

    A case with a safety plan cannot be deleted under it: disposal destroys her key, on the ledger.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    by_worker = models.UUIDField(null=True)

    class Meta:
        """Versions count from 1, each once."""

        ordering: ClassVar = ["version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["involvement", "version"], name="each_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="versions_count_from_one"),
        ]


@columns(internal="id agency_id involvement noted_on met_on by_worker", personal="need")
class DependantNeed(models.Model):
    """A need of a dependant of her own: a code of the needs, from when it was noted until it was met."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    need = models.CharField(max_length=60)
    noted_on = models.DateField()
    met_on = models.DateField(null=True)
    by_worker = models.UUIDField(null=True)

    class Meta:
        """Each open need once."""

        ordering: ClassVar = ["noted_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["involvement", "need"],
                condition=Q(met_on__isnull=True),
                name="each_open_need_once",
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(met_on__gte=F("noted_on")),
                name="need_met_after_it_was_noted",
            ),
        ]
