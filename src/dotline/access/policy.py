"""May I, and why not: the one question behind view, API, command and button."""

from dotline.access.roles import WORDS
from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader


def may(reader: Reader, permission: str) -> Decision:
    """Whether the reader's roles carry a permission such as 'referral.answer'."""
    if reader.has(permission):
        return ALLOWED
    return Refused(
        "Your roles do not allow you {kind}.",
        "Ask your supervisor or the operator if you need it.",
        kind=WORDS.get(permission, N_("to do this")),
    )


def may_manage(reader: Reader) -> Decision:
    """Whether the reader may create agencies and accounts."""
    return may(reader, "access.manage")
