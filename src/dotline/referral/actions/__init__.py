"""Writes of the referral room: hand over, answer, take back, review, publish, bring in."""

from dotline.referral.actions.answering import (
    accept,
    decline,
    open_package,
    proceed,
    receive,
)
from dotline.referral.actions.imports import (
    PastReferral,
    import_listings,
    import_referrals,
)
from dotline.referral.actions.listings import approve_listing, save_listing
from dotline.referral.actions.sending import (
    NewConsent,
    Wanted,
    record_consent,
    send,
    send_by_duty,
    send_offers,
)
from dotline.referral.actions.taking_back import cancel, review, withdraw_consent

__all__ = [
    "NewConsent",
    "PastReferral",
    "Wanted",
    "accept",
    "approve_listing",
    "cancel",
    "decline",
    "import_listings",
    "import_referrals",
    "open_package",
    "proceed",
    "receive",
    "record_consent",
    "review",
    "save_listing",
    "send",
    "send_by_duty",
    "send_offers",
    "withdraw_consent",
]
