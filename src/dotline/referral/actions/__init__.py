"""Writes of the referral room: hand over, answer, take back, review, publish, bring in."""

from dotline.referral.actions.answering import (
    Elsewhere,
    accept,
    decline,
    open_package,
    proceed,
    receive,
)
from dotline.referral.actions.beds import (
    NewCount,
    confirm_beds,
    count_beds,
    expire_holds,
    hold_bed,
    let_bed_go,
    occupy_bed,
)
from dotline.referral.actions.clocks import advance_clock
from dotline.referral.actions.disposal import dispose
from dotline.referral.actions.emptying import empty_package, empty_packages
from dotline.referral.actions.export import export_fhir
from dotline.referral.actions.follow_ups import (
    follow_up,
    promise_follow_ups,
)
from dotline.referral.actions.imports import (
    PastReferral,
    import_listings,
    import_referrals,
)
from dotline.referral.actions.listings import (
    approve_listing,
    receive_shared,
    save_listing,
    withdraw_listing,
)
from dotline.referral.actions.messages import (
    read_messages,
    receive_message,
    write,
)
from dotline.referral.actions.outside import (
    Told,
    exclude,
    include_again,
    outside_outcome,
    tell,
)
from dotline.referral.actions.reveals import (
    approve_reveal,
    ask_reveal,
    forget_reveals,
    note_reveal,
    open_reveal,
    receive_reveal,
    refuse_reveal,
    review_reveal,
)
from dotline.referral.actions.sending import (
    NewConsent,
    Wanted,
    record_consent,
    send,
    send_by_duty,
    send_offers,
)
from dotline.referral.actions.taking_back import cancel, review, withdraw_consent
from dotline.referral.actions.together import (
    confirm_arrival,
    join_call,
    refuse_call,
    start_call,
)

__all__ = [
    "Elsewhere",
    "NewConsent",
    "NewCount",
    "PastReferral",
    "Told",
    "Wanted",
    "accept",
    "advance_clock",
    "approve_listing",
    "approve_reveal",
    "ask_reveal",
    "cancel",
    "confirm_arrival",
    "confirm_beds",
    "count_beds",
    "decline",
    "dispose",
    "empty_package",
    "empty_packages",
    "exclude",
    "expire_holds",
    "export_fhir",
    "follow_up",
    "forget_reveals",
    "hold_bed",
    "import_listings",
    "import_referrals",
    "include_again",
    "join_call",
    "let_bed_go",
    "note_reveal",
    "occupy_bed",
    "open_package",
    "open_reveal",
    "outside_outcome",
    "proceed",
    "promise_follow_ups",
    "read_messages",
    "receive",
    "receive_message",
    "receive_reveal",
    "receive_shared",
    "record_consent",
    "refuse_call",
    "refuse_reveal",
    "review",
    "review_reveal",
    "save_listing",
    "send",
    "send_by_duty",
    "send_offers",
    "start_call",
    "tell",
    "withdraw_consent",
    "withdraw_listing",
    "write",
]
