"""May I read and write cases, and why not."""

from collections.abc import Sequence

from dotline.access.policy import may
from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.base.reader import Reader
from dotline.case import rules
from dotline.case.models import (
    CaseFile,
    DisposalBatch,
    Involvement,
    LegalHold,
    LinkQuestion,
    OwnRequest,
)
from dotline.case.rules.disclosing import CHILD_DUTY, CONSENT
from dotline.case.rules.own_page import COMPLAINT

WORKERS_MAY = frozenset({CONSENT, CHILD_DUTY})
MAY_RECEIVE_NOTHING = Refused(
    N_("Whoever is marked as a possible abuser receives nothing about anybody."),
    N_("Tell whoever answers for privacy in your agency."),
)


def may_read(reader: Reader) -> Decision:
    """Whether the reader's roles open cases at all; of which agency, the queries say."""
    return may(reader, "case.read")


def may_write(reader: Reader) -> Decision:
    """Whether the reader may open cases and add to them."""
    return may(reader, "case.write")


def may_change(reader: Reader, case: CaseFile) -> Decision:
    """Whether the reader may add to this case now."""
    if case.closed_on is not None:
        closed = Refused(
            "This case is closed and stays as it is.", "Open a new case if the person comes back."
        )
        return first_refusal(may_write(reader), closed)
    return may_write(reader)


def may_involve(reader: Reader, role: rules.Role, agency_kind: str) -> Decision:
    """Whether an agency of this kind may keep a person in this role: accused stay with police and courts."""
    if role in rules.ACCUSED_ROLES and agency_kind not in rules.MAY_KEEP_ACCUSED:
        return Refused(
            "Accused persons are kept by police and courts alone.",
            "Write what happened as facts, without naming anybody.",
        )
    return may_write(reader)


def may_be_abuser(row: Involvement, *, marked: bool = False) -> bool:
    """Whether whoever stands in this role may be an abuser: by a mark here or in any case (`marked`), or as accused."""
    return marked or row.possible_abuser or row.role in rules.ACCUSED_ROLES


def may_plan(reader: Reader, row: Involvement) -> Decision:
    """Whether the reader may plan help for this person: for victims, witnesses and dependants alone."""
    if may_be_abuser(row):
        return Refused(
            "A support plan is for the people helped, and for those who depend on them.",
            "Choose the person who gets the help.",
        )
    return may_change(reader, row.case)


def may_stand_by(reader: Reader, row: Involvement, *, marked: bool) -> Decision:
    """Whether this person may stand by another: nobody accused, or `marked`, in any case of the agency."""
    if may_be_abuser(row, marked=marked):
        return Refused(
            "This person is marked as a possible abuser and may stand by nobody.",
            "Name somebody whom the person helped trusts.",
        )
    return may_change(reader, row.case)


def may_ask_consent(reader: Reader, row: Involvement) -> Decision:
    """Whether a consent of this person may be written down: of whoever is helped, never of an accused."""
    if may_be_abuser(row):
        return Refused(
            N_("A consent is asked of the people who are helped."),
            N_("Choose the person who gets the help."),
        )
    return may_change(reader, row.case)


def may_decide_for(reader: Reader, row: Involvement, *, marked: bool) -> Decision:
    """Whether somebody of the case may decide for another; `marked` in any case of the agency says no."""
    if may_be_abuser(row, marked=marked):
        return Refused(
            "This person is marked as a possible abuser and cannot consent for anybody.",
            "Ask the person alone, or act on a named legal duty.",
        )
    return may_change(reader, row.case)


def may_answer_for_privacy(reader: Reader) -> Decision:
    """Whether the reader answers for privacy: clauses of the law, breaches, requests to see a record."""
    return may(reader, "case.privacy")


def may_pass_on(reader: Reader, clause: str) -> Decision:
    """Whether the reader may disclose on this clause: who works with the person on her consent or for a child,
    whoever answers for privacy on every other."""
    if clause in WORKERS_MAY:
        return may_write(reader)
    return first_refusal(may_read(reader), may_answer_for_privacy(reader))


def may_see_identifiers(reader: Reader) -> Decision:
    """Whether the reader may open names and numbers: who works with the person, not who supervises."""
    return may(reader, "case.write")


def may_merge(reader: Reader) -> Decision:
    """Whether the reader may look for doubles among the agency's people and merge two records: she sees their names."""
    return first_refusal(may_see_identifiers(reader), may(reader, "case.merge"))


def may_import(reader: Reader) -> Decision:
    """Whether the reader may bring in whole batches."""
    return may(reader, "case.import")


def may_see_batches(reader: Reader) -> Decision:
    """Whether the reader may see which files came in: who brings them in, or who reads cases."""
    return may_import(reader) if may_import(reader) else may_read(reader)


def may_export(reader: Reader, *, named: bool, people: bool) -> Decision:
    """Whether the reader may write a file of cases: of `people`, or of rows made for statistics; `named` with names."""
    wanted = may(reader, "case.export_named" if named else "case.export")
    return may_read(reader) if wanted and people else wanted


def may_hold(reader: Reader) -> Decision:
    """Whether the reader may hold files, propose disposals and keep the agency's own terms."""
    return may(reader, "case.dispose")


def may_lift(reader: Reader, row: LegalHold) -> Decision:
    """Whether the reader may lift this hold: somebody else than who placed it."""
    if reader.worker == row.placed_by:
        own = Refused(
            "A second person lifts a hold.", "Ask a colleague who may dispose of files to lift it."
        )
        return first_refusal(may_hold(reader), own)
    return may_hold(reader)


def may_approve(reader: Reader, row: DisposalBatch) -> Decision:
    """Whether the reader may approve this disposal: somebody else than who proposed it."""
    if reader.worker == row.proposed_by:
        own = Refused(
            "A second person approves a disposal.",
            "Ask a colleague who may dispose of files to review it.",
        )
        return first_refusal(may_hold(reader), own)
    return may_hold(reader)


def may_run_disposal(reader: Reader) -> Decision:
    """Whether the reader does the desk's own work: disposal of approved files, so that no person does it alone."""
    return ALLOWED if reader.is_system else Refused("Only the desk's own work does this.", "")


def may_hear(reader: Reader, row: OwnRequest) -> Decision:
    """Whether the reader may see and answer what a person asked through her own page.

    A complaint goes to who may hear complaints, and to nobody who opened her case or gave her the code.
    """
    if row.kind != COMPLAINT:
        return may_write(reader)
    own = {row.code.made_by, row.code.involvement.case.opened_by} - {None}
    if reader.worker in own:
        return Refused(
            "A complaint goes to somebody else than the person's own worker.",
            "Ask a supervisor who did not open this case.",
        )
    return may(reader, "case.hear_complaints")


def may_encode(reader: Reader) -> Decision:
    """Whether the reader may let the agency's own people be encoded; she sees no name by it."""
    return may(reader, "case.encode")


def may_ask_elsewhere(reader: Reader, row: Involvement) -> Decision:
    """Whether the reader may ask if a person of an open case is known elsewhere."""
    return first_refusal(may(reader, "case.ask_elsewhere"), may_change(reader, row.case))


def may_chart(reader: Reader) -> Decision:
    """Whether the reader sees how people, cases and numbers of the agency hang together."""
    return first_refusal(may_read(reader), may(reader, "case.chart"))


def may_review_questions(reader: Reader) -> Decision:
    """Whether the reader reviews who asked about whom elsewhere."""
    return may(reader, "case.review_questions")


def may_review_question(reader: Reader, row: LinkQuestion) -> Decision:
    """Whether the reader may review this question: somebody else than who asked it."""
    if reader.worker == row.by_worker:
        own = Refused(
            N_("A second person reviews a question."), N_("Ask a colleague who reviews questions.")
        )
        return first_refusal(may_review_questions(reader), own)
    return may_review_questions(reader)


def may_handle_access(reader: Reader) -> Decision:
    """Whether the reader may take and answer a request for one's own record: who works with her, or for privacy."""
    privacy = may_answer_for_privacy(reader)
    return may_read(reader) if privacy else may_write(reader)


def may_have_own(reader: Reader, rows: Sequence[Involvement]) -> Decision:
    """Whether a person may be given what is her own: her page, her record. `rows` are all her roles in one case.

    A mark in this very case says no, and so does standing in it as accused alone. What she is in another case
    does not: from a victim who is accused elsewhere nothing is kept back that is about herself.
    """
    marked = any(one.possible_abuser for one in rows)
    if marked or all(one.role in rules.ACCUSED_ROLES for one in rows):
        return MAY_RECEIVE_NOTHING
    return may_read(reader)


def may_ask_for(reader: Reader, *, marked: bool, stands_by: bool) -> Decision:
    """Whether somebody may ask for another's record, and be given it: who stands by her now (`stands_by`) alone."""
    if not stands_by:
        return Refused(
            N_("Only who stands by a person may ask for her record."),
            N_("Write down on the page of people who stands by her."),
        )
    return may_receive(reader, marked=marked)


def may_receive(reader: Reader, *, marked: bool) -> Decision:
    """Whether somebody may be given what is about another: nobody accused, or marked, in any case (`marked`)."""
    if marked:
        return MAY_RECEIVE_NOTHING
    return may_read(reader)
