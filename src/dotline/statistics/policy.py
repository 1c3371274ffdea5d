"""Who may release and who may attack; everybody may read what was released."""

from dotline.access.policy import may
from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.gates.outbox import COURIER
from dotline.statistics.rules.measures import Agreement
from dotline.statistics.rules.releasing import LONGEST_REFERENCE


def may_release(by: Reader) -> Decision:
    """Whether the reader may publish figures."""
    return may(by, "statistics.release")


def may_attack(by: Reader) -> Decision:
    """Whether the reader may run the attack on what is published."""
    return may(by, "statistics.attack")


def may_take_in(by: Reader) -> Decision:
    """Only the courier of the outbox brings releases in."""
    if by.is_system and by.name == COURIER:
        return ALLOWED
    return Refused("Figures come in through the gate only.", "Run: dotline statistics release")


def has_agreement(needed: Agreement, reference: str) -> Decision:
    """Whether the data steward's agreement (OCAP) is there where the closed set needs one."""
    if needed.needed and not reference.strip():
        return Refused(
            "These tables need the agreement of the data steward (OCAP), and none was named.",
            "Give its reference: dotline statistics release PERIOD --agreement REFERENCE",
        )
    if len(reference) > LONGEST_REFERENCE:
        return Refused(
            "The reference of the agreement is longer than {most} characters.",
            "Give its number or short title.",
            most=LONGEST_REFERENCE,
        )
    return ALLOWED
