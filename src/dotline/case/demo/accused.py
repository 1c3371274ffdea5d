"""Cases of a police service and of a prosecution in the demo country, with the persons accused in them.

FICTIONAL / FICTIF: nobody here exists. Each name says so and lies inside the one agency that holds it, as in earnest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.case import actions, queries, rules
from dotline.case.actions import Asking, NewCharge, NewPerson, NewSentence, PastCase
from dotline.case.demo.plans import FICTION
from dotline.case.models import Involvement, Proceeding
from dotline.case.rules import OrderState, Role

POLICE, PROSECUTION = "police-on", "prosecution-qc"


@dataclass(frozen=True)
class DemoFile:
    """A case of one of these agencies: how long it is open, in which roles, how far its proceeding is ('' none)."""

    agency: str
    kind: str
    days: int
    others: tuple[tuple[Role, str], ...]
    stage: str
    age_band: str = "18-20"


FILES: Sequence[DemoFile] = (
    DemoFile(
        *(POLICE, "investigation", 40),
        ((Role.ACCUSED, "FICTIONAL Accused One"), (Role.SUSPECT, "FICTIONAL Suspect Two")),
        "waits",
    ),
    DemoFile(POLICE, "investigation", 9, ((Role.SUSPECT, "FICTIONAL Suspect Three"),), "", "16-17"),
    DemoFile(
        *(PROSECUTION, "prosecution", 45),
        ((Role.ACCUSED, "FICTIF Accusé Quatre"), (Role.WITNESS, "FICTIVE Témoin Cinq")),
        "trial",
        "16-17",
    ),
    DemoFile(PROSECUTION, "prosecution", 50, ((Role.ACCUSED, "FICTIF Accusé Six"),), "ended"),
)


def fill() -> int:
    """Open the files of both agencies; again adds nothing. Returns how many are new."""
    return sum(_one(number, told) for number, told in enumerate(FILES))


def _one(number: int, told: DemoFile) -> bool:
    by = Reader.system("demo", country.agency_id(told.agency))
    key = stable_id("demo-accused", str(number))
    if queries.visible_to(by).filter(pk=key).exists():
        return False
    agency = access.agency(by, by.own)
    opened = queries.today(by) - timedelta(days=told.days)
    facts = ((rules.FORMS, "SexualExploitation", True), ("control_means", "Threats", True))
    past = PastCase(
        *(key, agency.id, told.kind, opened, agency.province, "Feminine", told.age_band),
        *(facts, ()),
        demo=True,
    )
    actions.import_cases(by=by, cases=[past])
    case = queries.case(by, key)
    (victim,) = queries.involvements(by, case)
    parts = [_add(by, victim, role, name) for role, name in told.others]
    actions.write_safety_plan(
        by=by,
        involvement_id=victim.id,
        answers=[("safe_places", FICTION), ("code_word", FICTION)],
        after=0,
    )
    if told.stage:
        court = actions.open_proceeding(
            by=by,
            case_id=key,
            level="provincial" if told.stage == "waits" else "superior",
            province=agency.province,
            opened_on=opened,
            file_number=FICTION,
        )
        accused = next(one for one in parts if one.role == Role.ACCUSED)
        _before_court(by, court, victim, accused, told.stage)
    return True


def _add(by: Reader, victim: Involvement, role: Role, name: str) -> Involvement:
    look = queries.looks.slip(by, victim.case_id, queries.looks.cleaned(by, "name", name))
    new = NewPerson(role=role, value=name)
    return actions.add_person(by=by, case_id=victim.case_id, new=new, look=look)


def _before_court(
    by: Reader, court: Proceeding, victim: Involvement, accused: Involvement, stage: str
) -> None:
    minor = victim.age_band == "16-17"
    cite = "CC 279.011(1)(b)" if minor else "CC 279.01(1)(b)"
    first = court.opened_on - timedelta(days=200)
    new = NewCharge(
        *(cite, first, first + timedelta(days=60), court.opened_on),
        accused=accused.id,
        victim=victim.id,
    )
    charge = actions.lay_charge(by=by, proceeding_id=court.id, new=new)
    today = queries.today(by)
    days = {"waits": (("bail", 6),), "trial": (("trial", 14), ("testimony", 16)), "ended": ()}
    for kind, ahead in days[stage]:
        on = today + timedelta(days=ahead)
        actions.add_court_day(by=by, proceeding_id=court.id, kind=kind, on=on)
    _aids(by, court, victim, stage)
    if stage == "ended":
        done = today - timedelta(days=10)
        actions.dispose_charge(
            by=by, charge_id=charge.id, disposition="guilty", on=done, plea="guilty"
        )
        term = NewSentence(
            "imprisonment", done, gross_days=900, custody_days=120, rate=Decimal("1.5")
        )
        actions.give_sentence(by=by, charge_id=charge.id, new=term)
        ordered = Asking("restitution", OrderState.GRANTED, done, 300_000)
        order = actions.set_court_order(
            by=by, proceeding_id=court.id, involvement_id=victim.id, asking=ordered
        )
        actions.pay_restitution(by=by, order_id=order.id, amount=50_000, on=today)


def _aids(by: Reader, court: Proceeding, victim: Involvement, stage: str) -> None:
    """What was asked for her: more of it, the further the proceeding is."""
    asked = {
        "waits": (("publication_ban", OrderState.GRANTED), ("support_person", OrderState.ASKED)),
        "trial": (
            ("publication_ban", OrderState.GRANTED),
            ("out_of_court", OrderState.GRANTED),
            ("support_person", OrderState.GRANTED),
            ("no_cross_examination", OrderState.ASKED),
            ("victim_statement", OrderState.ASKED),
        ),
        "ended": (
            ("publication_ban", OrderState.GRANTED),
            ("victim_statement", OrderState.GRANTED),
        ),
    }
    on = court.opened_on + timedelta(days=5)
    for kind, state in asked[stage]:
        asking = Asking(kind, state, on)
        actions.set_court_order(
            by=by, proceeding_id=court.id, involvement_id=victim.id, asking=asking
        )
