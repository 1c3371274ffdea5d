"""Tables of confidential places: fields shared above the public tier, and reveals of a true place."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(internal="id agency_id service_id name_en name_fr region field tier text")
class SharedField(models.Model):
    """A field of a listing that partners or the help line may read. Sealed fields are never here (R-23).

    Every agency of this installation may read the row; `gates.publish.tiers` and the reader's clearance
    decide who is shown it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    service_id = models.UUIDField(db_index=True)
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    region = models.CharField(max_length=4)
    field = models.CharField(max_length=12)
    tier = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        """Nothing sealed, nothing that is public anyway."""

        ordering: ClassVar = ["name_en", "field", "text"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(tier__in=["partner", "hotline"]), name="shared_is_partner_or_hotline"
            )
        ]


@columns(
    internal=(
        "id agency_id owner_agency_id listing_id service_id referral_id reason alone asked_by asked_at "
        "approved_by approved_at refused_at ends_at opened_at known_at reviewed_by reviewed_at"
    ),
    hidden="sealed",
)
class Reveal(models.Model):
    """One telling of a sealed place to another agency, for one accepted referral, until `ends_at` (R-24).

    `alone`: nobody else was there to approve, so it lasts minutes and a second person reviews it after.
    `known_at` is when the agency whose place it is took note.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    owner_agency_id = models.UUIDField(db_index=True)
    listing_id = models.UUIDField()
    service_id = models.UUIDField()
    referral_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=20)
    alone = models.BooleanField(default=False)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        """A second person, or an end in minutes; and nobody is her own second person."""

        ordering: ClassVar = ["-asked_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                name="reveal_second_person",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("asked_by")),
                name="reveal_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(approved_by__isnull=False) | Q(alone=True),
                name="reveal_open_says_why",
            ),
            models.CheckConstraint(
                condition=Q(sealed__isnull=True) | Q(ends_at__isnull=False), name="reveal_ends"
            ),
        ]
