"""The index by which an agency finds its own people again under a name written differently."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Identifier


@columns(internal="id agency_id identifier weight", hidden="digest")
class NameHint(models.Model):
    """One keyed digest of a part of a name, so that no readable name lies in the index.

    `weight` says how much an equal digest tells. A hint goes with its identifier.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    identifier = models.ForeignKey(Identifier, on_delete=models.CASCADE)
    digest = models.CharField(max_length=32)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        """Found by digest within an agency."""

        # The whole row lies in the index: a look that weighs thousands of namesakes never reads the table.
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "digest", "identifier", "weight"], name="case_name_weighed"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identifier", "digest"], name="each_hint_once")
        ]
