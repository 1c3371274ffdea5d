"""Destroying what was handed over once nobody may open it any more; that it was there stays (R-52)."""

from collections.abc import Iterable
from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, after_commit, allow, note
from dotline.audit.stores import Store, overwrite_deleted
from dotline.base import clock
from dotline.base.errors import Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.referral import policy, queries
from dotline.referral.actions.custody import _locked, _step
from dotline.referral.models import Message, Referral, ReferralPackage

EMPTIER = Reader.system("consent-ended")


@action("referral.empty_packages")
def empty_packages(*, by: Reader, rows: Iterable[Referral]) -> int:
    """Empty the packages of referrals that may not be opened any more; returns how many were emptied.

    Where an agency's keys are on another machine its package is closed all the same, and the clocks
    there empty it.
    """
    allow(policy.may_run_emptier(by))
    emptied = 0
    for row in rows:
        try:
            emptied += empty_package(by=by, referral_id=row.id)
        except Unavailable:
            continue
    note(emptied=emptied)
    return emptied


@action("referral.empty_package")
def empty_package(*, by: Reader, referral_id: UUID) -> bool:
    """Destroy content and key of a package that may not be opened; False when it was empty before.

    What the sender wrote beside it goes too where the permission was taken back. The receiver's own
    words are sealed anew, so that no old copy (a free page, a log, a backup) opens any more. Raises
    Refused while the package may be opened, Unavailable when the receiver's keys are not here.
    """
    row = _locked(by, referral_id)
    allow(policy.may_empty(by, row, clock.now()))
    about("referral", row.id)
    passages = [row.passage_id] if row.passage_id else []
    held = ReferralPackage.objects.select_for_update().filter(referral_id=row.id).first()
    if held is None:
        # Still on its way: an empty row says that it was sent, and the gate lets nothing more arrive.
        held = ReferralPackage(id=new_id(), agency_id=row.to_agency_id, referral_id=row.id)
        held.received_at = clock.now()
    elif held.emptied_at is not None:
        note(repeated=True)
        return False
    passages += _reseal(row)
    held.sealed, held.emptied_at = b"", clock.now()
    held.save()
    outbox.take_back(passages)
    _step(by, row, "emptied")
    after_commit(lambda: overwrite_deleted(Store.INSIDE))
    return True


def _reseal(row: Referral) -> list[UUID]:
    """Destroy the receiver's key for a referral; returns the passages of messages that went with it."""
    copies = Message.objects.filter(agency_id=row.to_agency_id, referral_id=row.id)
    gone = copies.filter(outgoing=False) if row.access_stopped_at else copies.none()
    passages = list(gone.values_list("passage_id", flat=True))
    stays = list(copies.exclude(passage_id__in=passages))
    texts = [
        envelope.open_text(row.id, one.agency_id, one.sealed, queries.message_place(one))
        for one in stays
    ]
    gone.update(sealed=b"")
    envelope.shred(row.id, row.to_agency_id)
    for one, text in zip(stays, texts, strict=True):
        place = queries.message_place(one)
        one.sealed = envelope.seal_text(row.id, one.agency_id, text, place)
        one.save(update_fields=["sealed"])
    return passages
