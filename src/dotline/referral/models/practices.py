"""Tables of the practice library: what agencies wrote themselves. What is shipped lies in reference.practices."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    internal="id agency_id kind topic languages title_en title_fr text_en text_fr source link written_by at "
    "approved_by approved_at review_due demo"
)
class Practice(models.Model):
    """A guide, form, poster or training that an agency wrote; other agencies read it once a second person approved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=40)
    languages = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    title_fr = models.CharField(max_length=200, blank=True)
    text_en = models.TextField(blank=True)
    text_fr = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    link = models.CharField(max_length=300, blank=True)
    written_by = models.UUIDField()
    at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)
    demo = models.BooleanField(default=False)

    class Meta:
        """Nobody approves her own; what is approved has a day of review; it has a title."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (
                    Q(
                        approved_at__isnull=False,
                        approved_by__isnull=False,
                        review_due__isnull=False,
                    )
                    & ~Q(approved_by=F("written_by"))
                ),
                name="practice_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_fr=""), name="practice_has_a_title"
            ),
        ]


@columns(internal="id practice agency_id at worker_id due_on")
class PracticeReview(models.Model):
    """A worker of the agency read a practice again and found it right; the next review is due on a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)
    agency_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    worker_id = models.UUIDField()
    due_on = models.DateField()
