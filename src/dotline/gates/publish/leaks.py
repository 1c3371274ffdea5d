"""Free text that would give a sealed place away: addresses, postal codes, coordinates, units, landmarks (R-26). Pure.

English and French. It would rather stop a harmless sentence than let one address through: the agency's own people
read the reason and rephrase.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dotline.base.errors import N_
from dotline.gates.publish.values import Listing
from dotline.reference.places.postal import FIRST_LETTER


class LeakKind(StrEnum):
    """What a text gives away."""

    ADDRESS = "address"
    STREET = "street"
    POSTAL_CODE = "postal_code"
    COORDINATES = "coordinates"
    UNIT = "unit"
    LANDMARK = "landmark"
    TOWN = "town"
    OWN_ADDRESS = "own_address"


REASONS = {
    LeakKind.ADDRESS: N_("The field {field} holds what looks like a street address."),
    LeakKind.STREET: N_("The field {field} names a street."),
    LeakKind.POSTAL_CODE: N_("The field {field} holds a postal code or its first three signs."),
    LeakKind.COORDINATES: N_("The field {field} holds coordinates or a link to a map."),
    LeakKind.UNIT: N_("The field {field} names a unit, floor, door or box."),
    LeakKind.LANDMARK: N_("The field {field} says what the place is near or across from."),
    LeakKind.TOWN: N_("The field {field} names the town, which is narrower than the region."),
    LeakKind.OWN_ADDRESS: N_("The field {field} names its sealed address or postal code."),
}
MEND = N_("Take it out: a sealed place is its region and its front-gate phone, nothing more.")


@dataclass(frozen=True)
class Leak:
    """A field and what it gives away. It never repeats the words themselves."""

    field: str
    kind: LeakKind

    @property
    def reason(self) -> str:
        """The sentence, an English msgid with {field}."""
        return REASONS[self.kind]


# Words that follow a number without making an address of it.
_NOT_A_STREET = (
    r"(?!(?i:hours?|hrs?|h|days?|nights?|weeks?|months?|years?|beds?|rooms?|people|persons?|women|men|youths?|"
    r"children|families|crisis|help|support|information|heures?|jours?|nuits?|semaines?|mois|ans|lits?|"
    r"chambres?|personnes?|femmes?|hommes?|jeunes|enfants?|familles?)\b)"
)
_WORD = rf"{_NOT_A_STREET}[\w’'.-]+"
_EN = (
    r"street|st|avenue|ave|road|rd|drive|dr|boulevard|blvd|lane|ln|crescent|cres|terrace|highway|hwy|"
    r"concession|sideroad|parkway|pkwy"
)
_EN_LOOSE = r"Way|Place|Pl|Court|Crt|Ct|Square|Sq|Circle|Cir|Trail|Line|Route|Close|Gate|Row|Mews"
_FR = r"rue|avenue|av|boul|boulevard|chemin|rang|montée|allée|impasse|croissant|ruelle|autoroute"
_FR_LOOSE = r"ch\.|route|côte|place|cours|quai|promenade|carré|terrasse|sentier"
_MAPS = r"(?:maps?\.(?:google|app|apple|bing)|goo\.gl/maps|openstreetmap\.org|google\.\w+/maps|geo:|osm\.org)"
_ANY_CASE, _AS_WRITTEN = re.IGNORECASE, 0
_PATTERNS: tuple[tuple[LeakKind, str, int], ...] = (
    (LeakKind.ADDRESS, rf"(?<![\d/.:-])\d{{1,6}}[a-z]?,?\s+(?:{_WORD}\s+){{1,4}}(?:{_EN})\b", _ANY_CASE),
    (LeakKind.ADDRESS, rf"(?<![\d/.:-])\d{{1,6}}[A-Za-z]?,?\s+(?:{_WORD}\s+){{1,3}}(?:{_EN_LOOSE})\b", _AS_WRITTEN),
    (
        LeakKind.ADDRESS,
        rf"(?<![\d/.:-])\d{{1,6}}(?:\s?(?:bis|ter|[a-z]))?,?\s+(?:{_FR})\b\.?\s+\w",
        _ANY_CASE,
    ),
    (
        LeakKind.ADDRESS,
        rf"(?<![\d/.:-])\d{{1,6}}(?:\s?(?:bis|ter|[a-z]))?,?\s+(?:{_FR_LOOSE})\s+(?:(?:de|du|des|la|le|les)\s+|[dl][’'])*[A-ZÀ-Ý]",
        _AS_WRITTEN,
        ),
    (LeakKind.STREET, r"\b[A-Z][\w’'-]+\s+(?:Street|Avenue|Road|Boulevard|Drive|Lane|Crescent|Highway)\b", _AS_WRITTEN),
    (
        LeakKind.STREET,
        r"\b(?:[Rr]ue|[Bb]oulevard|[Bb]oul\.|[Aa]venue|[Cc]hemin|[Rr]ang|[Mm]ontée|[Cc]ôte)\s+"
        r"(?:(?:de|du|des|la|le|les|aux?)\s+|d[’']|l[’'])*[A-ZÀ-Ý]",
        _AS_WRITTEN,
    ),
    (LeakKind.POSTAL_CODE, rf"\b{FIRST_LETTER}\d[A-Z][\s-]?\d[A-Z]\d\b", _ANY_CASE),
    (LeakKind.POSTAL_CODE, rf"\b{FIRST_LETTER}\d[A-Z]\b", _AS_WRITTEN),
    (LeakKind.COORDINATES, r"-?\d{1,3}[.,]\d{3,}\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}", _ANY_CASE),
    (LeakKind.COORDINATES, r"\d{1,3}(?:[.,]\d+)?\s?°", _ANY_CASE),
    (LeakKind.COORDINATES, r"\b\d{1,3}[.,]\d{2,}\s?[NSEWO]\b", _AS_WRITTEN),
    (LeakKind.COORDINATES, r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b", _ANY_CASE),
    (LeakKind.COORDINATES, r"///\w+\.\w+\.\w+", _ANY_CASE),
    (LeakKind.COORDINATES, _MAPS, _ANY_CASE),
    (
        LeakKind.UNIT,
        r"\b(?:unit|apt|apartment|suite|room|floor|door|buzzer|entrance|bldg|building|po box|p\.o\. box|box|"
        r"bureau|app|appartement|porte|local|étage|sonnette|entrée|bâtiment|immeuble|case postale|c\.p\.)"
        r"\.?(?:\s+|\s*(?:no\.?|n°|#)\s*)\d+[a-z]?\b",
        _ANY_CASE,
    ),
    (LeakKind.UNIT, r"\b\d{1,2}(?:st|nd|rd|th|er|re|e|ème)\s+(?:floor|étage)\b", _ANY_CASE),
    (
        LeakKind.LANDMARK,
        r"\b(?:(?:at|on) the corner of|intersection of|across (?:the street )?from|behind the|beside the|next to the|"
        r"two doors|au coin d|à l[’']angle d|à l[’']intersection d|en face d|derrière l|à côté d(?:e l|u|es)|"
        r"voisin d)",
        _ANY_CASE,
    ),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, flags)) for kind, pattern, flags in _PATTERNS)
SHORTEST_SECRET = 5


def texts(listing: Listing) -> Iterator[tuple[str, str]]:
    """Every free text that publication would show, by the name of its field."""
    for name in (
        "name_en", "name_fr", "description_en", "description_fr", "eligibility_en", "eligibility_fr",
    ):  # fmt: skip
        yield name, str(getattr(listing, name))
    yield from listing.extra.items()


def leaks(listing: Listing) -> tuple[Leak, ...]:
    """What the texts of a listing give away; empty for one whose place everybody may know."""
    found = [
        Leak(name, kind) for name, text in texts(listing) for kind in (*_own(listing, text), *kinds(text))
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def kinds(text: str) -> tuple[LeakKind, ...]:
    """What one text gives away, whatever place is meant."""
    return tuple(dict.fromkeys(kind for kind, pattern in _COMPILED if pattern.search(text)))


def _own(listing: Listing, text: str) -> Iterator[LeakKind]:
    """Whether the text names the very place: its street, its postal code, or a town that is not the region's name."""
    squeezed = _squeezed(text)
    site = listing.site
    street = re.sub(r"^\W*\d+\w?\W*", "", site.address_1)
    for secret in (site.address_1, street, site.postal_code, site.postal_code[:3]):
        said = _squeezed(secret)
        if (
            said
            and (len(said) >= SHORTEST_SECRET or secret == site.postal_code[:3])
            and said in squeezed
        ):
            yield LeakKind.OWN_ADDRESS
            break
    labels = f"{listing.region.label_en} {listing.region.label_fr}".casefold()
    town = site.city.casefold().strip()
    if town and town not in labels and re.search(rf"\b{re.escape(town)}\b", text.casefold()):
        yield LeakKind.TOWN


def _squeezed(text: str) -> str:
    return re.sub(r"[\s,.-]+", "", text).casefold()
