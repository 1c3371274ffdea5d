"""The counting rows for the gate *protect*: cases, people identified, permits issued, screens finished."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from dotline.audit.stores import Store
from dotline.base.reader import Period, Reader
from dotline.case import rules
from dotline.case.models import Assessment, Determination, Fact, Permit
from dotline.case.queries import nations
from dotline.case.queries.cases import seen_through, visible_to
from dotline.case.rules import PermitDecision, PermitKind
from dotline.case.rules.histories import ACTUAL

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

UNKNOWN_PLACE = "XX"
CHUNK = 2_000


def counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """The room's one named query for the gate *protect*.

    The unit of `victims_identified` is the person in one agency's records: until records are linked, the same person
    may be known at two. Permits and screens count each application and each finished screen that stands.
    """
    yield from case_rows(reader, period)
    yield from _identified(reader, period)
    yield from _permits(reader, period)
    yield from _screens(reader, period)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _where(day: date, province: str, period: Period) -> dict[str, str] | None:
    """Time and place of a row; None outside of the period."""
    quarter = _quarter(day)
    if period.quarters and quarter not in period.quarters:
        return None
    return {"quarter": quarter, "province": province or UNKNOWN_PLACE}


def case_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each case of a period as one row of `cases`, under its main form.

    Quarter and province are those of its opening. A case counts whatever was determined: the
    measure says 'possible trafficking'. Facts are read once for all: a later row corrects an older.
    """
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - loads NumPy; no page needs it

    forms: dict[UUID, dict[str, bool]] = defaultdict(dict)
    governed = nations.of_cases(reader)
    known = Fact.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"),
        list=rules.FORMS,
        involvement__role=rules.Role.VICTIM,
    )
    columns = known.values_list("involvement__case_id", "code", "present")
    for case_id, code, present in columns.iterator(chunk_size=CHUNK):
        forms[case_id][code] = present
    rows = visible_to(reader).values_list("id", "opened_on", "province")
    for key, opened_on, province in rows.iterator(chunk_size=CHUNK):
        where = _where(opened_on, province, period)
        if where is not None:
            dims = {**where, "form": rules.main_form(forms.get(key, {}))}
            yield CountingRow(str(key), "cases", dims, stewards=governed.get(key, nations.NONE))


def _identified(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each person whom some organisation determined to be a victim, on the first such day, in any case.

    What another organisation decided otherwise takes nothing back: the measure says so.
    """
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    governed = nations.governed(reader)
    found = Determination.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"), status=ACTUAL
    )
    columns = ("involvement__person_id", "on_date", "involvement__case__province")
    seen: set[UUID] = set()
    rows = found.order_by("on_date", "recorded_at", "id").values_list(*columns)
    for person, day, province in rows.iterator(chunk_size=CHUNK):
        if person in seen:
            continue
        seen.add(person)
        where = _where(day, province, period)
        if where is not None:
            stewards = governed.get(person, nations.NONE)
            yield CountingRow(str(person), "victims_identified", where, stewards=stewards)


def _permits(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each victim permit that was issued, on the day of the decision; a struck slip is none."""
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    governed = nations.governed(reader)
    issued = (PermitDecision.ISSUED.value, PermitDecision.CANCELLED.value)  # cancelled later on
    found = Permit.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"),
        kind=PermitKind.VTIP_TRP.value,
        decision__in=issued,
        struck_at=None,
        decided_on__isnull=False,
    )
    columns = ("id", "involvement__person_id", "decided_on", "involvement__case__province")
    for key, person, day, province in found.values_list(*columns):
        where = _where(day, province, period) if day else None
        if where is not None:
            stewards = governed.get(person, nations.NONE)
            yield CountingRow(str(key), "permits_issued", where, stewards=stewards)


def _screens(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each finished screen, on the day it was finished; one that was corrected counts once, as corrected."""
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    governed = nations.governed(reader)
    found = Assessment.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"), finished_on__isnull=False
    )
    columns = (
        "id",
        "replaces_id",
        "involvement__person_id",
        "finished_on",
        "involvement__case__province",
    )
    rows = list(found.values_list(*columns))
    corrected = {replaces for _key, replaces, *_rest in rows}
    for key, _replaces, person, day, province in rows:
        where = _where(day, province, period) if day and key not in corrected else None
        if where is not None:
            stewards = governed.get(person, nations.NONE)
            yield CountingRow(str(key), "screens_finished", where, stewards=stewards)
