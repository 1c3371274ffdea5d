"""Who may read a report, and who may build one."""

from dotline.access.policy import may
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader


def may_read(reader: Reader) -> Decision:
    """A report is public: whoever asks may read it."""
    return ALLOWED if reader.is_public else may(reader, "report.read")


def may_build(reader: Reader) -> Decision:
    """Whether the reader may build a report."""
    return may(reader, "report.build")
