"""Beds of an agency's service, counted and held."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    internal="id agency_id service_id unit total held occupied offline counted_at counted_by source"
)
class BedCount(models.Model):
    """How many beds a service has and how they stand (R-56). Free is what is neither held, taken nor offline."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    service_id = models.UUIDField(unique=True)
    unit = models.CharField(max_length=20)
    total = models.PositiveIntegerField()
    held = models.PositiveIntegerField(default=0)
    occupied = models.PositiveIntegerField(default=0)
    offline = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()
    counted_by = models.UUIDField(null=True)
    source = models.CharField(max_length=20)

    class Meta:
        """No bed stands for two people: the database refuses what the update refuses."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(total__gte=F("held") + F("occupied") + F("offline")),
                name="beds_never_negative",
            )
        ]


@columns(
    internal="id agency_id from_agency_id service_id referral_id placed_at placed_by expires_at ended_at how"
)
class BedHold(models.Model):
    """One bed kept for somebody until a moment; then it is taken, let go, or free again by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    from_agency_id = models.UUIDField()
    service_id = models.UUIDField(db_index=True)
    referral_id = models.UUIDField(null=True)
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, blank=True)

    class Meta:
        """A hold ends after it began, says how, and a referral has at most one."""

        indexes: ClassVar = [
            models.Index(
                fields=["expires_at"], name="hold_running", condition=Q(ended_at__isnull=True)
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral_id"],
                condition=Q(ended_at__isnull=True),
                name="one_hold_for_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("placed_at")), name="hold_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(how=""), name="hold_says_how_it_ended"
            ),
        ]
