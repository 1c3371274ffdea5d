"""The demo country's agencies and accounts. FICTIONAL: no agency, person or First Nation here exists."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access import queries, totp
from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.demo_codes import DEMO_PASSWORD
from dotline.access.models import Agency, Worker
from dotline.access.roles import Role
from dotline.audit.stores import Store
from dotline.base.ids import stable_id
from dotline.base.progress import Progress
from dotline.base.reader import Reader

# Published totals that the history follows (seed 004: 'roughly 1,500 cases', 'over 12,000 calls', 69 per cent; the
# exact 12,706 calls is research/referral.md 0.8). Twelve quarters, so three years.
QUARTERS = tuple(
    f"{year}-Q{quarter}"
    for year in range(2023, 2027)
    for quarter in range(1, 5)
    if (2023, 4) <= (year, quarter) <= (2026, 3)
)
CALLS = 12_706
CASES = 1_500
SEX_TRAFFICKING_SHARE = 0.69
REFERRALS = 1_400
FEDERAL = "CentralGovernmentOrganisation"


@dataclass(frozen=True)
class DemoPlace:
    """Where a demo agency stands: real cities, so that search means something."""

    province: str
    city_en: str
    city_fr: str
    zone: str


PLACES = (
    DemoPlace("BC", "Vancouver", "Vancouver", "America/Vancouver"),
    DemoPlace("AB", "Calgary", "Calgary", "America/Edmonton"),
    DemoPlace("SK", "Saskatoon", "Saskatoon", "America/Regina"),
    DemoPlace("MB", "Winnipeg", "Winnipeg", "America/Winnipeg"),
    DemoPlace("ON", "Toronto", "Toronto", "America/Toronto"),
    DemoPlace("QC", "Montréal", "Montréal", "America/Toronto"),
    DemoPlace("NB", "Moncton", "Moncton", "America/Moncton"),
    DemoPlace("NS", "Halifax", "Halifax", "America/Halifax"),
    DemoPlace("PE", "Charlottetown", "Charlottetown", "America/Halifax"),
    DemoPlace("NL", "St. John's", "Saint-Jean", "America/St_Johns"),
    DemoPlace("YT", "Whitehorse", "Whitehorse", "America/Whitehorse"),
    DemoPlace("NT", "Yellowknife", "Yellowknife", "America/Edmonton"),
    DemoPlace("NU", "Iqaluit", "Iqaluit", "America/Iqaluit"),
)
FIRST_NATIONS = (
    (
        "nation-lantern",
        "Lantern River First Nation (FICTIONAL)",
        "Première Nation Lantern River (FICTIF)",
        "MB",
    ),
    (
        "nation-birch",
        "Grey Birch First Nation (FICTIONAL)",
        "Première Nation Grey Birch (FICTIF)",
        "ON",
    ),
    (
        "nation-heron",
        "Heron Point First Nation (FICTIONAL)",
        "Première Nation Heron Point (FICTIF)",
        "BC",
    ),
)
KINDS = (
    ("shelter", "Shelter", "Safe Door Shelter", "Refuge La Porte sûre"),
    ("legal", "NGO", "Plain Rights Legal Help", "Aide juridique Droits clairs"),
    ("health", "NGO", "Steady Ground Health", "Santé Pas à pas"),
    ("police", "Police", "Unit of the Demo Police", "Unité de la Police de démonstration"),
)
# Each once in the country: code, kind, English and French name, province.
NATIONAL = (
    (
        *("prosecution-qc", "Prosecution"),
        *("Demo Crown Counsel", "Poursuites de démonstration", "QC"),
    ),
    (
        *("border", "BorderService"),
        *("Demo Border Service", "Service frontalier de démonstration", "ON"),
    ),
    (
        *("rapporteur", "NationalRapporteur"),
        *("Office of the Demo Rapporteur", "Bureau de la rapporteuse de démonstration", "ON"),
    ),
    ("plan-office", FEDERAL, "Demo Plan Office", "Bureau du plan de démonstration", "ON"),
)


def agency_id(code: str) -> UUID:
    """The id of a demo agency, e.g. 'shelter-on'; the hotline is 'local'."""
    return stable_id("demo-agency", code)


def agencies() -> list[NewAgency]:
    """All demo agencies but the local one (the hotline), in a fixed order."""
    rows = [
        _agency(
            f"{code}-{place.province.lower()}",
            kind,
            f"{en}, {place.city_en}",
            f"{fr}, {place.city_fr}",
            place,
        )
        for place in PLACES
        for code, kind, en, fr in KINDS
    ]
    by_province = {place.province: place for place in PLACES}
    rows += [
        NewAgency(
            code,
            en,
            fr,
            "FirstNationGovernment",
            province,
            by_province[province].zone,
            demo=True,
            id=agency_id(code),
        )
        for code, en, fr, province in FIRST_NATIONS
    ]
    return rows + [
        _agency(code, kind, en, fr, by_province[province])
        for code, kind, en, fr, province in NATIONAL
    ]


def _agency(code: str, kind: str, name_en: str, name_fr: str, place: DemoPlace) -> NewAgency:
    return NewAgency(
        code,
        f"{name_en} (FICTIONAL)",
        f"{name_fr} (FICTIF)",
        kind,
        place.province,
        place.zone,
        demo=True,
        id=agency_id(code),
    )


# People to try the desk with; the sign-in page of a demo shows most of them with their codes.
WORKERS = (
    ("ada", "Ada (FICTIONAL), counsellor", "local", (Role.COUNSELLOR,), "en"),
    (
        "ben",
        "Ben (FICTIONAL), case worker",
        "shelter-on",
        (Role.CASE_WORKER, Role.SUPERVISOR),
        "en",
    ),
    (
        "cleo",
        "Cleo (FICTIVE), intervenante",
        "shelter-qc",
        (Role.CASE_WORKER, Role.SUPERVISOR),
        "fr",
    ),
    ("dana", "Dana (FICTIONAL), statistician", "rapporteur", (Role.STATISTICIAN,), "en"),
    ("eli", "Eli (FICTIONAL), Rapporteur", "rapporteur", (Role.RAPPORTEUR,), "en"),
    ("fay", "Fay (FICTIVE), coordonnatrice du plan", "plan-office", (Role.COORDINATOR,), "fr"),
    ("ivo", "Ivo (FICTIONAL), counsellor of the evening", "local", (Role.COUNSELLOR,), "en"),
    ("joy", "Joy (FICTIONAL), data steward", "nation-lantern", (Role.DATA_STEWARD,), "en"),
    ("lou", "Lou (FICTIONAL), counsellor at night", "shelter-on", (Role.COUNSELLOR,), "en"),
    ("hal", "Hal (FICTIVE), police", "police-qc", (Role.POLICE,), "fr"),
    (
        "kai",
        "Kai (FICTIONAL), police investigator",
        "police-on",
        (Role.CASE_WORKER, Role.SUPERVISOR),
        "en",
    ),
    (
        "noa",
        "Noa (FICTIVE), procureure",
        "prosecution-qc",
        (Role.CASE_WORKER, Role.SUPERVISOR),
        "fr",
    ),
    ("gus", "Gus (FICTIONAL), supervisor", "local", (Role.SUPERVISOR, Role.EDITOR), "en"),
)


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Make the agencies, their keys and the accounts; running it again adds nothing."""
    del seed  # names and places are the same in every demo country
    by = queries.operator()
    rows = agencies()
    progress.start("agencies", len(rows) + len(WORKERS))
    there = set(Agency.objects.using(Store.INSIDE).values_list("code", flat=True))
    for row in rows:
        if row.code not in there:
            add_agency(by=by, agency=row)
        progress.advance()
    known = set(Worker.objects.using(Store.INSIDE).values_list("username", flat=True))
    for username, name, code, roles, language in WORKERS:
        if username not in known:
            new = NewWorker(
                username, name, agency_id(code), roles, DEMO_PASSWORD, totp.new_secret(), language
            )
            add_worker(by=by, worker=new)
        progress.advance()
    progress.done()
    return {"agencies": len(rows) + 1, "accounts": len(WORKERS) + 1}


def counsellor() -> Reader:
    """Ada, at the hotline."""
    return queries.reader_by_name("ada")
