"""The three kinds of record: each with its clock, its rule of consent, and what may be done with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dotline.base.errors import Invalid, Refused
from dotline.base.outcome import ALLOWED, Decision


class RecordType(StrEnum):
    """What a record is; codes of the list `record_types`."""

    DISCLOSURE = "disclosure"
    TIP = "tip"
    INFORMATION = "information"


class ConsentRule(StrEnum):
    """What must be there before anything about somebody leaves."""

    OF_THE_PERSON = "of_the_person"  # or a named legal duty
    TRIAGE = "triage"  # a worker on shift decides; who sent the tip is never passed on
    NOTHING_LEAVES = "nothing_leaves"


@dataclass(frozen=True)
class RecordRule:
    """One kind of record: the trigger of its clock, and what lets it leave."""

    trigger: str
    consent: ConsentRule


RECORDS: Mapping[RecordType, RecordRule] = {
    RecordType.DISCLOSURE: RecordRule("intake.disclosure", ConsentRule.OF_THE_PERSON),
    RecordType.TIP: RecordRule("intake.tip_received", ConsentRule.TRIAGE),
    RecordType.INFORMATION: RecordRule("intake.information", ConsentRule.NOTHING_LEAVES),
}


def may_hand_over(record_type: str) -> Decision:
    """Whether a record of this kind may be handed over as a referral; one without a kind may.

    A tip is about somebody who did not speak: it goes to the police by triage, never as a referral.
    A request for information is about nobody.
    """
    if record_type == RecordType.TIP:
        return Refused(
            "A tip is not a referral: the person it concerns has agreed to nothing.",
            "Send it on under Tips, or open a call when the person speaks.",
        )
    if record_type == RecordType.INFORMATION:
        return Refused(
            "A request for information is about nobody, so there is nobody to hand over.",
            "If the person speaks about herself or himself, change what the call is about.",
        )
    return ALLOWED


BOOKING = re.compile(r"^(?=.*\d)[0-9A-Za-z-]{1,40}$")


def check_booking(number: str) -> None:
    """An interpreter is kept as the number of a booking, never as a name. Raises Invalid."""
    if number and not BOOKING.match(number):
        raise Invalid(
            "A booking is a number: digits, letters and hyphens, at least one digit.",
            "Leave it empty if there is none. Do not write the interpreter’s name.",
        )
