"""Tables of the briefing stream: a briefing, its versions, who got a copy, who has read it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.referral.rules.network import Severity


@columns(internal="id agency_id kinds provinces roles at demo")
class Briefing(models.Model):
    """A short word to front-line officers: which agencies and roles it is for. Codes are space-separated."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    kinds = models.CharField(max_length=400, blank=True)
    provinces = models.CharField(max_length=60, blank=True)
    roles = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    demo = models.BooleanField(default=False)


@columns(
    internal="id briefing agency_id version severity title_en title_fr text_en text_fr starts_on ends_on "
    "read_by why at worker_id"
)
class BriefingText(models.Model):
    """One version of a briefing. A correction is a new version that says why; the older ones stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="texts")
    agency_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=10)
    title_en = models.CharField(max_length=200, blank=True)
    title_fr = models.CharField(max_length=200, blank=True)
    text_en = models.TextField(blank=True)
    text_fr = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    read_by = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    worker_id = models.UUIDField(null=True)

    class Meta:
        """A correction says why; a text is whole in one language at least; it ends after it began."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["briefing", "version"], name="one_text_per_version"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(why=""), name="briefing_correction_says_why"
            ),
            models.CheckConstraint(
                condition=(~Q(title_en="") & ~Q(text_en="")) | (~Q(title_fr="") & ~Q(text_fr="")),
                name="briefing_whole_in_one_language",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="briefing_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[one.value for one in Severity]),
                name="briefing_severity_is_known",
            ),
        ]


@columns(internal="id briefing text agency_id issuer_id at")
class BriefingCopy(models.Model):
    """One version laid on the desk of one agency. The wall lets an agency read a briefing through this row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT)
    text = models.ForeignKey(BriefingText, on_delete=models.PROTECT)
    agency_id = models.UUIDField(db_index=True)
    issuer_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()

    class Meta:
        """One copy of a version for each agency."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "agency_id"], name="one_copy_per_agency")
        ]


@columns(internal="id text agency_id worker_id at")
class ReadMark(models.Model):
    """A worker has read one version. Only her own agency sees the row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.ForeignKey(BriefingText, on_delete=models.PROTECT)
    agency_id = models.UUIDField(db_index=True)
    worker_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Once for each worker and version."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "worker_id"], name="read_once")
        ]
