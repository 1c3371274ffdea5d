"""Pages of the referral room."""

from dotline.referral.views.along import step, write
from dotline.referral.views.beds import beds, count_beds
from dotline.referral.views.follow_ups import follow_up, follow_ups, numbers
from dotline.referral.views.listings import approve, listing, listings
from dotline.referral.views.outside import apart, outcome, tell
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
    "apart",
    "approve",
    "archive",
    "beds",
    "cancel",
    "count_beds",
    "decline",
    "emergency",
    "follow_up",
    "follow_ups",
    "listing",
    "listings",
    "numbers",
    "outcome",
    "proceed",
    "queue",
    "referral",
    "review",
    "reviews",
    "send",
    "sent",
    "services",
    "step",
    "tell",
    "withdraw",
    "write",
]
