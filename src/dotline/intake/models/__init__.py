"""Tables of the room: calls and their needs, tips, shifts and hand-overs of shifts."""

from dotline.intake.models.calls import (
    CallerCode,
    ChildDutyDecision,
    CodeTry,
    Contact,
    ContactNeed,
    Draft,
    UnmetNeed,
)
from dotline.intake.models.shifts import Handover, HandoverItem, Shift
from dotline.intake.models.tips import SameTextKey, Tip, TipMessage, TipReceived

__all__ = [
    "CallerCode",
    "ChildDutyDecision",
    "CodeTry",
    "Contact",
    "ContactNeed",
    "Draft",
    "Handover",
    "HandoverItem",
    "SameTextKey",
    "Shift",
    "Tip",
    "TipMessage",
    "TipReceived",
    "UnmetNeed",
]
