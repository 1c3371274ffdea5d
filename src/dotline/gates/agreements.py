"""The register of agreements between agencies: its reads and writes. Every agency may read all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dotline.access import queries as access
from dotline.access.policy import may
from dotline.access.sent import sent_before, signed
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid, Refused, not_found
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.gates.agreement import (
    AGREED,
    VETOED,
    EncodeAsked,
    SharingTerms,
    check_basis,
    check_reference,
    may_encode_under,
    may_link,
)
from dotline.gates.models import AgreementKey, AgreementParty, SharingAgreement
from dotline.gates.stewards import body, may_steward, today
from dotline.reference import vocabulary

LONGEST_NAME = 120


@dataclass(frozen=True)
class NewAgreement:
    """What is agreed. `parties` are the other agencies; `stewards` the bodies whose people it concerns.

    `pia_on`, `pia_reference` and `pia_by` say when the privacy impact assessment was approved, its number, and the
    office that approved it.
    """

    reference: str
    purpose: str
    epochs: tuple[str, ...]
    basis: str
    sources: tuple[str, ...]
    parties: tuple[UUID, ...]
    pia_on: date
    pia_reference: str
    pia_by: str
    first: date
    last: date
    stewards: tuple[UUID, ...] = ()


def may_agree(reader: Reader) -> Decision:
    """Whether the reader may make agreements for her agency, and end them."""
    return may(reader, "gates.agree")


def may_see(reader: Reader) -> Decision:
    """Whether the reader sees the register: who makes agreements, encodes, asks stewards or is one."""
    rights = ("gates.agree", "link.encode", "gates.ask_steward", "gates.steward")
    return next((found for one in rights if (found := may(reader, one))), may_agree(reader))


def agreements(reader: Reader) -> QuerySet[SharingAgreement]:
    """Every agreement, the newest first."""
    del reader  # what agencies agreed to share is no secret
    return SharingAgreement.objects.using(Store.INSIDE).order_by("-first_on", "reference")


def agreement(reader: Reader, reference: str) -> SharingAgreement:
    """One agreement by its reference. Raises Refused for one that nobody wrote down."""
    found = agreements(reader).filter(reference=reference).first()
    if found is None:
        raise Refused(
            N_("The agreement {reference} is not in the register."),
            N_("Write it down first (dotline agreement add)."),
            reference=reference[:60],
        )
    return found


def parties(reader: Reader, row: SharingAgreement) -> list[AgreementParty]:
    """Who stands in an agreement, and what stewards answered."""
    del reader
    return list(AgreementParty.objects.using(Store.INSIDE).filter(agreement_id=row.id))


def terms(reader: Reader, row: SharingAgreement) -> SharingTerms:
    """An agreement as the rules weigh it."""
    there = parties(reader, row)
    return SharingTerms(
        reference=row.reference,
        purpose=row.purpose,
        epochs=frozenset(row.epochs.split()),
        basis=row.basis,
        sources=frozenset(row.sources.split()),
        parties=frozenset(one.agency_id for one in there if not one.steward) | {row.agency_id},
        stewards=_answers(there),
        first=row.first_on,
        last=row.last_on,
        ended=row.ended_on,
    )


def _answers(there: list[AgreementParty]) -> Mapping[UUID, str]:
    return {one.agency_id: one.answer for one in there if one.steward}


def check(
    reader: Reader, reference: str, purpose: str, epoch: str, basis: str, source: str
) -> None:
    """Raises Refused unless an agreement of the register carries this encoding of the reader's agency today."""
    row = agreement(reader, reference)
    asked = EncodeAsked(reader.own, purpose, epoch, basis, source)
    may_encode_under(terms(reader, row), asked, today(reader)).or_refuse()


def use(by: Reader, reference: str, purpose: str, mark: str) -> SharingAgreement:
    """Note, inside a running action, which key was used under an agreement; `mark` is a digest of its secret.

    Raises Refused where the same secret serves another purpose: the keys of victims and suspects are never one.
    """
    row = agreement(by, reference)
    rows = AgreementKey.objects.using(Store.INSIDE)
    found, _made = rows.get_or_create(
        mark=mark,
        defaults={
            "agency_id": by.own,
            "agreement": row,
            "purpose": purpose,
            "used_at": clock.now(),
        },
    )
    if found.purpose != purpose:
        raise Refused(
            N_("This key serves another purpose already."),
            N_("Make a key for this purpose alone (dotline link new-key)."),
        )
    return row


@action("gates.make_agreement")
def make_agreement(*, by: Reader, new: NewAgreement, key: UUID | None = None) -> SharingAgreement:
    """Write an agreement of the reader's agency down. What it says is never changed: end it and write a new one.

    Raises Refused, also for the sex offender registry as a source; NotFound for agencies that are none; Invalid for
    codes, days and what is empty; Conflict for a reference that is taken.
    """
    allow(may_agree(by))
    sent = sending(key, repr(new)) if key else None
    if (before := sent_before(agreements(by).filter(agency_id=by.own), sent)) is not None:
        return before
    for source in new.sources:
        allow(may_link(source))
    _check(by, new)
    row = SharingAgreement(
        **signed(sent, by),
        agency_id=by.own,
        reference=new.reference,
        purpose=new.purpose,
        epochs=" ".join(sorted(set(new.epochs))),
        basis=new.basis,
        sources=" ".join(sorted(set(new.sources))),
        pia_on=new.pia_on,
        pia_reference=new.pia_reference.strip(),
        pia_by=" ".join(new.pia_by.split()),
        first_on=new.first,
        last_on=new.last,
        made_at=clock.now(),
    )
    _keep(by, row, new)
    about("agreement", row.id)
    note(purpose=new.purpose, basis=new.basis, sources=sorted(new.sources))
    return row


def _keep(by: Reader, row: SharingAgreement, new: NewAgreement) -> None:
    people = [(one, False) for one in sorted(set(new.parties) - {by.own})]
    people += [(one, True) for one in sorted(set(new.stewards))]
    try:
        with transaction.atomic(using=Store.INSIDE):
            row.save(using=Store.INSIDE, force_insert=True)
            AgreementParty.objects.using(Store.INSIDE).bulk_create(
                AgreementParty(
                    agreement=row,
                    owner_id=by.own,
                    agency_id=one,
                    steward=steward,
                    made_at=row.made_at,
                )
                for one, steward in people
            )
    except IntegrityError as error:
        raise Conflict(
            N_("There is an agreement of this reference already."), N_("Give it another number.")
        ) from error


def _check(by: Reader, new: NewAgreement) -> None:
    from dotline.gates.encode.keys import checked_epoch, checked_purpose  # noqa: PLC0415 - loads NumPy

    check_reference(new.reference)
    checked_purpose(new.purpose)
    for epoch in new.epochs:
        checked_epoch(epoch)
    check_basis(new.basis, new.purpose)
    for source in new.sources:
        vocabulary.label("sharing_sources", source)
    if not new.epochs or not new.sources or not set(new.parties) - {by.own}:
        raise Invalid(
            N_("An agreement names another party, a source and an epoch."),
            N_("Choose at least one of each."),
        )
    for one in new.parties:
        access.agency(by, one)
    for one in new.stewards:
        body(by, one)
    assessed = new.pia_reference.strip() and new.pia_by.strip()
    if not assessed or max(len(new.pia_reference), len(new.pia_by)) > LONGEST_NAME:
        raise Invalid(
            N_("An agreement has an approved privacy impact assessment."),
            N_("Give its number, and the office that approved it."),
        )
    if not new.pia_on <= new.first <= new.last or new.pia_on > today(by):
        raise Invalid(
            N_("The assessment comes first, then the first day, then the last."),
            N_("Check the days."),
        )


@action("gates.end_agreement")
def end_agreement(*, by: Reader, agreement_id: UUID) -> SharingAgreement:
    """End an agreement before its last day: nothing more is encoded under it. Raises Refused, NotFound, Conflict."""
    allow(may_agree(by))
    mine = agreements(by).select_for_update().filter(agency_id=by.own)
    row = mine.filter(pk=agreement_id).first()
    if row is None:
        raise not_found("agreement")
    about("agreement", row.id)
    if row.ended_on is not None:
        raise Conflict(N_("This agreement was ended already."), N_("Reload the page."))
    row.ended_on = max(today(by), row.first_on)
    row.save(update_fields=["ended_on"])
    return row


@action("gates.answer_agreement")
def answer_agreement(*, by: Reader, agreement_id: UUID, agrees: bool) -> AgreementParty:
    """Agree to an agreement that concerns one's people, or veto it; a steward may change the answer at any time.

    Raises Refused, NotFound for an agreement that does not name the body.
    """
    allow(may_steward(by))
    rows = AgreementParty.objects.using(Store.INSIDE).select_for_update()
    row = rows.filter(agreement_id=agreement_id, agency_id=by.own, steward=True).first()
    if row is None:
        raise not_found("agreement")
    about("agreement", agreement_id)
    row.answer, row.answered_on = AGREED if agrees else VETOED, today(by)
    row.save(update_fields=["answer", "answered_on"])
    note(answer=row.answer)
    return row
