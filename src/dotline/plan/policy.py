"""Who may read the plan, change it, and report on it."""

from dotline.access.policy import may
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader


def may_read(reader: Reader) -> Decision:
    """The plan is public: whoever asks may read it."""
    return ALLOWED if reader.is_public else may(reader, "plan.read")


def may_write(reader: Reader) -> Decision:
    """Whether the reader may load a plan and note what a lead reports."""
    return may(reader, "plan.write")
