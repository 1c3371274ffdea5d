"""Tips: where they stand, how soon they must go, to whom, and how long they are kept. Pure."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dotline.base.errors import Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.states import Transitions
from dotline.gates.refer import ENFORCEMENT_KINDS


class TipStatus(StrEnum):
    """Where a tip stands."""

    SEALED = "sealed"
    OPENED = "opened"
    ROUTED = "routed"
    RECEIVED = "received"
    ENDED = "ended"


# Nothing leads from sealed to routed: a person opens and weighs each tip first.
TIP = Transitions(
    {
        TipStatus.SEALED: frozenset({TipStatus.OPENED, TipStatus.ENDED}),
        TipStatus.OPENED: frozenset({TipStatus.ROUTED, TipStatus.ENDED}),
        TipStatus.ROUTED: frozenset({TipStatus.RECEIVED}),
    },
    start=TipStatus.SEALED,
)


class TipClass(StrEnum):
    """How soon a tip must be with the police; codes of the list `tip_classes`."""

    LIFE_THREAT = "life_threat"
    CHILD = "child"
    OTHER = "other"


POLICE = "Police"
KEPT = timedelta(days=90)  # at the longest, opened or not; our proposal
KEPT_AFTER_END = timedelta(days=30)
SAME_WITHIN = timedelta(days=30)  # as long as two equal texts may be noticed


def may_receive_tip(kind: str) -> Decision:
    """Whether an agency of this kind may be sent a tip: a police service, never immigration enforcement."""
    if kind in ENFORCEMENT_KINDS or "Immigration" in kind:
        return Refused(
            "Immigration enforcement receives nothing without the person's own consent or a court order.",
            "Choose the police service of the place.",
        )
    if kind != POLICE:
        return Refused("A tip goes to a police service only.", "Choose the one of the place.")
    return ALLOWED


def normal_text(text: str) -> str:
    """A text without what a copy may change: case, accents' spelling, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()


def same_text_mark(key: bytes, text: str) -> str:
    """A keyed digest of the whole text: tells that the same message came twice, and nothing else.

    It covers the whole text at once, so no word, name or number in it can be looked up.
    """
    return hmac.new(key, normal_text(text).encode(), hashlib.sha256).hexdigest()


def shred_on(received: datetime, ended: datetime | None) -> datetime:
    """From when on the text of a tip is destroyed: 30 days after its end, 90 after it came at the latest."""
    latest = received + KEPT
    return min(latest, ended + KEPT_AFTER_END) if ended else latest


@dataclass(frozen=True)
class TipTimes:
    """How long tips of one class took from being opened to the police, and to the receipt."""

    tip_class: TipClass
    routed: int
    p50: timedelta | None
    p90: timedelta | None
    in_time: int
    receipts: int
    receipt_p50: timedelta | None
    receipt_p90: timedelta | None
