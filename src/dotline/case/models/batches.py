"""Tables of what came in as a file: the batch, and rows made for statistics.

ADR 0019: a row of a statistical file is an anonymous case. It names nobody, so it makes no person and no key, and its
facts are bits: 193,025 rows take a tenth of what as many case files would.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import CaseFile, Person


def _both(bits: F, other: str) -> Combinable:
    """The bits that two columns share."""
    return bits.bitand(F(other))  # type: ignore[arg-type]  # the stubs know whole numbers alone


@columns(
    internal=(
        "id agency_id scheme digest made_at made_by rows kept_out report undone_at undone_by "
        "coming_at"
    )
)
class ImportBatch(models.Model):
    """One file that came in. `report` lists the rows kept out: row, field, reason, never a value.

    Of one that comes in part by part `coming_at` is the time of the last part; nobody sees anything of it until then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    scheme = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    rows = models.PositiveIntegerField()
    kept_out = models.PositiveIntegerField()
    report = models.TextField(default="[]")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)
    coming_at = models.DateTimeField(null=True)

    class Meta:
        """The same file comes in once, unless it was taken back."""

        indexes: ClassVar = [models.Index(fields=["agency_id", "made_at"], name="case_batches")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "scheme", "digest"],
                condition=Q(undone_at__isnull=True),
                name="each_file_once",
            )
        ]


@columns(
    internal="id agency_id batch number",
    personal=(
        "year source gender age_band majority majority_at_exploit majority_entry months citizenship "
        "country present absent missing missing_fields texts"
    ),
)
class CountedCase(models.Model):
    """A row made for statistics, as a case without a name; see rules.CountedRow for the bits."""

    id = models.BigAutoField(primary_key=True)
    agency_id = models.UUIDField()
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, db_index=False)
    number = models.PositiveIntegerField()
    year = models.SmallIntegerField(null=True)
    source = models.CharField(max_length=20, default="")
    gender = models.CharField(max_length=30, default="")
    age_band = models.CharField(max_length=10, default="")
    majority = models.CharField(max_length=10, default="")
    majority_at_exploit = models.CharField(max_length=10, default="")
    majority_entry = models.CharField(max_length=10, default="")
    months = models.CharField(max_length=10, default="")
    citizenship = models.CharField(max_length=2, default="")
    country = models.CharField(max_length=2, default="")
    present = models.BigIntegerField()
    absent = models.BigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)
    missing_fields = models.SmallIntegerField(default=0)
    texts = models.TextField(default="")

    class Meta:
        """Each row of a file once; a fact is not both so and not so."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="each_row_once"),
            models.CheckConstraint(
                condition=Q(
                    Exact(_both(F("present"), "absent"), 0),
                    Exact(_both(F("present"), "missing"), 0),
                    Exact(_both(F("absent"), "missing"), 0),
                ),
                name="one_answer_for_a_fact",
            ),
        ]


@columns(internal="id agency_id batch case person", hidden="sealed")
class StandardRecord(models.Model):
    """What a standard's row says of one person in one case, sealed with her own key: it ends with that key.

    Codes also stand as facts and determinations of the case; the record keeps every word of the row as it came.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT)
    case = models.OneToOneField(CaseFile, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    sealed = models.BinaryField()
