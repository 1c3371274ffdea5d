"""What every HSDS table has in common. All of it is open: the directory is what everybody may read."""

from uuid import UUID

from django.db import models

from dotline.base.ids import new_id
from dotline.directory.formats.shapes import SHAPES


class Carried(models.Model):
    """A record that a source or a passage brought. `digest` tells whether a new sighting changes anything."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=32)

    class Meta:
        """Not a table of its own."""

        abstract = True


def carried(shape: str) -> str:
    """The column names of a carried table, for @columns."""
    more = " needs tiers demo changed_at" if shape == "service" else ""
    return "id origin digest " + " ".join(field.name for field in SHAPES[shape].fields) + more


def text_column() -> "models.TextField[str, str]":
    """A text of the source. Dates and times too: kept as the checked ISO text that was given, so nothing is lost."""
    return models.TextField(blank=True, default="")


def number_column() -> "models.FloatField[float | None, float | None]":
    """A number, or nothing."""
    return models.FloatField(null=True, blank=True)


def link_column() -> "models.UUIDField[str | UUID | None, UUID | None]":
    """The id of another record. Not a foreign key: sources may name what they do not hold."""
    return models.UUIDField(null=True, blank=True, db_index=True)


def yesno_column() -> "models.BooleanField[bool | None, bool | None]":
    """Yes, no or not said."""
    return models.BooleanField(null=True, blank=True)
