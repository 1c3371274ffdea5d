"""May I break the glass, read, review, and why not."""

from datetime import datetime

from dotline.access.models import BreakGlass
from dotline.access.policy import may
from dotline.access.rules import Verdict, is_open
from dotline.base.errors import Refused
from dotline.base.outcome import Decision, first_refusal
from dotline.base.reader import Reader


def may_break_glass(reader: Reader) -> Decision:
    """Whether the reader's roles let her open a record in an emergency; rules.may_break: whether the right rests."""
    return may(reader, "access.break_glass")


def may_look(reader: Reader, row: BreakGlass, now: datetime) -> Decision:
    """Whether the reader may read the record now: whoever broke the glass, until the hour or the review ends it."""
    if reader.worker is None or reader.worker != row.worker_id:
        return Refused("Only the person who broke the glass reads the record.", "")
    if not is_open(row.value(), now):
        return Refused(
            "The time to read this record is over.",
            "If somebody is still in danger, break the glass again and say why.",
        )
    return may_break_glass(reader)


def may_end(reader: Reader, row: BreakGlass) -> Decision:
    """Whether the reader may end the time herself: whoever broke the glass."""
    if reader.worker is None or reader.worker != row.worker_id:
        return Refused("Only the person who broke the glass ends it.", "")
    return may_break_glass(reader)


def may_review_glass(reader: Reader, row: BreakGlass) -> Decision:
    """Whether the reader may review it, or give the right back: a second person of the same agency."""
    if reader.agency != row.agency_id:
        return Refused("Only a second person of the same agency reviews this.", "")
    if reader.worker is None or reader.worker == row.worker_id:
        return Refused(
            "Nobody reviews their own broken glass.", "Ask a second person of your agency."
        )
    return may(reader, "access.review_glass")


def may_give_back(reader: Reader, row: BreakGlass) -> Decision:
    """Whether the reader may give the right back: it was lost by this review, and is not back yet."""
    if row.verdict == Verdict.NOT_JUSTIFIED and row.restored_at is None:
        return may_review_glass(reader, row)
    return first_refusal(
        may_review_glass(reader, row), Refused("This right was not lost, or is back already.", "")
    )
