"""Disposal of what an agency keeps of a hand-over, with the file that it belonged to."""

from uuid import UUID

from dotline.access import envelope
from dotline.access.glass import actions as glass
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.referral.models import Message, Referral, ReferralPackage


@action("referral.dispose")
def dispose(*, by: Reader, referral_id: UUID, agency: UUID) -> None:
    """Destroy an agency's key, package and messages of one referral; that it was sent stays on both sides.

    The other agency's own copies are its own records and end with its own file. What lay in the outbox
    on the way goes for both. Doing it twice changes nothing.
    """
    allow(ALLOWED if by.is_system else Refused("Only the desk's own work does this.", ""))
    row = Referral.objects.using(Store.INSIDE).select_for_update().get(pk=referral_id)
    about("referral", row.id)
    copies = Message.objects.using(Store.INSIDE).filter(agency_id=agency, referral_id=row.id)
    passages = list(copies.values_list("passage_id", flat=True))
    if row.passage_id:
        passages.append(row.passage_id)
    copies.update(sealed=b"")
    if agency == row.to_agency_id:
        held = ReferralPackage.objects.using(Store.INSIDE).filter(referral_id=row.id)
        held.filter(emptied_at=None).update(sealed=b"", emptied_at=clock.now())
    outbox.take_back(passages)
    envelope.shred(row.id, agency)
    glass.forget(row.id, agency)
    note(messages=len(passages))
