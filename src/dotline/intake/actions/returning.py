"""Recognising a returning caller, only by a code that the caller chose (R-49). No name or number is looked up."""

from datetime import timedelta
from uuid import UUID

from dotline.access import keys
from dotline.access.unit import action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, Refused
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.base.reader import Reader
from dotline.intake import policy
from dotline.intake.actions.calls import _locked
from dotline.intake.models import CallerCode, CodeTry, Contact
from dotline.intake.rules import returning


@action("intake.choose_code")
def choose_code(*, by: Reader, contact_id: UUID, code: str) -> bool:
    """Keep the code that the caller chose for the next time; False when the caller must choose another.

    Raises Invalid for a weak code, Refused after too many tries, NotFound.
    """
    row = _locked(by, contact_id)
    allow(first_refusal(policy.may_change(by, row), _may_try(by)))
    digest = _digest(row, code)
    _count(by, row)
    made = CallerCode(agency_id=row.agency_id, digest=digest, made_at=clock.now())
    CallerCode.objects.using(Store.INSIDE).bulk_create([made], ignore_conflicts=True)
    fresh = CallerCode.objects.using(Store.INSIDE).filter(pk=made.id).exists()
    if fresh:
        _attach(row, made.id)
    note(fresh=fresh)
    return fresh


@action("intake.recognise")
def recognise(*, by: Reader, contact_id: UUID, code: str) -> bool:
    """Join this call to earlier ones of the same code; False when no such code is known.

    Raises Invalid for what cannot be a code, Refused after too many tries, NotFound.
    """
    row = _locked(by, contact_id)
    allow(first_refusal(policy.may_change(by, row), _may_try(by)))
    digest = _digest(row, code)
    _count(by, row)
    found = CallerCode.objects.using(Store.INSIDE).filter(agency_id=row.agency_id, digest=digest)
    known = found.first()
    if known is not None:
        _attach(row, known.id)
    note(known=known is not None)
    return known is not None


def _digest(row: Contact, code: str) -> bytes:
    return returning.code_digest(keys.load(row.agency_id).wrapping, code)


def _attach(row: Contact, code_id: UUID) -> None:
    row.caller_code_id = code_id
    row.save(using=Store.INSIDE, update_fields=["caller_code_id"])


def _may_try(by: Reader) -> Decision:
    now = clock.now()
    tries = CodeTry.objects.using(Store.INSIDE).filter(agency_id=by.own)
    mine = tries.filter(worker_id=by.myself, at__gt=now - returning.TRIES_WITHIN).count()
    all_ = tries.filter(at__gt=now - timedelta(hours=1)).count()
    if mine >= returning.TRIES_OF_A_WORKER or all_ >= returning.TRIES_OF_AN_AGENCY:
        return Refused(
            "Too many codes were tried just now.", "Go on with the call; try again in ten minutes."
        )
    return ALLOWED


def _count(by: Reader, row: Contact) -> None:
    if by.worker is None:
        raise Invalid("A worker tries a code, with the caller on the line.", "")
    old = clock.now() - timedelta(hours=1)
    CodeTry.objects.using(Store.INSIDE).filter(agency_id=row.agency_id, at__lt=old).delete()
    tried = CodeTry(agency_id=row.agency_id, worker_id=by.worker, at=clock.now())
    tried.save(using=Store.INSIDE, force_insert=True)
