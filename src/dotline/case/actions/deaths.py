"""Writes of deaths: a person died, so that her clocks and her code end; or that was a mistake, and they run on."""

from datetime import date
from uuid import UUID

from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import N_, Conflict
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.actions.own_page import _end_codes
from dotline.case.models import PersonDeath
from dotline.case.queries import deaths
from dotline.duty import actions as duty

DIED = "person died"


@action("case.record_death")
def record_death(
    *, by: Reader, involvement_id: UUID, on: date, key: UUID | None = None
) -> PersonDeath:
    """Write down that a person died: clocks about her end with that reason, and so do the codes of her own page.

    Who administers her estate, and whoever a court names, may still ask for her record. Raises NotFound, Refused,
    Invalid for a day to come, Conflict when it is written down already.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("person", found.person_id)
    sent = sending(key, str(found.id), on.isoformat()) if key else None
    before = _before(PersonDeath, sent, person=found.person)
    if before is not None:
        return before
    row = PersonDeath(
        **signed(sent, by),
        agency_id=found.agency_id,
        person_id=found.person_id,
        died_on=_past(by, on),
        recorded_at=clock.now(),
    )
    insert(row, Conflict(N_("This death is written down already."), N_("Reload the page.")))
    note(clocks=_clocks_follow(by, row.person_id))
    _end_codes(by, row.person_id)
    return row


@action("case.strike_death")
def strike_death(*, by: Reader, death_id: UUID) -> PersonDeath:
    """Say that a death was written down by mistake: the clocks that it ended run on, and are late if they are.

    A code of her own page does not come back: she is given a new one. Twice changes nothing. Raises NotFound, Refused.
    """
    row = deaths.death(by, death_id)
    allow(policy.may_write(by))
    about("person", row.person_id)
    _lock(row)
    if row.struck_at is None:
        row.struck_at, row.struck_by = clock.now(), by.worker
        row.save(update_fields=["struck_at", "struck_by"])
        note(clocks=_clocks_follow(by, row.person_id))
    return row


def _clocks_follow(by: Reader, person_id: UUID) -> int:
    """Inside an action: end the clocks about a person who has died, or let run what a death had ended."""
    subjects = deaths.clocked(by, person_id)
    if deaths.has_died(person_id):
        return duty.waive_all(subjects=subjects, why=DIED)
    return duty.run_again(subjects=subjects, why=DIED)
