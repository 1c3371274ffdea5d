"""The gate *publish*: a service listing without what is sealed, to everybody. Pure, usable in a notebook."""

from dotline.gates.publish.leaks import Leak, LeakKind, leaks
from dotline.gates.publish.public import (
    REGION,
    hsds_service,
    may_correct,
    may_publish,
    publish,
    share,
    withdraw,
)
from dotline.gates.publish.reveal import REVEAL, RevealReason, reveal, site_of
from dotline.gates.publish.tiers import Shown, fields, place_is_public, visible
from dotline.gates.publish.values import ListedField, Listing, Site, Tier
from dotline.reference.regions import Region

__all__ = [
    "REGION",
    "REVEAL",
    "Leak",
    "LeakKind",
    "ListedField",
    "Listing",
    "Region",
    "RevealReason",
    "Shown",
    "Site",
    "Tier",
    "fields",
    "hsds_service",
    "leaks",
    "may_correct",
    "may_publish",
    "place_is_public",
    "publish",
    "reveal",
    "share",
    "site_of",
    "visible",
    "withdraw",
]
