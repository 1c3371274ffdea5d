"""Tables of the reports that were built: which release, which plan, which files. All of it is open."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(
    open="id kind edition period release_id release_digest plan_digest texts_digest fictional "
    "issued built_at"
)
class Report(models.Model):
    """One report. Building it again from the same release, plan and texts gives the same row."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    period = models.CharField(max_length=20)
    release_id = models.UUIDField()
    release_digest = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64)
    texts_digest = models.CharField(max_length=64)
    fictional = models.BooleanField()
    issued = models.DateField()
    built_at = models.DateTimeField(db_index=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-issued", "-built_at"]


@columns(open="id report lang format name digest size")
class ReportFile(models.Model):
    """One file of a report. Its bytes lie in the home's folder `reports`; the digest vouches for them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    lang = models.CharField(max_length=2)
    format = models.CharField(max_length=4)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        """Each file once."""

        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "name"], name="report_file_once")
        ]
