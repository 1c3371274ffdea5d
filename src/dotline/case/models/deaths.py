"""Table of deaths: that a person died, on which day, written down by whom; a row that was a mistake is struck."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Person


@columns(
    internal="id agency_id person recorded_at struck_at struck_by joined by_worker send_key send_words",
    personal="died_on",
)
class PersonDeath(SentRow):
    """That a person died. Her clocks have ended with it; struck as a mistake, they run on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deaths")
    died_on = models.DateField()
    recorded_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    joined = models.BooleanField(default=False)  # came with a record that was merged into this one

    class Meta:
        """Nobody dies twice; a death is struck after it was written down; a form sent twice is one."""

        ordering: ClassVar = ["recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(struck_at__isnull=True, joined=False),
                name="nobody_dies_twice",
            ),
            models.UniqueConstraint(fields=["person", "send_key"], name="one_death_per_sending"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | Q(struck_at__gte=F("recorded_at")),
                name="death_is_struck_later",
            ),
            # A day of Canada never lies after the same moment's day in UTC.
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("died_on")), name="death_is_not_to_come"
            ),
        ]
