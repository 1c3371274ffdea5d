"""Tables of what was published: releases, their tables, and each number or its hidden sign."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    open=(
        "id edition period rule digest definitions passage_id agreement cells hidden revised "
        "fictional void made_at"
    )
)
class Release(models.Model):
    """One edition. `digest` is keyed: it proves what was counted and lets nobody test a guess.

    `void` marks a passage that arrived after another edition it had not been attacked together
    with; its numbers were thrown away unread.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    edition = models.PositiveIntegerField(unique=True)
    period = models.CharField(max_length=20)
    rule = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    definitions = models.CharField(max_length=64)
    passage_id = models.UUIDField(unique=True)
    agreement = models.CharField(max_length=100, blank=True)
    cells = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField()
    revised = models.BooleanField()
    fictional = models.BooleanField()
    void = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-edition"]


@columns(open="id release code cells hidden")
class Table(models.Model):
    """One table of the closed set in one edition."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="tables")
    code = models.CharField(max_length=40)
    cells = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField()

    class Meta:
        """Each table once per edition."""

        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "code"], name="statistics_table_once")
        ]


@columns(open="id table place_in_table measure time place part value known_zero reason")
class Cell(models.Model):
    """One number, or the sign that it is hidden. The sign is the same whyever it is hidden."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="rows")
    place_in_table = models.PositiveIntegerField()
    measure = models.CharField(max_length=40)
    time = models.CharField(max_length=20)
    place = models.CharField(max_length=2)
    part = models.CharField(max_length=60)
    value = models.PositiveIntegerField(null=True)
    known_zero = models.BooleanField(default=False)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        """In the table's own order."""

        ordering: ClassVar = ["table", "place_in_table"]
        indexes: ClassVar = [
            models.Index(fields=["measure", "time", "place"], name="statistics_cell_key")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["table", "time", "place", "part"], name="statistics_cell_once"
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True, reason="protected")
                | models.Q(value__isnull=False, reason=""),
                name="statistics_cell_number_or_reason",
            ),
        ]
