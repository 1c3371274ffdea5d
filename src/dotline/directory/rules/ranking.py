"""Order and reasons: points that anybody can add up, the same on every database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from dotline.directory.rules import languages, regions
from dotline.directory.rules.query import Reason
from dotline.directory.rules.words import NAME, TERM, TEXT

# A word in the name says more than one among the needs, and that more than one in the text.
POINTS: Final = {NAME: 30.0, TERM: 20.0, TEXT: 10.0}
KM_POINTS: Final = 1.0  # each kilometre costs one point
FARTHEST: Final = 500.0
WHOLE_DAY: Final = timedelta(days=1)
BEYOND: Final = 1000.0  # for a service that is not near but serves the place


def word(said: str, field: str) -> Reason:
    """A word of the question was found, and where."""
    where = {
        NAME: ("in the name", "dans le nom"),
        TERM: ("among the kinds of help", "parmi les types d’aide"),
        TEXT: ("in the description", "dans la description"),
    }[field]
    return Reason("words", f"“{said}” {where[0]}", f"«\u202f{said}\u202f» {where[1]}")


def need(label_en: str, label_fr: str) -> Reason:
    """It meets the need."""
    return Reason("need", f"helps with: {label_en}", f"aide\u00a0: {label_fr}")


def distance(km: float, place: str, *, exact: bool) -> Reason:
    """How far it is; a middle of a town is never passed off as an address."""
    if not exact and km < 2:
        return Reason("distance", f"in or near {place}", f"à {place} ou tout près")
    rounded = f"{km:.1f}" if km < 10 else f"{km:.0f}"
    french = rounded.replace(".", ",")
    if exact:
        return Reason("distance", f"{rounded} km from {place}", f"à {french} km de {place}")
    return Reason(
        "distance", f"about {rounded} km from {place}", f"à environ {french} km de {place}"
    )


def speaks(code: str) -> Reason:
    """It speaks the language."""
    en, fr = languages.label(code, "en"), languages.label(code, "fr")
    return Reason("language", f"speaks {en}", f"parle {fr}")


def open_now(until: datetime, at: datetime) -> Reason:
    """It is open, and until when (local time of the service); a whole day and more is day and night."""
    if until - at >= WHOLE_DAY:
        return Reason("open", "open now, day and night", "ouvert, jour et nuit")
    return Reason(
        "open",
        f"open now, until {until:%H:%M}",
        f"ouvert, jusqu’à {until.hour}\u00a0h\u00a0{until:%M}",
    )


def serves(codes: Sequence[str]) -> Reason:
    """It serves a region, wherever it stands."""
    en = ", ".join(regions.label(code, "en") for code in codes)
    fr = ", ".join(regions.label(code, "fr") for code in codes)
    return Reason("serves", f"serves {en}", f"dessert {fr}")


def verified(day: str) -> Reason:
    """When somebody last confirmed the listing."""
    return Reason("verified", f"confirmed on {day}", f"confirmé le {day}")
