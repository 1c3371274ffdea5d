"""Who may let encodings pass, and who may match them."""

from dotline.access.policy import may
from dotline.base.outcome import Decision
from dotline.base.reader import Reader


def may_encode(by: Reader) -> Decision:
    """Whether the reader may encode records of the own agency."""
    return may(by, "link.encode")


def may_match(by: Reader) -> Decision:
    """Whether the reader may compare encoded files, resolve pairs and find doubles in the own file."""
    return may(by, "link.match")


def may_answer(by: Reader) -> Decision:
    """Whether the reader may run a key service."""
    return may(by, "link.answer")
