"""The demo country's listings and referrals. FICTIONAL: no service, call or hand-over here is real."""

from random import Random

from dotline.access import demo as country
from dotline.audit.stores import Store
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.referral import actions
from dotline.referral.demo.along import go_along
from dotline.referral.demo.glass import break_one
from dotline.referral.demo.history import past_referrals
from dotline.referral.demo.network import stay_in_touch
from dotline.referral.demo.services import listings
from dotline.referral.demo.waiting import send_some

BATCH = 700  # referrals for each ledger line


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Publish the agencies' listings, import three years of referrals, send a few as of now.

    Running it again adds nothing.
    """
    system = Reader.system("demo")
    offered = listings()
    progress.start("listings", len(offered))
    actions.import_listings(by=system, listings=offered)
    outbox.deliver(Store.INSIDE)
    progress.advance(len(offered))
    progress.done()
    past = past_referrals(Random(f"referral-{seed}"), seed, country.REFERRALS)
    progress.start("referrals", len(past))
    for start in range(0, len(past), BATCH):
        batch = past[start : start + BATCH]
        actions.import_referrals(by=system, referrals=batch)
        progress.advance(len(batch))
    progress.done()
    waiting = send_some(seed)
    return {
        "listings": len(offered),
        "referrals": len(past),
        "waiting referrals": waiting,
        "counts of beds": go_along(),
        "task forces": stay_in_touch(),
        "broken glass": break_one(),
    }
