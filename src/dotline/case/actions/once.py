"""What two presses at once must not write twice: rows are locked, then read, then written."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model

from dotline.access.unit import about, allow
from dotline.audit.stores import Store
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending
from dotline.case import policy, queries, rules
from dotline.case.models import (
    AccessRequest,
    Assessment,
    CaseFile,
    Charge,
    ConsentDecision,
    DisclosureRecord,
    Episode,
    ForcedCharge,
    HelpOffer,
    Involvement,
    NationTie,
    NonPunishmentStep,
    NotesRequest,
    Permit,
    PlannedService,
    Proceeding,
    RefugeeClaimRefused,
    RemovalStep,
    RestitutionPayment,
    Sentence,
    WageClaim,
    WageCorrection,
    WagePayment,
)
from dotline.case.queries import courts

Kept = TypeVar(
    "Kept",
    NotesRequest,
    AccessRequest,
    CaseFile,
    Charge,
    ConsentDecision,
    DisclosureRecord,
    Episode,
    Involvement,
    Permit,
    PlannedService,
    Proceeding,
    RefugeeClaimRefused,
    RestitutionPayment,
    Sentence,
    Assessment,
    ForcedCharge,
    HelpOffer,
    NationTie,
    NonPunishmentStep,
    RemovalStep,
    WageClaim,
    WageCorrection,
    WagePayment,
)


def _lock(row: Model) -> None:
    """Hold a row until the action ends and read it anew, so that what is decided on it is true of it."""
    held = type(row)._base_manager.select_for_update()
    row.refresh_from_db(using=Store.INSIDE, from_queryset=held)


def _before(kind: type[Kept], sent: Sending | None, **under: Model) -> Kept | None:
    """What this form made under a row when it was sent before; the row is held, so the next one waits.

    Raises SentAlready for other words.
    """
    for row in under.values():
        _lock(row)
    if sent is None:
        return None
    found = kind._default_manager.using(Store.INSIDE).filter(send_key=sent.form, **under).first()
    if found is not None:
        sent.must_match(found.send_words)
    return found


def _insert(row: Model, clash: Conflict) -> None:
    """Save a new row; raises `clash` when the database has one that it may not stand beside."""
    try:
        with transaction.atomic(using=Store.INSIDE):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise clash from error


def _signed(sent: Sending | None, by: Reader) -> dict[str, Any]:
    """The columns that say who wrote a new row, and by which sending of a form."""
    return {
        "id": new_id(),
        "by_worker": by.worker,
        "send_key": sent.form if sent else None,
        "send_words": sent.words if sent else None,
    }


def _past(by: Reader, day: date) -> date:
    """The day, which does not lie ahead of the reader, nor before anybody now alive. Raises Invalid."""
    if day > queries.today(by):
        raise Invalid(N_("This day lies ahead."), N_("Choose today or a day before."))
    return rules.likely(day)


def _changed(by: Reader, proceeding_id: UUID) -> Proceeding:
    """A proceeding that the reader may add to. Raises NotFound, Refused."""
    row = courts.proceeding(by, proceeding_id)
    allow(policy.may_change(by, row.case))
    about("case", row.case_id)
    return row
