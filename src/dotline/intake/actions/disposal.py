"""Disposal of a call whose time is over: what somebody said is destroyed, codes stay to be counted."""

from collections.abc import Iterable
from uuid import UUID

from dotline.access import envelope
from dotline.access.glass import actions as glass
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.intake.actions.retention import _machine
from dotline.intake.models import CallerCode, Contact, Draft, Handover, HandoverItem
from dotline.intake.rules import TEXTS

# Words in the clear, beside the sealed ones of rules.TEXTS.
IN_CLEAR = ("place", "interpreter_booking")


@action("intake.dispose_contact")
def dispose_contact(*, by: Reader, contact_id: UUID) -> bool:
    """Destroy the key, every text and every mark of a closed call; False when it was done before.

    Its drafts, what was noted of it at a change of shift, and a caller's code that no other call uses go
    too. Province, needs and outcome stay: they are counted and tell nobody.
    """
    allow(_machine(by))
    rows = Contact.objects.using(Store.INSIDE).select_for_update()
    row = rows.filter(pk=contact_id).exclude(ended_at=None).first()
    if row is None or row.disposed_on is not None:
        note(repeated=True)
        return False
    about("contact", row.id)
    envelope.shred(row.id, row.agency_id)
    glass.forget(row.id, row.agency_id)
    Draft.objects.using(Store.INSIDE).filter(contact_id=row.id).delete()
    notes = HandoverItem.objects.using(Store.INSIDE).filter(thing_id=row.id)
    _forget_notes(list(notes.values_list("handover_id", flat=True)))
    notes.delete()
    code, row.caller_code_id = row.caller_code_id, None
    for name in (*TEXTS, "plan"):
        setattr(row, name, None)
    for name in IN_CLEAR:
        setattr(row, name, "")
    row.nation_id = None
    row.disposed_on = clock.today()
    row.contact_forgotten_at = row.contact_forgotten_at or clock.now()
    row.save(using=Store.INSIDE)
    if code and not Contact.objects.using(Store.INSIDE).filter(caller_code_id=code).exists():
        CallerCode.objects.using(Store.INSIDE).filter(pk=code).delete()
    return True


def _forget_notes(ids: Iterable[UUID]) -> None:
    """Destroy the notes of hand-overs that spoke of a call, once the next shift has taken them."""
    found = Handover.objects.using(Store.INSIDE).filter(pk__in=ids, taken_by__isnull=False)
    for row in found:
        envelope.shred(row.id, row.agency_id)
        HandoverItem.objects.using(Store.INSIDE).filter(handover_id=row.id).update(note=None)
    found.update(note=None)
