"""Reveals of a sealed place: asked with a reason, approved by a second person or short and reviewed, then forgotten."""

import json
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox, publish
from dotline.gates.passage import Passage
from dotline.gates.publish import RevealReason, Site
from dotline.referral import policy, queries
from dotline.referral.actions.custody import _step
from dotline.referral.models import Referral, Reveal

ALONE = timedelta(minutes=15)
APPROVED = timedelta(hours=4)


@action("referral.ask_reveal")
def ask_reveal(*, by: Reader, referral_id: UUID, reason: str, alone: bool = False) -> Reveal:
    """Ask for the place of a sealed service, for a referral that it accepted.

    `alone` (nobody else is on shift) opens it at once for fifteen minutes, and a second person reviews it after.
    Raises Refused, Invalid for an unknown reason, Conflict when a request is open or no place was given.
    """
    row = queries.get(by, referral_id)
    allow(policy.may_ask_reveal(by, row))
    about("referral", row.id)
    if reason not in set(RevealReason):
        raise Invalid("This is not a reason to tell a sealed place.", "Choose one from the list.")
    found = queries.sealed_listing(row.service_id) if row.service_id else None
    if found is None or by.worker is None:
        raise not_found("sealed place")
    queries.place_of(found.id)
    _none_open(by, row)
    asked = Reveal(
        id=new_id(),
        agency_id=row.from_agency_id,
        owner_agency_id=found.agency_id,
        listing_id=found.id,
        service_id=found.service_id,
        referral_id=row.id,
        reason=reason,
        alone=alone,
        asked_by=by.worker,
        asked_at=clock.now(),
        ends_at=clock.now() + ALONE if alone else None,
    )
    asked.save(force_insert=True)
    note(reason=reason, alone=alone)
    _step(by, row, "reveal_asked", reason)
    if alone:
        _send(by, row, asked)
    return asked


def _none_open(by: Reader, row: Referral) -> None:
    _forget(by)
    still = queries.reveals_of(by, row).filter(refused_at=None)
    if still.filter(ends_at=None).exists() or still.filter(ends_at__gt=clock.now()).exists():
        raise Conflict(
            "The place of this service has been asked for already.", "See the request below."
        )


@action("referral.approve_reveal")
def approve_reveal(*, by: Reader, reveal_id: UUID) -> Reveal:
    """Be the second person: the two of you may read the place for four hours. Raises Refused or Conflict."""
    asked = _asked(by, reveal_id)
    allow(policy.may_approve_reveal(by, asked))
    about("reveal", asked.id)
    if asked.ends_at is not None or asked.refused_at is not None:
        raise Conflict("This request was answered already.", "")
    asked.approved_by, asked.approved_at = by.worker, clock.now()
    asked.ends_at = clock.now() + APPROVED
    asked.save()
    row = queries.get(by, asked.referral_id)
    _step(by, row, "reveal_approved")
    _send(by, row, asked)
    return asked


@action("referral.refuse_reveal")
def refuse_reveal(*, by: Reader, reveal_id: UUID) -> Reveal:
    """Say no as the second person; nothing was told."""
    asked = _asked(by, reveal_id)
    allow(policy.may_approve_reveal(by, asked))
    about("reveal", asked.id)
    if asked.ends_at is not None:
        raise Conflict("This request was answered already.", "")
    asked.refused_at = clock.now()
    asked.save()
    _step(by, queries.get(by, asked.referral_id), "reveal_refused")
    return asked


@action("referral.review_reveal")
def review_reveal(*, by: Reader, reveal_id: UUID) -> Reveal:
    """Note as a second person that a reveal made alone was looked at."""
    asked = _asked(by, reveal_id)
    allow(policy.may_approve_reveal(by, asked))
    about("reveal", asked.id)
    if not asked.alone:
        raise Conflict("Only a reveal that was made alone is reviewed afterwards.", "")
    asked.reviewed_by, asked.reviewed_at = by.worker, clock.now()
    asked.save()
    return asked


def _asked(by: Reader, reveal_id: UUID) -> Reveal:
    found = queries.reveals(by).select_for_update().filter(pk=reveal_id).first()
    if found is None:
        raise not_found("reveal")
    return found


def _send(by: Reader, row: Referral, asked: Reveal) -> None:
    value = queries.place_of(asked.listing_id)
    _step(by, row, "revealed", asked.reason)
    outbox.send(publish.reveal(value, asked.agency_id, asked.id, clock.now()))


@action("referral.receive_reveal")
def receive_reveal(*, by: Reader, passage: Passage) -> None:
    """Take in a revealed place: sealed with the asking agency's key, until its time is over."""
    allow(policy.may_bring_in(by))
    asked = _asked(by, UUID(str(passage.payload["reveal"])))
    about("reveal", asked.id)
    text = json.dumps(asdict(publish.site_of(passage.payload)))
    asked.sealed = envelope.seal_text(asked.id, asked.agency_id, text, queries.reveal_place(asked))
    asked.save()


@action("referral.open_reveal")
def open_reveal(*, by: Reader, reveal_id: UUID) -> Site:
    """Read the place. Ledger and chain of custody note it each time. Raises Refused when its time is over."""
    asked = _asked(by, reveal_id)
    allow(policy.may_open_reveal(by, asked, clock.now()))
    about("reveal", asked.id)
    if asked.sealed is None:
        raise Conflict("The place is on its way.", "Open this page again in a moment.")
    text = envelope.open_text(asked.id, asked.agency_id, asked.sealed, queries.reveal_place(asked))
    asked.opened_at = asked.opened_at or clock.now()
    asked.save()
    _step(by, queries.get(by, asked.referral_id), "reveal_opened")
    return Site(**json.loads(text))


@action("referral.note_reveal")
def note_reveal(*, by: Reader, reveal_id: UUID) -> Reveal:
    """Note that the agency whose place it is knows who was told."""
    asked = _asked(by, reveal_id)
    allow(policy.may_note_reveal(by, asked))
    about("reveal", asked.id)
    asked.known_at = asked.known_at or clock.now()
    asked.save()
    return asked


@action("referral.forget_reveals")
def forget_reveals(*, by: Reader) -> int:
    """Forget places whose time is over. Returns how many."""
    allow(policy.may_bring_in(by))
    return _forget(by)


def _forget(by: Reader) -> int:
    """Take the place out of the request and out of the outbox that brought it."""
    outbox.empty(publish.REVEAL)
    return queries.expired(by).update(sealed=None)
