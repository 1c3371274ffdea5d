"""Reads for a file of people: each person of each case with what is known of her, names opened."""

import json
from collections.abc import Iterator

from dotline.access import envelope
from dotline.audit.stores import Store
from dotline.base.errors import Unavailable
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import (
    Determination,
    Fact,
    Identifier,
    Involvement,
    StandardRecord,
)
from dotline.case.queries.cases import identifier_place, visible_to
from dotline.case.rules.standard import KeptPerson

EXPORTED = frozenset({rules.Role.VICTIM})


def record_place(row: StandardRecord) -> str:
    """The cell that a record's seal is bound to."""
    return f"case_standardrecord|{row.id}|sealed"


def kept_people(reader: Reader, *, named: bool, accused: bool = False) -> Iterator[KeptPerson]:
    """People in cases of the reader's agency, oldest case first; names and words only if `named`.

    Accused and suspected persons are among them only if `accused` (refer.takes_accused).
    Whoever calls has asked the policy, and notes the export on the ledger. What was sealed with a key that
    is destroyed is gone.
    """
    roles = EXPORTED | rules.ACCUSED_ROLES if accused else EXPORTED
    rows = Involvement.objects.using(Store.INSIDE).filter(
        case__in=visible_to(reader), role__in=[role.value for role in roles]
    )
    for one in rows.select_related("case", "person").order_by("case__opened_on", "case_id", "id"):
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
            identifiers=tuple(_identifiers(one)) if named else (),
            facts=tuple((name, code, yes) for (name, code), yes in facts.items()),
            determined=(newest.status, newest.by_kind) if newest else None,
        )


def _status(one: Involvement) -> str:
    """The state in the standard's words. An open case that came in keeps its own: 'FollowUp' is open too."""
    if one.case.closed_on is not None:
        return one.case.closed_because
    has_own = StandardRecord.objects.using(Store.INSIDE).filter(case_id=one.case_id).exists()
    return "" if has_own else "Active"


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
