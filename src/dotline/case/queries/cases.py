"""Reads of the case room; the reader comes first. Another agency's case does not exist for her."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access import envelope, keys
from dotline.audit.stores import Store
from dotline.base import crypto
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case import policy, rules
from dotline.case.models import (
    CaseFile,
    Charge,
    ConsentDecision,
    CourtDay,
    CourtOrder,
    Determination,
    Episode,
    Fact,
    ForcedCharge,
    Identifier,
    Involvement,
    Permit,
    Person,
    PersonMerge,
    PlannedService,
    Proceeding,
    RemovalStep,
    ReturnAssistance,
    WageClaim,
)

NOBODY = UUID(int=0)
OfCase = (
    Charge
    | CourtDay
    | CourtOrder
    | ConsentDecision
    | Episode
    | ForcedCharge
    | Involvement
    | Permit
    | PlannedService
    | Proceeding
    | RemovalStep
    | ReturnAssistance
    | WageClaim
)


def seen_through(reader: Reader, path: str = "") -> Q:
    """The condition on a row whose case is `path` away that its case is one of the reader's agency.

    A join, not a list: `case__in=visible_to(reader)` would read every case of the agency to find one row.
    """
    to = f"{path}__" if path else ""
    whole = Q(**{f"{to}coming": None})  # of a file that still comes in nobody sees anything
    if reader.is_system:
        return whole
    if not policy.may_read(reader):
        return Q(pk__in=())
    return whole & Q(**{f"{to}agency_id": reader.agency or NOBODY, f"{to}disposed_on": None})


def visible_to(reader: Reader) -> QuerySet[CaseFile]:
    """Cases of the reader's agency; one that was disposed of is left to those who count."""
    return CaseFile.objects.using(Store.INSIDE).filter(seen_through(reader))


def cases(reader: Reader) -> QuerySet[CaseFile]:
    """Cases of the reader's agency, newest first."""
    return visible_to(reader).order_by("-opened_on", "id")


def case(reader: Reader, case_id: UUID) -> CaseFile:
    """One case. Raises NotFound."""
    found = visible_to(reader).filter(pk=case_id).first()
    if found is None:
        raise not_found("case")
    return found


def of_referral(reader: Reader, referral_id: UUID) -> CaseFile | None:
    """The case that a referral opened, if the reader's agency has it."""
    return visible_to(reader).filter(referral_id=referral_id).first()


def involvements(reader: Reader, row: CaseFile) -> list[Involvement]:
    """Who is what in a case, victims first."""
    del reader  # the case was got for this reader
    rows = Involvement.objects.using(Store.INSIDE).filter(case_id=row.id).select_related("person")
    return sorted(rows, key=lambda one: (one.role != rules.Role.VICTIM, one.role, str(one.id)))


def involvement(reader: Reader, involvement_id: UUID) -> Involvement:
    """One involvement in a case of the reader's agency. Raises NotFound."""
    rows = Involvement.objects.using(Store.INSIDE).select_related("case", "person")
    found = rows.filter(seen_through(reader, "case"), pk=involvement_id).first()
    if found is None:
        raise not_found("involvement")
    return found


def case_id_of(row: OfCase) -> UUID:
    """The case that a row which was got for its reader belongs to."""
    match row:
        case CourtDay() | Charge() | CourtOrder():
            return row.proceeding.case_id
        case (
            ForcedCharge()
            | Permit()
            | PlannedService()
            | RemovalStep()
            | ReturnAssistance()
            | WageClaim()
        ):
            return row.involvement.case_id
    return row.case_id


def person(reader: Reader, person_id: UUID) -> Person:
    """One person known to the reader's agency; of a merged record the one it was joined to. Raises NotFound."""
    rows = Person.objects.using(Store.INSIDE)
    if not reader.is_system:
        rows = rows.filter(agency_id=reader.agency or NOBODY)
    found = rows.filter(pk=stands_for(person_id)).first() if policy.may_read(reader) else None
    if found is None:
        raise not_found("person")
    return found


def stands_for(person_id: UUID) -> UUID:
    """The record that a person's record was joined to, and that one in turn; itself where it was not merged."""
    merges = PersonMerge.objects.using(Store.INSIDE).filter(undone_at=None)
    kept = merges.filter(joined=person_id).values_list("kept_id", flat=True).first()
    return person_id if kept is None else stands_for(kept)


def facts(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[Fact]:
    """Facts of involvements that were got for this reader, oldest first."""
    del reader
    return Fact.objects.using(Store.INSIDE).filter(involvement__in=[one.id for one in rows])


def determinations(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[Determination]:
    """The history of determinations of involvements that were got for this reader, oldest first."""
    del reader
    ids = [one.id for one in rows]
    return Determination.objects.using(Store.INSIDE).filter(involvement__in=ids)


def decisions_of(reader: Reader, row: Involvement) -> list[rules.Decided]:
    """The same history of one person as the rules weigh it."""
    rows = determinations(reader, [row]).values_list("by_organisation", "status", "on_date")
    return [rules.Decided(*one) for one in rows]


def standing_fact(reader: Reader, row: Involvement, list_name: str, code: str) -> Fact | None:
    """The newest row of one fact of an involvement that was got for this reader."""
    return facts(reader, [row]).filter(list=list_name, code=code).last()


def answer(reader: Reader, row: Involvement, list_name: str, code: str) -> rules.Answer:
    """What is known of one fact: the newest row says, and no row is unknown."""
    newest = standing_fact(reader, row, list_name, code)
    if newest is None:
        return rules.Answer.UNKNOWN
    return rules.Answer.YES if newest.present else rules.Answer.NO


def identifiers(reader: Reader, person_id: UUID) -> QuerySet[Identifier]:
    """The kinds of identifiers that are kept of a person, still sealed. Raises NotFound."""
    row = person(reader, person_id)
    rows = Identifier.objects.using(Store.INSIDE).filter(person_id=row.id)
    return rows.select_related("learned").order_by("kind", "id")


def identifier_key(row: Identifier) -> UUID:
    """Whose key seals an identifier: that of the role it was learned in, or of the person where it is older."""
    return row.learned_id if row.role_key and row.learned_id else row.person_id


def identifier_place(row: Identifier) -> str:
    """The cell that an identifier's seal is bound to."""
    return f"case_identifier|{row.id}|sealed"


def identifier_value(reader: Reader, identifier_id: UUID) -> tuple[Identifier, str]:
    """An identifier, opened. Call it through the action that notes the opening.

    Raises NotFound, and Unavailable when the person's key was destroyed.
    """
    rows = Identifier.objects.using(Store.INSIDE).filter(pk=identifier_id)
    row = rows.filter(agency_id=reader.agency or NOBODY).first()
    if row is None:
        raise not_found("identifier")
    return row, identifier_text(row)


def identifier_text(row: Identifier) -> str:
    """The text of an identifier that was got for its reader. Raises Unavailable when the key was destroyed."""
    return envelope.open_text(identifier_key(row), row.agency_id, row.sealed, identifier_place(row))


def blind(agency: UUID, kind: str, value: str) -> str:
    """The keyed digest by which an agency finds the same identifier again, and nobody else."""
    key = crypto.keyed_digest(keys.load(agency).wrapping, b"case|blind index")
    text = f"{kind}|{rules.clean_identifier(kind, value)}"
    return crypto.keyed_digest(bytes.fromhex(key), text.encode())


def same_identifier(reader: Reader, kind: str, value: str) -> list[Person]:
    """Persons of the reader's own agency with this identifier: look before you make somebody twice.

    Only an equal value is found; similar names are the linkage unit's work.
    """
    if reader.agency is None or not policy.may_write(reader):
        return []
    digest = blind(reader.agency, kind, value)
    rows = Identifier.objects.using(Store.INSIDE).filter(agency_id=reader.agency, blind=digest)
    ids = set(rows.filter(learned__case__coming=None).values_list("person_id", flat=True))
    return list(Person.objects.using(Store.INSIDE).filter(pk__in=ids).order_by("made_at", "id"))


def cases_of(reader: Reader, person_id: UUID) -> list[CaseFile]:
    """Cases of the reader's agency in which a person stands."""
    rows = Involvement.objects.using(Store.INSIDE).filter(person_id=person_id)
    return list(cases(reader).filter(pk__in=rows.values_list("case_id", flat=True)))


def forms_of(reader: Reader, rows: Sequence[CaseFile]) -> Mapping[UUID, str]:
    """The main form of exploitation of several cases, for the list."""
    del reader
    victims = dict(
        Involvement.objects.using(Store.INSIDE)
        .filter(case__in=[row.id for row in rows], role=rules.Role.VICTIM)
        .values_list("id", "case_id")
    )
    found = Fact.objects.using(Store.INSIDE).filter(list=rules.FORMS, involvement__in=victims)
    by_case: dict[UUID, dict[str, bool]] = {row.id: {} for row in rows}
    for victim, code, present in found.values_list("involvement_id", "code", "present"):
        by_case[victims[victim]][code] = present
    return {key: rules.main_form(codes) for key, codes in by_case.items()}
