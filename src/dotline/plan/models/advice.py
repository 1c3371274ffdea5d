"""Advice of the Rapporteur and the replies to it. All of it is open; rows are only added."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    open="id year number addressed item_code text_en text_fr given_on withdrawn_on agency_id written_on"
)
class Advice(models.Model):
    """What the Rapporteur recommends to one organisation, perhaps of one item. What was given stays as it was.

    It names organisation and item by code, so that it survives a new version of the plan.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()  # counts from 1 in each year
    addressed = models.CharField(max_length=60, db_index=True)
    item_code = models.CharField(max_length=20, blank=True, db_index=True)
    text_en = models.TextField()
    text_fr = models.TextField()
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    agency_id = models.UUIDField(null=True)
    written_on = models.DateField()

    class Meta:
        """The newest first; two at once do not get one number."""

        ordering: ClassVar = ["-year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="plan_advice_numbered_once"),
            models.CheckConstraint(
                condition=~models.Q(text_en="") & ~models.Q(text_fr=""),
                name="plan_advice_in_both_languages",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("given_on")),
                name="plan_advice_withdrawn_after_given",
            ),
        ]

    @property
    def code(self) -> str:
        """What people call it by, such as 2026-3."""
        return f"{self.year}-{self.number}"


@columns(open="id advice text_en text_fr replied_on agency_id written_on")
class AdviceReply(models.Model):
    """What the addressee answered, on its day, as an owner of the plan wrote it down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    advice = models.ForeignKey(Advice, on_delete=models.CASCADE, related_name="replies")
    text_en = models.TextField()
    text_fr = models.TextField()
    replied_on = models.DateField()
    agency_id = models.UUIDField(null=True)
    written_on = models.DateField()

    class Meta:
        """In the order in which they came; never without words in both languages."""

        ordering: ClassVar = ["replied_on", "written_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(text_en="") & ~models.Q(text_fr=""),
                name="plan_reply_in_both_languages",
            )
        ]
