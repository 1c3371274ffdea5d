"""Writes of belonging: a person says to which First Nation, Inuit or Métis body she belongs, or takes it back."""

from uuid import UUID

from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries
from dotline.case.actions.once import _before, _lock
from dotline.case.models import NationTie
from dotline.case.models.nations import SAID_BY
from dotline.case.queries import nations
from dotline.gates import stewards


@action("case.say_nation")
def say_nation(
    *,
    by: Reader,
    involvement_id: UUID,
    nation: UUID,
    said_by: str = "self",
    key: UUID | None = None,
) -> NationTie:
    """Write down that a person belongs to a body. She may belong to several; each governs what is known of her.

    The ledger line names the case and no body. Raises NotFound, also for what is no such body; Refused for whoever
    may be an abuser; Invalid; Conflict when it is written down already.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_ask_consent(by, found))
    about("case", found.case_id)
    if said_by not in SAID_BY:
        raise Invalid(N_("Belonging is self-declared."), N_("Ask the person herself."))
    stewards.body(by, nation)
    sent = sending(key, str(found.id), str(nation), said_by) if key else None
    before = _before(NationTie, sent, person=found.person)
    if before is not None:
        return before
    row = NationTie(
        **signed(sent, by),
        agency_id=found.agency_id,
        person_id=found.person_id,
        nation_id=nation,
        said_by=said_by,
        on_date=queries.today(by),
        recorded_at=clock.now(),
    )
    insert(row, Conflict(N_("This is written down already."), N_("Reload the page.")))
    return row


@action("case.take_back_nation")
def take_back_nation(*, by: Reader, tie_id: UUID) -> NationTie:
    """Write down that a person no longer says that she belongs to a body. Raises NotFound, Refused, Conflict."""
    row = nations.tie(by, tie_id)
    allow(policy.may_write(by))
    about("person", row.person_id)
    _lock(row)
    if row.ended_on is not None:
        raise Conflict(N_("This was taken back already."), N_("Reload the page."))
    row.ended_on = max(queries.today(by), row.on_date)
    row.save(update_fields=["ended_on"])
    return row
