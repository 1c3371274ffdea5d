"""What a file that goes leaves to be counted: units of measures, and nobody in them."""

from collections.abc import Collection
from uuid import UUID

from dotline.audit.stores import Store
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case.models import CaseFile, CountLeft
from dotline.case.queries import nations
from dotline.case.queries.counting import CASES, IDENTIFIED, classed_as, left_by
from dotline.gates.stewardship import StewardUse


def _leave_counts(by: Reader, row: CaseFile, leaving: Collection[UUID]) -> None:
    """What the file stands for in counts stays, as units of nobody: a year that was printed must not change."""
    counts = (
        CountLeft(
            agency_id=row.agency_id,
            unit=UUID(one.unit) if one.measure in {CASES, IDENTIFIED} else new_id(),
            measure=one.measure,
            quarter=one.dims["quarter"],
            province=one.dims["province"],
            classed=classed_as(one.dims),
        )
        for one in left_by(by, row)
    )
    CountLeft.objects.using(Store.INSIDE).bulk_create(list(counts))
    rows = CountLeft.objects.using(Store.INSIDE)
    rows.filter(unit__in=nations.withheld(by, StewardUse.COUNTS, leaving)).delete()
    for left in rows.filter(unit__in=leaving):
        left.unit = new_id()
        left.save(update_fields=["unit"])
