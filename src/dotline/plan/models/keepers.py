"""Who owns the federal plan: the organisations whose people may change it. All of it is open."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(open="id agency_id named_on ended_on")
class PlanKeeper(models.Model):
    """An organisation that keeps the federal plan beside the one that runs the installation, with its days.

    A row is never deleted: who could change the plan on a day stays known.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    named_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        """One running row an organisation; it does not end before it began."""

        ordering: ClassVar = ["named_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id"],
                condition=models.Q(ended_on__isnull=True),
                name="plan_keeper_named_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("named_on")),
                name="plan_keeper_ends_after_it_began",
            ),
        ]
