"""Who may change the directory. Reading it needs no leave: it is what everybody may know."""

from dotline.access.policy import may
from dotline.base.outcome import Decision
from dotline.base.reader import Reader


def may_load(reader: Reader) -> Decision:
    """Whether the reader may load a source."""
    return may(reader, "directory.load")
