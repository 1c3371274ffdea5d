"""Tables of duplicates: pairs that were found and judged, merges that can be undone, links that follow them."""

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(open="id kind loser survivor merged_at", internal="merged_by points undone_at")
class Merge(models.Model):
    """One record stands for another. Neither is written to: undoing it is forgetting it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    loser = models.UUIDField(db_index=True)
    survivor = models.UUIDField(db_index=True)
    merged_at = models.DateTimeField()
    merged_by = models.UUIDField(null=True)
    points = models.IntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """A record is merged into one other at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["kind", "loser"],
                condition=models.Q(undone_at=None),
                name="directory_merged_once",
            ),
        )


@columns(open="id kind record_id column said now")
class MovedLink(models.Model):
    """A link that its source gave to a merged record: what it said, and where it leads now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    record_id = models.UUIDField()
    column = models.CharField(max_length=40)
    said = models.UUIDField(db_index=True)
    now = models.UUIDField()

    class Meta:
        """One row for each link."""

        constraints = (
            models.UniqueConstraint(
                fields=["kind", "record_id", "column"], name="directory_moved_once"
            ),
        )


@columns(internal="id kind one two points lines state found_at decided_at decided_by")
class DuplicatePair(models.Model):
    """Two records that may be one, with the waterfall of their points as JSON, and what a person said."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=30)
    one = models.UUIDField()
    two = models.UUIDField()
    points = models.IntegerField(db_index=True)
    lines = models.TextField()
    state = models.CharField(max_length=9, default="open", db_index=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        """Open, the same, or different for ever until somebody takes it back."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("open", "same", "different")),
                name="directory_pair_state",
            ),
        )
