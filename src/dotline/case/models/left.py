"""What stays of disposed files so that no printed year changes: counts, and nobody in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(internal="id agency_id unit measure quarter province classed")
class CountLeft(models.Model):
    """One unit of one measure that a disposed file stood for: a quarter, a province, published classes, and nobody.

    `unit` keeps a person with another file from being counted twice; with her last file it becomes a random
    number that leads to nobody. Of `cases` it is the bare case, which is counted itself: this says under which form.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    unit = models.UUIDField()
    measure = models.CharField(max_length=40)
    quarter = models.CharField(max_length=7)
    province = models.CharField(max_length=2)
    classed = models.CharField(
        max_length=60, blank=True, default=""
    )  # published classes: name=code

    class Meta:
        """A unit counts once in a measure; a row says of what, when and where."""

        ordering: ClassVar = ["measure", "quarter", "province", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "measure"], name="one_count_left_of_a_unit"),
            models.CheckConstraint(
                condition=~Q(measure="") & ~Q(quarter="") & ~Q(province=""),
                name="count_left_is_whole",
            ),
        ]
