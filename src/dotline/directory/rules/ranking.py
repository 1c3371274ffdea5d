"""Order and reasons: points that anybody can add up, the same on every database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from dotline.directory.rules import languages, regions
from dotline.directory.rules.hours import Opening
from dotline.directory.rules.query import Reason
from dotline.directory.rules.welcome import Fit, Wish, asks, says
from dotline.directory.rules.words import NAME, TERM, TEXT

# A word in the name says more than one among the needs, and that more than one in the text.
POINTS: Final = {NAME: 30.0, TERM: 20.0, TEXT: 10.0}
KM_POINTS: Final = 1.0  # each kilometre costs one point
FARTHEST: Final = 500.0
BEYOND: Final = 1000.0  # for a service that is not near but serves the place
# A listing that nobody confirmed within its class weighs as much as four kilometres: less than the smallest
# step between a weaker and a stronger match (5), so that it orders among like hits and never lifts a weaker one.
STALE: Final = 4.0
SAYS_SO: Final = 25.0  # a listing that says yes to a wish, before one that says nothing
UNSURE: Final = 60.0  # what is usually open, on a holiday, behind what is surely open
SAME_PLACE_KM: Final = 8.0  # from a place without a road, only what stands in it has a distance
WORLD: Final = 20_040.0
RECENT_DAYS: Final = 90


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


def in_region(card: Mapping[str, object]) -> Reason:
    """A place whose address is kept private: its region is all that is said of where it is."""
    region = str(card.get("region") or "")
    french = str(card.get("region_fr") or region)
    return Reason(
        "region", f"address kept private: {region}", f"adresse gardée privée\u00a0: {french}"
    )


def speaks(code: str) -> Reason:
    """It speaks the language."""
    en, fr = languages.label(code, "en"), languages.label(code, "fr")
    return Reason("language", f"speaks {en}", f"parle {fr}")


def open_now(opening: Opening) -> Reason:
    """It is open, and until when (local time of the service)."""
    until = opening.until
    if until is None:
        return Reason("open", "open day and night", "ouvert jour et nuit")
    if (until.hour, until.minute) == (0, 0):
        return Reason("open", "open until midnight", "ouvert jusqu’à minuit")
    return Reason(
        "open",
        f"open until {until:%H:%M}",
        f"ouvert jusqu’à {until.hour}\u00a0h\u00a0{until:%M}",
    )


def holiday(name_en: str, name_fr: str) -> Reason:
    """Its weekly hours would say open, but the day is a holiday: nobody can promise it."""
    return Reason(
        "holiday",
        f"usually open now, but it is {name_en}: call first",
        f"normalement ouvert, mais c’est {name_fr}\u202f: appelez d’abord",
    )


def closed() -> Reason:
    """Its hours are known, and it is closed."""
    return Reason("closed", "closed now", "fermé en ce moment")


def serves(codes: Sequence[str]) -> Reason:
    """It serves a region, wherever it stands."""
    en = ", ".join(regions.label(code, "en") for code in codes)
    fr = ", ".join(regions.label(code, "fr") for code in codes)
    return Reason("serves", f"serves {en}", f"dessert {fr}")


def serves_place(place: str) -> Reason:
    """The area that it serves holds the place."""
    return Reason("serves", f"serves {place}", f"dessert {place}")


def elsewhere() -> Reason:
    """It is near, but it names another area as the one it serves."""
    return Reason(
        "elsewhere",
        "serves another area: ask if you may come",
        "dessert une autre région\u202f: demandez si vous pouvez venir",
    )


def no_road(place: str = "") -> Reason:
    """Between it and the place no road leads, so a straight line would mislead; without a name, to where it stands."""
    en, fr = (place, place) if place else ("that community", "cette communauté")
    return Reason(
        "no_road",
        f"no road to {en}: ask the hotline for the way",
        f"aucune route vers {fr}\u202f: demandez le chemin à la ligne d’aide",
    )


def in_hub(hub: str) -> Reason:
    """It stands in the nearest centre."""
    return Reason("hub", f"in {hub}, the nearest centre", f"à {hub}, le centre le plus proche")


def stale(day: str, today: date) -> Reason:
    """Nobody confirmed the listing in time; a day that is still to come is none."""
    if not day or day > today.isoformat():
        return Reason(
            "stale", "never confirmed: call first", "jamais confirmé\u00a0: appelez d’abord"
        )
    return Reason(
        "stale",
        f"not confirmed since {day}: call first",
        f"non confirmé depuis le {day}\u00a0: appelez d’abord",
    )


def verified(day: str, today: date) -> Reason:
    """How long ago somebody last confirmed the listing; the day itself after three months."""
    try:
        days = (today - date.fromisoformat(day)).days
    except ValueError:
        days = -1
    if not 0 <= days <= RECENT_DAYS:
        return Reason("verified", f"confirmed on {day}", f"confirmé le {day}")
    if days == 0:
        return Reason("verified", "verified today", "vérifié aujourd’hui")
    if days == 1:
        return Reason("verified", "verified yesterday", "vérifié hier")
    return Reason("verified", f"verified {days} days ago", f"vérifié il y a {days} jours")


def fits(wanted: Wish, said: Fit) -> Reason:
    """What the listing says to a filter, or that it says nothing."""
    en, fr = says(wanted) if said is Fit.YES else asks(wanted.facet)
    return Reason("fits" if said is Fit.YES else "ask", en, fr)
