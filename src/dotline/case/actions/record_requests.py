"""Writes of access: somebody asks for her own record, and gets a copy of it without a word about anybody else."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access import queries as access
from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.case import policy, queries, rules
from dotline.case.actions.clocks import _start
from dotline.case.actions.once import _before, _lock
from dotline.case.models import AccessRequest, Involvement, OwnRequest
from dotline.case.queries import holdings, own_page, record_requests
from dotline.case.queries.holdings import Gathered
from dotline.case.rules.own_page import COPY, RECORD_RULE
from dotline.duty import actions as duty
from dotline.gates import refer


@dataclass(frozen=True)
class RecordCopy:
    """A person's copy of her own record, and the request that it answers."""

    request: AccessRequest
    gathered: Gathered


@action("case.ask_for_record")
def ask_for_record(
    *,
    by: Reader,
    involvement_id: UUID,
    asked_by: UUID | None = None,
    key: UUID | None = None,
) -> AccessRequest:
    """Write down that somebody asks for her own record, by herself or through `asked_by`; the clock of 30 days begins.

    Raises NotFound, Refused as `_check` says, Conflict while another request waits.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_handle_access(by))
    about("case", found.case_id)
    representative = queries.involvement(by, asked_by) if asked_by else None
    _check(by, found, representative)
    sent = sending(key, str(found.id), str(asked_by)) if key else None
    before = _before(AccessRequest, sent, case=found.case)
    if before is not None:
        return before
    return _saved(by, found, representative, sent)


def _waits(by: Reader, found: Involvement) -> AccessRequest:
    """Her own request that waits by now: one that came before, or a new one with its clock."""
    _lock(found.person)
    waiting = record_requests.open_request_of(by, found.person_id)
    return waiting or _saved(by, found, None, None)


def _saved(
    by: Reader, found: Involvement, representative: Involvement | None, sent: Sending | None
) -> AccessRequest:
    zone = access.zone_of(by)
    row = AccessRequest(
        **signed(sent, by),
        agency_id=found.agency_id,
        person_id=found.person_id,
        case_id=found.case_id,
        asked_by=representative,
        received_on=queries.today(by),
        due_on=rules.local_day(rules.clock_of(RECORD_RULE, clock.now(), zone).due, zone),
    )
    insert(row, Conflict(N_("A request of this person waits already."), N_("Answer that one.")))
    _start(by, RECORD_RULE, found, ("access_request", row.id))
    return row


def _check(by: Reader, found: Involvement, representative: Involvement | None) -> None:
    """Nobody marked in this case is given her or his own, and another's is given to who stands by her alone."""
    allow(queries.consents.may_have_own(by, found.case_id, found.person_id))
    if representative is None:
        allow(queries.deaths.may_ask_herself(found.person_id))
    else:
        may = record_requests.may_ask_for(by, found.case_id, found.person_id, representative)
        allow(may)


def _words_met(by: Reader, row: AccessRequest) -> None:
    """What asked for this copy through her own page is done, unless it says more in words: that waits for an answer."""
    asked = OwnRequest.objects.using(Store.INSIDE).filter(kind=COPY, answered_at=None, done=False)
    for one in asked.filter(code__involvement__person_id=row.person_id):
        if not own_page.words(by, one):
            one.done = True
            one.save(update_fields=["done"])
            duty.meet(rule=RECORD_RULE, subject_id=one.id)


@action("case.give_own_copy")
def give_own_copy(*, by: Reader, request_id: UUID) -> RecordCopy:
    """Gather everything about one person for her: one passage of the gate *refer*, one ledger line.

    Asked again it is gathered again; the first day stays. Raises NotFound, Refused for whoever may not have it by now.
    """
    row = record_requests.access_request(by, request_id)
    allow(policy.may_handle_access(by))
    about("access_request", row.id)
    allow(queries.consents.may_have_own(by, row.case_id, row.person_id))
    if row.asked_by is not None:
        allow(record_requests.may_ask_for(by, row.case_id, row.person_id, row.asked_by))
    _lock(row)
    found = holdings.gathered(by, row.person)
    own = refer.Recipient(by.own, access.agency(by, by.own).kind)
    parts = tuple(sorted(found.sections))
    passage = refer.by_disclosure(parts, refer.OWN_COPY, by.own, own, clock.now())
    if row.answered_on is None:
        row.answered_on, row.passage_id = queries.today(by), passage.id
        row.withheld = found.withheld
        row.save(update_fields=["answered_on", "passage_id", "withheld"])
        duty.meet(rule=RECORD_RULE, subject_id=row.id)
        _words_met(by, row)
    note(basis=refer.OWN_COPY, fields=list(parts), passage=passage.id, withheld=found.withheld)
    return RecordCopy(row, found)
