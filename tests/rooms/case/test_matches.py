"""Whom the gate encode touches, and what follows a match: two agencies, each with its own case of one person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dotline.access import queries as access
from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries
from dotline.case.actions import NewDecision, NewPerson, NewQuestion, Opening
from dotline.case.jobs import linkage as encoding
from dotline.case.jobs import matches as beats
from dotline.case.models import Involvement, MatchNotice
from dotline.case.queries import linkage, matches
from dotline.case.queries.chart import chart_of
from dotline.case.queries.looks import Sought
from dotline.case.rules import ConsentSaid, Role, StandsBy
from dotline.case.rules.asking import AskReason, AskVerdict
from dotline.case.rules.linkage import LeftOut
from dotline.case.rules.matches import MatchSaid, hour_after
from dotline.gates import agreements, batches, encode, letterbox, matchbox, outbox, points
from dotline.gates.agreement import CONSENT
from dotline.gates.agreements import NewAgreement
from dotline.gates.models import Letter
from dotline.gates.opening import open_to
from dotline.link import jobs
from dotline.link.cli import sending
from dotline.link.formats.results import PairTold
from tests.browsing import HTML, Desk
from tests.rooms.case.test_nations import body
from tests.rooms.conftest import Cast

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
EXTRA = frozenset({"case.encode", "case.review_questions", "gates.agree"})
NAMES = ("Fiktiva Persono", "Alia Ulo", "Tria Homo", "Kvara Ino")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    beats._done.clear()
    with clock.frozen(NOW):
        yield


@dataclass
class Two:
    """A shelter and a police service with an agreement; each has a worker who may do everything here."""

    shelter: Reader
    police: Reader
    agreement: UUID
    folder: Path

    def other(self, one: Reader) -> Reader:
        return self.police if one.own == self.shelter.own else self.shelter


def may_all(one: Reader) -> Reader:
    return replace(one, permissions=one.permissions | EXTRA)


def agreement(by: Reader, other: Reader, **more: object) -> NewAgreement:
    new = NewAgreement(
        reference="MOU-1", purpose="victims", epochs=("1", "2"), basis=CONSENT,
        sources=("case_files", "police_records"), parties=(other.own,), pia_on=TODAY - DAY,
        pia_reference="PIA-1", pia_by="FICTIONAL office", first=TODAY,
        last=TODAY + 200 * DAY,
    )  # fmt: skip
    return replace(new, **more)  # type: ignore[arg-type]  # the tests name its fields


@pytest.fixture
def two(cast: Cast, dan: Reader, tmp_path: Path) -> Two:
    system = access.operator()
    with behind(system):
        for one in access.agencies(system):
            open_to(one, by=system)
    shelter, police = may_all(cast.charlie), may_all(dan)
    row = agreements.make_agreement(by=shelter, new=agreement(shelter, police))
    for by in (shelter, police):
        points.name_point(by=by, agreement_id=row.id, worker_id=by.worker, contact="extension 1")  # type: ignore[arg-type]  # a worker
    key = tmp_path / "victims.key"
    encode.write_key(key, encode.fresh_key("victims"))
    for by in (shelter, police):
        actions.put_key(by=by, file=key)
    return Two(shelter, police, row.id, tmp_path)


def known(by: Reader, name: str, to: Reader | None, **more: object) -> Involvement:
    """A case with a victim of that name, who agrees to being looked for at the other agency."""
    own = sum(name.encode())
    mail = f"{name.split(maxsplit=1)[0].lower()}@example.invalid"
    born = f"{1960 + own % 40}-{1 + own % 12:02}-{1 + own % 28:02}"
    told = (("name", name), ("birth_date", born), ("email", mail))
    case = actions.open_case(by=by, opening=Opening(basis="interview", identifiers=told))
    with behind(by):
        row = queries.involvements(by, case)[0]
    if to is not None:
        consent(by, row, to, **more)
    return row


def consent(by: Reader, row: Involvement, to: Reader, **more: object) -> UUID:
    new = NewDecision(
        "look_for", ConsentSaid.GIVEN, TODAY, recipient=to.own, what=("identity",), expires=TODAY + 180 * DAY
    )  # fmt: skip
    new = replace(new, **more)  # type: ignore[arg-type]  # the tests name its fields
    return actions.record_consent(by=by, involvement_id=row.id, new=new).id


def encoded(two: Two, by: Reader, reference: str = "MOU-1", purpose: str = "victims") -> Path:
    out = two.folder / f"{by.name}-{new_id()}.dlk"
    with behind(by):
        _report, batch = encoding.encode_people(by, reference, purpose)
        encoding.hand_over(by, batch, out)
    return out


def link(two: Two, cast: Cast, reference: str = "MOU-1") -> list[PairTold]:
    """Both encode, the unit matches and sends its notices; both take their letters in."""
    a, b = (encoded(two, by, reference) for by in (two.police, two.shelter))
    with behind(cast.operator):
        _compared, told = jobs.match(a, b)
        chosen = jobs.chosen(told, one_to_one=True, least=0.5)
        pairs = [
            PairTold(told.ids[0][one], told.ids[1][other], "match")
            for one, other in zip(chosen.one.tolist(), chosen.two.tolist(), strict=True)
        ]
        sending.send(cast.operator, a, b, pairs)
    beats.take_letters()
    return pairs


def rows(by: Reader) -> list[MatchNotice]:
    with behind(by):
        return list(matches.notices(by))


def judge(by: Reader, row: MatchNotice, said: MatchSaid) -> MatchNotice:
    return actions.judge_match(by=by, notice_id=row.id, said=said)


def arrive() -> None:
    """What was sent is carried and taken in."""
    outbox.deliver(Store.INSIDE)
    beats.take_letters()


def add(by: Reader, beside: Involvement, role: Role, name: str) -> Involvement:
    """Somebody else in the case."""
    with behind(by):
        look = queries.looks.slip(by, beside.case_id, Sought("name", name))
    new = NewPerson(role, value=name)
    return actions.add_person(by=by, case_id=beside.case_id, new=new, look=look)


def at_the_hour(now: datetime) -> datetime:
    """Let the next fixed hour pass, and the beat after it."""
    hour = hour_after(now)
    with clock.frozen(hour):
        beats.beat()
        arrive()
    return hour


def test_only_people_whose_consent_stands_to_this_purpose_are_encoded(two: Two, cast: Cast) -> None:
    lantern, _joy = body("lantern")
    by, to = two.shelter, two.police
    yes = known(by, NAMES[0], to)
    known(by, "Neniu Konsentas", None)
    known(by, "Aliaj Statistikoj", to, purpose="count_once")
    known(by, "Hieraŭ Finita", to, on=TODAY - 9 * DAY, expires=TODAY - DAY)
    marked = known(by, "Alies Vorto", None)
    guardian = add(by, marked, Role.GUARDIAN, "Nefidinda Gardanto")
    actions.stand_by(by=by, involvement_id=marked.id, kind=StandsBy.GUARDIAN, somebody=guardian.id)
    consent(by, marked, to, by_whom="guardian", giver=guardian.id)
    actions.mark_possible_abuser(by=by, involvement_id=guardian.id, marked=True)
    nation = known(by, "Nacia Persono", to)
    actions.say_nation(by=by, involvement_id=nation.id, nation=lantern.id)
    with behind(by):
        terms = agreements.terms(by, agreements.agreement(by, "MOU-1"))
        plan = linkage.plan(by, terms, two.agreement)
    assert set(plan.people) == {yes.person_id}
    assert plan.left_out == {LeftOut.NO_CONSENT: 4, LeftOut.NATION: 1}
    out = encoded(two, by)
    assert encode.open_encoded(out).rows > 0
    with behind(by):
        batch = batches.batch(by, encode.glance(out).digest)
        assert [one.person_id for one in linkage.in_batch(by, batch.id)] == [yes.person_id]
        told = Event.objects.using(Store.INSIDE).filter(action="case.encode", outcome="done")
        assert told.count() == 1
        detail = str(told[0].detail)
    assert "victims" in detail
    assert batch.key_id in detail
    for secret in (str(yes.person_id), str(yes.case_id), NAMES[0]):
        assert secret not in detail
        assert secret.encode() not in out.read_bytes() + Path(f"{out}.ids").read_bytes()


def test_an_encoding_needs_agreement_key_right_and_a_consent_that_still_stands_at_its_end(
    two: Two, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = two.shelter
    row = known(by, NAMES[0], None)
    given = consent(by, row, two.police)
    none = replace(by, permissions=by.permissions - {"case.encode"})
    with behind(none), pytest.raises(Refused):
        encoding.encode_people(none, "MOU-1", "victims")
    with behind(by):
        with pytest.raises(Refused, match="another purpose"):
            encoding.encode_people(by, "MOU-1", "statistics")
        with pytest.raises(Refused, match="not in the register"):
            encoding.encode_people(by, "MOU-9", "victims")
    actions_ = linkage.identities

    def withdrawn_meanwhile(reader: Reader, wanted: list[UUID], *, own: bool) -> object:
        actions.withdraw_consent(by=by, decision_id=given)
        return actions_(reader, wanted, own=own)

    monkeypatch.setattr(linkage, "identities", withdrawn_meanwhile)
    with behind(by), pytest.raises(Conflict, match="consent ended"):
        encoding.encode_people(by, "MOU-1", "victims")
    assert not list(linkage.folder(by.own).glob("*.dlk*"))
    fresh = two.folder / "other.key"
    encode.write_key(fresh, encode.fresh_key("victims"))
    with pytest.raises(Conflict, match="Another secret"):
        actions.put_key(by=by, file=fresh)


def test_suspects_are_encoded_by_police_alone_and_only_while_an_officer_asks(
    two: Two, cast: Cast
) -> None:
    by, other = two.police, may_all(cast.alice)
    more = {"reference": "MOU-2", "purpose": "suspects", "basis": "pa_8_2_e"}
    row = agreements.make_agreement(by=by, new=agreement(by, other, **more))
    key = two.folder / "suspects.key"
    encode.write_key(key, encode.fresh_key("suspects"))
    for one in (by, other):
        actions.put_key(by=one, file=key)
    with behind(other), pytest.raises(Refused, match="police service"):
        encoding.encode_people(other, "MOU-2", "suspects")
    victim = known(by, NAMES[0], two.shelter)
    suspect = add(by, victim, Role.SUSPECT, "Fikcia Suspektato")
    with behind(by):
        terms = agreements.terms(by, row)
        assert linkage.plan(by, terms, row.id).left_out == {LeftOut.NOT_ASKED: 1}
        with pytest.raises(Refused, match="in this role"):
            ask(by, victim, row.id)
    ask(by, suspect, row.id)
    with behind(by):
        assert linkage.plan(by, terms, row.id).people == (suspect.person_id,)
    with clock.frozen(NOW + 16 * DAY), behind(by):
        assert linkage.plan(by, terms, row.id).people == ()


def ask(by: Reader, row: Involvement, agreement_id: UUID, key: UUID | None = None) -> UUID:
    new = NewQuestion(row.id, agreement_id, AskReason.SAFETY)
    return actions.ask_elsewhere(by=by, new=new, key=key).id


def test_a_service_is_asked_first_and_the_police_hear_nothing_before_both_agree(
    two: Two, cast: Cast
) -> None:
    mine, theirs = (
        known(two.shelter, NAMES[0], two.police),
        known(two.police, NAMES[0], two.shelter),
    )
    link(two, cast)
    assert rows(two.police) == []
    [first] = rows(two.shelter)
    assert (first.person_id, first.state, first.first) == (mine.person_id, "waiting_first", True)
    judge(two.shelter, first, MatchSaid.REFUSE)
    judge(two.shelter, first, MatchSaid.UNDO)
    judge(two.shelter, first, MatchSaid.CONFIRM)
    with pytest.raises(Refused, match="answered already"):
        judge(two.shelter, first, MatchSaid.REFUSE)
    assert rows(two.police) == []
    hour = at_the_hour(NOW)
    [second] = rows(two.police)
    assert (second.person_id, second.state) == (theirs.person_id, "waiting_second")
    assert rows(two.shelter)[0].state == "waiting_second"
    with behind(two.police):
        assert matches.other_point(two.police, second) is None
    with clock.frozen(hour + timedelta(hours=1)):
        with pytest.raises(Refused, match="told at the fixed hour"):
            judge(two.shelter, first, MatchSaid.UNDO)
        judge(two.police, second, MatchSaid.CONFIRM)
    after = at_the_hour(hour + timedelta(hours=1))
    for by in (two.shelter, two.police):
        [one] = rows(by)
        assert one.state == "agreed"
        with behind(by):
            point = matches.other_point(by, one)
            assert point is not None
            assert point.agency_id == two.other(by).own
            assert len(matches.judgements(by, one)) == (3 if one.first else 1)
    with clock.frozen(after + timedelta(hours=1)):
        judge(two.police, second, MatchSaid.UNDO)
        arrive()
        assert [rows(by)[0].state for by in (two.shelter, two.police)] == ["closed", "closed"]
    for by in (replace(two.shelter, worker=cast.bob.worker), replace(two.police, worker=new_id())):
        assert rows(by) == []
        with clock.frozen(after + timedelta(hours=1)), behind(by), pytest.raises(NotFound):
            judge(by, first if by.own == two.shelter.own else second, MatchSaid.CONFIRM)


def test_a_consent_taken_back_ends_pending_notices_at_once_and_leaves_the_next_file(
    two: Two, cast: Cast
) -> None:
    told = []
    for name in NAMES[:2]:
        mine = known(two.shelter, name, None)
        given = consent(two.shelter, mine, two.police)
        known(two.police, name, two.shelter)
        told.append((mine, given))
    link(two, cast)
    (early, first_given), (late, second_given) = told
    by_person = {one.person_id: one for one in rows(two.shelter)}
    actions.withdraw_consent(by=two.shelter, decision_id=first_given)
    judge(two.shelter, by_person[late.person_id], MatchSaid.CONFIRM)
    hour = at_the_hour(NOW)
    assert len(rows(two.police)) == 1, "who took it back before the hour was never told of"
    with clock.frozen(hour):
        actions.withdraw_consent(by=two.shelter, decision_id=second_given)
        arrive()
    assert {one.state for one in (*rows(two.shelter), *rows(two.police))} == {"closed"}
    with behind(two.shelter):
        terms = agreements.terms(two.shelter, agreements.agreement(two.shelter, "MOU-1"))
        assert linkage.plan(two.shelter, terms, two.agreement).people == ()
    assert early.person_id != late.person_id


def test_what_waits_under_an_agreement_that_ends_is_closed_and_nobody_is_written_to(
    two: Two, cast: Cast
) -> None:
    for name in NAMES[:3]:
        known(two.shelter, name, two.police)
        known(two.police, name, two.shelter)
    link(two, cast)
    told, agreed, _silent = rows(two.shelter)
    for one in (told, agreed):
        judge(two.shelter, one, MatchSaid.CONFIRM)
    hour = at_the_hour(NOW)
    with clock.frozen(hour):
        second = next(one for one in rows(two.police) if one.match == agreed.match)
        judge(two.police, second, MatchSaid.CONFIRM)
    hour = at_the_hour(hour + timedelta(hours=1))
    states = {one.match: one.state for one in rows(two.shelter)}
    assert sorted(states.values()) == ["agreed", "waiting_first", "waiting_second"]
    with clock.frozen(hour + timedelta(hours=1)):
        assert beats.end_uncarried() == 0
        agreements.end_agreement(by=two.shelter, agreement_id=two.agreement)
        letters = Letter.objects.using(Store.DROP).count()
        assert beats.end_uncarried() == 2, "at either agency"
        assert beats.end_uncarried() == 0
        arrive()
        assert Letter.objects.using(Store.DROP).count() == letters
        for by in (two.shelter, two.police):
            left = {one.match: one.state for one in rows(by)}
            assert left.pop(agreed.match) == "agreed"
            assert set(left.values()) == {"closed"}
        noted = Event.objects.using(Store.INSIDE).filter(action="case.end_matches_under")
        assert noted.filter(outcome="done").count() == 2
        with pytest.raises(Refused):
            actions.end_matches_under(by=two.police, agreement_id=two.agreement)


Posts = dict[datetime, list[tuple[str, int]]]


def posted_to(one: Reader, monkeypatch: pytest.MonkeyPatch) -> Posts:
    """When letters are posted to an agency, with the kind and size of each; it grows."""
    posts: Posts = {}
    real = Letter.save

    def noted(self: Letter, *args: object, **kwargs: object) -> None:
        if self.agency_id == one.own:
            posts.setdefault(clock.now(), []).append((self.kind, len(bytes(self.sealed))))
        real(self, *args, **kwargs)  # type: ignore[arg-type]  # as Django calls it

    monkeypatch.setattr(Letter, "save", noted)
    return posts


@dataclass
class Planted:
    """Police and shelter know one person each of two whom the police ask about, under an agreement of `days` days."""

    two: Two
    steward: Reader
    agreement: UUID
    given: UUID

    def say(self, *words: MatchSaid) -> None:
        [row] = rows(self.two.shelter)
        for one in words:
            judge(self.two.shelter, row, one)

    def veto(self) -> None:
        agreements.answer_agreement(by=self.steward, agreement_id=self.agreement, agrees=False)

    def end(self) -> None:
        agreements.end_agreement(by=self.two.shelter, agreement_id=self.agreement)

    def take_back(self) -> None:
        actions.withdraw_consent(by=self.two.shelter, decision_id=self.given)


def plant(two: Two, cast: Cast, days: int) -> Planted:
    lantern, joy = body("lantern")
    new = agreement(two.shelter, two.police, reference="MOU-7", stewards=(lantern.id,))
    row = agreements.make_agreement(by=two.shelter, new=replace(new, last=TODAY + days * DAY))
    agreements.answer_agreement(by=joy, agreement_id=row.id, agrees=True)
    for by in (two.shelter, two.police):
        points.name_point(by=by, agreement_id=row.id, worker_id=by.worker, contact="extension 1")  # type: ignore[arg-type]  # a worker
    for name in NAMES[:2]:
        ask(two.police, known(two.police, name, two.shelter), row.id)
    mine = known(two.shelter, NAMES[0], None)
    given = consent(two.shelter, mine, two.police)
    link(two, cast, "MOU-7")
    return Planted(two, joy, row.id, given)


def say_yes(one: Planted) -> None:
    one.say(MatchSaid.CONFIRM)


COMES_TO_NOTHING: dict[str, tuple[int, list[Callable[[Planted], None]]]] = {
    "silence": (99, []),
    "a refusal": (99, [lambda one: one.say(MatchSaid.REFUSE)]),
    "a yes that was undone": (99, [say_yes, lambda one: one.say(MatchSaid.UNDO)]),
    "a steward's veto after a yes": (99, [say_yes, Planted.veto]),
    "an agreement ended after a yes": (99, [say_yes, Planted.end]),
    "an agreement that runs out after a yes": (3, [say_yes]),
    "her consent taken back after a yes": (99, [say_yes, Planted.take_back]),
}


@pytest.mark.parametrize("way", COMES_TO_NOTHING)
def test_however_a_match_comes_to_nothing_it_looks_like_a_person_whom_nobody_knows(
    two: Two, cast: Cast, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The police ask about a person whom the shelter has too and about one whom nobody has, and see the same."""
    days, happens = COMES_TO_NOTHING[way]
    one, posts = plant(two, cast, days), posted_to(two.police, monkeypatch)
    now, seen = NOW, []
    for day in range(16):
        now = at_the_hour(now) + timedelta(hours=1)
        with clock.frozen(now):
            for step in happens if day == 2 else ():
                step(one)
            beats.beat()
            with behind(two.police):
                told = matches.answers(two.police, matches.questions(two.police))
                seen.append(set(told.values()))
            assert rows(two.police) == []
    assert seen == [{None}] * 14 + [{False}] * 2, "both answers are one word, at one time"
    hours = [hour_after(NOW) + day * DAY for day in range(16)]
    assert list(posts) == [at for at in hours if at.date() <= TODAY + days * DAY]
    letter = next(iter(posts.values()))
    assert len(letter) == 1
    assert list(posts.values()) == [letter] * len(posts), "of one size"


def test_refusal_silence_and_no_match_are_one_answer_in_words_size_and_time(
    two: Two, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three people of the police: the shelter refuses the first, is silent on the second, does not know the third."""
    asked = [known(two.police, name, two.shelter) for name in NAMES[:3]]
    for name in NAMES[:2]:
        known(two.shelter, name, two.police)
    for row in asked:
        ask(two.police, row, two.agreement)
    posts = posted_to(two.police, monkeypatch)
    link(two, cast)
    refused = next(one for one in rows(two.shelter) if one.person_id)
    judge(two.shelter, refused, MatchSaid.REFUSE)
    now = NOW
    for _day in range(16):
        now = at_the_hour(now) + timedelta(hours=1)
    with clock.frozen(now), behind(two.police):
        mine = list(matches.questions(two.police))
        answers = [matches.answers(two.police, mine)[one.id] for one in mine]
        assert answers == [False, False, False]
        assert len({one.answer_at for one in mine}) == 1
    assert rows(two.police) == []
    assert len(posts) == 16, "one letter at each fixed hour, and none between"
    assert {tuple(one) for one in posts.values()} == {tuple(next(iter(posts.values())))}
    assert all(len(one) == 1 for one in posts.values())
    quiet = dict(posts)
    posts.clear()
    with clock.frozen(now):
        judge(two.shelter, refused, MatchSaid.UNDO)
        judge(two.shelter, refused, MatchSaid.CONFIRM)
    at_the_hour(now)
    assert len(rows(two.police)) == 1
    assert list(posts.values()) == [next(iter(quiet.values()))], "a real one looks like a decoy"


def test_letters_that_nobody_who_held_the_file_wrote_are_thrown_away(two: Two, cast: Cast) -> None:
    known(two.shelter, NAMES[0], two.police)
    out = encoded(two, two.shelter)
    system = Reader.system("test")
    public = letterbox.public_of(system, two.shelter.own)
    digest = bytes.fromhex(encode.glance(out).digest)
    for record, of in ((new_id(), digest), (UUID(int=5), digest), (new_id(), bytes(32))):
        slot = matchbox.Slot(matchbox.SlotKind.OFFER, new_id(), record, of).sealed_to(public)
        slots = matchbox.notice_slots([(slot, matchbox.decoy(public))], public, public)
        letter = matchbox.MatchLetter(two.agreement, two.police.own, notices=True, slots=slots)
        letterbox.post(by=system, agency=two.shelter.own, kind=letterbox.MATCH, text=letter.text())
    letterbox.post(by=system, agency=two.shelter.own, kind=letterbox.MATCH, text="nonsense")
    assert beats.take_letters() == 3
    assert rows(two.shelter) == []
    assert not letterbox.waiting(system, letterbox.MATCH).exists()


def test_questions_are_capped_counted_once_and_reviewed_by_a_second_person(
    two: Two, cast: Cast
) -> None:
    by = two.police
    row = known(by, NAMES[0], two.shelter)
    key = new_id()
    first = ask(by, row, two.agreement, key)
    assert ask(by, row, two.agreement, key) == first
    with pytest.raises(SentAlready):
        other = NewQuestion(row.id, two.agreement, AskReason.HELP)
        actions.ask_elsewhere(by=by, new=other, key=key)
    ask(by, row, two.agreement)
    with pytest.raises(Refused, match="within 90 days"):
        ask(by, row, two.agreement)
    with pytest.raises(Refused, match="No consent"):
        ask(by, known(by, NAMES[1], None), two.agreement)
    with behind(by), pytest.raises(Refused, match="second person"):
        actions.review_question(by=by, question_id=first, verdict=AskVerdict.IN_ORDER)
    reviewer = replace(by, worker=new_id())
    done = actions.review_question(by=reviewer, question_id=first, verdict=AskVerdict.IN_ORDER)
    assert done.verdict == "in_order"
    with pytest.raises(Conflict):
        actions.review_question(by=reviewer, question_id=first, verdict=AskVerdict.NOT_IN_ORDER)
    with behind(by):
        assert [(one.lately, one.ever) for one in matches.by_worker(by)] == [(2, 2)]


def test_every_step_is_a_page_for_those_it_concerns(two: Two, cast: Cast, desk: Desk) -> None:
    """The shelter's supervisor names a point person, encodes, is told, confirms, asks, and may not review herself."""
    mine = known(two.shelter, NAMES[0], two.police)
    known(two.police, NAMES[0], two.shelter)
    link(two, cast)
    page = desk("charlie")
    shown = page.get("/en/case/elsewhere/", **HTML).content.decode()
    assert "It waits for you" in shown
    assert "MOU-1" in shown
    assert "Encode now" in shown
    said = {
        "point-agreement": two.agreement,
        "point-worker": two.shelter.worker,
        "point-contact": " ",
    }
    assert page.post("/en/case/elsewhere/do/point/", said, **HTML).status_code == 400
    said["point-contact"] = "extension 2"
    assert page.post("/en/case/elsewhere/do/point/", said, **HTML).status_code == 302
    told = {"encode-agreement": "MOU-1"}
    assert page.post("/en/case/elsewhere/do/encode/", told, **HTML).status_code == 302
    with behind(two.shelter):
        batch = linkage.own_batches(two.shelter)[0]
    file = page.get(f"/en/case/elsewhere/file/{batch.id}/", **HTML)
    assert b"".join(file).startswith(b"DLK")
    [notice] = rows(two.shelter)
    at = f"/en/case/elsewhere/{notice.id}/"
    assert "seem to be of the same person" in page.get(at, **HTML).content.decode()
    assert page.post(f"{at}confirm/", **HTML).status_code == 302
    assert page.post(f"{at}refuse/", **HTML).status_code == 400
    assert page.post(f"{at}undo/", **HTML).status_code == 302
    asking = f"/en/case/{mine.case_id}/elsewhere/"
    words = {
        "ask-involvement": mine.id,
        "ask-agreement": two.agreement,
        "ask-reason": "help",
        "ask-key": new_id(),
    }
    assert page.post(f"{asking}ask/", words, **HTML).status_code == 302
    assert "comes on" in page.get(asking, **HTML).content.decode()
    words["ask-key"] = new_id()
    page.post(f"{asking}ask/", words, **HTML)
    refused = page.post(f"{asking}ask/", {**words, "ask-key": new_id()}, **HTML)
    assert refused.status_code == 400
    assert "which is the most" in refused.content.decode()
    review = page.get("/en/case/elsewhere/asked/", **HTML).content.decode()
    assert "Questions by worker" in review
    assert "In order" not in review, "nobody reviews her own question"
    with behind(two.shelter):
        question = matches.questions(two.shelter)[0]
    own = {"review-which": question.id, "review-verdict": "in_order"}
    assert page.post("/en/case/elsewhere/asked/review/", own, **HTML).status_code == 400
    stranger = desk("bob")
    for path in ("/en/case/elsewhere/", at, "/en/case/elsewhere/asked/", asking):
        assert stranger.get(path, **HTML).status_code in {403, 404}


def test_a_chart_shows_links_with_their_sources_and_no_name(
    two: Two, cast: Cast, desk: Desk
) -> None:
    mine = known(two.shelter, NAMES[0], two.police)
    friend = known(two.shelter, NAMES[1], None)
    known(two.shelter, NAMES[2], None)
    for one in (mine, friend):
        actions.add_identifier(
            by=two.shelter, involvement_id=one.id, kind="handle", value="kune@example"
        )
    page = desk("charlie").get(f"/en/case/{mine.case_id}/chart/", **HTML)
    text = page.content.decode()
    assert "<svg" in text
    assert "Online name" in text
    assert text.count("Written down with this person") == 2
    for one in (mine, friend):
        assert str(one.person_id)[:8] in text
    for secret in (*NAMES, "kune@example"):
        assert secret not in text
    with behind(two.shelter):
        drawn = chart_of(two.shelter, queries.case(two.shelter, mine.case_id), "en")
    assert len(drawn.nodes) == 5, "two people, two cases, one online name; nobody else"
    assert desk("bob").get(f"/en/case/{mine.case_id}/chart/", **HTML).status_code in {403, 404}
