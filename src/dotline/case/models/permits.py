"""Tables of permits: each application with what became of it, and the days on which a refugee claim was turned down."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Replace
from django.db.models.lookups import LessThanOrEqual

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Involvement, _values
from dotline.case.rules import TOLD_ENDINGS, PermitDecision, PermitKind

THREE_YEARS = 30_000  # in numbers that are spelled YYYYMMDD


def _number(column: str) -> Cast:
    """A day as the number YYYYMMDD: both databases spell it so, and neither adds years to a day alike.

    29 February and three years is 20270229, which no day has: 28 February is before it, 1 March after.
    """
    text = Replace(Cast(column, models.CharField()), Value("-"), Value(""))
    return Cast(text, models.IntegerField())


def _within_three_years() -> LessThanOrEqual:
    return LessThanOrEqual(_number("expires"), _number("valid_from") + Value(THREE_YEARS))


_NO_DAYS = Q(valid_from__isnull=True, expires__isnull=True, ended_on__isnull=True, ended_by="")
_DAYS = Q(valid_from__isnull=False) & Q(expires__isnull=False) & Q(expires__gte=F("valid_from"))
_DECIDED = Q(decided_on__isnull=False) & Q(decided_on__gte=F("applied_on"))
_ENDED = (
    Q(ended_on__isnull=False) & Q(ended_on__gte=F("valid_from")) & Q(ended_on__lte=F("expires"))
)
_TOLD = {one.name: one.value for one in TOLD_ENDINGS}


@columns(
    internal="id agency_id involvement previous by_worker recorded_at struck_at send_key send_words",
    personal="kind applied_on decided_on decision valid_from expires ended_on ended_by health_ground",
)
class Permit(models.Model):
    """One application for a permit and what became of it: issued for which days, refused, withdrawn, ended early.

    `previous` is the permit that it renews. A row that was a slip is struck, never changed: `struck_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    applied_on = models.DateField()
    decided_on = models.DateField(null=True)
    decision = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField(null=True)
    expires = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=20, blank=True)
    health_ground = models.BooleanField(default=False)
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    struck_at = models.DateTimeField(null=True)
    by_worker = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """A decision is whole, no permit outlasts three years (IRPR 63), one that ended says how."""

        ordering: ClassVar = ["applied_on", "recorded_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "expires"],
                condition=Q(expires__isnull=False, struck_at__isnull=True),
                name="case_permit_ends",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=_values(PermitKind)), name="permit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=(Q(decision="", decided_on__isnull=True) & _NO_DAYS)
                | (
                    Q(decision__in=[PermitDecision.REFUSED.value, PermitDecision.WITHDRAWN.value])
                    & _DECIDED
                    & _NO_DAYS
                )
                | (
                    Q(decision=PermitDecision.ISSUED.value)
                    & _DECIDED
                    & _DAYS
                    & (
                        Q(ended_on__isnull=True, ended_by="")
                        | (Q(ended_by=_TOLD["LEFT_CANADA"]) & _ENDED)
                    )
                )
                | (
                    Q(decision=PermitDecision.CANCELLED.value, ended_by=_TOLD["CANCELLED"])
                    & _DECIDED
                    & _DAYS
                    & _ENDED
                ),
                name="permit_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True, expires__isnull=True)
                | (
                    Q(valid_from__isnull=False)
                    & Q(expires__isnull=False)
                    & Q(_within_three_years())
                ),
                name="no_permit_beyond_three_years",
            ),
            models.UniqueConstraint(
                fields=["involvement", "send_key"], name="one_permit_per_sending"
            ),
        ]


@columns(
    internal="id agency_id involvement by_worker recorded_at send_key send_words",
    personal="refused_on",
)
class RefugeeClaimRefused(models.Model):
    """The latest day on which a refugee claim was turned down; a bar of 12 months follows (IRPA 24(4))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    refused_on = models.DateField()
    by_worker = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """Each day once."""

        ordering: ClassVar = ["refused_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["involvement", "refused_on"], name="each_refusal_once"),
        ]
