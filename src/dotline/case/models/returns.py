"""Tables of return and redress: assisted return with its steps, claims for unpaid wages with their payments."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Involvement, _values
from dotline.case.rules import AFTER_RELEASE, GOES_ON, ReturnSafety, ReturnState

_ASSESSED = Q(assessed_on__isnull=False) & Q(assessed_by__isnull=False) & ~Q(safety="")


@columns(
    internal="id agency_id involvement state requested_on assessed_on assessed_by documents_on "
    "released_on arrived_on followed_up_on ended_on",
    personal="country agreed_on safety",
)
class ReturnAssistance(models.Model):
    """Help to return home, step by step. Nobody travels without a safety assessment and her own decision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=20)
    requested_on = models.DateField()
    assessed_on = models.DateField(null=True)
    assessed_by = models.UUIDField(null=True)
    safety = models.CharField(max_length=20, blank=True)
    agreed_on = models.DateField(null=True)
    documents_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    followed_up_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        """No travel without an assessment that found it safe, before the travel and by somebody."""

        ordering: ClassVar = ["requested_on", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "arrived_on", "id"],
                condition=Q(state=ReturnState.ARRIVED.value),
                name="returns_to_follow",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=_values(ReturnState))
                & Q(safety__in=["", *_values(ReturnSafety)]),
                name="return_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True)
                | (
                    Q(safety__in=sorted(one.value for one in GOES_ON))
                    & Q(assessed_by__isnull=False)
                    & Q(assessed_on__lte=F("released_on"))
                    & Q(assessed_on__isnull=False)
                    & Q(agreed_on__isnull=False)
                    & Q(agreed_on__lte=F("released_on"))
                ),
                name="no_release_without_assessment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(one.value for one in AFTER_RELEASE))
                | Q(released_on__isnull=False),
                name="travelling_was_released",
            ),
            models.CheckConstraint(
                condition=Q(assessed_on__isnull=True, safety="") | _ASSESSED,
                name="assessment_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["involvement"],
                condition=Q(state__in=["requested", "assessed", "documents", "released"]),
                name="one_return_at_a_time",
            ),
        ]


@columns(
    internal="id agency_id involvement body claimed_on currency decided_on decision by_worker send_key send_words",
    personal="amount_cents awarded_cents",
)
class WageClaim(SentRow):
    """A claim for unpaid wages: before whom, how much in cents of one currency, what was decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE)
    body = models.CharField(max_length=30)
    claimed_on = models.DateField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    decided_on = models.DateField(null=True)
    decision = models.CharField(max_length=20, blank=True)
    awarded_cents = models.BigIntegerField(null=True)

    class Meta:
        """A decision has a day and an amount; nothing is decided before it is claimed."""

        ordering: ClassVar = ["claimed_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="claim_above_nothing"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decision="", awarded_cents__isnull=True)
                | (
                    Q(decided_on__isnull=False)
                    & Q(decided_on__gte=F("claimed_on"))
                    & ~Q(decision="")
                    & Q(awarded_cents__isnull=False)
                    & Q(awarded_cents__gte=0)
                ),
                name="claim_decision_is_whole",
            ),
            models.UniqueConstraint(
                fields=["involvement", "send_key"], name="one_claim_per_sending"
            ),
        ]


@columns(
    internal="id agency_id claim number decided_on decision reason by_worker recorded_at send_key send_words",
    personal="awarded_cents",
)
class WageCorrection(models.Model):
    """A decision on a claim, written down anew with its reason. The newest stands; what was written before stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    claim = models.ForeignKey(WageClaim, on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField()
    decided_on = models.DateField()
    decision = models.CharField(max_length=20)
    awarded_cents = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    by_worker = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """Corrections are numbered; each says why, and awards nothing below nothing."""

        ordering: ClassVar = ["claim", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "number"], name="wage_corrections_in_a_row"),
            models.UniqueConstraint(
                fields=["claim", "send_key"], name="one_wage_correction_per_sending"
            ),
            models.CheckConstraint(
                condition=Q(awarded_cents__gte=0) & ~Q(reason="") & ~Q(decision=""),
                name="wage_correction_is_whole",
            ),
        ]


@columns(
    internal="id agency_id claim paid_on by_worker send_key send_words", personal="amount_cents"
)
class WagePayment(SentRow):
    """Money that came in for a claim, in cents of its currency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    claim = models.ForeignKey(WageClaim, on_delete=models.CASCADE)
    paid_on = models.DateField()
    amount_cents = models.BigIntegerField()

    class Meta:
        """A payment is more than nothing; a form sent twice is one payment."""

        ordering: ClassVar = ["paid_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_above_nothing"),
            models.UniqueConstraint(fields=["claim", "send_key"], name="one_payment_per_sending"),
        ]
