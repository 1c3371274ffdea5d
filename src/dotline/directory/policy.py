"""Who may change the directory. Reading it needs no leave: it is what everybody may know."""

from uuid import UUID

from dotline.access.policy import may
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.directory.models import Verification


def may_load(reader: Reader) -> Decision:
    """Whether the reader may load a source."""
    return may(reader, "directory.load")


def may_take_in(reader: Reader) -> Decision:
    """Only the courier brings published listings: everything else comes as a load."""
    if reader.is_system:
        return ALLOWED
    return Refused(
        "Listings come in through the gate only.", "Publish the listing from its agency."
    )


def may_read(reader: Reader) -> Decision:
    """Everybody on the public site may read; at the desk the permission says which room is hers."""
    return ALLOWED if reader.is_public else may(reader, "directory.read")


def may_steward(reader: Reader) -> Decision:
    """Whether the reader may decide conflicts and duplicates of the directory."""
    return may(reader, "directory.write")


def may_change_listing(*, agencys: bool) -> Decision:
    """Whether anybody at the directory may change a listing: what an agency published, it alone changes."""
    if not agencys:
        return ALLOWED
    return Refused(
        "This listing belongs to its agency, which alone changes it.",
        "Tell the agency what was offered; it publishes the listing again.",
    )


def may_merge(*, agencys: bool) -> Decision:
    """Whether a record may give way to another: what an agency published, it alone merges away."""
    if not agencys:
        return ALLOWED
    return Refused(
        "An agency published the record that would give way, and it alone lets another stand for it.",
        "Merge the other way round, so that the agency's record stays, or ask the agency.",
    )


def may_undo(reader: Reader, one: Verification) -> Decision:
    """Whether the reader may take a confirmation back: only her own agency's."""
    if one.by_id == reader.agency:
        return ALLOWED
    return Refused("Another agency confirmed this listing.", "Ask a steward of that agency.")


def may_decide_answer(reader: Reader, agency: UUID) -> Decision:
    """Whether the reader may decide what came back: only a steward of the agency that asked."""
    if reader.is_system or reader.agency == agency:
        return may_steward(reader)
    return Refused("Only the agency that asked decides what came back.", "Ask a steward of it.")
