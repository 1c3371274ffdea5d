"""Who may read, write and import calls, and why not."""

from dotline.access.policy import may
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision, first_refusal
from dotline.base.reader import Reader
from dotline.intake.models import Contact
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


def _is_open(contact: Contact) -> Decision:
    if contact.status == Status.OPEN:
        return ALLOWED
    return Refused(
        "This call is closed and stays as it is.",
        "If the person calls again, open a new call.",
    )
