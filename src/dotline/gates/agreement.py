"""Under what an encoding passes: an agreement of named parties, with purpose, sources and law. Pure.

Sources: issue 5 (agreements as data); Sex Offender Information Registration Act, s. 16(3.1); Directive on Privacy
Practices of the Treasury Board (a privacy impact assessment comes before the sharing).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from dotline.base.errors import N_, Invalid, Refused
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.reference import law

CONSENT: Final = "consent"
SEX_OFFENDER_REGISTRY: Final = "sex_offender_registry"
AGREED, VETOED = "agreed", "vetoed"
_REFERENCE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./_-]{1,59}")
_SUSPECTS: Final = re.compile(r"suspects?([._-].*)?")


def clauses() -> tuple[str, ...]:
    """The codes of the statutory clauses of the law library: every one but consent."""
    return tuple(
        row.text("code") for row in law.disclosure_clauses() if row.text("code") != CONSENT
    )


def check_reference(reference: str) -> None:
    """Raises Invalid for what is no reference of an agreement."""
    if not _REFERENCE.fullmatch(reference):
        raise Invalid(
            N_("This is no reference of an agreement."),
            N_("Name the agreement that has the privacy impact assessment, such as MOU-2027-04."),
        )


def check_basis(basis: str, purpose: str) -> None:
    """Raises Invalid when a basis carries no encoding: no clause, or a clause for anybody but suspects."""
    if basis != CONSENT and basis not in clauses():
        raise Invalid(
            N_("This is neither consent nor a clause of a law."),
            N_("Give consent, or one of: {known}."),
            known=", ".join(clauses()),
        )
    if basis != CONSENT and not _SUSPECTS.fullmatch(purpose):
        raise Invalid(
            N_(
                "The purpose {purpose} needs each person's consent; a clause is for suspects alone."
            ),
            N_("Use consent as the basis, or the key of a purpose such as suspects."),
            purpose=purpose,
        )


def may_link(source: str) -> Decision:
    """Whether a source may be linked at all: data of the sex offender registry never (SOIRA 16(3.1))."""
    if source == SEX_OFFENDER_REGISTRY:
        return Refused(
            N_("The sex offender registry is never linked (SOIRA, s. 16(3.1))."),
            N_("Leave this source out."),
        )
    return ALLOWED


@dataclass(frozen=True)
class SharingTerms:
    """What an agreement says. `stewards` are the bodies whose people it concerns, with what each answered, '' so far.

    `first` and `last` are its first and last good days; `ended` the day on which it was ended before.
    """

    reference: str
    purpose: str
    epochs: frozenset[str]
    basis: str
    sources: frozenset[str]
    parties: frozenset[UUID]
    stewards: Mapping[UUID, str]
    first: date
    last: date
    ended: date | None = None


@dataclass(frozen=True)
class EncodeAsked:
    """What somebody wants to encode: for which purpose and epoch, on which basis, from which source ('' unsaid)."""

    agency: UUID
    purpose: str
    epoch: str
    basis: str
    source: str = ""


def may_encode_under(terms: SharingTerms, asked: EncodeAsked, today: date) -> Decision:
    """Whether an agreement carries an encoding today, and why not."""
    return first_refusal(
        _standing(terms, today), _meant(terms, asked), _from_source(terms, asked), _agreed(terms)
    )


@dataclass(frozen=True)
class BatchHeld:
    """An encoded file as the register knows it: whose it is, and under which agreement and key it was made."""

    agency: UUID
    reference: str
    purpose: str
    epoch: str
    source: str


def may_meet_under(terms: SharingTerms, batches: Iterable[BatchHeld], today: date) -> Decision:
    """Whether encoded files may be compared and resolved today, and why not.

    What carried their making must carry their meeting: an agreement that ended or was vetoed since carries neither.
    """
    return first_refusal(
        _standing(terms, today), *(_met(terms, one) for one in batches), _agreed(terms)
    )


def may_sweep_under(terms: SharingTerms) -> Decision:
    """Whether records may be compared as a whole: between two named parties alone."""
    if len(terms.parties) != 2:
        return _no(N_("The agreement {reference} is not one of two parties."), terms)
    return ALLOWED


def _met(terms: SharingTerms, one: BatchHeld) -> Decision:
    if one.reference != terms.reference:
        return Refused(
            N_("These files were encoded under two agreements."),
            N_("Only files of one agreement meet."),
        )
    asked = EncodeAsked(one.agency, one.purpose, one.epoch, terms.basis, one.source)
    return first_refusal(_meant(terms, asked), _from_source(terms, asked))


def _standing(terms: SharingTerms, today: date) -> Decision:
    if today < terms.first:
        return _no(N_("The agreement {reference} has not begun."), terms)
    if terms.ended is not None:
        return _no(N_("The agreement {reference} was ended."), terms)
    return (
        _no(N_("The agreement {reference} has expired."), terms) if today > terms.last else ALLOWED
    )


def _meant(terms: SharingTerms, asked: EncodeAsked) -> Decision:
    if asked.agency not in terms.parties:
        return _no(N_("Your agency is no party to the agreement {reference}."), terms)
    if asked.purpose != terms.purpose:
        return _no(N_("The agreement {reference} is for another purpose than this key."), terms)
    if asked.epoch not in terms.epochs:
        return _no(N_("The agreement {reference} does not name the epoch of this key."), terms)
    if asked.basis != terms.basis:
        return _no(N_("The agreement {reference} relies on another law."), terms)
    return ALLOWED


def _from_source(terms: SharingTerms, asked: EncodeAsked) -> Decision:
    if not may_link(asked.source):
        return may_link(asked.source)
    if not asked.source and len(terms.sources) > 1:
        return Refused(
            N_("The agreement {reference} allows several sources."),
            N_("Say where the records come from: --source, one of {known}."),
            reference=terms.reference,
            known=", ".join(sorted(terms.sources)),
        )
    if asked.source and asked.source not in terms.sources:
        return _no(N_("The agreement {reference} does not allow this source."), terms)
    return ALLOWED


def _agreed(terms: SharingTerms) -> Decision:
    if VETOED in terms.stewards.values():
        return _no(N_("A data steward vetoed the agreement {reference}."), terms)
    if any(said != AGREED for said in terms.stewards.values()):
        return _no(N_("A data steward has not agreed to the agreement {reference} yet."), terms)
    return ALLOWED


def _no(sentence: str, terms: SharingTerms) -> Refused:
    return Refused(
        sentence, N_("See what stands (dotline agreement list)."), reference=terms.reference
    )
