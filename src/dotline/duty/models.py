"""Obligations at work, stored beside their owner: the table exists in each store."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.duty.rules import Window


@columns(
    internal="id rule subject_kind subject_id holder_id opens_at due_at met_at waived_at waived_why reminded_at basis"
)
class Obligation(models.Model):
    """One window in which a holder owes something about a subject, by a rule of reference.obligations."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(db_index=True)
    holder_id = models.UUIDField(null=True, db_index=True)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    met_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    waived_why = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=120, blank=True)

    class Meta:
        """A waiver says why; a window has a direction."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "subject_id", "holder_id"], name="one_window_per_rule"
            ),
            models.CheckConstraint(
                condition=models.Q(waived_at__isnull=True) | ~models.Q(waived_why=""),
                name="waiver_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("opens_at")), name="due_after_opens"
            ),
        ]
        # What runs is a small part of what ever ran: a worklist reads that part alone.
        indexes: ClassVar = [
            models.Index(
                fields=["holder_id", "rule", "due_at", "id"],
                condition=models.Q(met_at__isnull=True, waived_at__isnull=True),
                name="running_in_order",
            ),
            models.Index(
                fields=["holder_id", "met_at"],
                condition=models.Q(met_at__isnull=False),
                name="met_by_holder",
            ),
        ]

    def window(self) -> Window:
        """The value that duty.rules judges."""
        return Window(self.opens_at, self.due_at, self.met_at, self.waived_at)
