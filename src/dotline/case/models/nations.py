"""Table of belonging: the First Nations, Inuit and Métis bodies that a person says she belongs to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Person

SAID_BY = ("self", "guardian")


@columns(
    internal="id agency_id person on_date ended_on recorded_at by_worker send_key send_words",
    personal="nation_id said_by",
)
class NationTie(models.Model):
    """That a person belongs to a body that governs the data of its people. She says so, or nobody does.

    Each of several must agree to a use. What she takes back has its day and stays, so that a table of an earlier
    day can be explained.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nations")
    nation_id = models.UUIDField()
    said_by = models.CharField(max_length=12)
    on_date = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    by_worker = models.UUIDField(null=True)
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """Each body once at a time; it is said by her or for a child; a form sent twice is one."""

        ordering: ClassVar = ["on_date", "recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "nation_id"],
                condition=Q(ended_on__isnull=True),
                name="each_nation_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person", "send_key"], name="one_nation_tie_per_sending"
            ),
            models.CheckConstraint(
                condition=Q(said_by__in=SAID_BY), name="nation_is_self_declared"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("on_date")),
                name="nation_tie_ends_after_it_began",
            ),
        ]
