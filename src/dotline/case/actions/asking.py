"""Writes of asking: that somebody asks whether a person is known elsewhere, and the review of it."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access import queries as access
from dotline.access.sent import insert_once, sent_before, signed
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store, alone
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Refused, not_found
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.case import policy, queries
from dotline.case.actions.once import _lock
from dotline.case.models import Involvement, LinkQuestion
from dotline.case.queries import consents, linkage, matches, nations
from dotline.case.rules.asking import Asked, AskReason, AskVerdict, answer_at, may_ask_now
from dotline.case.rules.linkage import (
    Candidate,
    LeftOut,
    may_encode_roles,
    roles_under,
    why_left_out,
)


@dataclass(frozen=True)
class NewQuestion:
    """About whom (an involvement), under which agreement, why."""

    involvement: UUID
    agreement: UUID
    reason: AskReason


@action("case.ask_elsewhere")
def ask_elsewhere(*, by: Reader, new: NewQuestion, key: UUID | None = None) -> LinkQuestion:
    """Ask whether a person is known at the other party of an agreement. The answer comes at a fixed hour.

    Each question stands on the ledger. Raises NotFound; Refused without consent or statute, and beyond the caps.
    """
    found = queries.involvement(by, new.involvement)
    allow(policy.may_ask_elsewhere(by, found))
    about("case", found.case_id)
    note(agreement=new.agreement, reason=new.reason.value)
    sent = sending(key, repr(new)) if key else None
    alone(Store.INSIDE, f"case-ask-{by.own}")  # the caps count over all cases, not only this one
    _lock(found.case)
    if (before := _before(found, sent)) is not None:
        return before
    _may_be_looked_for(by, found, new)
    asked = Asked(by.worker or UUID(int=0), found.person_id, clock.now())
    allow(may_ask_now(matches.asked_before(by), asked))
    row = LinkQuestion(
        **signed(sent, by),
        agency_id=found.agency_id,
        case_id=found.case_id,
        person_id=found.person_id,
        agreement_id=new.agreement,
        reason=new.reason,
        asked_at=asked.at,
        answer_at=answer_at(asked.at),
    )
    return insert_once(row, lambda: _before(found, sent))


def _before(found: Involvement, sent: Sending | None) -> LinkQuestion | None:
    rows = LinkQuestion.objects.using(Store.INSIDE).filter(case_id=found.case_id)
    return sent_before(rows, sent)


def _may_be_looked_for(by: Reader, found: Involvement, new: NewQuestion) -> None:
    """Raises NotFound for an agreement of others, Refused for who may not be encoded under it."""
    terms = next((told for row, told in linkage.standing(by) if row.id == new.agreement), None)
    if terms is None:
        raise not_found("agreement")
    may_encode_roles(terms, access.agency(by, by.own).kind).or_refuse()
    person = found.person_id
    told = consents.history(by, [person]).get(person, ())
    govern = nations.governed(by, [person]).get(person, nations.NONE)
    if found.role not in roles_under(terms):
        raise Refused(
            N_("This agreement is not about people in this role."), N_("Choose another agreement.")
        )
    why = why_left_out(Candidate(person, told, govern, asked=True), linkage.weighing(by, terms))
    if why is LeftOut.NATION:
        raise Refused(
            N_("A body that governs this person’s data has not agreed to the agreement."),
            N_("Ask its data steward."),
        )
    if why is not None:
        raise Refused(
            N_("No consent of this person to being looked for there stands."),
            N_("Ask her first, on the page of consent."),
        )


@action("case.review_question")
def review_question(*, by: Reader, question_id: UUID, verdict: AskVerdict) -> LinkQuestion:
    """Say as a second person whether a question was in order. Raises NotFound, Refused, Conflict."""
    row = matches.question(by, question_id)
    allow(policy.may_review_question(by, row))
    about("question", row.id)
    note(verdict=verdict.value)
    _lock(row)
    if row.reviewed_at is not None:
        raise Conflict(N_("This question was reviewed already."), N_("Reload the page."))
    row.verdict, row.reviewed_by, row.reviewed_at = verdict, by.worker, clock.now()
    row.save(update_fields=["verdict", "reviewed_by", "reviewed_at"])
    return row
