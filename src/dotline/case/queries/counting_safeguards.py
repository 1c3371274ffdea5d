"""Counting rows of what should not be: removals after signs were noted, victims charged with what they had to do."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from dotline.base.reader import Period, Reader
from dotline.case.models import CaseFile
from dotline.case.queries.safeguards import charged, forced_charges, removal_steps, weighed
from dotline.case.rules.retention import quarter_of
from dotline.case.rules.safeguards import Concern
from dotline.gates import clean_room

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

UNKNOWN_PLACE = "XX"
REMOVED = "removed"


def safeguard_rows(reader: Reader, period: Period, only: Q) -> "Iterator[CountingRow]":
    """Each step toward a removal after signs were noted, and each charge against a victim, in the files of `only`.

    A step that an offer came before counts for nothing; nor does a charge with what somebody wrote down she was not
    forced to do. What was answered later counts all the same.
    """
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - loads NumPy; no page needs it

    governed = clean_room.governed(reader)
    for unit, measure, on, case, person, more in _concerns(reader, only):
        where = {"quarter": quarter_of(on), "province": case.province or UNKNOWN_PLACE, **more}
        if not period.quarters or where["quarter"] in period.quarters:
            stewards = governed.get(person, clean_room.NONE)
            yield CountingRow(str(unit), measure, where, stewards=stewards)


def _concerns(
    reader: Reader, only: Q
) -> Iterator[tuple[UUID, str, date, CaseFile, UUID, dict[str, str]]]:
    for step, stands in weighed(reader, list(removal_steps(reader).filter(only))):
        if stands is not Concern.NONE:
            about, kind = step.involvement, {"removal": REMOVED if step.kind == REMOVED else "step"}
            yield step.id, "removals_noted", step.on_date, about.case, about.person_id, kind
    for charge, stands in charged(list(forced_charges(reader).filter(only))):
        if stands is not Concern.NONE:
            about = charge.involvement
            yield charge.id, "victims_charged", charge.charged_on, about.case, about.person_id, {}
