"""Matches between two shelters of the demo country, made the way real ones are. FICTIONAL / FICTIF, as the names say.

An agreement, a key, two encoded files, one comparison, notices. Of five people who are in both files one match was
agreed, two are confirmed by one side, one is refused and one met silence; a sixth is in one file alone. The questions
of the side that is asked second look alike, whatever became of them.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDecision, NewQuestion
from dotline.case.jobs import linkage as encoding
from dotline.case.jobs import matches as beats
from dotline.case.models import Involvement
from dotline.case.queries import matches
from dotline.case.rules import ConsentSaid
from dotline.case.rules.asking import AskReason
from dotline.case.rules.disclosing import IDENTITY
from dotline.case.rules.matches import MatchSaid, hour_at
from dotline.gates import agreements, encode, outbox, points
from dotline.gates.agreement import CONSENT
from dotline.gates.agreements import NewAgreement
from dotline.link import jobs
from dotline.link.cli import sending
from dotline.link.formats.results import PairTold
from dotline.link.rules import asked_first
from dotline.matching import resolving

FICTION = "FICTIONAL / FICTIF"
SECRET = hashlib.sha256(
    b"FICTIONAL"
).digest()  # whoever reads this has it: it keeps nothing of anybody
REFERENCE, PURPOSE, EPOCH = "FICTIONAL-MOU-3", "victims", "1"
SIDES = (("ben", "shelter-on"), ("cleo", "shelter-qc"))
FIRST_CASE = 12  # the newer ones have other things to show
# A name at either shelter and a day of birth; the last is known at the second side alone.
PEOPLE = (
    ("Mirabel FICTIONAL", "Mirabelle FICTIONAL", "1991-02-17"),
    ("Odalisa FICTIONAL", "Odalisa FICTIONAL", "1998-11-05"),
    ("Tamsyna FICTIONAL", "Tamsina FICTIONAL", "1986-07-23"),
    ("Yevgania FICTIONAL", "Yevgania FICTIONAL", "2001-04-09"),
    ("Corazina FICTIONAL", "Korazina FICTIONAL", "1979-09-30"),
    ("", "Ludovica FICTIONAL", "1995-12-12"),
)
# What the side that is asked first says of the first four, in the order of PEOPLE; of the fifth it says nothing.
FIRST_SAYS = (MatchSaid.CONFIRM, MatchSaid.CONFIRM, MatchSaid.CONFIRM, MatchSaid.REFUSE)


@dataclass(frozen=True)
class _Side:
    """A shelter: its worker, who judges, which of the names are its own, and its people by their place in PEOPLE."""

    worker: Reader
    desk: Reader
    number: int
    people: Mapping[int, Involvement]


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Make the agreement and all that follows; again adds nothing. Returns how many matches were told of."""
    del seed, progress  # six people take no time, and nothing is drawn
    return {"matches": _fill()}


def _fill() -> int:
    system = Reader.system("demo")
    if agreements.agreements(system).filter(reference=REFERENCE).exists():
        return 0
    sides = _sides()
    agreement = _agreement(*sides)
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "fictional.key"
        encode.write_key(key, encode.EncodeKey(PURPOSE, EPOCH, SECRET))
        for side, to in (sides, sides[::-1]):
            _prepared(side, to, agreement, key)
        told = _linked(Path(folder), sides)
    _ask(sides[1], agreement)
    _judge(sides)
    return told


def _sides() -> tuple[_Side, _Side]:
    """Both shelters: the one that is asked first, then the other."""
    system = Reader.system("demo")

    def made(name: str, code: str, number: int) -> _Side:
        desk = Reader.system("demo", country.agency_id(code))
        known = queries.cases(desk).filter(agency_id=desk.own, closed_on=None)[FIRST_CASE:]
        people = {
            at: queries.involvements(desk, row)[0]
            for (at, names), row in zip(enumerate(PEOPLE), known, strict=False)
            if names[number]
        }
        return _Side(access.reader_by_name(name), desk, number, people)

    def who(one: tuple[str, str]) -> tuple[str, str]:
        row = access.agency(system, country.agency_id(one[1]))
        return row.kind, str(row.id)

    one, two = SIDES
    if not asked_first(who(one), who(two)):
        one, two = two, one
    return made(*one, 0), made(*two, 1)


def _agreement(one: _Side, other: _Side) -> UUID:
    day = queries.today(one.desk)
    new = NewAgreement(
        reference=REFERENCE,
        purpose=PURPOSE,
        epochs=(EPOCH,),
        basis=CONSENT,
        sources=("case_files",),
        parties=(other.desk.own,),
        pia_on=day - timedelta(days=60),
        pia_reference="FICTIONAL-PIA-3",
        pia_by=FICTION,
        first=day - timedelta(days=30),
        last=day + timedelta(days=335),
    )
    return agreements.make_agreement(by=one.desk, new=new).id


def _prepared(side: _Side, to: _Side, agreement: UUID, key: Path) -> None:
    """A point person, the key, and who agreed to being looked for at the other shelter."""
    by, day = side.desk, queries.today(side.desk)
    worker = side.worker.worker
    if worker is not None:
        points.name_point(by=by, agreement_id=agreement, worker_id=worker, contact=FICTION)
    actions.put_key(by=by, file=key)
    asked = NewDecision(
        "look_for",
        ConsentSaid.GIVEN,
        day - timedelta(days=7),
        recipient=to.desk.own,
        what=(IDENTITY,),
        expires=day + timedelta(days=330),
    )
    for at, row in side.people.items():
        name, born = PEOPLE[at][side.number], PEOPLE[at][2]
        letters = f"{PEOPLE[at][1].split(maxsplit=1)[0].lower()}@fictional.invalid"
        for kind, value in (("name", name), ("birth_date", born), ("email", letters)):
            actions.add_identifier(by=by, involvement_id=row.id, kind=kind, value=value)
        actions.record_consent(by=by, involvement_id=row.id, new=asked)


def _linked(folder: Path, sides: tuple[_Side, _Side]) -> int:
    """Both encode, the linkage unit compares and posts its notices, which the first side takes in."""
    files = []
    for side in sides:
        out = folder / f"{side.desk.own}.dlk"
        with behind(side.desk):
            _report, batch = encoding.encode_people(side.desk, REFERENCE, PURPOSE)
            encoding.hand_over(side.desk, batch, out)
        files.append(out)
    _compared, told = jobs.match(files[0], files[1])
    found = jobs.chosen(told, one_to_one=True, least=resolving.REVIEW)
    pairs = [
        PairTold(told.ids[0][one], told.ids[1][two], "match")
        for one, two in zip(found.one.tolist(), found.two.tolist(), strict=True)
    ]
    sending.send(access.operator(), files[0], files[1], pairs)
    beats.take_letters()
    return len(pairs)


def _ask(side: _Side, agreement: UUID) -> None:
    """The side that is asked second asks about three: refused, silent, not known there. All get one answer."""
    by = side.worker
    for row in list(side.people.values())[-3:]:
        new = NewQuestion(row.id, agreement, AskReason.HELP)
        with behind(by):
            actions.ask_elsewhere(by=by, new=new)


def _judge(sides: tuple[_Side, _Side]) -> None:
    """What each side says, and the letters of two fixed hours between."""
    first, second = sides
    hour = hour_at(clock.now())
    for side, said, at in (
        (first, FIRST_SAYS, hour - timedelta(days=1)),
        (second, (MatchSaid.CONFIRM,), hour),
    ):
        with behind(side.worker):
            held = {one.person_id: one.id for one in matches.notices(side.worker)}
            for place, word in enumerate(said):
                notice = held.get(side.people[place].person_id)
                if notice is not None:
                    actions.judge_match(by=side.worker, notice_id=notice, said=word)
        beats.post_letters(at)
        outbox.deliver(Store.INSIDE)
        beats.take_letters()
