"""Who may change a field and who may only offer: the rule of precedence between sources, edits and agencies (R-11).

1. The source that brought a record may change each of its fields, unless a person decided about that field.
2. Anybody else may only offer: another source, the answer to a request to confirm, a duplicate that was merged.
3. A field that a person decided stays as decided; from then on even the record's own source only offers.
4. Silence is no offer, the same value is no conflict, and what was decided is not asked again.
5. Of a listing that its agency published, only the agency changes anything; of a sealed one nobody else even offers.
"""

import json
from enum import StrEnum
from typing import Final

from dotline.base.states import Transitions
from dotline.directory.formats.shapes import SHAPES, Kind

Said = str | float | bool | None
NEEDS: Final = "needs"
WHOLE: Final = ""  # the field of an offer that is a whole record: a further phone, other hours

# What a source says about itself, and what only the agency of a listing can know.
_OWN: Final = frozenset(
    {"last_modified", "assured_date", "assurer_email", "agency", "accepts_referrals", "sealed"}
    | {"region_en", "region_fr", "zone"}
)


class OfferKind(StrEnum):
    """How an offered value came."""

    LOAD = "load"  # another source spoke of the record, or its own one after a person had decided
    PUBLISH = "publish"  # an agency published a listing that a load had brought
    CONFIRMATION = "confirmation"  # the answer to a request to confirm the listing
    MERGE = "merge"  # the duplicate that was merged into the record


class OfferState(StrEnum):
    """What became of an offered value."""

    OPEN = "open"
    TAKEN = "taken"
    KEPT = "kept"  # the value that stood was kept
    LAPSED = "lapsed"  # nobody offers it any more, or a later decision stands


OFFERS = Transitions(
    {
        OfferState.OPEN: frozenset({OfferState.TAKEN, OfferState.KEPT, OfferState.LAPSED}),
        OfferState.TAKEN: frozenset({OfferState.OPEN, OfferState.LAPSED}),
        OfferState.KEPT: frozenset({OfferState.OPEN, OfferState.LAPSED}),
        OfferState.LAPSED: frozenset({OfferState.OPEN, OfferState.TAKEN}),
    },
    start=OfferState.OPEN,
)


class Effect(StrEnum):
    """What a value does when it arrives."""

    NOTHING = "nothing"
    CHANGES = "changes"
    OFFERS = "offers"


def effect(*, said: Said, current: Said, own_source: bool, decided: bool) -> Effect:
    """The rule of precedence for one field; `decided` says whether a person decided about it."""
    current = None if current == "" else current
    said = None if said == "" else said
    if own_source and not decided:
        return Effect.NOTHING if said == current else Effect.CHANGES
    if said is None or said == current:
        return Effect.NOTHING
    return Effect.OFFERS


def said_of(kept: str) -> Said:
    """A value as it was kept; nothing for what was not said."""
    said: Said = json.loads(kept) if kept else None
    return None if said == "" else said


def offered_fields(shape: str) -> tuple[str, ...]:
    """The fields of an object that others may offer a value for: never links, never what a source says of itself."""
    names = tuple(
        one.name for one in SHAPES[shape].fields if one.kind is not Kind.ID and one.name not in _OWN
    )
    return (*names, NEEDS) if shape == "service" else names
