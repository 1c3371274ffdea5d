"""A reveal: the true place of a sealed site, to one agency, for one accepted referral (R-24). Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dotline.gates.passage import Gate, Passage
from dotline.gates.publish.values import Listing, Site

REVEAL = "reveal"  # the basis of such a passage, on the ledger


class RevealReason(StrEnum):
    """Why somebody outside the agency must know the place."""

    TAKE_THERE = "take_there"
    EMERGENCY_SERVICE = "emergency_service"
    DELIVERY = "delivery"


def reveal(listing: Listing, asked_by: UUID, reveal_id: UUID, at: datetime) -> Passage:
    """The passage of the place, sealed on its way to the asking agency."""
    values: dict[str, object] = {"reveal": str(reveal_id), "site": asdict(listing.site)}
    return Passage(
        gate=Gate.REFER,
        room="referral",
        sender=listing.agency,
        recipient=asked_by,
        basis=REVEAL,
        fields=("site",),
        payload=values,
        at=at,
    )


def site_of(payload: Mapping[str, object]) -> Site:
    """The place that a reveal's payload holds."""
    site = payload["site"]
    return Site(**site) if isinstance(site, dict) else Site()
