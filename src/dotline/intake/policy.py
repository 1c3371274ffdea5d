"""Who may read, write and import calls, weigh tips and review decisions, and why not."""

from dotline.access.policy import may
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.base.reader import Reader
from dotline.intake.models import ChildDutyDecision, Contact, Handover
from dotline.intake.rules import Status


def may_read(reader: Reader) -> Decision:
    """Whether the reader may see calls at all; of which agency, the queries say."""
    return may(reader, "intake.read")


def may_write(reader: Reader) -> Decision:
    """Whether the reader may answer calls."""
    return may(reader, "intake.write")


def may_change(reader: Reader, contact: Contact) -> Decision:
    """Whether the reader may change this call now."""
    return first_refusal(may_write(reader), _is_open(contact))


def may_import(reader: Reader) -> Decision:
    """Whether the reader may bring in a history of calls."""
    return may(reader, "intake.import")


def may_sync(reader: Reader) -> Decision:
    """Whether the reader may bring in calls that were taken offline; it opens none of them to her."""
    return may(reader, "intake.sync")


def may_see_tips(reader: Reader) -> Decision:
    """Whether the reader may see that tips are there."""
    return may(reader, "intake.tips")


def may_weigh(reader: Reader, *, on_shift: bool) -> Decision:
    """Whether the reader may open and weigh tips now: somebody on shift, so that it is her task."""
    return first_refusal(may_see_tips(reader), ALLOWED if on_shift else NOT_ON_SHIFT)


NOT_ON_SHIFT = Refused(
    "Only somebody on shift opens and weighs tips.", "Begin your shift first; it is one click."
)


def may_answer_as_police(reader: Reader) -> Decision:
    """Whether the reader may read and answer for tips that came to her police service."""
    return may(reader, "intake.receive_tips")


def may_review(reader: Reader) -> Decision:
    """Whether the reader may review what a colleague decided alone."""
    return may(reader, "intake.review")


def may_review_decision(reader: Reader, row: ChildDutyDecision) -> Decision:
    """Nobody reviews her own decision."""
    if row.worker_id == reader.worker:
        return Refused("Nobody reviews their own decision.", "Ask a second person of your agency.")
    return may_review(reader)


def may_take(reader: Reader, handover: Handover) -> Decision:
    """Whether the reader may take over a shift: another person than who gave it."""
    if handover.given_by == reader.worker:
        return Refused(
            "Somebody else takes over what you signed over.",
            "You may end your shift; it stays on every desk page until somebody takes it.",
        )
    return may_write(reader)


def _is_open(contact: Contact) -> Decision:
    if contact.status == Status.OPEN:
        return ALLOWED
    return Refused(
        "This call is closed and stays as it is.",
        "If the person calls again, open a new call.",
    )
