"""Tables of the referral room."""

from dotline.referral.models.along import FollowUp, Handoff, Message, Pause
from dotline.referral.models.beds import BedCount, BedHold
from dotline.referral.models.briefings import Briefing, BriefingCopy, BriefingText, ReadMark
from dotline.referral.models.hand_overs import (
    NEEDS_REASON,
    Consent,
    Listing,
    Referral,
    ReferralPackage,
    Step,
)
from dotline.referral.models.network import (
    Attendance,
    ForceMessage,
    JointTask,
    LastContact,
    Meeting,
    Minutes,
    PointPerson,
    RosterLine,
    Seat,
    TaskForce,
    TaskStep,
)
from dotline.referral.models.outside import Exclusion, OutsideReferral
from dotline.referral.models.practices import Practice, PracticeReview
from dotline.referral.models.sites import Reveal, SharedField

__all__ = [
    "NEEDS_REASON",
    "Attendance",
    "BedCount",
    "BedHold",
    "Briefing",
    "BriefingCopy",
    "BriefingText",
    "Consent",
    "Exclusion",
    "FollowUp",
    "ForceMessage",
    "Handoff",
    "JointTask",
    "LastContact",
    "Listing",
    "Meeting",
    "Message",
    "Minutes",
    "OutsideReferral",
    "Pause",
    "PointPerson",
    "Practice",
    "PracticeReview",
    "ReadMark",
    "Referral",
    "ReferralPackage",
    "Reveal",
    "RosterLine",
    "Seat",
    "SharedField",
    "Step",
    "TaskForce",
    "TaskStep",
]
