"""The counting rows for the gate *protect*: cases, people identified, permits, screens, and what stands beside."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base.reader import Period, Reader
from dotline.case import policy, rules
from dotline.case.models import (
    Assessment,
    CaseFile,
    CountLeft,
    Determination,
    Fact,
    Involvement,
    Permit,
)
from dotline.case.queries import nations
from dotline.case.queries.cases import seen_through, visible_to
from dotline.case.queries.counting_courts import court_rows, court_rows_left_by
from dotline.case.queries.counting_safeguards import safeguard_rows
from dotline.case.rules import PermitDecision, PermitKind
from dotline.case.rules.fairness import NOT_AUDITED, screen_audit
from dotline.case.rules.histories import ACTUAL
from dotline.case.rules.published import UNCLASSED, counted_decider, counted_who, keeper
from dotline.case.rules.retention import quarter_of
from dotline.gates import clean_room
from dotline.gates.stewardship import StewardUse

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

UNKNOWN_PLACE = "XX"
CHUNK = 2_000
IDENTIFIED: Final = "victims_identified"
CASES: Final = "cases"
ALWAYS: Final = Period("all")
EVERY: Final = Q()
# What stays coded of a disposed file has lost its days; its counts stand by themselves.
STANDS: Final = Q(involvement__case__disposed_on=None)


def counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """The room's one named query for the gate *protect*.

    The unit of `victims_identified` is the person in one agency's records: until records are linked, the same person
    may be known at two. It carries the published classes of that first day: who she is, who decided, the case's form.
    Permits and screens count each application and each finished screen that stands. What a disposed file stood for
    is counted as it was when the file went (CountLeft), so a printed year stays.
    """
    yield from case_rows(reader, period)
    yield from _identified(reader, period)
    yield from _permits(reader, period)
    yield from _screens(reader, period)
    yield from safeguard_rows(reader, period, STANDS)
    yield from court_rows(reader, period)
    yield from _left(reader, period)


def left_by(reader: Reader, row: CaseFile) -> "Iterator[CountingRow]":
    """What a file that goes stands for and the form of its case; a person identified elsewhere first counts there.

    Nobody's rows whom a body that governs her data keeps out of tables: belonging goes with the file.
    """
    here = Involvement.objects.using(Store.INSIDE).filter(case_id=row.id)
    people = set(here.values_list("person_id", flat=True))
    kept_out = nations.withheld(reader, StewardUse.COUNTS, people)
    only = Q(involvement__case_id=row.id) & ~Q(involvement__person_id__in=kept_out)
    yield from _permits(reader, ALWAYS, only)
    yield from _screens(reader, ALWAYS, only)
    yield from safeguard_rows(reader, ALWAYS, STANDS & only)
    yield from court_rows_left_by(reader, row)
    forms = _forms(reader, row.id).get(row.id, {})
    if not nations.out_of_counts(reader, row):
        yield _case_row(row.id, row.opened_on, row.province, forms)
    for one in _first_days(reader, people - kept_out):
        if one.case_id == row.id:
            yield _victim(one, forms, nations.NONE)


def _left(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """What disposed files stood for. Somebody who still stands in another file is governed as she is there."""
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    rows = _counts_left(reader).exclude(
        measure=CASES
    )  # the form of a bare case, which stands itself
    if period.quarters:
        rows = rows.filter(quarter__in=period.quarters)
    governed = clean_room.governed(reader)
    told = rows.values_list("unit", "measure", "quarter", "province", "classed")
    for unit, measure, quarter, province, classed in told.iterator(chunk_size=CHUNK):
        classes = {**UNCLASSED.get(measure, {}), **classes_of(classed)}
        where = {"quarter": quarter, "province": province, **classes}
        yield CountingRow(str(unit), measure, where, stewards=governed.get(unit, nations.NONE))


def _counts_left(reader: Reader) -> QuerySet[CountLeft]:
    rows = CountLeft.objects.using(Store.INSIDE).all()
    if reader.is_system:
        return rows
    return rows.filter(agency_id=reader.own) if policy.may_read(reader) else rows.none()


def classed_as(dims: Mapping[str, str]) -> str:
    """What a row says beside quarter and province, as a disposed file leaves it."""
    more = sorted(set(dims) - {"quarter", "province"})
    return " ".join(f"{name}={dims[name]}" for name in more)


def classes_of(text: str) -> dict[str, str]:
    """The way back of `classed_as`."""
    return dict((name, code) for name, _is, code in (one.partition("=") for one in text.split()))


def _where(day: date, province: str, period: Period) -> dict[str, str] | None:
    """Time and place of a row; None outside of the period."""
    quarter = quarter_of(day)
    if period.quarters and quarter not in period.quarters:
        return None
    return {"quarter": quarter, "province": province or UNKNOWN_PLACE}


def case_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each case of a period as one row of `cases`, under its main form.

    Quarter and province are those of its opening. A case counts whatever was determined: the
    measure says 'possible trafficking'. Facts are read once for all: a later row corrects an older. A case that
    was disposed of keeps the form that it was counted under when it went.
    """
    forms, governed = _forms(reader), clean_room.governed(reader)
    left = dict(_counts_left(reader).filter(measure=CASES).values_list("unit", "classed"))
    keepers = {one.id: keeper(one.kind) for one in access.agencies(reader)}
    rows = visible_to(reader).values_list("id", "opened_on", "province", "agency_id")
    for key, opened_on, province, agency in rows.iterator(chunk_size=CHUNK):
        if _where(opened_on, province, period) is not None:
            stewards = governed.get(key, nations.NONE)
            row = _case_row(key, opened_on, province, forms.get(key, {}), stewards)
            form = classes_of(left[key]) if key in left else {}
            yield replace(row, dims={**row.dims, **form, "keeper": keepers[agency]})


def _forms(reader: Reader, case_id: UUID | None = None) -> Mapping[UUID, Mapping[str, bool]]:
    """The forms told of the victims of every case, or of one; a later row corrects an older."""
    forms: dict[UUID, dict[str, bool]] = defaultdict(dict)
    known = Fact.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"),
        list=rules.FORMS,
        involvement__role=rules.Role.VICTIM,
    )
    if case_id is not None:
        known = known.filter(involvement__case_id=case_id)
    columns = known.values_list("involvement__case_id", "code", "present")
    for key, code, present in columns.iterator(chunk_size=CHUNK):
        forms[key][code] = present
    return forms


def _case_row(
    key: UUID,
    opened_on: date,
    province: str,
    forms: Mapping[str, bool],
    stewards: frozenset[UUID] = nations.NONE,
) -> "CountingRow":
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - loads NumPy; no page needs it

    dims = {
        "quarter": quarter_of(opened_on),
        "province": province or UNKNOWN_PLACE,
        "form": rules.main_form(forms),
    }
    return CountingRow(str(key), CASES, dims, stewards=stewards)


@dataclass(frozen=True)
class _Identified:
    """The first day on which somebody was determined to be a victim, in which case, who she is and who decided."""

    person: UUID
    day: date
    case_id: UUID
    province: str
    who: str
    decided_by: str


def _first_days(reader: Reader, people: Collection[UUID] | None = None) -> Iterator[_Identified]:
    """The first such day of everybody, or of some, in files that stand; who counts from a disposed one is left out."""
    found = Determination.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"), STANDS, status=ACTUAL
    )
    gone = CountLeft.objects.using(Store.INSIDE).filter(measure=IDENTIFIED)
    if people is not None:
        found = found.filter(involvement__person_id__in=people)
        gone = gone.filter(unit__in=people)
    columns = (
        *(
            "involvement__person_id",
            "on_date",
            "involvement__case_id",
            "involvement__case__province",
        ),
        *("involvement__person__gender", "involvement__minor_at_start", "by_kind"),
    )
    seen = set(gone.values_list("unit", flat=True))
    rows = found.order_by("on_date", "recorded_at", "id")
    told = rows.values_list(*columns)
    for person, day, case_id, province, gender, minor, by_kind in told.iterator(chunk_size=CHUNK):
        if person not in seen:
            seen.add(person)
            who = counted_who(gender, minor)
            decided_by = counted_decider(by_kind)
            yield _Identified(person, day, case_id, province, who, decided_by)


def _victim(
    one: _Identified, forms: Mapping[str, bool], stewards: frozenset[UUID]
) -> "CountingRow":
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    dims = {
        "quarter": quarter_of(one.day),
        "province": one.province or UNKNOWN_PLACE,
        "who": one.who,
        "decided_by": one.decided_by,
        "form": rules.main_form(forms),
    }
    return CountingRow(str(one.person), IDENTIFIED, dims, stewards=stewards)


def _identified(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Each person whom some organisation determined to be a victim, on the first such day, in any case.

    What another organisation decided otherwise takes nothing back: the measure says so.
    """
    governed, forms = clean_room.governed(reader), _forms(reader)
    for one in _first_days(reader):
        if _where(one.day, one.province, period) is not None:
            stewards = governed.get(one.person, nations.NONE)
            yield _victim(one, forms.get(one.case_id, {}), stewards)


def _permits(reader: Reader, period: Period, only: Q = EVERY) -> "Iterator[CountingRow]":
    """Each victim permit that was issued, on the day of the decision; a struck slip is none."""
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    governed = clean_room.governed(reader)
    issued = (PermitDecision.ISSUED.value, PermitDecision.CANCELLED.value)  # cancelled later on
    found = Permit.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"),
        STANDS & only,
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


def _screens(reader: Reader, period: Period, only: Q = EVERY) -> "Iterator[CountingRow]":
    """Each finished screen, on the day it was finished; one that was corrected counts once, as corrected.

    Its class is that of the yearly audit; who is governed by a body that does not agree to that use has none.
    """
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    governed = clean_room.governed(reader)
    found = Assessment.objects.using(Store.INSIDE).filter(
        seen_through(reader, "involvement__case"), STANDS & only, finished_on__isnull=False
    )
    columns = (
        "id",
        "replaces_id",
        "involvement__person_id",
        "finished_on",
        "involvement__case__province",
        "involvement__person__gender",
        "level",
    )
    rows = list(found.values_list(*columns))
    corrected = {replaces for _key, replaces, *_rest in rows}
    unasked = nations.withheld(reader, StewardUse.AUDIT)
    for key, _replaces, person, day, province, gender, level in rows:
        where = _where(day, province, period) if day and key not in corrected else None
        if where is not None:
            stewards = governed.get(person, nations.NONE)
            audited = screen_audit(gender, level) if person not in unasked else NOT_AUDITED
            dims = {**where, "screen_audit": audited}
            yield CountingRow(str(key), "screens_finished", dims, stewards=stewards)
