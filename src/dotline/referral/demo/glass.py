"""One FICTIONAL broken glass at a shelter: who answered the phone at night read what was handed over; Ben reviews."""

from dotline.access import queries as access
from dotline.access import totp
from dotline.access.actions import secret_of
from dotline.access.glass import actions
from dotline.access.glass import queries as glass
from dotline.access.glass.actions import Emergency
from dotline.access.unit import behind
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.referral import queries
from dotline.referral.rules import Status

NAME = "lou"
WORDS = (
    "FICTIONAL / FICTIF. She is at the door, and nobody who answers referrals can be reached "
    "tonight."
)


def break_one() -> int:
    """Lou reads the first referral that waits; what was broken before stays. Returns how many there are."""
    row = access.workers(Reader.system("demo")).filter(username=NAME).first()
    if row is None:
        return 0
    lou = access.reader_of(row)
    with behind(lou):
        if glass.own(lou).exists():
            return 1
        first = queries.visible_to(lou).filter(
            to_agency_id=lou.own, status=Status.REQUESTED, imported=False
        )
        found = first.order_by("due_at", "id").first()
        if found is None:
            return 0
        emergency = Emergency(
            "referral", found.id, "nobody_there", WORDS, stable_id("demo-glass", str(found.id))
        )
        actions.break_glass(by=lou, emergency=emergency, code=totp.code_now(secret_of(row)))
    return 1
