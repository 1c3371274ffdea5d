"""Pages of the referral room."""

from dotline.referral.views.listings import approve, listing, listings
from dotline.referral.views.queue import archive, queue, reviews, sent
from dotline.referral.views.referral import (
    accept,
    cancel,
    decline,
    proceed,
    referral,
    review,
    withdraw,
)
from dotline.referral.views.sending import emergency, send, services

__all__ = [
    "accept",
    "approve",
    "archive",
    "cancel",
    "decline",
    "emergency",
    "listing",
    "listings",
    "proceed",
    "queue",
    "referral",
    "review",
    "reviews",
    "send",
    "sent",
    "services",
    "withdraw",
]
