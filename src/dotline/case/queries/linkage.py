"""Reads of linkage: who may be encoded, the files an agency made, whose record a pseudonym stands for."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from dotline.access import queries as access
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, NotFound
from dotline.base.reader import Reader
from dotline.case.models import EncodedPerson, Involvement, LinkQuestion, Person
from dotline.case.queries import consents, nations, people
from dotline.case.queries.deadlines import today
from dotline.case.rules.disclosing import POLICE
from dotline.case.rules.linkage import (
    COLUMNS,
    Candidate,
    EncodePlan,
    Weighing,
    may_encode_roles,
    planned,
    roles_under,
    row_of,
)
from dotline.gates import agreements
from dotline.gates.agreement import CONSENT, EncodeAsked, SharingTerms, may_encode_under
from dotline.gates.models import EncodedBatch, SharingAgreement
from dotline.gates.refer import ENFORCEMENT_KINDS

if TYPE_CHECKING:
    from dotline.gates.encode import EncodeKey
    from dotline.matching.identity import Identity

PART = 500
# What the case room's records are as a source of an agreement.
OF_POLICE, OF_OTHERS = "police_records", "case_files"


def folder(agency: UUID) -> Path:
    """Where an agency's keys, encoded files and lists of owners lie; nobody else on the machine may look in."""
    place = Path(settings.DOTLINE_HOME) / "linkage" / str(agency)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def key_path(agency: UUID, purpose: str) -> Path:
    """Where the key of a purpose lies, once it was put there."""
    return folder(agency) / f"{purpose}.key"


def key_for(agency: UUID, purpose: str) -> "EncodeKey":
    """The key of a purpose. Raises NotFound while nobody put one there, Invalid for what is none."""
    from dotline.gates.encode import read_key  # noqa: PLC0415 - loads NumPy

    path = key_path(agency, purpose)
    if not path.is_file():
        raise NotFound(
            N_("No key for the purpose {purpose} lies here."),
            N_("Put it in: dotline case linkage-key FILE"),
            purpose=purpose,
        )
    return read_key(path)


def encoded_path(agency: UUID, batch_id: UUID) -> Path:
    """Where an encoded file lies; its list of owners beside it."""
    return folder(agency) / f"{batch_id}.dlk"


def source_of(reader: Reader) -> str:
    """What the agency's cases are, as a source of an agreement."""
    kind = access.agency(reader, reader.own).kind
    return OF_POLICE if kind in POLICE else OF_OTHERS


def may_encode_now(reader: Reader, terms: SharingTerms, purpose: str, epoch: str) -> None:
    """Raises Refused unless the agreement carries an encoding of the agency's cases today, of this kind of agency."""
    asked = EncodeAsked(reader.own, purpose, epoch, terms.basis, source_of(reader))
    may_encode_under(terms, asked, today(reader)).or_refuse()
    may_encode_roles(terms, access.agency(reader, reader.own).kind).or_refuse()


def plan(reader: Reader, terms: SharingTerms, agreement_id: UUID) -> EncodePlan:
    """Who of the agency's people would be encoded under an agreement today, and how many not."""
    return planned(candidates(reader, terms, agreement_id), weighing(reader, terms))


def weighing(reader: Reader, terms: SharingTerms) -> Weighing:
    """An agreement with the reader's agency, the day, and the parties that get nothing but on a person's own word."""
    strict = access.agencies(reader).filter(
        pk__in=list(terms.parties), kind__in=sorted(ENFORCEMENT_KINDS)
    )
    own_word = frozenset(strict.values_list("pk", flat=True))
    return Weighing(terms, reader.own, today(reader), own_word)


def candidates(reader: Reader, terms: SharingTerms, agreement_id: UUID) -> Iterator[Candidate]:
    """Everybody whom the agency knows in a role that the agreement is about; suspects of open files alone."""
    rows = Involvement.objects.using(Store.INSIDE).filter(
        agency_id=reader.own,
        case__disposed_on=None,
        case__coming=None,
        role__in=[one.value for one in roles_under(terms)],
    )
    if terms.basis != CONSENT:
        rows = rows.filter(case__closed_on=None)
    known = sorted(set(rows.values_list("person_id", flat=True)))
    asked = asked_about(reader, agreement_id)
    for start in range(0, len(known), PART):
        part = known[start : start + PART]
        told = consents.history(reader, part) if terms.basis == CONSENT else {}
        govern = nations.governed(reader, part)
        for person in part:
            yield Candidate(
                person, told.get(person, ()), govern.get(person, nations.NONE), person in asked
            )


def asked_about(reader: Reader, agreement_id: UUID) -> frozenset[UUID]:
    """The people of the agency about whom somebody asks under an agreement and has no answer yet."""
    rows = LinkQuestion.objects.using(Store.INSIDE).filter(
        agency_id=reader.own, agreement_id=agreement_id, answer_at__gt=clock.now()
    )
    return frozenset(rows.values_list("person_id", flat=True))


def identities(
    reader: Reader, wanted: Sequence[UUID], *, own: bool
) -> "Iterator[tuple[UUID, Identity]]":
    """What is known of people of the agency, folded for the encoder.

    `own`: as people who are helped, else as suspects; what was learned in one capacity never stands for the other.
    """
    from dotline.gates.encode import Folder, Schema  # noqa: PLC0415 - loads NumPy

    folds = Folder(Schema("id", COLUMNS))
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        held, _roles = people._identifiers(part)
        rows = Person.objects.using(Store.INSIDE).filter(pk__in=part, agency_id=reader.own)
        for one in rows.order_by("pk"):
            row = row_of(held.get((one.id, own), ()), one.gender, one.birth_first, one.birth_last)
            yield one.id, folds.fold(row)


def standing(reader: Reader) -> list[tuple[SharingAgreement, SharingTerms]]:
    """The agreements that name the reader's agency as a party and have not ended, the newest first."""
    rows = list(agreements.agreements(reader).filter(ended_on=None, last_on__gte=today(reader)))
    told = [(row, agreements.terms(reader, row)) for row in rows]
    return [(row, terms) for row, terms in told if reader.own in terms.parties]


def own_batches(reader: Reader) -> QuerySet[EncodedBatch]:
    """The files that the reader's agency made, the newest first."""
    rows = EncodedBatch.objects.using(Store.INSIDE).select_related("agreement")
    return rows.filter(agency_id=reader.own)


def own_batch(reader: Reader, batch_id: UUID) -> EncodedBatch:
    """One of them that lies here. Raises NotFound."""
    found = own_batches(reader).filter(pk=batch_id).first()
    if found is None or not encoded_path(reader.own, batch_id).is_file():
        raise NotFound(N_("This file does not lie here."), N_("Encode again."))
    return found


def in_batch(reader: Reader, batch_id: UUID) -> QuerySet[EncodedPerson]:
    """Who is in a file of the reader's agency."""
    rows = EncodedPerson.objects.using(Store.INSIDE)
    return rows.filter(agency_id=reader.own, batch_id=batch_id)


def person_of(reader: Reader, batch_id: UUID, record: UUID) -> UUID | None:
    """Whose record this is; None where it is in a file that was made outside of the cases.

    Raises NotFound for what is in no list of the file (whoever wrote it never held the file), and for a record that
    was disposed of.
    """
    from dotline.gates.matchbox import pseudonym_of  # noqa: PLC0415

    listed = encoded_path(reader.own, batch_id).with_suffix(".dlk.ids")
    if not listed.is_file():
        return None
    pseudonym = pseudonym_of(record)
    alias = record if pseudonym is None else _alias(listed, pseudonym)
    row = in_batch(reader, batch_id).filter(pk=alias).first() if alias else None
    if row is None:
        raise NotFound(N_("This is no record of the file."), "")
    return row.person_id


def _alias(listed: Path, pseudonym: int) -> UUID | None:
    """What a list of owners calls the record of a row."""
    import numpy as np  # noqa: PLC0415

    from dotline.gates.encode.owners import owners  # noqa: PLC0415 - loads NumPy

    told = owners(listed, np.array([pseudonym], np.uint64))
    return UUID(told.ids[told.numbers[0]]) if told.numbers[0] >= 0 else None


def every_agreement_used(reader: Reader) -> set[UUID]:
    """The agreements under which some file was encoded."""
    del reader
    rows = EncodedBatch.objects.using(Store.INSIDE)
    return set(rows.values_list("agreement_id", flat=True).distinct())
