"""Reads for a file of people: each person of each case with what is known of her, names opened."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from dotline.access import envelope
from dotline.audit.stores import Store
from dotline.base.errors import Unavailable
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import (
    ConsentDecision,
    Determination,
    Fact,
    Identifier,
    Involvement,
    StandardRecord,
)
from dotline.case.queries import consents, deadlines
from dotline.case.queries.cases import identifier_place, seen_through
from dotline.case.rules.standard import KeptPerson

EXPORTED = frozenset({rules.Role.VICTIM})


def record_place(row: StandardRecord) -> str:
    """The cell that a record's seal is bound to."""
    return f"case_standardrecord|{row.id}|sealed"


@dataclass(frozen=True)
class Chosen:
    """Who goes into a file: `named` says whether names and words do; `people` None is everybody, whoever
    else stays out; `nameless` go without what identifies them.
    """

    named: bool
    accused: bool = False
    people: frozenset[UUID] | None = None
    nameless: frozenset[UUID] = frozenset()


def exported(reader: Reader, *, accused: bool) -> QuerySet[Involvement]:
    """Who stands in cases of the reader's agency and may be told in a file, oldest case first."""
    roles = EXPORTED | rules.ACCUSED_ROLES if accused else EXPORTED
    rows = Involvement.objects.using(Store.INSIDE).filter(
        seen_through(reader, "case"), role__in=[role.value for role in roles]
    )
    return rows.select_related("case", "person").order_by("case__opened_on", "case_id", "id")


def kept_people(reader: Reader, who: Chosen) -> Iterator[KeptPerson]:
    """People in cases of the reader's agency, oldest case first; names and words only if `named`.

    Accused and suspected persons are among them only if `who.accused` (refer.takes_accused).
    Whoever calls has asked the policy, and notes the export on the ledger. What was sealed with a key that
    is destroyed is gone.
    """
    told = consents.history(reader, _with_consents(reader))
    today = deadlines.today(reader)
    for one in exported(reader, accused=who.accused):
        if who.people is not None and one.person_id not in who.people:
            continue
        facts = {
            (name, code): present
            for name, code, present in Fact.objects.using(Store.INSIDE)
            .filter(involvement_id=one.id)
            .values_list("list", "code", "present")
        }
        newest = Determination.objects.using(Store.INSIDE).filter(involvement_id=one.id).last()
        yield KeptPerson(
            words=_words(one),
            gender=one.person.gender,
            born=one.person.birth_first
            if one.person.birth_first == one.person.birth_last
            else None,
            status=_status(one),
            identifiers=tuple(_identifiers(one)) if who.named else (),
            facts=tuple((name, code, yes) for (name, code), yes in facts.items()),
            determined=(newest.status, newest.by_kind) if newest else None,
            consented=rules.answered_all(told.get(one.person_id, ()), today),
            nameless=one.person_id in who.nameless,
        )


def _with_consents(reader: Reader) -> set[UUID]:
    rows = ConsentDecision.objects.using(Store.INSIDE).filter(seen_through(reader, "case"))
    return set(rows.values_list("person_id", flat=True).distinct())


def _status(one: Involvement) -> str:
    """The state in the standard's words. An open case that came in keeps its own: 'FollowUp' is open too."""
    if one.case.closed_on is not None:
        return one.case.closed_because
    has_own = StandardRecord.objects.using(Store.INSIDE).filter(case_id=one.case_id).exists()
    return "" if has_own else "Active"


def record_words(reader: Reader, row: StandardRecord, person_id: UUID) -> dict[str, str]:
    """The words of a record that was got for this reader. Raises Unavailable once her key is gone."""
    del reader
    text = envelope.open_text(person_id, row.agency_id, row.sealed, record_place(row))
    return {name: ", ".join(values) for name, values in json.loads(text).items()}


def _words(one: Involvement) -> dict[str, tuple[str, ...]]:
    found = StandardRecord.objects.using(Store.INSIDE).filter(
        case_id=one.case_id, person_id=one.person_id
    )
    row = found.first()
    if row is None:
        return {}
    try:
        text = envelope.open_text(row.person_id, row.agency_id, row.sealed, record_place(row))
    except Unavailable:  # her key was destroyed, and every word with it
        return {}
    return {name: tuple(values) for name, values in json.loads(text).items()}


def _identifiers(one: Involvement) -> Iterator[tuple[str, str]]:
    rows = Identifier.objects.using(Store.INSIDE).filter(person_id=one.person_id)
    for row in rows.order_by("kind", "id"):
        try:
            place = identifier_place(row)
            yield row.kind, envelope.open_text(row.person_id, row.agency_id, row.sealed, place)
        except Unavailable:
            continue


def accused_names(reader: Reader) -> Iterator[str]:
    """The names of accused and suspected persons that the reader's agency holds, for a file to be searched for.

    Whoever calls lets none of them out. What was sealed with a key that is destroyed is gone.
    """
    persons = Involvement.objects.using(Store.INSIDE).filter(
        seen_through(reader, "case"), role__in=[role.value for role in rules.ACCUSED_ROLES]
    )
    rows = Identifier.objects.using(Store.INSIDE).filter(
        person__in=persons.values("person_id"), kind__in=rules.NAME_KINDS
    )
    for row in rows:
        try:
            yield envelope.open_text(
                row.person_id, row.agency_id, row.sealed, identifier_place(row)
            )
        except Unavailable:
            continue
