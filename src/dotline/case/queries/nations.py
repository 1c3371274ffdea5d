"""Reads of belonging: which bodies govern the data of a person, and whose people a use must leave out."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from dotline.access import envelope
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Unavailable, not_found
from dotline.base.reader import Period, Reader
from dotline.case.models import CaseFile, Involvement, NationCount, NationListing, NationTie
from dotline.case.queries.cases import seen_through
from dotline.case.rules import Role
from dotline.gates import clean_room, stewards
from dotline.gates.stewardship import StewardUse, all_agree
from dotline.referral.models import Referral

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

NONE: frozenset[UUID] = frozenset()


def ties(reader: Reader, people: Iterable[UUID]) -> QuerySet[NationTie]:
    """Everything that people who were got for this reader said of belonging, oldest first."""
    del reader
    return NationTie.objects.using(Store.INSIDE).filter(person_id__in=list(people))


def tie(reader: Reader, tie_id: UUID) -> NationTie:
    """One tie of a person in the reader's agency. Raises NotFound."""
    rows = NationTie.objects.using(Store.INSIDE).filter(pk=tie_id)
    seen = rows.filter(seen_through(reader, "person__involvement__case")).distinct()
    found = seen.first()
    if found is None:
        raise not_found("nation")
    return found


def governed(
    reader: Reader, people: Collection[UUID] | None = None
) -> Mapping[UUID, frozenset[UUID]]:
    """People to the bodies that govern their data today; who belongs to none is not among them.

    `people` were got for this reader; without them, everybody whom the reader's agency (or a machine actor) knows.
    """
    rows = NationTie.objects.using(Store.INSIDE).filter(ended_on=None)
    rows = rows if reader.is_system else rows.filter(agency_id=reader.own)
    if people is not None:
        rows = rows.filter(person_id__in=list(people))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for person, nation in rows.values_list("person_id", "nation_id"):
        found[person].add(nation)
    return {person: frozenset(nations) for person, nations in found.items()}


def of_cases(reader: Reader) -> Mapping[UUID, frozenset[UUID]]:
    """Cases to the bodies that govern the data of somebody helped in them."""
    told = governed(reader)
    rows = Involvement.objects.using(Store.INSIDE).filter(
        role__in=[Role.VICTIM, Role.DEPENDANT, Role.WITNESS], person_id__in=list(told)
    )
    found: dict[UUID, frozenset[UUID]] = {}
    for case_id, person in rows.values_list("case_id", "person_id"):
        found[case_id] = found.get(case_id, NONE) | told[person]
    return found


def of_calls(reader: Reader) -> Mapping[UUID, frozenset[UUID]]:
    """Everything that a call or a referral is known by, to the bodies that govern the data of who is helped.

    Calls and referrals that a case came of, also those of another agency; cases and people, from which some were sent.
    """
    cases = of_cases(reader)
    found: dict[UUID, frozenset[UUID]] = {**governed(reader), **cases}
    rows = CaseFile.objects.using(Store.INSIDE).filter(pk__in=list(cases))
    came_of = [one for one in rows.values_list("id", "contact_id", "referral_id") if any(one[1:])]
    sent = Referral.objects.using(Store.INSIDE).filter(pk__in=[one[2] for one in came_of if one[2]])
    calls = dict(sent.values_list("id", "contact_id"))
    for case_id, contact, referral in came_of:
        for key in {contact, referral, calls.get(referral) if referral else None}:
            if key is not None:
                found[key] = found.get(key, NONE) | cases[case_id]
    return found


def withheld(
    reader: Reader, use: StewardUse, people: Collection[UUID] | None = None
) -> frozenset[UUID]:
    """The people whom this use leaves out: not every body that governs their data agrees to it."""
    agree = stewards.who_agrees(reader, use).nations
    told = governed(reader, people)
    return frozenset(person for person, nations in told.items() if not all_agree(nations, agree))


def out_of_counts(reader: Reader, row: CaseFile) -> frozenset[UUID]:
    """The case with the call and the referrals around it, while somebody helped in it is kept out of counts; else none.

    Asked before her file goes: afterwards nobody knows whom she belonged to. What her body lets be counted on that day
    stays counted, as what nobody governs.
    """
    told = clean_room.governed(reader)
    agree = stewards.who_agrees(reader, StewardUse.COUNTS).nations
    sent = Referral.objects.using(Store.INSIDE)
    keys = {row.id, row.contact_id, row.referral_id}
    if row.referral_id is not None:
        keys |= set(sent.filter(pk=row.referral_id).values_list("contact_id", flat=True))
    keys |= set(sent.filter(contact_id=row.id).values_list("id", flat=True))
    return frozenset(key for key in keys if key and not all_agree(told.get(key, NONE), agree))


def listing_place(row: NationListing) -> str:
    """The cell that the seal of a line is bound to."""
    return f"case_nationlisting|{row.id}|sealed"


def listings(reader: Reader) -> QuerySet[NationListing]:
    """The lines of the list of the reader's own body whose consent has not ended, the oldest first."""
    rows = NationListing.objects.using(Store.INSIDE).filter(agency_id=reader.own)
    return rows.filter(ended_on=None, ends_on__gte=stewards.today(reader))


def old_listings(reader: Reader) -> QuerySet[NationListing]:
    """Lines whose consent has ended, for the desk's own work alone."""
    rows = NationListing.objects.using(Store.INSIDE).filter(ends_on__lt=clock.today())
    return rows if reader.is_system else rows.none()


def listing_words(row: NationListing) -> dict[str, str]:
    """What a person agreed to show, opened; empty once its key is gone. For a line that was got for its reader."""
    try:
        text = envelope.open_text(row.id, row.agency_id, row.sealed, listing_place(row))
    except Unavailable:
        return {}
    return {name: str(said) for name, said in json.loads(text).items()}


def own_counts(reader: Reader) -> QuerySet[NationCount]:
    """What the reader's own body counted of its people, the newest year first."""
    return NationCount.objects.using(Store.INSIDE).filter(agency_id=reader.own)


def own_rows(year: int) -> "list[CountingRow]":
    """The counting rows of a year that some body governs, as the release actor reads them."""
    actor = Reader.system(clean_room.RELEASE)
    period = Period(str(year), tuple(f"{year}-Q{quarter}" for quarter in range(1, 5)))
    with behind(actor):
        return [row for row in clean_room.rows(actor, period) if row.stewards]
