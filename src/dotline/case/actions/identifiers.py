"""Names and numbers of people: kept with the role in which they were learned, opened, carried to the next file."""

from collections.abc import Collection
from uuid import UUID

from dotline.access import envelope
from dotline.access.sent import insert
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base.errors import Conflict, Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import policy, queries, rules
from dotline.case.models import CaseFile, Identifier, Involvement, NameHint
from dotline.case.queries import learned
from dotline.case.queries.cases import identifier_text
from dotline.case.queries.own_cases import own_among
from dotline.case.rules.hints import VERSION
from dotline.reference import vocabulary


@action("case.add_identifier")
def add_identifier(*, by: Reader, involvement_id: UUID, kind: str, value: str) -> Identifier:
    """Keep a name or number of a person, learned in this role, sealed with the role's key.

    Raises NotFound, Refused, Invalid for an empty value or what cannot be one, Conflict when it is
    kept already from a role of the same capacity.
    """
    allow(policy.may_write(by))
    found = queries.involvement(by, involvement_id)
    about("person", found.person_id)
    note(kind=kind)
    return _identify(found, kind, rules.likely_identifier(kind, value, queries.today(by)))


def _identifier(found: Involvement, kind: str, value: str) -> Identifier:
    """The row of a name or number, sealed, not kept yet."""
    vocabulary.label("identifier_kinds", kind)
    row = Identifier(id=new_id(), agency_id=found.agency_id, person_id=found.person_id, kind=kind)
    row.blind, row.hinted = queries.blind(found.agency_id, kind, value), VERSION
    _seal(row, found.id, value.strip())
    return row


def _identify(found: Involvement, kind: str, value: str) -> Identifier:
    row = _identifier(found, kind, value)
    kept = Conflict("This is kept of the person already.", "")
    if _is_kept(found, kind, row.blind):
        raise kept
    insert(row, kept)
    NameHint.objects.bulk_create(queries.hints.hint_rows(found.person, row, value))
    return row


def _is_kept(found: Involvement, kind: str, blind: str) -> bool:
    """Whether the same value was learned of the person in this capacity before."""
    return learned.beside(found).filter(kind=kind, blind=blind).exists()


def _identify_once(found: Involvement, kind: str, value: str) -> None:
    """Keep what is not kept of the person in this capacity yet."""
    if not _is_kept(found, kind, queries.blind(found.agency_id, kind, value)):
        _identify(found, kind, value)


def _seal(row: Identifier, role: UUID, text: str) -> None:
    row.learned_id, row.role_key = role, True
    place = queries.identifier_place(row)
    row.sealed = envelope.seal_text(role, row.agency_id, text, place)


def _carry_over(case: CaseFile, people: Collection[UUID]) -> None:
    """Before a case goes: what was learned in it of people who stand in another file in the same capacity is that
    file's from now on, under its key. A name learned of a suspect never becomes one of a victim.
    """
    roles = list(
        Involvement.objects.using(Store.INSIDE).filter(person_id__in=people).select_related("case")
    )
    own = own_among(roles)
    for role in (one for one in roles if one.case_id == case.id):
        to = learned.elsewhere(role, roles, own)
        if to is not None:
            for row in Identifier.objects.using(Store.INSIDE).filter(learned=role).order_by("id"):
                _carry(row, to)


def _carry(row: Identifier, to: UUID) -> None:
    same = Identifier.objects.using(Store.INSIDE).filter(learned_id=to, kind=row.kind)
    if same.filter(blind=row.blind).exists():
        return
    try:
        text = identifier_text(row)
    except Unavailable:  # its key is gone, and so is what it said
        return
    _seal(row, to, text)
    row.save(update_fields=["learned", "role_key", "sealed"])


@action("case.open_identifier")
def open_identifier(*, by: Reader, identifier_id: UUID) -> str:
    """The text of one name or number; each opening is on the ledger. Raises NotFound, Refused."""
    allow(policy.may_see_identifiers(by))
    row, text = queries.identifier_value(by, identifier_id)
    about("person", row.person_id)
    note(kind=row.kind)
    return text
