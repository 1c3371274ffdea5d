"""Who may make and revoke keys of programs: an administrator of the agency whose program it is."""

from dotline.access.policy import may
from dotline.base.outcome import Decision
from dotline.base.reader import Reader


def may_keep_keys(reader: Reader) -> Decision:
    """Whether the reader may make, see and revoke keys of her own agency."""
    return may(reader, "access.keys")
