"""Registers: court requests for a counsellor's notes (CC 278.2), and breaches of privacy (PIPEDA 10.1)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import CaseFile, Involvement, _values
from dotline.case.rules.registers import BreachRisk, NotesState


@columns(
    internal=(
        "id agency_id case involvement state received_on counsel_told_on decided_on produced_on parts "
        "passage_id by_worker send_key send_words"
    )
)
class NotesRequest(SentRow):
    """Somebody asks a court for the notes kept about a person: received, counsel told, ordered or not, produced.

    Nothing is produced without an order, and no more than it names.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="notes_requests")
    involvement = models.ForeignKey(
        Involvement, on_delete=models.PROTECT, related_name="notes_requests"
    )
    state = models.CharField(max_length=12, default=NotesState.RECEIVED.value)
    received_on = models.DateField()
    counsel_told_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    produced_on = models.DateField(null=True)
    parts = models.CharField(max_length=200, blank=True)
    passage_id = models.UUIDField(null=True)

    class Meta:
        """Produced means ordered; a decision has its day; days run forwards; a form sent twice is one."""

        ordering: ClassVar = ["received_on", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id"],
                condition=Q(counsel_told_on__isnull=True, decided_on__isnull=True),
                name="counsel_to_tell",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=_values(NotesState)), name="notes_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=NotesState.RECEIVED.value, decided_on__isnull=True)
                | (
                    ~Q(state=NotesState.RECEIVED.value)
                    & Q(decided_on__isnull=False, decided_on__gte=F("received_on"))
                ),
                name="notes_decision_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(produced_on__isnull=True, passage_id__isnull=True, parts="")
                | (
                    Q(state=NotesState.ORDERED.value)
                    & Q(produced_on__isnull=False, passage_id__isnull=False)
                    & Q(decided_on__isnull=False, produced_on__gte=F("decided_on"))
                    & ~Q(parts="")
                ),
                name="notes_produced_on_order_alone",
            ),
            models.CheckConstraint(
                condition=Q(counsel_told_on__isnull=True)
                | Q(counsel_told_on__gte=F("received_on")),
                name="counsel_told_after_receipt",
            ),
            models.UniqueConstraint(fields=["case", "send_key"], name="one_notes_per_sending"),
        ]


@columns(
    internal=(
        "id agency_id kind happened_on found_on people risk assessed_on commissioner_on told_on "
        "keep_until by_worker send_key send_words"
    ),
    hidden="sealed",
)
class PrivacyBreach(SentRow):
    """A breach of privacy: what, when found, how great the risk, who was told; kept 24 months (SOR/2018-64, s. 6).

    `people` counts those concerned; `sealed` says in words what happened, under a key of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    happened_on = models.DateField()
    found_on = models.DateField()
    people = models.PositiveIntegerField()
    risk = models.CharField(max_length=12, default=BreachRisk.OPEN.value)
    assessed_on = models.DateField(null=True)
    commissioner_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    keep_until = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        """Days run forwards; a weighed risk has its day; nobody is told before it is weighed as real."""

        ordering: ClassVar = ["-found_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(risk=BreachRisk.OPEN.value, assessed_on__isnull=True)
                | (
                    Q(risk__in=[BreachRisk.REAL.value, BreachRisk.NONE.value])
                    & Q(assessed_on__isnull=False, assessed_on__gte=F("found_on"))
                ),
                name="breach_risk_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(commissioner_on__isnull=True, told_on__isnull=True)
                | Q(risk=BreachRisk.REAL.value),
                name="breach_notices_follow_real_risk",
            ),
            models.CheckConstraint(
                condition=Q(found_on__gte=F("happened_on")) & Q(keep_until__gt=F("found_on")),
                name="breach_days_run_forwards",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="one_breach_per_sending"
            ),
        ]
