"""The table of conflicts: what somebody else says of a field, beside what stands, and what was decided."""

from enum import StrEnum

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.directory.rules.offers import OfferKind, OfferState


def _listed(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in values]


@columns(
    internal="id kind record_id field value stood own_said digest listing_kind listing_id source_kind source_id "
    "source_name offered_at state decided_at decided_by decision",
)
class FieldOffer(models.Model):
    """A value that another than the record's own source offers for one field, and what a person decided.

    Values are JSON. `field` '' offers a whole further record of `kind`. `stood` is what was there when it was
    decided, `own_said` what the record's own source said then: as long as it says no more, it is not asked again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    record_id = models.UUIDField()
    field = models.CharField(max_length=60, blank=True)
    value = models.TextField()
    stood = models.TextField(blank=True, default="")
    own_said = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)  # of the value, which may be too long for an index
    listing_kind = models.CharField(max_length=30)
    listing_id = models.UUIDField(db_index=True)
    source_kind = models.CharField(max_length=12, choices=_listed(OfferKind))
    source_id = models.UUIDField(db_index=True)
    source_name = models.CharField(max_length=200)
    offered_at = models.DateTimeField()
    state = models.CharField(
        max_length=6, choices=_listed(OfferState), default=OfferState.OPEN.value, db_index=True
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decision = models.UUIDField(
        null=True, db_index=True
    )  # the same for all that was decided at once

    class Meta:
        """One row for each value that one source offers for one field."""

        indexes = (models.Index(fields=["kind", "record_id"], name="directory_offer_record"),)
        constraints = (
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "kind", "record_id", "field", "digest"],
                name="directory_offered_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in OfferState]),
                name="directory_offer_state",
            ),
        )
