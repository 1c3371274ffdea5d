"""What the FICTIONAL agencies offer: five services in each province and territory, three for the whole country."""

from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID

from dotline.access.demo import PLACES, DemoPlace, agency_id
from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.gates.publish import Listing, Region, Site, Tier
from dotline.reference import places, regions

HOTLINE: Final = "1-833-900-1010"  # the one number that is real (seed 004)
WORKDAYS: Final = tuple((day, "08:30", "16:30") for day in range(5))
SPOKEN: Final = ("eng", "fra")
DAY_AND_NIGHT: Final = tuple((day, "00:00", "23:59") for day in range(7))


@dataclass(frozen=True)
class Offer:
    """One kind of service. `agency` is the code of the demo agency that gives it, without its province."""

    code: str
    agency: str
    name_en: str
    name_fr: str
    text_en: str
    text_fr: str
    needs: tuple[str, ...]
    hours: tuple[tuple[int, str, str], ...] = WORKDAYS
    sealed: bool = False
    welcomes: tuple[str, ...] = ()
    age_from: int | None = None


TONIGHT = Offer(
    "tonight",
    "shelter",
    "Safe Door, a room for tonight",
    "La Porte sûre, une chambre pour ce soir",
    "A room with a lock, food, clothes and somebody awake all night. The place is not published.",
    "Une chambre qui se ferme, des repas, des vêtements et une personne éveillée toute la nuit. "
    "L’adresse n’est pas publiée.",
    ("shelter", "safe_house", "safe_exit", "counselling", "safety_planning", "trafficking_support"),
    DAY_AND_NIGHT,
    sealed=True,
    welcomes=("gender:Feminine", "gender:TransgenderFeminine", "children:yes", "status:any"),
    age_from=16,
)
LONGER = Offer(
    "longer",
    "shelter",
    "Safe Door, a home for a year",
    "La Porte sûre, un chez-soi pour un an",
    "A flat of your own for up to a year, with a worker beside you. The place is not published.",
    "Un logement à soi pour un an au plus, avec une intervenante à vos côtés. "
    "L’adresse n’est pas publiée.",
    ("transitional_housing", "system_navigation", "employment", "money"),
    sealed=True,
    welcomes=("gender:any", "children:yes", "exploitation:any"),
    age_from=18,
)
PAPERS = Offer(
    "papers",
    "legal",
    "Plain Rights, status and papers",
    "Droits clairs, statut et papiers",
    "A lawyer for permits, asylum and lost papers, at no cost and in confidence.",
    "Une avocate pour les permis, l’asile et les papiers perdus, sans frais et en confiance.",
    ("immigration_help", "trp", "legal_aid", "wages"),
)
COURT = Offer(
    "court",
    "legal",
    "Plain Rights, beside you in court",
    "Droits clairs, à vos côtés au tribunal",
    "Somebody prepares you for court, goes with you and asks for what the law gives a witness.",
    "Une personne vous prépare, vous accompagne et demande ce que la loi accorde aux témoins.",
    ("court_support", "protection_order", "compensation"),
)
CARE = Offer(
    "care",
    "health",
    "Steady Ground, care after harm",
    "Pas à pas, des soins après la violence",
    "A nurse and a counsellor, at your pace. No papers needed and no report without your yes.",
    "Une infirmière et une conseillère, à votre rythme. Aucun papier requis, aucun signalement "
    "sans votre accord.",
    ("medical_care", "mental_health", "sexual_assault_support", "addiction", "counselling"),
)
OFFERS: Final = (TONIGHT, LONGER, PAPERS, COURT, CARE)
NATIONAL: Final = (
    Offer(
        "interpreters",
        "local",
        "Interpreters by phone",
        "Interprètes au téléphone",
        "An interpreter for your talk with a service, in many languages.",
        "Une interprète pour votre entretien avec un service, dans de nombreuses langues.",
        ("interpretation",),
        DAY_AND_NIGHT,
    ),
    Offer(
        "guides",
        "local",
        "Guides through the services",
        "Guides dans les services",
        "Somebody who knows the offices finds out who can help you and how to get there.",
        "Une personne qui connaît les bureaux trouve qui peut vous aider et comment y aller.",
        ("system_navigation", "advocate"),
    ),
    Offer(
        "listening",
        "local",
        "A voice day and night",
        "Une voix jour et nuit",
        "Somebody listens, day and night, in private.",
        "Une personne vous écoute, jour et nuit, en privé.",
        ("crisis_line", "counselling", "safety_planning"),
        DAY_AND_NIGHT,
    ),
)


def service_id(code: str, province: str) -> UUID:
    """The id of a demo service, e.g. ('tonight', 'ON')."""
    return stable_id("demo-listing", code, province)


def names(offer: Offer, place: DemoPlace) -> tuple[str, str]:
    """A service's name in both languages, marked as fiction; a sealed one is named by its region."""
    where = (place.city_en, place.city_fr)
    if offer.sealed:
        where = (region_of(place).label_en, region_of(place).label_fr)
    return (f"{offer.name_en}, {where[0]} (FICTIONAL)", f"{offer.name_fr}, {where[1]} (FICTIF)")


@cache
def region_of(place: DemoPlace) -> Region:
    """The region of a demo place: the one in its province whose middle is nearest."""
    here = places.find(f"{place.city_en}, {place.province}").point or (0.0, 0.0)
    return min(
        regions.in_province(place.province),
        key=lambda one: places.distance_km(here, (one.lat, one.lon)),
    )


def listings() -> list[Listing]:
    """All listings of the demo agencies, approved today."""
    ontario = next(place for place in PLACES if place.province == "ON")
    rows = [_listing(offer, place, place.province) for place in PLACES for offer in OFFERS]
    return rows + [_listing(offer, ontario, "CA") for offer in NATIONAL]


def _street(offer: Offer) -> str:
    """A street for a sealed place, so that a reveal has something to show; no such street exists."""
    return f"{len(offer.code)} Unwritten Lane (FICTIONAL)" if offer.sealed else ""


def _welcomes(offer: Offer, place: DemoPlace) -> tuple[str, ...]:
    """What the offer says everywhere; pets and step-free doors differ from town to town, and some say nothing."""
    number = PLACES.index(place)
    more = (("pets:yes", "wheelchair:yes"), ("pets:no",), ("wheelchair:yes",), ())[number % 4]
    return tuple(sorted((*offer.welcomes, *more))) if offer.welcomes else ()


def _listing(offer: Offer, place: DemoPlace, serves: str) -> Listing:
    name_en, name_fr = names(offer, place)
    national = serves == "CA"
    agency = offer.agency if national else f"{offer.agency}-{place.province.lower()}"
    lat, lon = places.find(f"{place.city_en}, {place.province}").point or (0.0, 0.0)
    return Listing(
        service_id=service_id(offer.code, serves),
        agency=agency_id(agency),
        organisation_en="",
        organisation_fr="",
        name_en=f"{offer.name_en} (FICTIONAL)" if national else name_en,
        name_fr=f"{offer.name_fr} (FICTIF)" if national else name_fr,
        description_en=f"FICTIONAL. {offer.text_en}",
        description_fr=f"FICTIF. {offer.text_fr}",
        needs=offer.needs,
        languages=SPOKEN,
        hours=offer.hours,
        site=Site(place.city_en, place.province, lat, lon, _street(offer), zone=place.zone),
        region=region_of(place),
        phones=((HOTLINE, Tier.PUBLIC),),
        sealed=offer.sealed,
        email="desk@example.org" if offer.sealed else "",
        staff=(("Night desk (FICTIONAL)", Tier.HOTLINE),) if offer.sealed else (),
        serves=(serves,),
        welcomes=_welcomes(offer, place),
        age_from=offer.age_from,
        approved_at=clock.now(),
        demo=True,
    )
