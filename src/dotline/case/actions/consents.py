"""Writes of consent and disclosure: what a person decided, taking it back, what leaves about her."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access import queries as access
from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.matches import _end_matches_of
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.actions.own_lists import _put_on_list, _take_off_list
from dotline.case.models import ConsentDecision, Involvement
from dotline.case.queries import consents
from dotline.case.rules.consents import FOR_ANOTHER, GUARDIAN, NAMES_RECIPIENT, NATION_LIST
from dotline.gates import refer
from dotline.gates.stewardship import STEWARD_KINDS
from dotline.intake.rules.marks import may_consent
from dotline.reference import helptexts, vocabulary
from dotline.reference.helptexts import HelpKind
from dotline.referral import actions as referral
from dotline.referral import queries as referrals


@dataclass(frozen=True)
class NewDecision:
    """What was asked and what she, or somebody who may decide for her, said.

    `giver` is the involvement of a guardian or substitute; `recipient` an agency; `what` parts of the
    record. `explained_in` is her language, `text_in` the language of the text it was explained with.
    """

    purpose: str
    said: rules.ConsentSaid
    on: date
    by_whom: str = "self"
    giver: UUID | None = None
    recipient: UUID | None = None
    what: tuple[str, ...] = ()
    explained_in: str = "eng"
    text_in: str = "eng"
    interpreter: str = ""
    expires: date | None = None


@action("case.record_consent")
def record_consent(
    *, by: Reader, involvement_id: UUID, new: NewDecision, key: UUID | None = None
) -> ConsentDecision:
    """Write down what somebody decided on one purpose. A refusal is written down and closes nothing.

    `key` names the form. Raises NotFound, also where no reviewed text in that language may be shown; Refused for a
    giver who may be an abuser; Invalid for codes, days and what a purpose lacks.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_ask_consent(by, found))
    about("case", found.case_id)
    note(purpose=new.purpose, said=new.said.value)
    _check(by, new)
    giver = _giver(by, found, new)
    sent = sending(key, str(found.id), repr(new)) if key else None
    before = _before(ConsentDecision, sent, case=found.case)
    if before is not None:
        return before
    row = ConsentDecision(
        **signed(sent, by),
        agency_id=found.agency_id,
        person_id=found.person_id,
        case_id=found.case_id,
        purpose=new.purpose,
        recipient_id=new.recipient,
        what=" ".join(sorted(new.what)),
        decision=new.said.value,
        by_whom=new.by_whom,
        giver=giver,
        explained_in=new.explained_in,
        interpreter=new.interpreter,
        text=_text(by, new),
        on_date=_past(by, new.on),
        expires_on=new.expires,
        recorded_at=clock.now(),
    )
    row.save(force_insert=True)
    _put_on_list(by, found, row)
    _end_matches_of(by, found.person_id)  # a refusal ends what an older consent carried
    return row


def _check(by: Reader, new: NewDecision) -> None:
    vocabulary.label("case_consents", new.purpose)
    vocabulary.label("languages", new.explained_in)
    for part in new.what:
        vocabulary.label("record_parts", part)
    if new.interpreter:
        vocabulary.label("interpreter_modes", new.interpreter)
    if new.said is rules.ConsentSaid.WITHDRAWN:
        raise Invalid(N_("Take back the consent itself."), N_("Choose it in the list."))
    if new.expires is not None and new.expires < new.on:
        raise Invalid(N_("A consent cannot end before it begins."), N_("Check the days."))
    if new.expires is not None and new.expires - new.on > refer.LONGEST_CONSENT:
        raise Invalid(
            N_("A consent may not last longer than a year."), N_("Choose an earlier day.")
        )
    if new.recipient is not None:
        if new.recipient == by.agency:
            raise Invalid(
                N_("Your own agency needs no consent to pass something on to itself."),
                N_("Choose another agency."),
            )
        kind = access.agency(by, new.recipient).kind
        if new.purpose == NATION_LIST and kind not in STEWARD_KINDS:
            raise Invalid(
                N_("A list goes to a First Nation, an Inuit or a Métis body."),
                N_("Choose one of them."),
            )
    whole = new.recipient is not None and bool(new.what) and new.expires is not None
    if new.purpose in NAMES_RECIPIENT and new.said is rules.ConsentSaid.GIVEN and not whole:
        raise Invalid(
            N_("Say who receives it, which parts, and until when."),
            N_("Choose an agency, at least one part, and a last day."),
        )


def _text(by: Reader, new: NewDecision) -> str:
    """Language and version of the reviewed text. Raises NotFound when it may not be shown."""
    shown = helptexts.text(HelpKind.CONSENT, new.text_in, queries.today(by))
    return f"{shown.language}-{shown.version}"


def _giver(by: Reader, found: Involvement, new: NewDecision) -> Involvement | None:
    """Who decided for the person, looked at for marks. Raises Refused, Invalid."""
    vocabulary.label("consent_given_by", new.by_whom)
    marks = queries.looks.marks_of(by, found.case)
    through = "interpreter" if new.interpreter else ""
    allow(may_consent(new.by_whom, marks, through=through))
    if new.by_whom not in FOR_ANOTHER:
        return None
    if new.giver is None or new.giver == found.id:
        raise Invalid(
            N_("Name who decided for the person."),
            N_("Add her or him to the case first, on the page of people."),
        )
    giver = queries.involvement(by, new.giver)
    if giver.case_id != found.case_id:
        raise Invalid(
            N_("This person does not stand in the case in that role."),
            N_("Add the role on the page of people first."),
        )
    allow(policy.may_decide_for(by, giver, marked=consents.is_marked(by, giver.person_id)))
    if new.by_whom == GUARDIAN and not _is_guardian(by, found, giver):
        raise Invalid(
            N_("Nobody wrote down that this person is her guardian."),
            N_("Write down on the page of people who stands by her."),
        )
    return giver


def _is_guardian(by: Reader, found: Involvement, giver: Involvement) -> bool:
    """Whether somebody is guardian of this very person: a case has guardians of others too."""
    beside = queries.plans.standing_by(by, found.case_id, found.person_id)
    return giver.role == rules.Role.GUARDIAN and giver.id in beside


@action("case.withdraw_consent")
def withdraw_consent(
    *, by: Reader, decision_id: UUID, by_whom: str = "self", on: date | None = None
) -> ConsentDecision:
    """Write down that a consent was taken back: from this moment nothing passes on it, anywhere.

    What was handed over to that recipient on a consent of the same person, by referral, closes in the same
    transaction. A closed case takes it too. Raises NotFound, Refused, Conflict when it was taken back before.
    """
    given = consents.decision(by, decision_id)
    allow(policy.may_write(by))
    about("case", given.case_id)
    note(purpose=given.purpose)
    _lock(given)
    vocabulary.label("consent_given_by", by_whom)
    if given.decision != rules.ConsentSaid.GIVEN.value:
        raise Invalid(N_("Only a consent that was given can be taken back."), "")
    row = _taken_back(by, given, by_whom, _past(by, on or queries.today(by)))
    insert(row, Conflict(N_("This consent was taken back already."), ""))
    _close_hand_overs(by, given)
    _take_off_list(by, given)
    _end_matches_of(by, given.person_id)
    return row


def _taken_back(by: Reader, given: ConsentDecision, by_whom: str, on: date) -> ConsentDecision:
    return ConsentDecision(
        id=new_id(),
        agency_id=given.agency_id,
        person_id=given.person_id,
        case_id=given.case_id,
        purpose=given.purpose,
        recipient_id=given.recipient_id,
        what=given.what,
        decision=rules.ConsentSaid.WITHDRAWN.value,
        by_whom=by_whom,
        giver=given.giver if by_whom in FOR_ANOTHER else None,
        explained_in=given.explained_in,
        text=given.text,
        on_date=on,
        ends=given,
        recorded_at=clock.now(),
        by_worker=by.worker,
    )


def _close_hand_overs(by: Reader, given: ConsentDecision) -> None:
    """End the hand-overs of the same person to the same recipient that rest on a consent of a referral."""
    if given.recipient_id is None:
        return
    subjects = (given.person_id, given.case.contact_id, given.case_id)
    closed = 0
    for subject in (one for one in subjects if one is not None):
        for row in referrals.consents_of(by, subject).filter(withdrawn_at=None):
            if given.recipient_id in referrals.consent_value(row).recipients:
                referral.withdraw_consent(by=by, consent_id=row.id)
                closed += 1
    note(hand_overs=closed)
