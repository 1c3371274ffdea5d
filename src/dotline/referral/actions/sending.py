"""Handing over: by a consent, to several services under one consent, or at once on a legal duty."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from dotline.access.models import Agency
from dotline.access.unit import about, action, allow, line, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.duty import actions as duty
from dotline.gates import outbox, refer
from dotline.gates.passage import Passage
from dotline.gates.refer import LegalDuty, Recipient, ReferField
from dotline.intake import queries as intake
from dotline.intake.rules import CallFacts
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.referral import policy, queries, rules
from dotline.referral.actions.custody import _step
from dotline.referral.models import Consent, Referral
from dotline.referral.rules import STATUS, Status, Urgency

OPEN_ALREADY = Conflict(
    "A referral of this call to this service is open already.",
    "Open that one, or say that you want to send another one.",
)
HAND_OVER = "refer"  # the purpose in the code list consent_purposes


@dataclass(frozen=True)
class Wanted:
    """What is asked of a service. `needs` are codes of the taxonomy."""

    service_id: UUID
    needs: tuple[str, ...]
    urgency: Urgency


@dataclass(frozen=True)
class NewConsent:
    """What somebody agreed to just now. `recipients` empty means the one receiving agency."""

    fields: frozenset[ReferField]
    expires_at: datetime
    how: str
    language: str
    given_by: str = "self"
    giver_may_be_abuser: bool = False
    recipients: frozenset[UUID] = field(default_factory=frozenset)


@action("referral.consent")
def record_consent(
    *, by: Reader, contact: UUID, consent: NewConsent, recipients: frozenset[UUID]
) -> Consent:
    """Keep a consent to a hand-over. Raises Invalid on a code that no list has or an end in the past."""
    allow(policy.may_record(by, intake.contact(by, contact).agency_id))
    row = _keep_consent(by, contact, consent, recipients)
    about("consent", row.id)
    note(fields=row.fields, recipients=len(recipients))
    return row


def _agreed(by: Reader, contact: UUID, consent: NewConsent, recipients: frozenset[UUID]) -> Consent:
    """The same within a hand-over, which holds the call already; with its own line on the ledger all the same."""
    policy.may_record(by, _agency(by)).or_refuse()
    row = _keep_consent(by, contact, consent, recipients)
    told = {"fields": row.fields, "recipients": len(recipients)}
    line("referral.consent", "done", thing=("consent", row.id), detail=told)
    return row


def _keep_consent(
    by: Reader, contact: UUID, consent: NewConsent, recipients: frozenset[UUID]
) -> Consent:
    for list_name, code in (
        ("consent_given_how", consent.how),
        ("consent_given_by", consent.given_by),
        ("languages", consent.language),
    ):
        vocabulary.label(list_name, code)
    at = clock.now()
    if not at < consent.expires_at <= at + refer.LONGEST_CONSENT:
        raise Invalid("A consent must end on a day to come, within a year.", "Choose when it ends.")
    row = Consent(
        id=new_id(),
        agency_id=_agency(by),
        person_id=contact,
        recipients=rules.joined(str(one) for one in recipients),
        fields=rules.joined(name.value for name in consent.fields),
        purpose=HAND_OVER,
        given_at=at,
        expires_at=consent.expires_at,
        how=consent.how,
        language=consent.language,
        given_by=consent.given_by,
        giver_may_be_abuser=consent.giver_may_be_abuser,
        recorded_by=by.worker,
    )
    row.save(force_insert=True)
    return row


@action("referral.send")
def send(
    *,
    by: Reader,
    contact: UUID,
    wanted: Wanted,
    consent: NewConsent | UUID,
    group: UUID | None = None,
    key: UUID | None = None,
    follows: UUID | None = None,
    another: bool = False,
) -> Referral:
    """Hand over what the person agreed to, to the queue of the service's agency; its clock starts.

    `consent` is a new one, or the id of one that this agency recorded. `key` names the form that
    was sent: sending it twice hands over once, and answers with the same referral. `follows` is the
    unanswered one that this comes of. `another`: send it though one of this call to this service is
    open. Raises Refused when the consent does not hold for this agency,
    purpose and moment, or the service may not receive; NotFound for a call or service that is not
    there; SentAlready when the form said something else before; Conflict when one is open and no
    `another` was asked for. R-51 to R-54.
    """
    target = queries.target(by, wanted.service_id, contact=contact)
    allow(policy.may_send(by, target.agency.id))
    call = _held_call(by, contact)
    form = _form(contact, call, key, (wanted,), consent, follows)
    if before := _sent_before(by, form):
        return before[0]
    if not another:
        _one_is_enough(by, contact, (wanted,))
    if isinstance(consent, UUID):
        held = queries.consent(by, consent)
    else:
        recipients = consent.recipients or frozenset({target.agency.id})
        held = _agreed(by, contact, consent, recipients)
    passage = _passage(by, contact, call, held, target.agency)
    row = _request(by, contact, wanted, target, passage)
    row.consent_id, row.access_ends_at, row.group_id = held.id, held.expires_at, group
    _name(row, form)
    row.follows_id = follows
    return _dispatch(by, row, passage, target.agency)


@action("referral.send_offers")
def send_offers(
    *,
    by: Reader,
    contact: UUID,
    wanted: tuple[Wanted, ...],
    consent: NewConsent,
    key: UUID | None = None,
    another: bool = False,
) -> list[Referral]:
    """Offer one hand-over to several services at once; the first to accept has it (R-55).

    The consent must name every receiving agency. `key` names the form, as in `send`: the group of
    offers bears its name, and `another` as there. Raises Refused, SentAlready and Conflict as `send` does.
    """
    targets = [queries.target(by, one.service_id, contact=contact) for one in wanted]
    for target in targets:
        allow(policy.may_send(by, target.agency.id))
    recipients = frozenset(target.agency.id for target in targets)
    if len(recipients) < len(targets) or not targets:
        raise Invalid("Offer it to different agencies, one service of each.", "")
    form = _form(contact, _held_call(by, contact), key, wanted, consent)
    if before := _sent_before(by, form):
        return before
    if not another:
        _one_is_enough(by, contact, wanted)
    group = form.form if form else new_id()
    about("offer", group)
    held = _agreed(by, contact, consent, recipients)
    rows = [
        send(by=by, contact=contact, wanted=one, consent=held.id, group=group, another=True)
        for one in wanted
    ]
    for row in rows:
        row.send_words = form.words if form else None
        row.save(update_fields=["send_words"])
    return rows


@action("referral.send_by_duty")
def send_by_duty(
    *,
    by: Reader,
    contact: UUID,
    wanted: Wanted,
    duty_code: LegalDuty,
    fields: frozenset[ReferField],
    key: UUID | None = None,
) -> Referral:
    """Hand over at once on a named legal duty; a second person of the agency reviews within 24 hours.

    `key` names the form, as in `send`. What is open already stops nothing here: an emergency goes
    beside it. Raises Refused when the duty cannot carry a hand-over to
    that agency, SentAlready when the form said something else before.
    """
    target = queries.target(by, wanted.service_id, contact=contact, emergency=True)
    allow(policy.may_send_by_duty(by, target.agency.id))
    call = _held_call(by, contact)
    form = _form(contact, call, key, (wanted,), fields, duty_code)
    if before := _sent_before(by, form):
        return before[0]
    record = queries.handover(call)
    recipient = Recipient(target.agency.id, target.agency.kind)
    passage = refer.by_duty(record, fields, duty_code, _agency(by), recipient, clock.now())
    row = _request(by, contact, wanted, target, passage)
    row.duty = duty_code.value
    _name(row, form)
    sent = _dispatch(by, row, passage, target.agency)
    duty.open_window(
        rule=rules.REVIEW,
        subject=("referral", sent.id),
        holder=by.agency,
        opens=sent.sent_at,
        due=rules.review(sent.sent_at, target.agency.zone).due,
        basis=duty_code.value,
    )
    return sent


def _one_is_enough(by: Reader, contact: UUID, wanted: tuple[Wanted, ...]) -> None:
    """Raise Conflict where a service has an open referral of this call."""
    if queries.open_to(by, contact, [one.service_id for one in wanted]).exists():
        raise Conflict(OPEN_ALREADY.template, OPEN_ALREADY.next_step)


def _held_call(by: Reader, contact: UUID) -> CallFacts:
    """What a call says, with sends for it following one another. Raises NotFound."""
    return intake.facts_of(by, intake.held(by, contact))


def _form(
    contact: UUID,
    call: CallFacts,
    key: UUID | None,
    wanted: tuple[Wanted, ...],
    agreed: NewConsent | UUID | frozenset[ReferField],
    *more: object,
) -> Sending | None:
    """Name what a form says: what is asked of whom, by which consent or duty, and the package itself."""
    if key is None:
        return None
    record = queries.handover(call)
    fields: Iterable[ReferField] = record
    said: list[object] = [str(agreed)]
    if isinstance(agreed, NewConsent):
        # A consent ends a whole number of days after it was given; the moment differs with each press.
        days = round((agreed.expires_at - clock.now()) / timedelta(days=1))
        said = [days, agreed.how, agreed.language, agreed.given_by, agreed.giver_may_be_abuser]
        said += [sorted(map(str, agreed.recipients)), sorted(agreed.fields)]
        fields = agreed.fields
    elif isinstance(agreed, frozenset):
        said, fields = [sorted(agreed)], agreed
    package = {name.value: record[name] for name in fields if name in record}
    asked = [(one.service_id, sorted(set(one.needs)), one.urgency.value) for one in wanted]
    return sending(key, contact, sorted(asked), said, package, *more)


def _name(row: Referral, form: Sending | None) -> None:
    row.send_key, row.send_words = (form.form, form.words) if form else (None, None)


def _sent_before(by: Reader, form: Sending | None) -> list[Referral]:
    """What this very form sent before. Raises SentAlready when it said something else then."""
    if form is None:
        return []
    rows = queries.visible_to(by).filter(from_agency_id=_agency(by))
    found = list(rows.filter(Q(send_key=form.form) | Q(group_id=form.form)).order_by("id"))
    for row in found:
        form.must_match(row.send_words)
    if found:
        about("referral", found[0].id)
        note(repeated=True)
    return found


def _agency(by: Reader) -> UUID:
    if by.agency is None:
        raise Invalid("Only an agency can hand somebody over.", "Sign in with an account of one.")
    return by.agency


def _passage(by: Reader, contact: UUID, call: CallFacts, held: Consent, to: Agency) -> Passage:
    if held.person_id != contact:
        raise Invalid("This consent was given by somebody else.", "Record one for this person.")
    queries.may_consent(call, held.given_by).or_refuse()
    record = queries.handover(call)
    recipient = Recipient(to.id, to.kind)
    value = queries.consent_value(held)
    return refer.by_consent(record, value, _agency(by), recipient, HAND_OVER, clock.now())


def _request(
    by: Reader, contact: UUID, wanted: Wanted, target: queries.Target, passage: Passage
) -> Referral:
    unknown = [code for code in wanted.needs if not taxonomy.is_need(code)]
    if unknown:
        raise Invalid(
            "There is no need with the code {code}.",
            "Pick one from the list, or search by a word such as shelter.",
            code=unknown[0][:40],
        )
    return Referral(
        id=new_id(),
        from_agency_id=_agency(by),
        to_agency_id=target.agency.id,
        service_id=target.service_id,
        service_name_en=target.name_en[:200],
        service_name_fr=target.name_fr[:200],
        contact_id=contact,
        urgency=wanted.urgency.value,
        needs=rules.joined(wanted.needs),
        spoken=target.spoken,
        status=STATUS.move(Status.DRAFT, Status.REQUESTED).value,
        fields=" ".join(passage.fields),
        passage_id=passage.id,
        sent_by=by.worker,
        sent_at=passage.at,
        changed_at=passage.at,
        due_at=rules.acknowledgement(wanted.urgency, passage.at, target.agency.zone).due,
    )


def _dispatch(by: Reader, row: Referral, passage: Passage, to: Agency) -> Referral:
    row.save(force_insert=True)
    about("referral", row.id)
    note(urgency=row.urgency, basis=passage.basis, to=to.code)
    _step(by, row, "sent", passage.basis)
    duty.open_window(
        rule=rules.acknowledge_rule(row.urgency),
        subject=("referral", row.id),
        holder=to.id,
        opens=row.sent_at,
        due=row.due_at,
        basis=row.urgency,
    )
    outbox.send(passage)
    return row
