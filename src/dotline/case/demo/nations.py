"""Belonging, stewards and agreements of the demo country. FICTIONAL / FICTIF: each First Nation is invented."""

from datetime import timedelta

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDecision
from dotline.case.demo.plans import FICTION, SHELTER
from dotline.case.queries import nations
from dotline.case.rules import ConsentSaid
from dotline.case.rules.consents import NATION_LIST
from dotline.case.rules.disclosing import IDENTITY
from dotline.gates import agreements, stewards
from dotline.gates.agreements import NewAgreement
from dotline.gates.stewardship import StewardUse

AGREE = ("nation-lantern", "nation-heron")  # to being counted; the third waits with its answer
TIED = (("nation-lantern",), ("nation-lantern", "nation-heron"), ("nation-lantern",))


def fill() -> int:
    """Three people say whom they belong to, and the stewards answer; again adds nothing. Returns how many people."""
    if stewards.grants(Reader.system("demo")).exists():
        return 0
    for code in AGREE:
        stewards.give_grant(by=_body(code), use=StewardUse.COUNTS)
    _asked()
    _agreements()
    return _tied()


def _body(code: str) -> Reader:
    return Reader.system("demo", country.agency_id(code))


def _asked() -> None:
    office = Reader.system("demo", country.agency_id("rapporteur"))
    shelter = Reader.system("demo", country.agency_id(SHELTER))
    lantern = country.agency_id("nation-lantern")
    for by, code, use in (
        (office, "nation-birch", StewardUse.COUNTS),
        (shelter, "nation-lantern", StewardUse.AUDIT),
    ):
        stewards.ask_steward(by=by, nation=country.agency_id(code), use=use, words=FICTION)
    row = stewards.ask_steward(by=office, nation=lantern, use=StewardUse.FILES, words=FICTION)
    stewards.answer_steward(by=_body("nation-lantern"), grant_id=row.id, granted=False)


def _agreements() -> None:
    """One agreement in force, and one that waits for a steward's word."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    today = queries.today(by)
    for number, code in enumerate(("nation-lantern", "nation-birch"), 1):
        new = NewAgreement(
            reference=f"FICTIONAL-MOU-{number}",
            purpose="victims",
            epochs=(f"{today.year}-{number}",),
            basis="consent",
            sources=("case_files",),
            parties=(country.agency_id("legal-on"),),
            pia_on=today - timedelta(days=60),
            pia_reference=f"FICTIONAL-PIA-{number}",
            pia_by=FICTION,
            first=today - timedelta(days=30),
            last=today + timedelta(days=335),
            stewards=(country.agency_id(code),),
        )
        row = agreements.make_agreement(by=by, new=new)
        if code in AGREE:
            agreements.answer_agreement(by=_body(code), agreement_id=row.id, agrees=True)


def _tied() -> int:
    by = Reader.system("demo", country.agency_id(SHELTER))
    rows = queries.cases(by).filter(agency_id=by.own, closed_on=None)[: len(TIED)]
    for row, codes in zip(rows, TIED, strict=False):
        victim = queries.involvements(by, row)[0]
        if not nations.ties(by, [victim.person_id]).exists():
            for code in codes:
                nation = country.agency_id(code)
                actions.say_nation(by=by, involvement_id=victim.id, nation=nation)
            listed = NewDecision(
                NATION_LIST,
                ConsentSaid.GIVEN,
                queries.today(by),
                recipient=country.agency_id(codes[0]),
                what=(IDENTITY,),
                expires=queries.today(by) + timedelta(days=180),
            )
            actions.record_consent(by=by, involvement_id=victim.id, new=listed)
    return len(rows)
