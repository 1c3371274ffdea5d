"""FICTIONAL task forces in five places, briefings and practices: no agency, meeting or word here is real."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dotline.access import queries as access
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.duty.models import Obligation
from dotline.referral.actions import briefings, network, practices
from dotline.referral.models import (
    BriefingCopy,
    BriefingText,
    ForceMessage,
    JointTask,
    Practice,
    RosterLine,
    Seat,
    TaskForce,
)
from dotline.referral.queries.practices import REVIEW_RULE
from dotline.referral.rules.network import Audience, SeatRole, Severity, TaskState

MARK = "FICTIONAL / FICTIF"
LINE = "local"  # the help line's agency


@dataclass(frozen=True)
class Force:
    """One task force: the first agency leads, the second writes, the last has never been heard from."""

    code: str
    name_en: str
    name_fr: str
    province: str
    agencies: tuple[str, ...]


FORCES = (
    Force(
        "lake",
        "Lakeshore Task Force (FICTIONAL)",
        "Groupe de travail du lac (FICTIF)",
        "ON",
        ("police-on", "shelter-on", LINE, "legal-on", "health-on", "nation-birch"),
    ),
    Force(
        "river",
        "River Task Force (FICTIONAL)",
        "Groupe de travail du fleuve (FICTIF)",
        "QC",
        ("shelter-qc", "police-qc", LINE, "legal-qc", "health-qc"),
    ),
    Force(
        "coast",
        "Coast Task Force (FICTIONAL)",
        "Groupe de travail de la côte (FICTIF)",
        "BC",
        ("police-bc", "shelter-bc", LINE, "nation-heron"),
    ),
    Force(
        "plains",
        "Plains Task Force (FICTIONAL)",
        "Groupe de travail des plaines (FICTIF)",
        "MB",
        ("police-mb", "nation-lantern", LINE, "shelter-mb"),
    ),
    Force(
        "country",
        "Country-wide Task Force (FICTIONAL)",
        "Groupe de travail du pays (FICTIF)",
        "",
        ("plan-office", "shelter-qc", LINE, "shelter-on", "border"),
    ),
)

# One for everybody, one late by now for shelters in two provinces, one that was corrected.
BRIEFINGS = (
    (
        Severity.IMPORTANT,
        Audience(),
        ("New safety card", "Nouvelle carte de sécurité"),
        (
            "Hand out the new card. Take the old one back.",
            "Remettez la nouvelle carte. Reprenez l’ancienne.",
        ),
    ),
    (
        Severity.URGENT,
        Audience(frozenset({"Shelter"}), frozenset({"ON", "QC"})),
        ("Beds this weekend", "Lits cette fin de semaine"),
        ("Count your beds on Friday and on Sunday.", "Comptez vos lits vendredi et dimanche."),
    ),
    (
        Severity.NOTICE,
        Audience(roles=frozenset({"counsellor", "case_worker"})),
        ("Interpreters at night", "Interprètes la nuit"),
        ("Interpreters are there until midnight.", "Des interprètes sont là jusqu’à minuit."),
    ),
)


def stay_in_touch() -> int:
    """Fill task forces, briefings and the library; running it again adds nothing. Returns how many task forces."""
    system = Reader.system("demo")
    with behind(system):
        if TaskForce.objects.using(Store.INSIDE).filter(demo=True).exists():
            return len(FORCES)
        codes = {row.code: row.id for row in access.agencies(system)}
        codes[LINE] = access.local_agency(system).id
        now = clock.now()
        for number, one in enumerate(FORCES):
            _force(one, codes, now, number)
        _briefings(codes, now)
        _practices()
    return len(FORCES)


def _of(agency: UUID) -> Reader:
    return Reader.system("demo", agency)


def _force(one: Force, codes: Mapping[str, UUID], now: datetime, number: int) -> None:
    """One task force, founded four months ago; what people wrote is laid back in time."""
    agencies = [codes[code] for code in one.agencies]
    lead = _of(agencies[0])
    new = network.NewForce(
        one.name_en,
        one.name_fr,
        one.province,
        demo=True,
        id=stable_id("demo-force", one.code),
    )
    row = network.found_force(by=lead, force=new)
    for agency in agencies[1:]:
        network.seat_agency(by=lead, force_id=row.id, agency=agency, role=SeatRole.MEMBER)
    long_ago = now - timedelta(days=120)
    inside = Store.INSIDE
    TaskForce.objects.using(inside).filter(pk=row.id).update(at=long_ago)
    Seat.objects.using(inside).filter(force_id=row.id).update(joined_at=long_ago)
    RosterLine.objects.using(inside).filter(force_id=row.id).update(at=long_ago)
    _point_persons(row.id, agencies, now)
    _words(row.id, agencies, now, number)
    _tasks(row.id, agencies, now)
    _meeting(row.id, agencies, now - timedelta(days=14 + number))


def _words(force: UUID, agencies: list[UUID], now: datetime, number: int) -> None:
    for agency, days in zip(agencies[1:-1], (2, 5, 41, 9), strict=False):
        said = network.write_message(
            by=_of(agency),
            force_id=force,
            text=f"{MARK}: new posters have come. / De nouvelles affiches sont là.",
        )
        at = now - timedelta(days=days + number)
        ForceMessage.objects.using(Store.INSIDE).filter(pk=said.pk).update(at=at)


def _meeting(force: UUID, agencies: list[UUID], starts_at: datetime) -> None:
    held = network.call_meeting(
        by=_of(agencies[0]),
        force_id=force,
        starts_at=starts_at,
        title=f"Autumn meeting / Réunion d’automne ({MARK})",
        agenda="1. Posters / Affiches\n2. Training / Formation",
    )
    network.record_meeting(
        by=_of(agencies[0]),
        meeting_id=held.id,
        text=f"{MARK}: the training takes place in January. / La formation aura lieu en janvier.",
        present={agency: agency != agencies[-1] for agency in agencies},
    )


def _point_persons(force: UUID, agencies: list[UUID], now: datetime) -> None:
    for agency in agencies:
        worker = access.workers(_of(agency)).filter(agency_id=agency, is_active=True).first()
        if worker is not None:
            network.name_point_person(
                by=_of(agency),
                force_id=force,
                person=worker.id,
                since=(now - timedelta(days=100)).date(),
            )


def _tasks(force: UUID, agencies: list[UUID], now: datetime) -> None:
    given = (
        ("Translate the card / Traduire la carte", 1, -6, TaskState.OPEN),
        ("Train the night shift / Former l’équipe de nuit", 0, 30, TaskState.DOING),
        ("Print posters / Imprimer des affiches", 1, -20, TaskState.DONE),
    )
    for title, owner, days, to in given:
        task = network.give_task(
            by=_of(agencies[0]),
            force_id=force,
            title=f"{title} ({MARK})",
            owner=agencies[owner],
            due_on=(now + timedelta(days=days)).date(),
        )
        long_ago = now - timedelta(days=50)
        JointTask.objects.using(Store.INSIDE).filter(pk=task.pk).update(at=long_ago)
        if to != TaskState.OPEN:
            network.move_task(by=_of(agencies[owner]), task_id=task.id, to=to)


def _briefings(codes: Mapping[str, UUID], now: datetime) -> None:
    """One for everybody, one for shelters in two provinces and late by now, one that was corrected."""
    line = _of(codes[LINE])
    for number, (severity, audience, title, text) in enumerate(BRIEFINGS):
        new = briefings.NewText(
            severity=severity,
            starts_on=(now - timedelta(days=7)).date(),
            read_by=now + timedelta(days=3),
            title_en=f"{title[0]} (FICTIONAL)",
            title_fr=f"{title[1]} (FICTIF)",
            text_en=text[0],
            text_fr=text[1],
        )
        key = stable_id("demo-briefing", str(number))
        made = briefings.issue(by=line, text=new, audience=audience, demo=True, key=key)
        if severity == Severity.URGENT:
            _lay_back(made, now)
        if severity == Severity.NOTICE:
            briefings.correct(
                by=line,
                briefing_id=key,
                text=new,
                why="Midnight, not ten / Minuit, non 22 h",
            )


def _lay_back(text: BriefingText, now: datetime) -> None:
    began, due = now - timedelta(days=6), now - timedelta(days=3)
    rows = BriefingText.objects.using(Store.INSIDE).filter(pk=text.pk)
    rows.update(at=began, read_by=due)
    copies = BriefingCopy.objects.using(Store.INSIDE).filter(text_id=text.pk)
    windows = Obligation.objects.using(Store.INSIDE)
    windows.filter(subject_id__in=list(copies.values_list("id", flat=True))).update(
        opens_at=began, due_at=due
    )


def _practices() -> None:
    """Ben writes, a second person of another account approves; one entry waits, one is overdue."""
    written = (
        ("shelter-on", "ben", "First night checklist", "Liste de la première nuit", "guide"),
        (
            "shelter-qc",
            "cleo",
            "Poster for waiting rooms",
            "Affiche pour salles d’attente",
            "poster",
        ),
        (LINE, "ada", "Night shift training", "Formation de l’équipe de nuit", "training"),
    )
    gus = access.reader_by_name("gus")
    for number, (code, username, en, fr, kind) in enumerate(written):
        row = practices.write(
            by=access.reader_by_name(username),
            practice=practices.NewPractice(
                kind=kind,
                topic="support",
                languages=("eng", "fra"),
                source=f"{MARK}, 2026",
                title_en=f"{en} (FICTIONAL)",
                title_fr=f"{fr} (FICTIF)",
                text_en="Ask about food, sleep and safety first.",
                text_fr="Demandez d’abord la faim, le sommeil et la sécurité.",
                demo=True,
                id=stable_id("demo-practice", str(number)),
            ),
        )
        if code == LINE:
            practices.approve(by=gus, practice_id=row.id)
            past = (clock.now() - timedelta(days=8)).date()
            Practice.objects.using(Store.INSIDE).filter(pk=row.pk).update(review_due=past)
            Obligation.objects.using(Store.INSIDE).filter(
                rule=REVIEW_RULE, holder_id=row.agency_id
            ).update(
                opens_at=clock.now() - timedelta(days=60), due_at=clock.now() - timedelta(days=8)
            )
