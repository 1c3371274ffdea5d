"""Tables of the referral room."""

from dotline.referral.models.along import FollowUp, Handoff, Message, Pause
from dotline.referral.models.beds import BedCount, BedHold
from dotline.referral.models.hand_overs import (
    NEEDS_REASON,
    Consent,
    Listing,
    Referral,
    ReferralPackage,
    Step,
)
from dotline.referral.models.outside import Exclusion, OutsideReferral
from dotline.referral.models.sites import Reveal, SharedField

__all__ = [
    "NEEDS_REASON",
    "BedCount",
    "BedHold",
    "Consent",
    "Exclusion",
    "FollowUp",
    "Handoff",
    "Listing",
    "Message",
    "OutsideReferral",
    "Pause",
    "Referral",
    "ReferralPackage",
    "Reveal",
    "SharedField",
    "Step",
]
