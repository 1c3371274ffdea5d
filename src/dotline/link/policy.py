"""Who may let encodings pass."""

from dotline.access.policy import may
from dotline.base.outcome import Decision
from dotline.base.reader import Reader


def may_encode(by: Reader) -> Decision:
    """Whether the reader may encode records of the own agency."""
    return may(by, "link.encode")
