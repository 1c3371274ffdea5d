"""Writes of people's own pages: a code given and ended, the page told anew, her word taken in and answered."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.unit import about, action, after_commit, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid, NotFound, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries
from dotline.case.actions.clocks import _start
from dotline.case.actions.consents import withdraw_consent
from dotline.case.actions.once import _lock
from dotline.case.actions.record_requests import _waits
from dotline.case.models import Involvement, OwnCode, OwnRequest, Person
from dotline.case.queries import consents, deaths, own_page
from dotline.case.rules.own_page import ANSWER_RULES, COPY, TAKE_BACK
from dotline.duty import actions as duty
from dotline.gates import outbox, ownbox, refer, tipbox

BY = "own page"


@dataclass(frozen=True)
class GivenCode:
    """A code as it is shown once: its digits, and the row that keeps none of them."""

    digits: str
    row: OwnCode


@action("case.give_code")
def give_code(
    *, by: Reader, involvement_id: UUID, key: UUID | None = None, demo: bool = False
) -> GivenCode:
    """Make a code for a person's own page; one that she had before ends.

    `demo` gives the code that a FICTIONAL home shows to everybody, and is refused to a real agency.
    `key` names the press: pressed again it makes none, so that the code she wrote down keeps working.
    Raises NotFound, Refused for whoever is marked in this case, Conflict for a press that gave its code.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    _lock(found.person)
    _lock(found)
    allow(consents.may_have_own(by, found.case_id, found.person_id))
    allow(deaths.may_ask_herself(found.person_id))
    made_of = sending(key).form if key else new_id()
    if OwnCode.objects.using(Store.INSIDE).filter(pk=made_of).exists():
        raise Conflict(
            N_("The code was shown once."), N_("If it was not written down, give a new one.")
        )
    before = own_page.live(by, found)
    if before is not None:
        _end(by, before)
    digits = _digits(by, found.agency_id, demo=demo)
    opened = ownbox.opener(digits)
    row = OwnCode(
        id=made_of,
        agency_id=found.agency_id,
        involvement_id=found.id,
        box_id=opened.box,
        public=bytes(opened.private.public_key),
        proof=opened.proof_kept,
        made_at=clock.now(),
        made_by=by.worker,
        ends_on=queries.today(by) + ownbox.LASTS,
    )
    row.save(force_insert=True)
    _tell(by, row)
    return GivenCode(digits, row)


def _digits(by: Reader, agency: UUID, *, demo: bool) -> str:
    if not demo:
        return tipbox.new_code()
    if not access.agency(by, agency).demo:
        raise Refused(N_("Only a fictional demo shows codes."), "")
    return ownbox.DEMO_CODE


@action("case.end_code")
def end_code(*, by: Reader, involvement_id: UUID) -> None:
    """End a person's code: it opens nothing from now on. Raises NotFound, Refused, Conflict when there is none."""
    found = queries.involvement(by, involvement_id)
    allow(policy.may_write(by))
    about("case", found.case_id)
    _lock(found)
    row = own_page.live(by, found)
    if row is None:
        raise Conflict(N_("She has no code now."), N_("Reload the page."))
    _end(by, row)


def _end(by: Reader, row: OwnCode) -> None:
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    box = row.box_id
    # A copy that is still on its way would lay the box anew.
    outbox.take_back_about(refer.OWN_PAGE, "box", str(box))
    after_commit(lambda: ownbox.close(by=by, box=box))


def _end_all(by: Reader, found: Involvement) -> None:
    """End every code of a person that was given in a case in which she or he is marked by now."""
    _end_codes(by, found.person_id, involvement__case_id=found.case_id)


def _end_codes(by: Reader, person_id: UUID, **where: UUID) -> None:
    """End every code of a person, or those given in one case."""
    _lock(Person.objects.using(Store.INSIDE).get(pk=person_id))
    for row in own_page.running(by).filter(involvement__person_id=person_id, **where):
        _end(by, row)


def _tell(by: Reader, row: OwnCode) -> bool:
    """Lay the page anew into its box if it says something new; whoever is marked by now is told nothing."""
    found = row.involvement
    if not consents.may_have_own(by, found.case_id, found.person_id):
        _end(by, row)
        return False
    said = own_page.told(by, row)
    digest = own_page.digest(said)
    if digest == row.told:
        return False
    row.told = digest
    row.save(update_fields=["told"])
    outbox.empty(refer.OWN_PAGE)
    outbox.take_back_about(refer.OWN_PAGE, "box", str(row.box_id))
    sealed = ownbox.seal_for(bytes(row.public), said)
    outbox.send(
        refer.by_own_page(
            row.box_id,
            sealed,
            own_page.PARTS,
            row.ends_on.isoformat(),
            row.agency_id,
            clock.now(),
        )
    )
    return True


@action("case.tell_own_page")
def tell_own_page(*, by: Reader, code_id: UUID) -> bool:
    """Renew a person's page if something changed; returns whether it was told.

    A code whose days are over ends, and so does one of whoever is marked in its case by now. Raises NotFound for a
    code that has ended or is none of the agency's.
    """
    allow(policy.may_write(by))
    row = own_page.running(by).filter(pk=code_id).first()
    if row is None:
        raise not_found("code")
    about("case", row.involvement.case_id)
    if row.ends_on < queries.today(by):
        _end(by, row)
        return False
    return _tell(by, row)


@action("case.take_own_word")
def take_own_word(*, by: Reader, word: ownbox.OwnWord) -> OwnRequest:
    """Take in what a person asked: a withdrawal takes effect at once, everything else waits for a worker.

    Her wish for a copy is a request for her record, with its thirty days; whatever waits has a clock of its own.

    The same words of one form count once. Raises NotFound where the writer held no code of ours.
    """
    allow(ALLOWED if by.is_system else policy.may_write(by))
    codes = OwnCode.objects.select_related("involvement__case")
    code = codes.filter(box_id=word.box, agency_id=by.own).first()
    if code is None or not word.proves(code.proof):
        raise NotFound("This letter is none of an own page.", "")
    about("case", code.involvement.case_id)
    note(kind=word.asked.what)
    sent = sending(word.asked.key, word.asked.what, word.asked.text, str(word.asked.which))
    row = OwnRequest(
        id=new_id(),
        agency_id=code.agency_id,
        code=code,
        kind=word.asked.what,
        which=word.asked.which,
        came_at=clock.now(),
        send_key=sent.form,
        send_words=sent.words,
    )
    person = code.involvement.person_id
    row.sealed = envelope.seal_text(
        person, row.agency_id, word.asked.text, own_page.place(row, "sealed")
    )
    try:
        with transaction.atomic(using=Store.INSIDE):
            row.save(force_insert=True)
    except IntegrityError:
        known = {"code": code, "send_key": sent.form, "send_words": sent.words}
        return OwnRequest.objects.get(**known)
    # A code that was ended may be in other hands: what it sends waits for a worker.
    if code.ended_at is None and _acted_on(by, row, code):
        return row
    _start(by, ANSWER_RULES[row.kind], code.involvement, ("own_request", row.id))
    return row


def _acted_on(by: Reader, row: OwnRequest, code: OwnCode) -> bool:
    """Do at once what needs nobody's judgement; returns whether nothing is left to wait, or a clock runs already."""
    found = code.involvement
    if row.kind == TAKE_BACK and row.which is not None:
        row.done = _withdraw(by, code, row.which)
        row.save(update_fields=["done"])
        _tell(by, code)
        return row.done
    if row.kind == COPY and consents.may_have_own(by, found.case_id, found.person_id):
        _waits(by, found)
        return True
    return False


def _withdraw(by: Reader, code: OwnCode, which: UUID) -> bool:
    """Take back a consent of her own; what is no longer given is left to a worker to look at."""
    try:
        given = consents.decision(by, which)
        if given.person_id != code.involvement.person_id:
            return False
        withdraw_consent(by=by, decision_id=which)
    except (Conflict, Invalid, NotFound):
        note(withdrawn="before")
        return False
    return True


@action("case.answer_own_word")
def answer_own_word(*, by: Reader, request_id: UUID, text: str) -> OwnRequest:
    """Answer what a person asked; her page shows it. Raises NotFound, Refused, Conflict, Invalid."""
    row = own_page.request(by, request_id)
    allow(policy.may_hear(by, row))
    about("case", row.code.involvement.case_id)
    _lock(row)
    if row.answered_at is not None:
        raise Conflict(N_("This was answered already."), N_("Reload the page."))
    if not text.strip():
        raise Invalid(N_("Write an answer."), N_("She sees it on her page."))
    row.answered_at, row.answered_by, row.done = clock.now(), by.worker, True
    person = row.code.involvement.person_id
    row.answer = envelope.seal_text(
        person, row.agency_id, text.strip(), own_page.place(row, "answer")
    )
    row.save(update_fields=["answered_at", "answered_by", "done", "answer"])
    duty.meet(rule=ANSWER_RULES[row.kind], subject_id=row.id)
    code = own_page.live(by, row.code.involvement)
    if code is not None:
        _tell(by, code)
    return row
