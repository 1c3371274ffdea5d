"""The table that keeps lists still: which place a record took when it came."""

from django.db import models

from dotline.base.sensitivity import columns


@columns(open="id kind number gone_at")
class ListPlace(models.Model):
    """The place of a record in the lists of its kind. One that is gone keeps it for a day, as a hole."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=30)
    number = models.BigIntegerField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        """Read in the order of numbers, kind by kind."""

        constraints = (
            models.UniqueConstraint(fields=["kind", "number"], name="directory_place_once"),
        )
