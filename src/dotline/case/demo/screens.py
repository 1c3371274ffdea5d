"""Screens, help offered and safeguards in cases of the demo country. FICTIONAL / FICTIF: nobody was asked anything."""

from datetime import timedelta
from random import Random

from dotline.access import demo as country
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewForcedCharge, NewNonPunishmentStep, NewRemovalStep
from dotline.case.demo.plans import SHELTER
from dotline.case.models import CaseFile, Involvement
from dotline.case.queries import screens
from dotline.case.rules import Answer, Role

CASES = 90  # enough that the yearly audit has groups to show beside those it hides
FICTION = "FICTIONAL / FICTIF"
STATUSES = ("citizen", "citizen", "worker", "unknown")


def fill() -> int:
    """Screen the victims of the newest cases of one shelter; running it again adds nothing. Returns how many."""
    by = Reader.system("demo", country.agency_id(SHELTER))
    rows = queries.cases(by).filter(agency_id=by.own, closed_on=None)[:CASES]
    return sum(_one(by, row, number) for number, row in enumerate(rows))


def _one(by: Reader, row: CaseFile, number: int) -> bool:
    victim = next(one for one in queries.involvements(by, row) if one.role == Role.VICTIM)
    if screens.screens_of(by, [victim]).exists():
        return False
    random = Random(f"screen-{number}")
    child = screens.minor(by, victim)
    _screen(by, victim, random, "sscst" if child else "raft")
    if number == 0 and not child:
        _talk(by, victim)
    if number < 2:
        _against_her(by, victim, ended=bool(number))
    return True


def _screen(by: Reader, victim: Involvement, random: Random, code: str) -> None:
    row = actions.begin_screen(
        by=by,
        involvement_id=victim.id,
        instrument=code,
        status_in_canada=random.choice(STATUSES),
    )
    likely = random.random() < 0.75
    kinds = ("yes", "no", "unknown", "skipped") if likely else ("no", "no", "unknown", "skipped")
    said = {one.code: random.choice(kinds) for one in screens.form_of(row).items}
    done = actions.finish_screen(by=by, screen_id=row.id, said=said)
    if done.level != "nothing":
        chosen = random.choice(("accepted", "later", "refused"))
        actions.offer_help(by=by, screen_id=row.id, help_="services", chosen=chosen)


def _talk(by: Reader, victim: Involvement) -> None:
    """A long list that is done, and a talk that goes on another day."""
    row = actions.begin_screen(by=by, involvement_id=victim.id, instrument="ilo_adult_labour")
    yes = ("d_job", "d_wages", "e_hours", "e_low_pay", "e_wage_tricks", "k_documents", "k_debt")
    said = dict.fromkeys(yes, "yes") | {
        "k_violence": "no",
        "c_debt": "unknown",
        "v_past": "skipped",
    }
    actions.finish_screen(by=by, screen_id=row.id, said=said)
    open_ = actions.begin_screen(by=by, involvement_id=victim.id, instrument="tvit_short")
    actions.answer_screen(by=by, screen_id=open_.id, said={"not_paid": "yes", "papers": "skipped"})


def _against_her(by: Reader, victim: Involvement, *, ended: bool) -> None:
    today = queries.today(by)
    step = actions.note_removal(
        by=by,
        involvement_id=victim.id,
        new=NewRemovalStep("removal_order" if ended else "call_in", today - timedelta(days=3)),
    )
    charge = actions.note_forced_charge(
        by=by,
        involvement_id=victim.id,
        new=NewForcedCharge(
            today - timedelta(days=20), Answer.YES if ended else Answer.UNKNOWN, FICTION
        ),
    )
    if ended:
        actions.answer_removal(by=by, step_id=step.id, how="stopped", on=today)
        for name in ("prosecutor_told", "charge_withdrawn"):
            actions.help_charged(
                by=by,
                charge_id=charge.id,
                new=NewNonPunishmentStep(name, today - timedelta(days=5), consented=True),
            )
