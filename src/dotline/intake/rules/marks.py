"""Who may harm the person: whoever is marked neither consents for her nor receives anything about her."""

from collections.abc import Collection, Mapping

from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision

COURT = "court"

# A role of a consent or of a hand-over -> the marks that speak against it. A substitute decision
# maker is nearly always of the family, so every mark from the household counts.
AGAINST: Mapping[str, frozenset[str]] = {
    "guardian": frozenset({"guardian", "family", "companion"}),
    "substitute": frozenset({"guardian", "family", "spouse", "companion", "trusted_person"}),
    "spouse": frozenset({"spouse", "companion"}),
    "family": frozenset({"family", "guardian", "companion"}),
    "trusted_person": frozenset({"trusted_person", "companion"}),
}


def _marked(role: str, marks: Collection[str]) -> bool:
    return bool((AGAINST.get(role, frozenset()) | {role}) & set(marks))


def may_consent(role: str, marks: Collection[str], *, through: str = "") -> Decision:
    """Whether somebody in this role may consent for the person, given who was marked as a possible abuser.

    `role` is a code of consent_given_by or of possible_abusers; `through` says who put the words
    across, such as 'interpreter'. A court always may: it is no private person.
    """
    if role == COURT:
        return ALLOWED
    if through and _marked(through, marks):
        return Refused(
            "Whoever puts the words across is marked as a possible abuser, so this is no consent.",
            "Ask again with an interpreter whom the person trusts.",
        )
    if _marked(role, marks):
        return Refused(
            "This person is marked as a possible abuser and cannot consent for anybody.",
            "Ask the person alone, or act on a named legal duty.",
        )
    return ALLOWED


def may_receive(role: str, marks: Collection[str]) -> Decision:
    """Whether somebody in this role may be told or given anything about the person."""
    if _marked(role, marks):
        return Refused(
            "This person is marked as a possible abuser and receives nothing.",
            "Reach the person in another way that was agreed, or wait until she or he calls.",
        )
    return ALLOWED
