"""Counting rows of courts: charges, people prosecuted and convicted, findings, terms; as agencies tell them."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from dotline.audit.stores import Store
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.case.models import CaseFile, Charge, Proceeding, Sentence
from dotline.case.queries.cases import seen_through
from dotline.case.rules.court_counts import (
    CourtFact,
    gravest,
    lost_with,
    net_sentence,
    provision_group,
    units,
)
from dotline.case.rules.retention import quarter_of
from dotline.gates import clean_room, stewards
from dotline.gates.stewardship import StewardUse, all_agree

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

Governed = Mapping[UUID, frozenset[UUID]]
UNKNOWN_PLACE = "XX"
GUILTY, PRISON = "guilty", "imprisonment"


def court_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """What courts did in files that stand; two agencies that tell the same alike are counted once."""
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - loads NumPy; no page needs it

    for unit, one in units(_facts(reader)):
        dims = dict(one.dims)
        if not period.quarters or dims["quarter"] in period.quarters:
            yield CountingRow(unit, one.measure, dims, stewards=one.stewards)


def court_rows_left_by(reader: Reader, row: CaseFile) -> "Iterator[CountingRow]":
    """What a file that goes stands for alone; what another agency tells alike goes on counting there."""
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - as above

    if not Proceeding.objects.using(Store.INSIDE).filter(case_id=row.id).exists():
        return
    agree = stewards.who_agrees(reader, StewardUse.COUNTS).nations
    facts = [one for one in _facts(reader) if all_agree(one.stewards, agree)]
    for measure, dims in lost_with(facts, row.id):
        yield CountingRow(str(new_id()), measure, dict(dims))


def _facts(reader: Reader) -> list[CourtFact]:
    governed = clean_room.governed(reader)
    return [*_charges(reader, governed), *_sentences(reader, governed)]


class _Told:
    """One charge with what its proceeding and its people say."""

    def __init__(self, row: Charge, governed: Governed) -> None:
        about = row.proceeding
        self.row, self.case, self.agency = row, about.case_id, row.agency_id
        self.place = about.province or UNKNOWN_PLACE
        self.who = row.accused.person_id if row.accused else None
        keys = [self.case, *([self.who] if self.who else [])]
        self.stewards = clean_room.NONE.union(*(governed.get(key, clean_room.NONE) for key in keys))
        self.key: tuple[Hashable, ...] = (
            *(row.cite, row.charged_on, row.offence_first, row.offence_last),
            *(about.province, about.level),
        )

    def fact(self, measure: str, on: date, key: tuple[Hashable, ...], **classed: str) -> CourtFact:
        """Something that happened with this charge on a day."""
        where = {"quarter": quarter_of(on), "province": self.place, **classed}
        dims = tuple(sorted(where.items()))
        return CourtFact(measure, (*key, *dims), dims, self.case, self.agency, self.stewards)


def _charges(reader: Reader, governed: Governed) -> Iterator[CourtFact]:
    """Each charge on the day it was laid, each finding of guilt on its day, who was prosecuted, who convicted."""
    rows = Charge.objects.using(Store.INSIDE).filter(
        seen_through(reader, "proceeding__case"), proceeding__case__disposed_on=None
    )
    told = rows.select_related("proceeding", "accused").order_by("charged_on", "id")
    before_court: dict[tuple[UUID, UUID | None], list[_Told]] = defaultdict(list)
    for row in told:
        one = _Told(row, governed)
        group = provision_group(row.cite).value
        yield one.fact("charges", row.charged_on, one.key, provision=group)
        if row.disposition == GUILTY and row.disposed_on is not None:
            key = (*one.key, row.disposed_on)
            yield one.fact("convictions", row.disposed_on, key, provision=group)
        before_court[row.proceeding_id, one.who].append(one)
    for people in _people(before_court):
        yield _about_somebody("prosecutions", people, people[0].row.charged_on)  # the oldest charge
        guilty = [one for one in people if one.row.disposition == GUILTY and one.row.disposed_on]
        found = [one.row.disposed_on for one in guilty if one.row.disposed_on is not None]
        if found:
            yield _about_somebody("people_convicted", guilty, min(found))


def _people(told: dict[tuple[UUID, UUID | None], list[_Told]]) -> Iterator[list[_Told]]:
    """The charges of each person in each proceeding.

    Only police, prosecution and courts know who is accused: where nobody is named, the proceeding is one person.
    """
    named = {proceeding for proceeding, who in told if who is not None}
    for (proceeding, who), charges in told.items():
        if who is not None or proceeding not in named:
            yield charges


def _about_somebody(measure: str, charges: list[_Told], on: date) -> CourtFact:
    """One person, once in a proceeding, on a day, under the gravest provision of these charges."""
    about = charges[0].row.proceeding
    key = (about.level, about.province, about.opened_on)
    group = gravest(one.row.cite for one in charges).value
    return charges[0].fact(measure, on, key, provision=group)


def _sentences(reader: Reader, governed: Governed) -> Iterator[CourtFact]:
    """Each prison term on the day it was imposed, by what was left of it after credit (CC 719(3.3))."""
    rows = Sentence.objects.using(Store.INSIDE).filter(
        seen_through(reader, "charge__proceeding__case"),
        charge__proceeding__case__disposed_on=None,
        kind=PRISON,
        net_days__isnull=False,
    )
    related = rows.select_related("charge__proceeding", "charge__accused")
    for row in related.order_by("imposed_on", "id"):
        one = _Told(row.charge, governed)
        key = (*one.key, row.imposed_on, row.gross_days, row.net_days)
        classed = net_sentence(row.charge.cite, row.net_days or 0)
        yield one.fact("sentences", row.imposed_on, key, net_sentence=classed)
