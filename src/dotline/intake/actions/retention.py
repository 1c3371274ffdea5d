"""What is forgotten: how anonymous callers can be reached, texts of tips, marks of equal texts (R-77)."""

from datetime import timedelta
from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.intake import queries, rules
from dotline.intake.models import Contact, Draft, SameTextKey, Tip, TipMessage
from dotline.intake.rules import TipStatus
from dotline.intake.rules.tips import SAME_WITHIN

DRAFTS_LAST = timedelta(days=7)


@action("intake.forget_contact")
def forget_contact(*, by: Reader, contact_id: UUID) -> None:
    """Destroy how a closed, anonymous call can be reached: the plan of safe contact and the chosen name.

    The call's key is destroyed too and what stays is sealed anew, so that old copies of its sealed
    columns (in a write-ahead log, a free page, a backup) open no more.
    """
    allow(_machine(by))
    row = Contact.objects.using(Store.INSIDE).select_for_update().get(pk=contact_id)
    about("contact", row.id)
    kept = {
        name: text
        for name in rules.TEXTS
        if name != "alias" and (text := queries.text_of(by, row, name))
    }
    envelope.shred(row.id, row.agency_id)
    Draft.objects.using(Store.INSIDE).filter(contact_id=row.id).delete()
    row.plan = row.alias = None
    for name, text in kept.items():
        sealed = envelope.seal_text(row.id, row.agency_id, text, queries.cell(row, name))
        setattr(row, name, sealed)
    row.contact_forgotten_at = clock.now()
    row.save(using=Store.INSIDE)
    duty.meet(rule="intake_forget_contact", subject_id=row.id)


@action("intake.shred_tip")
def shred_tip(*, by: Reader, tip_id: UUID) -> None:
    """Destroy the key and every text of a tip, its place and its words; times and class stay for the figures."""
    allow(_machine(by))
    row = Tip.objects.using(Store.INSIDE).select_for_update().get(pk=tip_id)
    about("tip", row.id)
    envelope.shred(row.id, row.agency_id)
    TipMessage.objects.using(Store.INSIDE).filter(tip_id=row.id).delete()
    row.letter = row.text = row.police_reference = None
    row.place, row.same_mark, row.same_day, row.same_as, row.box_id = "", "", None, None, None
    if row.status in (TipStatus.SEALED, TipStatus.OPENED):
        row.status, row.ending, row.ended_at = TipStatus.ENDED.value, "too_little", clock.now()
    row.shredded_at = clock.now()
    row.save(using=Store.INSIDE)
    duty.meet(rule="tip_shred", subject_id=row.id)


@action("intake.forget_marks")
def forget_marks(*, by: Reader) -> int:
    """Empty marks of equal texts after 30 days, and destroy the keys that made them; drop old drafts."""
    allow(_machine(by))
    since = clock.today() - SAME_WITHIN
    marked = Tip.objects.using(Store.INSIDE).filter(same_day__lt=since).exclude(same_mark="")
    count = marked.update(same_mark="", same_day=None, same_as=None)
    keys = SameTextKey.objects.using(Store.INSIDE).filter(made_on__lte=since - SAME_WITHIN)
    old = Draft.objects.using(Store.INSIDE).filter(saved_at__lt=clock.now() - DRAFTS_LAST)
    note(marks=count, keys=keys.delete()[0], drafts=old.delete()[0])
    return count


def _machine(by: Reader) -> Decision:
    return ALLOWED if by.is_system else Refused("Only the desk's own work does this.", "")
