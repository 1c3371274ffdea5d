"""Services set apart for one person, and services outside of the network."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(internal="id agency_id contact_id service_id excluded_agency_id reason made_at made_by")
class Exclusion(models.Model):
    """A service or agency that nothing about one person may go to, because of who is behind it (R-63).

    The row belongs to the agency that the person spoke with; nobody else can tell that it exists.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    contact_id = models.UUIDField(db_index=True)
    service_id = models.UUIDField(null=True)
    excluded_agency_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=30)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    class Meta:
        """It names a service or an agency, once."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(service_id__isnull=False) | Q(excluded_agency_id__isnull=False),
                name="exclusion_names_something",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "contact_id", "service_id"], name="exclusion_once"
            ),
        ]


@columns(
    open="service_name_en service_name_fr",
    internal="id agency_id contact_id service_id needs means at worker_id send_key send_words outcome unmet outcome_at",
)
class OutsideReferral(models.Model):
    """Somebody was told of a service that takes no referrals here: by card, text or phone; still tracked (R-60)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    contact_id = models.UUIDField(db_index=True)
    service_id = models.UUIDField()
    service_name_en = models.CharField(max_length=200)
    service_name_fr = models.CharField(max_length=200)
    needs = models.CharField(max_length=400, blank=True)
    means = models.CharField(max_length=20)
    at = models.DateTimeField()
    worker_id = models.UUIDField(null=True)
    send_key = models.UUIDField(null=True)  # names the form, is not its key
    send_words = models.UUIDField(null=True)  # names what that form said
    outcome = models.CharField(max_length=20, blank=True)
    unmet = models.CharField(max_length=20, blank=True)
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        """A form sent twice is one; help that was not received says why."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="outside_one_for_each_form"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_received") | ~Q(unmet=""), name="outside_says_why_not"
            ),
        ]
