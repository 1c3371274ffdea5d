"""Reads of belonging: which bodies govern the data of a person, and whose people a use must leave out."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

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
from dotline.intake import queries as intake
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
    for one, nations in said_in_calls(reader).items():
        found[one] = found.get(one, NONE) | nations
    rows = CaseFile.objects.using(Store.INSIDE).filter(pk__in=list(cases))
    came_of = [one for one in rows.values_list("id", "contact_id", "referral_id") if any(one[1:])]
    sent = Referral.objects.using(Store.INSIDE).filter(pk__in=[one[2] for one in came_of if one[2]])
    calls = dict(sent.values_list("id", "contact_id"))
    for case_id, contact, referral in came_of:
        for key in {contact, referral, calls.get(referral) if referral else None}:
            if key is not None:
                found[key] = found.get(key, NONE) | cases[case_id]
    return found


def said_in_calls(
    reader: Reader, calls: Collection[UUID] | None = None
) -> Mapping[UUID, frozenset[UUID]]:
    """Referrals, cases and the people helped in them, to the bodies that the caller named in the call they came of.

    Her word there governs what is counted here too, though she did not let it be handed over; what she said of the same
    body in the case goes before it, whichever it was. Of some calls, or of all.
    """
    said = intake.nations_of_calls(reader)
    if calls is not None:
        said = {key: nations for key, nations in said.items() if key in calls}
    if not said:
        return {}
    sent = Referral.objects.using(Store.INSIDE).filter(contact_id__in=list(said))
    via = {key: said[call] for key, call in sent.values_list("id", "contact_id") if call}
    came = CaseFile.objects.using(Store.INSIDE).filter(
        Q(contact_id__in=list(said)) | Q(referral_id__in=list(via))
    )
    named = {
        one: frozenset[UUID]().union(
            *(said.get(key, NONE) | via.get(key, NONE) for key in keys if key)
        )
        for one, *keys in came.values_list("id", "contact_id", "referral_id")
    }
    helped = Involvement.objects.using(Store.INSIDE).filter(
        case_id__in=list(named), role=Role.VICTIM
    )
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for case_id, person in helped.values_list("case_id", "person_id"):
        people[case_id].add(person)
    known: dict[UUID, set[UUID]] = defaultdict(set)
    for tie in ties(reader, {one for those in people.values() for one in those}):
        known[tie.person_id].add(tie.nation_id)
    found: dict[UUID, frozenset[UUID]] = dict(via)
    for case_id, nations in named.items():
        if left := nations.difference(*(known[one] for one in people[case_id])):
            found |= {key: found.get(key, NONE) | left for key in (case_id, *people[case_id])}
    return found


def of_call_that_goes(reader: Reader, call: UUID) -> frozenset[UUID]:
    """What stands in no count once a call goes: it, its referrals, and what is governed by nothing but its word."""
    told = clean_room.governed(reader)
    agree = stewards.who_agrees(reader, StewardUse.COUNTS).nations
    sent = Referral.objects.using(Store.INSIDE).filter(contact_id=call)
    keys = {call, *sent.values_list("id", flat=True)}
    if not intake.nations_of_calls(reader).get(call):
        return NONE  # a case that came of it still governs it
    only_here = said_in_calls(reader, {call})
    silent = {key for key, nations in only_here.items() if not all_agree(nations, agree)}
    return frozenset(silent | {key for key in keys if not all_agree(told.get(key, NONE), agree)})


def withheld(
    reader: Reader, use: StewardUse, people: Collection[UUID] | None = None
) -> frozenset[UUID]:
    """The people whom this use leaves out: not every body that governs their data agrees to it."""
    agree = stewards.who_agrees(reader, use).nations
    told = governed(reader, people)
    if use is StewardUse.COUNTS:
        for person, nations in said_in_calls(reader).items():
            if people is None or person in people:
                told = {**told, person: told.get(person, NONE) | nations}
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
