"""The demo country's community services. FICTIONAL: nothing here exists but the towns and the help line.

What the demo agencies themselves offer comes through the gate *publish*, from the room referral.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from uuid import UUID

from dotline.access import queries as access
from dotline.access.demo import PLACES, DemoPlace
from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.queries import asking as asking_queries
from dotline.directory.rules import asking
from dotline.directory.rules.asking import AnswerKind
from dotline.directory.rules.query import HOTLINE
from dotline.reference import places

SOURCE: Final = "FICTIONAL demo country"
SECOND: Final = "FICTIONAL second list"
DAYS: Final = "MO,TU,WE,TH,FR"
EVERY_DAY: Final = "MO,TU,WE,TH,FR,SA,SU"


@dataclass(frozen=True)
class Kind:
    """A kind of community service that stands in every province."""

    code: str
    en: str
    fr: str
    text_en: str
    text_fr: str
    needs: tuple[str, ...]
    hours: tuple[str, str, str] = (DAYS, "08:30", "16:30")


KINDS: Final = (
    Kind(
        "shelter",
        "Warm Room overnight shelter",
        "Halte de nuit La Chambre chaude",
        "A bed for the night, a meal and someone to talk to. Open to all. Free.",
        "Un lit pour la nuit, un repas et une personne à qui parler. Ouvert à tous. Gratuit.",
        ("shelter", "counselling"),
        (EVERY_DAY, "18:00", "09:00"),
    ),
    Kind(
        "legal",
        "Kitchen Table law evenings",
        "Soirées juridiques La Table de cuisine",
        "A lawyer explains your rights, your papers and your choices. Free.",
        "Une avocate explique vos droits, vos papiers et vos choix. Gratuit.",
        ("legal_aid", "immigration_help", "trp", "asylum"),
        ("TU,TH", "17:00", "21:00"),
    ),
    Kind(
        "health",
        "Corner clinic",
        "Clinique du coin",
        "A nurse and a doctor see you. No papers needed.",
        "Une infirmière et un médecin vous reçoivent. Aucun papier requis.",
        ("medical_care", "mental_health"),
        (DAYS, "09:00", "19:00"),
    ),
    Kind(
        "settle",
        "Open Table newcomer centre",
        "Centre pour nouveaux arrivants La Table ouverte",
        "Help with papers, language classes and finding work.",
        "De l’aide pour les papiers, des cours de langue et la recherche d’emploi.",
        ("newcomer_support", "interpretation", "language_classes", "employment"),
    ),
    Kind(
        "food",
        "Full Shelf food bank",
        "Banque alimentaire Étagère pleine",
        "Food and clothes, no questions asked.",
        "De la nourriture et des vêtements, sans questions.",
        ("food", "clothing"),
        ("TU,TH,SA", "10:00", "14:00"),
    ),
    Kind(
        "navigator",
        "Side by Side navigators",
        "Intervenantes Côte à côte",
        "Someone goes with you from office to office.",
        "Une personne vous accompagne d’un bureau à l’autre.",
        ("system_navigation", "trafficking_support", "advocate", "court_support"),
    ),
)
# What people speak where, beside English and French (first the provinces in the order of PLACES).
SPOKEN: Final = {
    "BC": "pan cmn yue tgl",
    "AB": "tgl pan ara cre",
    "SK": "cre den tgl",
    "MB": "tgl cre oji ojs",
    "ON": "spa cmn pan tgl ara oji",
    "QC": "spa ara hat cre",
    "NB": "mic ara",
    "NS": "mic ara",
    "PE": "mic cmn",
    "NL": "moe spa",
    "YT": "gwi tgl",
    "NT": "dgr den gwi",
    "NU": "iku ikt",
}


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """The same services for the same seed, as one load with one ledger line."""
    services = list(_services(Random(seed)))
    stream = io.BytesIO(json.dumps(services, ensure_ascii=False).encode())
    loaded = actions.load(
        by=Reader.system("demo"),
        stream=stream,
        source=SOURCE,
        demo=True,
        allow_removal=True,
        progress=progress,
    )
    _second_list()
    return {"services": loaded.services, "answers": _answers()}


# What came back through links that Gus sent: corrections that wait, a yes, and one whose link was none of ours.
ANSWERS: Final[tuple[tuple[str, AnswerKind, dict[str, str]], ...]] = (
    (
        "legal",
        AnswerKind.CORRECT,
        {
            "description": "FICTIONAL. A lawyer explains your rights. Free. Bring a friend if you like.",
            "hours": "TU 16:00-21:00\nTH 16:00-21:00",
            "languages": "cre eng fra",
            "remark": "FICTIONAL / FICTIF. We moved to the second floor.",
        },
    ),
    ("health", AnswerKind.CONFIRM, {}),
    ("shelter", AnswerKind.CONFIRM, {}),
)


def _answers() -> int:
    """Ask for three confirmations and take in what came back; what came before stays. Returns how many there are."""
    system = Reader.system("demo")
    if not access.workers(system).filter(username="gus").exists():
        return 0  # the directory alone, without anybody who could ask
    gus = access.reader_by_name("gus")
    now = clock.now()
    for code, kind, told in ANSWERS:
        letter = stable_id("demo-answer", code)
        if asking_queries.answers(gus).filter(id=letter).exists():
            continue
        token = "none" if code == "shelter" else _link(gus, code)
        actions.take_answer(
            by=system,
            agency=gus.own,
            letter=letter,
            text=asking.letter(asking.Reply(token, kind, told, now.isoformat())),
            posted_on=now.date(),
        )
    return len(ANSWERS)


def _link(by: Reader, code: str) -> str:
    return actions.ask(by=by, service_id=UUID(service_id(code, "ON")))


def _second_list() -> None:
    """Another list of the same town: one value in conflict, and two organizations that are there twice."""
    first, *others = ((kind, place) for kind, place in zip(KINDS, PLACES, strict=False))
    told = {
        "services.csv": [
            {
                "id": service_id(first[0].code, first[1].province),
                "name": f"{first[0].en}, {first[1].city_en} (FICTIONAL)",
                "description": f"FICTIONAL. {first[0].text_en} Please ring twice.",
                "status": "active",
            }
        ],
        "organizations.csv": [
            {
                "id": _id("second list", kind.code),
                "name": f"{kind.en} Society, {place.city_en} (FICTIONAL)",
                "description": "FICTIONAL organization of the demo country.",
            }
            for kind, place in others[:2]
        ],
    }
    by = Reader.system("demo")
    stream = io.BytesIO(json.dumps(told).encode())
    actions.load(by=by, stream=stream, source=SECOND, demo=True)
    actions.look(by=by)


def service_id(code: str, province: str) -> str:
    """The id of a demo service, e.g. ('shelter', 'ON')."""
    return str(stable_id("demo-service", code, province.lower()))


def _services(random: Random) -> Iterator[dict[str, Any]]:
    for place in PLACES:
        for kind in KINDS:
            yield _service(kind, place, random)
    yield _national()


def _service(kind: Kind, place: DemoPlace, random: Random) -> dict[str, Any]:
    key = service_id(kind.code, place.province)
    owner = stable_id("demo-org", key)
    spoken = ["eng", "fra", *sorted(random.sample(SPOKEN[place.province].split(), 2))]
    return {
        "id": key,
        "name": f"{kind.en}, {place.city_en} (FICTIONAL)",
        "description": f"FICTIONAL. {kind.text_en}",
        "status": "active",
        "assured_date": f"2026-{random.randint(5, 9):02d}-{random.randint(1, 28):02d}",
        "fees_description": "Free.",
        "organization": _organization(str(owner), kind, place),
        "phones": [
            {
                "id": _id(key, "phone"),
                "number": HOTLINE,
                "description": "FICTIONAL: the real help line",
            }
        ],
        "languages": [{"id": _id(key, "language", code), "code": code} for code in spoken],
        "schedules": [_hours(key, kind.hours, place.zone)],
        "service_areas": [
            {
                "id": _id(key, "area"),
                "name": place.province,
                "x_dotline": {"province": place.province},
            }
        ],
        "service_at_locations": [
            {"id": _id(key, "join"), "location": _location(key, place, random)}
        ],
        "x_dotline": _ours(kind, place),
    }


def _hours(key: str, hours: tuple[str, str, str], zone: str) -> dict[str, Any]:
    days, opens, closes = hours
    return {
        "id": _id(key, "hours"),
        "freq": "WEEKLY",
        "byday": days,
        "opens_at": opens,
        "closes_at": closes,
        "x_dotline": {"zone": zone},
    }


def _ours(kind: Kind, place: DemoPlace) -> dict[str, Any]:
    return {
        "name_fr": f"{kind.fr}, {place.city_fr} (FICTIF)",
        "description_fr": f"FICTIF. {kind.text_fr}",
        "fees_description_fr": "Gratuit.",
        "needs": list(kind.needs),
        "accepts_referrals": False,
    }


def _organization(owner: str, kind: Kind, place: DemoPlace) -> dict[str, Any]:
    return {
        "id": owner,
        "name": f"{kind.en}, {place.city_en} (FICTIONAL)",
        "description": "FICTIONAL organization of the demo country.",
        "x_dotline": {
            "name_fr": f"{kind.fr}, {place.city_fr} (FICTIF)",
            "description_fr": "Organisme FICTIF du pays de démonstration.",
        },
    }


def _location(key: str, place: DemoPlace, random: Random) -> dict[str, Any]:
    """A point near the middle of the town."""
    middle = places.find(f"{place.city_en}, {place.province}").point or (0.0, 0.0)
    apart = (random.uniform(-0.03, 0.03), random.uniform(-0.04, 0.04))
    return {
        "id": _id(key, "location"),
        "location_type": "physical",
        "name": f"{place.city_en} (FICTIONAL)",
        "latitude": round(middle[0] + apart[0], 5),
        "longitude": round(middle[1] + apart[1], 5),
        "accessibility": [
            {
                "id": _id(key, "access"),
                "description": "Step-free entrance",
                "x_dotline": {"description_fr": "Entrée sans marche"},
            }
        ],
    }


def _national() -> dict[str, Any]:
    """The one real thing: the Canadian line, on every page and at every dead end (seed 004)."""
    key = service_id("line", "CA")
    return {
        "id": key,
        "name": "Help line, all of Canada",
        "description": "Someone answers day and night, free and in private, in more than 200 languages.",
        "status": "active",
        "phones": [{"id": _id(key, "phone"), "number": HOTLINE}],
        "languages": [{"id": _id(key, "language", code), "code": code} for code in ("eng", "fra")],
        "schedules": [_hours(key, (EVERY_DAY, "00:00", "23:59"), "America/Toronto")],
        "service_areas": [
            {"id": _id(key, "area"), "name": "Canada", "x_dotline": {"province": "CA"}}
        ],
        "x_dotline": {
            "name_fr": "Ligne d’aide, tout le Canada",
            "description_fr": "Une personne répond jour et nuit, sans frais et en privé, en plus de 200 langues.",
            "needs": ["crisis_line", "system_navigation", "trafficking_support"],
        },
    }


def _id(key: str, *parts: str) -> str:
    return str(stable_id("demo", key, *parts))
