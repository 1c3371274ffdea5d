"""Reads for a file of people: each person of each case with what is known of her, names opened."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from dotline.access import envelope
from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import (
    Determination,
    Fact,
    Identifier,
    Involvement,
    StandardRecord,
)
from dotline.case.queries import consents, deadlines
from dotline.case.queries.cases import identifier_key, identifier_place, seen_through
from dotline.case.queries.learned import capacities
from dotline.case.rules.standard import KeptPerson

PART = 500  # people read at once
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
    today = deadlines.today(reader)
    every = exported(reader, accused=who.accused)
    for part in _parts(every, who.people):
        people = list(every.filter(pk__in=part))
        beside = _beside(people, named=who.named)
        told = consents.history(reader, {one.person_id for one in people})
        for one in people:
            newest = beside.newest.get(one.id)
            yield KeptPerson(
                words=beside.words.get((one.case_id, one.person_id), {}),
                gender=one.person.gender,
                born=one.person.birth_first
                if one.person.birth_first == one.person.birth_last
                else None,
                status=_status(one, beside),
                identifiers=tuple(beside.identifiers[one.person_id, one.id in beside.own]),
                facts=tuple(
                    (name, code, yes) for (name, code), yes in beside.facts[one.id].items()
                ),
                determined=(newest.status, newest.by_kind) if newest else None,
                consented=rules.answered_all(told.get(one.person_id, ()), today),
                nameless=one.person_id in who.nameless,
            )


def _parts(every: QuerySet[Involvement], chosen: frozenset[UUID] | None) -> Iterator[list[UUID]]:
    """The keys of who goes, some hundred at a time, as the database finds them: nobody holds them all."""
    found = every.values_list("id", "person_id").iterator(chunk_size=PART)
    keys = (key for key, person in found if chosen is None or person in chosen)
    while part := list(islice(keys, PART)):
        yield part


@dataclass(frozen=True)
class _Beside:
    """What lies beside some hundred involvements: by involvement, by case and person, by case, by person."""

    facts: Mapping[UUID, Mapping[tuple[str, str], bool]]
    newest: Mapping[UUID, Determination]
    words: Mapping[tuple[UUID, UUID], Mapping[str, tuple[str, ...]]]
    came_in: frozenset[UUID]
    identifiers: Mapping[tuple[UUID, bool], Sequence[tuple[str, str]]]
    own: frozenset[UUID]


def _beside(people: Sequence[Involvement], *, named: bool) -> _Beside:
    ids = [one.id for one in people]
    facts: dict[UUID, dict[tuple[str, str], bool]] = defaultdict(dict)
    rows = Fact.objects.using(Store.INSIDE).filter(involvement__in=ids)
    for key, name, code, present in rows.values_list("involvement_id", "list", "code", "present"):
        facts[key][name, code] = present
    decided = Determination.objects.using(Store.INSIDE).filter(involvement__in=ids)
    records = list(
        StandardRecord.objects.using(Store.INSIDE).filter(case__in=[one.case_id for one in people])
    )
    who = {one.person_id for one in people}
    return _Beside(
        facts,
        {one.involvement_id: one for one in decided},  # oldest first: the newest stays
        _words([row for row in records if row.person_id in who]),
        frozenset(row.case_id for row in records),
        *(_identifiers(who) if named else (defaultdict(list), frozenset())),
    )


def _status(one: Involvement, beside: _Beside) -> str:
    """The state in the standard's words. An open case that came in keeps its own: 'FollowUp' is open too."""
    if one.case.closed_on is not None:
        return one.case.closed_because
    return "" if one.case_id in beside.came_in else "Active"


def record_words(reader: Reader, row: StandardRecord, person_id: UUID) -> dict[str, str]:
    """The words of a record that was got for this reader. Raises Unavailable once her key is gone."""
    del reader
    text = envelope.open_text(person_id, row.agency_id, row.sealed, record_place(row))
    return {name: ", ".join(values) for name, values in json.loads(text).items()}


def _words(
    rows: Sequence[StandardRecord],
) -> dict[tuple[UUID, UUID], dict[str, tuple[str, ...]]]:
    """What records say, by case and person; of one whose key was destroyed nothing is left."""
    texts = envelope.open_each(
        (row.person_id, row.agency_id, row.sealed, record_place(row)) for row in rows
    )
    return {
        (row.case_id, row.person_id): {
            name: tuple(values) for name, values in json.loads(text).items()
        }
        for row, text in zip(rows, texts, strict=True)
        if text is not None
    }


def _identifiers(
    people: Iterable[UUID],
) -> tuple[Mapping[tuple[UUID, bool], list[tuple[str, str]]], frozenset[UUID]]:
    """Names and numbers by person and by whether they were learned in a role of her own, and those roles."""
    roles = capacities(people)
    every = Identifier.objects.using(Store.INSIDE).filter(person__in=people).order_by("kind", "id")
    found: dict[tuple[UUID, bool], list[tuple[str, str]]] = defaultdict(list)
    for own in (True, False):
        for row, text in _opened(every.filter(roles.where(own=own))):
            told = found[row.person_id, own]
            if (row.kind, text) not in told:
                told.append((row.kind, text))
    return found, roles.own


def _opened(rows: Iterable[Identifier]) -> Iterator[tuple[Identifier, str]]:
    """Identifiers with their texts; those whose key was destroyed are gone."""
    held = list(rows)
    texts = envelope.open_each(
        (identifier_key(row), row.agency_id, row.sealed, identifier_place(row)) for row in held
    )
    return ((row, text) for row, text in zip(held, texts, strict=True) if text is not None)


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
    return (text for _row, text in _opened(rows))
