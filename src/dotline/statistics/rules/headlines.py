"""The measures a minister reads: what each says, and the sums behind those read from the open directory. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dotline.reference import needs

KINDS: Mapping[str, tuple[str, ...]] = {
    "shelter": ("housing",),
    "legal": ("legal_help",),
    "health": ("body",),
    "interpreter": ("interpretation",),
}
"""The four kinds of help of the coverage map, each by needs of the taxonomy."""


class Way(StrEnum):
    """How a headline is computed."""

    WAIT = "wait"  # percentiles of a table of bins
    SHARE = "share"  # one category of a table as a share of all
    TABLE = "table"  # a table as it stands
    DIRECTORY = "directory"  # read from the open directory


@dataclass(frozen=True)
class Headline:
    """One measure of the page: its words, and where its numbers stand. `table` and `part` name the cells."""

    code: str
    way: Way
    table: str
    part: str
    label_en: str
    label_fr: str
    definition_en: str
    definition_fr: str
    coverage_en: str
    coverage_fr: str
    bound_en: str
    bound_fr: str
    by_place: str = ""  # the table with the same category by province, where there is one


def offers(kind: str, codes: Iterable[str]) -> bool:
    """Whether a service with these needs gives a kind of help of the coverage map."""
    wanted = frozenset().union(*(needs.within(code) for code in KINDS[kind])) | set(KINDS[kind])
    return bool(wanted & set(codes))


def share_of_people(covered: Iterable[str], sizes: Mapping[str, int]) -> float:
    """The share of the people of all places who live in the covered ones, 0 to 1. `sizes`: thousands."""
    total = sum(sizes.values())
    return sum(sizes[place] for place in covered) / total if total else 0.0


def covered(
    kinds: Mapping[str, Mapping[str, bool]], sizes: Mapping[str, int]
) -> Sequence[tuple[str, float]]:
    """For each kind of help, and for all of them at once ('all'), the share of people who live where it is."""
    rows = [
        (kind, share_of_people([place for place in sizes if there[place]], sizes))
        for kind, there in kinds.items()
    ]
    every = [place for place in sizes if all(there[place] for there in kinds.values())]
    return [*rows, ("all", share_of_people(every, sizes))]


HEADLINES: tuple[Headline, ...] = (
    Headline(
        "call_to_help", Way.WAIT, "calls-by-wait", "",
        "From the call to the first accepted referral",
        "De l’appel à la première orientation acceptée",
        "How long it took from the start of a call until a service first accepted a referral made in it.",
        "Temps écoulé entre le début d’un appel et la première acceptation d’une orientation qui en est issue.",
        "Only calls with a referral that was accepted within 30 days. Nights count too.",
        "Seulement les appels dont une orientation a été acceptée en 30 jours. Le temps compte jour et nuit.",
        "between two lengths of time, from published counts alone",
        "entre deux durées, d’après les seuls nombres publiés",
    ),
    Headline(
        "acknowledged_in_time", Way.SHARE, "referrals-answered", "answer=in_time",
        "Referrals acknowledged in time",
        "Orientations avec accusé de réception à temps",
        "The share of all referrals sent that the service answered, yes or no, before its clock ran out.",
        "La part des orientations envoyées auxquelles le service a répondu, oui ou non, avant la fin de son délai.",
        "It says that somebody looked, not that the person was helped.",
        "Ce chiffre dit que quelqu’un a regardé, pas que la personne a été aidée.",
        "exact for the referrals through this system", "exact pour les orientations de ce système",
        "referrals-answered-by-place",
    ),
    Headline(
        "loop_closure", Way.SHARE, "referrals-closed", "loop=closed",
        "Loop closed: the end is known", "Boucle fermée\u202f: l’issue est connue",
        "The share of all referrals sent after which it is known, within 30 days, whether the person was helped.",
        "La part des orientations envoyées après lesquelles on sait, en 30 jours, si la personne a été aidée.",
        "A referral that was passed on to another service is not closed here; the new one counts for itself.",
        "Une orientation transmise à un autre service n’est pas close ici; la nouvelle compte pour elle-même.",
        "at least", "au moins", "referrals-closed-by-place",
    ),
    Headline(
        "unmet_needs", Way.TABLE, "unmet-needs-by-need", "",
        "Needs that nobody could meet", "Les besoins que personne n’a pu combler",
        "In how many calls there was a need that no service could meet, by need and by province.",
        "Dans combien d’appels il y avait un besoin qu’aucun service n’a pu combler, selon le besoin et la province.",
        "Only needs that a worker wrote down. A call counts under each of its needs, so the needs do not add up.",
        "Seulement les besoins notés. Un appel compte sous chacun de ses besoins; ils ne s’additionnent donc pas.",
        "at least", "au moins",
    ),
    Headline(
        "language_match", Way.SHARE, "referrals-by-language", "language=shared",
        "Referrals in the person’s language", "Orientations dans la langue de la personne",
        "The share of all referrals sent to a service that speaks the language of the person.",
        "La part des orientations envoyées à un service qui parle la langue de la personne.",
        "An interpreter does not count. Without a language written down, it is no match.",
        "Un interprète ne compte pas. Sans langue notée, l’orientation ne compte pas comme concordante.",
        "at least", "au moins",
    ),
    Headline(
        "tip_to_police", Way.WAIT, "tips-by-time", "",
        "From a tip to the police", "Du signalement à la police",
        "How long it took from when a tip came in until the responsible police service was told.",
        "Temps écoulé entre la réception d’un signalement et l’avis au service de police compétent.",
        "Only tips that the police were told of within 30 days. A tip that waited unopened counts with its wait.",
        "Seulement les signalements transmis à la police en 30 jours. L’attente avant l’ouverture compte.",
        "between two lengths of time, from published counts alone",
        "entre deux durées, d’après les seuls nombres publiés",
    ),
    Headline(
        "beds_unknown", Way.DIRECTORY, "", "",
        "Shelters that do not say if they have room",
        "Refuges qui ne disent pas s’ils ont de la place",
        "The share of shelters whose count of free beds is missing or too old to be believed, now.",
        "La part des refuges dont le nombre de lits libres manque ou est trop ancien pour être cru, en ce moment.",
        "Bed counts are known at the desk only, so the public page does not show this number.",
        "Les lits ne sont connus qu’au poste de travail; la page publique ne montre donc pas ce nombre.",
        "exact on the day it is read", "exact au jour de la lecture",
    ),
    Headline(
        "directory_verified", Way.DIRECTORY, "", "",
        "Listings confirmed in time", "Fiches confirmées à temps",
        "The share of listings that were confirmed within their class: 30 days for help in danger such as a"
        " shelter, 90 for help that is needed soon, 365 for the rest.",
        "La part des fiches confirmées dans leur délai\u202f: 30 jours pour l’aide en cas de danger, comme un refuge,"
        " 90 pour l’aide dont on a besoin bientôt, 365 pour le reste.",
        "It says that somebody confirmed the listing, not that every word of it is right.",
        "Ce chiffre dit que quelqu’un a confirmé la fiche, pas que chaque mot en est juste.",
        "exact on the day it is read", "exact au jour de la lecture",
    ),
    Headline(
        "coverage", Way.DIRECTORY, "", "",
        "Where the four kinds of help are", "Où se trouvent les quatre sortes d’aide",
        "The share of people who live in a province or territory with a confirmed shelter, legal, health and"
        " interpreter service that is open to all of it.",
        "La part de la population qui vit dans une province ou un territoire doté d’un refuge et de services"
        " juridiques, de santé et d’interprétation confirmés et ouverts à tout son territoire.",
        "A service may be far away, full, or not the right one. Population sizes are rounded to the thousand.",
        "Un service peut être loin, complet ou inadapté. La population est arrondie au millier.",
        "at most", "au plus",
    ),
)  # fmt: skip
