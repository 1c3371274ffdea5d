"""Pages of the referral room."""

from dotline.referral.views.along import step, write
from dotline.referral.views.beds import beds, count_beds
from dotline.referral.views.follow_ups import follow_up, follow_ups, numbers
from dotline.referral.views.listings import (
    approve,
    change_listing,
    listing,
    listings,
    new_listing,
    withdraw_listing,
)
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
from dotline.referral.views.sites import (
    answer_reveal,
    ask_reveal,
    open_reveal,
    reveal,
    reveals,
    shared,
)

__all__ = [
    "accept",
    "answer_reveal",
    "apart",
    "approve",
    "archive",
    "ask_reveal",
    "beds",
    "cancel",
    "change_listing",
    "count_beds",
    "decline",
    "emergency",
    "follow_up",
    "follow_ups",
    "listing",
    "listings",
    "new_listing",
    "numbers",
    "open_reveal",
    "outcome",
    "proceed",
    "queue",
    "referral",
    "reveal",
    "reveals",
    "review",
    "reviews",
    "send",
    "sent",
    "services",
    "shared",
    "step",
    "tell",
    "withdraw",
    "withdraw_listing",
    "write",
]
