"""People of a case: looked for before they are added, marked where they may harm, planned for with somebody beside."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from dotline.access import envelope
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries, rules
from dotline.case.actions import NewDetermination, NewEpisode, NewPerson, NewStep, Opening
from dotline.case.jobs import hints as job
from dotline.case.models import (
    CaseFile,
    Determination,
    Episode,
    Identifier,
    Involvement,
    NameHint,
    PlannedService,
    ReturnAssistance,
    SafetyPlan,
    WageClaim,
    WageCorrection,
    WagePayment,
)
from dotline.case.queries import deadlines, plans, returns
from dotline.case.queries.looks import Sought
from dotline.case.rules import (
    GROUNDS,
    REFLECTION,
    REVIEW,
    ReturnSafety,
    ReturnState,
    Role,
    StandsBy,
    WageAward,
)
from tests.rooms.case.test_case import first
from tests.rooms.conftest import Cast

DAY_BEFORE_ALL = date(2000, 1, 1)
NAMED = Opening(
    basis="interview", forms=("ForcedLabour",), identifiers=(("name", "Zoé Canari Finch"),)
)


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case of the shelter with a sealed name."""
    return actions.open_case(by=cast.charlie, opening=NAMED)


def slip(cast: Cast, case: CaseFile, value: str = "", kind: str = "name", year: int = 0) -> str:
    with behind(cast.charlie):
        return queries.looks.slip(cast.charlie, case.id, Sought(kind, value, year or None))


def add(cast: Cast, case: CaseFile, role: Role, **more: Any) -> Involvement:
    new = NewPerson(role=role, **more)
    look = slip(cast, case, new.value, new.kind, new.birth.first.year if new.birth.first else 0)
    return actions.add_person(by=cast.charlie, case_id=case.id, new=new, look=look)


def today(cast: Cast) -> date:
    return queries.today(cast.charlie)


@pytest.mark.parametrize("value", ["Somebody Else", ""])
def test_nobody_is_added_without_a_look_for_these_very_words(
    cast: Cast, case: CaseFile, value: str
) -> None:
    new = NewPerson(role=Role.WITNESS, value="Canary Wren")
    for look in ("", "forged", slip(cast, case, value)):
        with pytest.raises(Refused, match="Look first"):
            actions.add_person(by=cast.charlie, case_id=case.id, new=new, look=look)
    other = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    with pytest.raises(Refused, match="Look first"):
        look = slip(cast, other, new.value)
        actions.add_person(by=cast.charlie, case_id=case.id, new=new, look=look)
    made = add(cast, case, Role.WITNESS, value="Canary Wren")
    assert made.role == Role.WITNESS


def test_a_look_binds_the_year_and_adds_one_person_however_often_it_is_pressed(
    cast: Cast, case: CaseFile
) -> None:
    born = rules.Birth(date(1990, 1, 1), date(1990, 12, 31))
    new = NewPerson(role=Role.WITNESS, value="Canary Wren", birth=born)
    for other in (0, 1991):
        with pytest.raises(Refused, match="Look first"):
            look = slip(cast, case, new.value, year=other)
            actions.add_person(by=cast.charlie, case_id=case.id, new=new, look=look)
    look = slip(cast, case, new.value, year=1990)
    one, two = (
        actions.add_person(by=cast.charlie, case_id=case.id, new=new, look=look)
        for _press in range(2)
    )
    assert one.pk == two.pk
    with pytest.raises(SentAlready):
        changed = replace(new, role=Role.DEPENDANT)
        actions.add_person(by=cast.charlie, case_id=case.id, new=changed, look=look)
    again = {
        "by": cast.charlie,
        "case_id": case.id,
        "person_id": one.person_id,
        "look": slip(cast, case),
    }
    assert (
        actions.add_known_person(new=NewPerson(role=Role.ADVOCATE), **again).pk
        == actions.add_known_person(new=NewPerson(role=Role.ADVOCATE), **again).pk
    )


@pytest.mark.parametrize(
    ("kind", "value", "year"),
    [
        ("phone", "my phone", None),
        ("phone", "12345", None),
        ("email", "canary at example", None),
        ("birth_date", "soon", None),
        ("birth_date", "1666-01-01", None),
        ("birth_date", "2199-01-01", None),
        ("name", "???", None),
        ("name", "Canary", 1850),
        ("name", "Canary", 2099),
    ],
)
def test_what_nobody_can_have_is_neither_looked_for_nor_kept(
    cast: Cast, case: CaseFile, kind: str, value: str, year: int | None
) -> None:
    with behind(cast.charlie), pytest.raises(Invalid):
        queries.looks.cleaned(cast.charlie, kind, value, year)
    if year is None:
        person = first(cast.charlie, case).id
        with pytest.raises(Invalid):
            actions.add_identifier(by=cast.charlie, involvement_id=person, kind=kind, value=value)


@pytest.mark.parametrize("code", ["ZZ", "QC", "CAN", ""])
def test_a_country_is_one(cast: Cast, case: CaseFile, code: str) -> None:
    with pytest.raises(Invalid):
        actions.ask_return(
            by=cast.charlie, involvement_id=first(cast.charlie, case).id, country=code
        )
    if code:
        new = NewEpisode("exploitation", country=code)
        with pytest.raises(Invalid):
            actions.add_episode(by=cast.charlie, case_id=case.id, new=new)


def test_nobody_who_may_be_known_is_opened_a_case_for_without_a_look(
    cast: Cast, case: CaseFile
) -> None:
    again = Opening(basis="interview", identifiers=(("name", "Zoe Canary Finch"),))
    with pytest.raises(Refused, match="Look first"):
        actions.open_case(by=cast.charlie, opening=again)
    with behind(cast.charlie):
        look = queries.looks.slip(cast.charlie, None, Sought("name", "Zoe Canary Finch"))
    key = new_id()
    anew = replace(again, look=look)
    one = actions.open_case(by=cast.charlie, opening=anew, key=key)
    assert actions.open_case(by=cast.charlie, opening=anew, key=key).pk == one.pk
    with pytest.raises(SentAlready):
        actions.open_case(by=cast.charlie, opening=replace(anew, gender="Feminine"), key=key)
    known = replace(again, person=first(cast.charlie, case).person_id)
    other = actions.open_case(by=cast.charlie, opening=known)
    person = first(cast.charlie, other).person_id
    assert person == known.person
    with behind(cast.charlie):
        assert queries.identifiers(cast.charlie, person).count() == 2


def test_a_name_written_differently_is_found_and_no_readable_name_lies_in_the_index(
    cast: Cast, case: CaseFile
) -> None:
    person = first(cast.charlie, case).person_id
    with behind(cast.charlie):
        assert queries.hints.known(cast.charlie, "name", "zoé  canari FINCH")[0] == (person, True)
        assert queries.hints.known(cast.charlie, "name", "Kanary Finsh, Zoe") == [(person, False)]
        assert queries.hints.known(cast.charlie, "name", "Wholly Unlike") == []
        rows = list(NameHint.objects.using(Store.INSIDE))
    assert rows
    assert all(len(row.digest) == 32 and int(row.digest, 16) for row in rows)
    with behind(cast.alice):
        assert queries.hints.known(cast.alice, "name", "Zoé Canari Finch") == []


def test_hints_go_with_their_identifier(cast: Cast, case: CaseFile) -> None:
    with behind(cast.charlie):
        Identifier.objects.using(Store.INSIDE).all().delete()
        assert not NameHint.objects.using(Store.INSIDE).exists()


def test_hints_that_an_older_version_made_are_renewed_and_go_on_where_they_stopped(
    cast: Cast, case: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, victim = cast.charlie, first(cast.charlie, case)
    person = victim.person_id
    gone = Opening(basis="interview", identifiers=(("name", "Wren Shredded"),))
    shredded = first(by, actions.open_case(by=by, opening=gone))
    actions.add_identifier(by=by, involvement_id=victim.id, kind="name", value="Robin Quill")
    with behind(by):
        names = Identifier.objects.using(Store.INSIDE).filter(
            learned__in=[victim.id, shredded.id], kind="name"
        )
        NameHint.objects.using(Store.INSIDE).filter(identifier__in=names).update(weight=0)
        many = names.update(hinted=0)
        envelope.shred_all([shredded.id], cast.shelter.id)
        assert queries.hints.known(by, "name", "Kanary Finsh, Zoe") == []
    monkeypatch.setattr(job, "PART", 1)
    renew, done = actions.renew_hints, list[int]()

    def stopped(**told: Any) -> int:
        if done:
            raise KeyboardInterrupt
        done.append(renew(**told))
        return done[-1]

    monkeypatch.setattr(actions, "renew_hints", stopped)
    with pytest.raises(KeyboardInterrupt):
        job.renew()
    monkeypatch.setattr(actions, "renew_hints", renew)
    with behind(by):
        assert names.filter(hinted=0).count() == many - 1
    assert job.renew()
    with behind(by):
        assert not names.filter(hinted=0).exists()
        assert not NameHint.objects.using(Store.INSIDE).filter(weight=0).exists()
        assert queries.hints.known(by, "name", "Kanary Finsh, Zoe") == [(person, False)]
        assert queries.hints.known(by, "name", "Quil, Robin") == [(person, False)]
    with pytest.raises(Refused):
        actions.renew_hints(by=by, identifier_ids=[new_id()])


def test_somebody_found_is_brought_in_as_she_is(cast: Cast, case: CaseFile) -> None:
    other = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    person = first(cast.charlie, case).person_id
    made = actions.add_known_person(
        by=cast.charlie,
        case_id=other.id,
        person_id=person,
        new=NewPerson(role=Role.WITNESS),
        look=slip(cast, other),
    )
    assert made.person_id == person
    with pytest.raises(Refused):
        actions.add_known_person(
            by=cast.charlie,
            case_id=other.id,
            person_id=person,
            new=NewPerson(role=Role.VICTIM),
            look="",
        )


def test_a_possible_abuser_stands_by_nobody_and_gets_no_plan(cast: Cast, case: CaseFile) -> None:
    victim = first(cast.charlie, case)
    bad = add(cast, case, Role.GUARDIAN, may_be_abuser=True, mark="guardian")
    with pytest.raises(Refused, match="possible abuser"):
        actions.stand_by(
            by=cast.charlie, involvement_id=victim.id, kind=StandsBy.GUARDIAN, somebody=bad.id
        )
    with pytest.raises(Refused):
        actions.plan_step(by=cast.charlie, involvement_id=bad.id, new=step(cast))
    good = add(cast, case, Role.GUARDIAN)
    named = actions.stand_by(
        by=cast.charlie, involvement_id=victim.id, kind=StandsBy.GUARDIAN, somebody=good.id
    )
    actions.mark_possible_abuser(by=cast.charlie, involvement_id=good.id, marked=True)
    with behind(cast.charlie):
        assert plans.representative(cast.charlie, named.id).until == today(cast)
        assert plans.missing_beside(victim, plans.representatives(cast.charlie, [victim]))


def step(cast: Cast, **more: Any) -> NewStep:
    said: dict[str, Any] = {
        "pillar": rules.SupportPillar.SUPPORT,
        "kind": "Health",
        "objective": "canary-objective",
        "action": "canary-action",
        "start": today(cast),
        "planned_end": today(cast) + timedelta(days=5),
    }
    return NewStep(**{**said, **more})


def test_a_plan_is_sealed_sent_once_and_owes_its_end_and_a_review(
    cast: Cast, case: CaseFile
) -> None:
    victim, key = first(cast.charlie, case), new_id()
    one = actions.plan_step(by=cast.charlie, involvement_id=victim.id, new=step(cast), key=key)
    same = actions.plan_step(by=cast.charlie, involvement_id=victim.id, new=step(cast), key=key)
    assert one.id == same.id
    assert b"canary" not in bytes(one.sealed)
    with behind(cast.charlie):
        words = plans.step_words(cast.charlie, victim.person_id, one)
        owed = deadlines.deadlines(cast.charlie, case_id=case.id)
    assert words.objective == "canary-objective"
    assert [row.kind for row in owed].count("plan") == 1
    assert [row.kind for row in owed].count("clock") == 2 + (
        1 if owed[-1].due > today(cast) + timedelta(80) else 0
    )
    actions.end_step(by=cast.charlie, step_id=one.id, outcome="reached", on=today(cast))
    with pytest.raises(Conflict):
        actions.end_step(by=cast.charlie, step_id=one.id, outcome="reached", on=today(cast))
    with behind(cast.charlie):
        assert not [
            row for row in deadlines.deadlines(cast.charlie, case_id=case.id) if row.kind == "plan"
        ]
        assert deadlines.deadlines(cast.alice) == []


@pytest.mark.parametrize(
    "broken",
    [{"kind": "Secret"}, {"objective": " "}, {"planned_end": date(2000, 1, 1)}],
)
def test_a_broken_step_is_refused(cast: Cast, case: CaseFile, broken: dict[str, Any]) -> None:
    victim = first(cast.charlie, case)
    with pytest.raises(Invalid):
        actions.plan_step(by=cast.charlie, involvement_id=victim.id, new=step(cast, **broken))


def clock_rules(cast: Cast, case: CaseFile) -> set[str]:
    with behind(cast.charlie):
        return {one.obligation.rule for one in plans.clocks(cast.charlie, case.id)}


def test_a_decision_ends_the_first_clock_and_a_pause_moves_an_end(
    cast: Cast, case: CaseFile
) -> None:
    victim = first(cast.charlie, case)
    assert clock_rules(cast, case) == {GROUNDS, REFLECTION}
    with behind(cast.charlie):
        before = {
            one.obligation.rule: one.obligation.due_at
            for one in plans.clocks(cast.charlie, case.id)
        }
    actions.pause_clock(
        by=cast.charlie, involvement_id=victim.id, rule=REFLECTION, reason="waits_for_person"
    )
    with pytest.raises(Conflict):
        actions.pause_clock(
            by=cast.charlie, involvement_id=victim.id, rule=REFLECTION, reason="safety"
        )
    later = clock.now() + timedelta(days=40)
    with clock.frozen(later):
        with behind(cast.charlie):
            states = {
                row.what: row.state(queries.today(cast.charlie))
                for row in deadlines.deadlines(cast.charlie, case_id=case.id)
            }
        assert sorted(state.value for state in states.values()) == ["late", "paused"]
        actions.resume_clock(by=cast.charlie, involvement_id=victim.id, rule=REFLECTION)
        with behind(cast.charlie):
            after = {
                one.obligation.rule: one.obligation.due_at
                for one in plans.clocks(cast.charlie, case.id)
            }
        assert after[REFLECTION] - before[REFLECTION] >= timedelta(days=39)
        assert after[GROUNDS] == before[GROUNDS]
        decision = NewDetermination("ActualVictimOfTrafficking", "decision", "A court", "Other")
        actions.add_determination(by=cast.charlie, involvement_id=victim.id, decision=decision)
        assert clock_rules(cast, case) == {REFLECTION}
        with behind(cast.charlie):
            times = plans.clock_times(cast.charlie, later - timedelta(days=1))
    assert [(one.rule, one.met, one.in_time) for one in times] == [
        (GROUNDS, 1, 0),
        (REFLECTION, 0, 0),
        (REVIEW, 0, 0),
    ]
    assert times[0].p50 is not None
    assert times[0].p50 == times[0].p90


def test_a_review_calls_for_the_next_and_a_closed_case_owes_nothing(
    cast: Cast, case: CaseFile
) -> None:
    victim = first(cast.charlie, case)
    actions.plan_step(by=cast.charlie, involvement_id=victim.id, new=step(cast))
    actions.meet_clock(by=cast.charlie, involvement_id=victim.id, rule=REVIEW)
    assert REVIEW in clock_rules(cast, case)
    actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")
    with behind(cast.charlie):
        assert deadlines.deadlines(cast.charlie, case_id=case.id) == []


def test_each_version_of_a_safety_plan_stays(cast: Cast, case: CaseFile) -> None:
    victim = first(cast.charlie, case)

    def write(text: str, after: int) -> SafetyPlan:
        return actions.write_safety_plan(
            by=cast.charlie, involvement_id=victim.id, answers=[("children", text)], after=after
        )

    assert write("canary one", 0).version == 1
    assert write("canary one", 0).version == 1
    assert write("canary two", 1).version == 2
    with pytest.raises(Conflict, match="meanwhile"):
        write("canary three", 1)
    with behind(cast.charlie):
        rows = plans.safety_plans(cast.charlie, victim)
        said = [plans.safety_words(cast.charlie, row, victim.person_id) for row in rows]
        assert said == [{"children": "canary two"}, {"children": "canary one"}]
        assert all(b"canary" not in bytes(row.sealed) for row in rows)
        with pytest.raises(ProtectedError):
            victim.delete()


def test_dependants_have_needs_and_are_never_counted(cast: Cast, case: CaseFile) -> None:
    system = Reader.system("test")

    def counted() -> list[Any]:
        with behind(system):
            return list(queries.counting_rows(system, Period("")))

    before = counted()
    child = add(cast, case, Role.DEPENDANT, age_band="0-11")
    actions.add_fact(
        by=cast.charlie,
        involvement_id=child.id,
        list_name="exploitation",
        code="SexualExploitation",
        present=True,
    )
    assert counted() == before
    row = actions.note_need(by=cast.charlie, involvement_id=child.id, need="school_enrolment")
    with pytest.raises(Conflict):
        actions.note_need(by=cast.charlie, involvement_id=child.id, need="school_enrolment")
    assert actions.meet_need(by=cast.charlie, need_id=row.id).met_on == today(cast)
    with pytest.raises(Invalid):
        victim = first(cast.charlie, case)
        actions.note_need(by=cast.charlie, involvement_id=victim.id, need="school_enrolment")


def test_nobody_travels_without_an_assessment_not_even_past_the_program(
    cast: Cast, case: CaseFile
) -> None:
    victim = first(cast.charlie, case)
    row = actions.ask_return(by=cast.charlie, involvement_id=victim.id, country="mx")
    with pytest.raises(Conflict):
        actions.ask_return(by=cast.charlie, involvement_id=victim.id, country="MX")
    for to in (ReturnState.DOCUMENTS, ReturnState.RELEASED, ReturnState.ARRIVED):
        with pytest.raises(Refused):
            actions.move_return(by=cast.charlie, return_id=row.id, to=to)
    for state, day in (("released", today(cast)), ("released", None), ("arrived", None)):
        with (
            behind(cast.charlie),
            pytest.raises(IntegrityError),
            transaction.atomic(using=Store.INSIDE),
        ):
            ReturnAssistance.objects.using(Store.INSIDE).filter(pk=row.id).update(
                state=state, released_on=day
            )
    actions.assess_return(by=cast.charlie, return_id=row.id, found=ReturnSafety.UNSAFE, agreed=True)
    with pytest.raises(Refused, match="not to be safe"):
        actions.move_return(by=cast.charlie, return_id=row.id, to=ReturnState.DOCUMENTS)
    actions.assess_return(
        by=cast.charlie, return_id=row.id, found=ReturnSafety.WITH_MEASURES, agreed=True
    )
    for to in (ReturnState.DOCUMENTS, ReturnState.RELEASED, ReturnState.ARRIVED):
        actions.move_return(by=cast.charlie, return_id=row.id, to=to)
    with behind(cast.charlie):
        assert "return" in {one.kind for one in deadlines.deadlines(cast.charlie, case_id=case.id)}


def test_wages_add_up_and_nobody_is_paid_more_than_was_decided(cast: Cast, case: CaseFile) -> None:
    victim, key = first(cast.charlie, case), new_id()
    said: dict[str, Any] = {
        "involvement_id": victim.id,
        "body": "employment_standards",
        "amount": 123_450,
        "currency": "CAD",
        "on": today(cast),
        "key": key,
    }
    claim = actions.claim_wages(by=cast.charlie, **said)
    assert actions.claim_wages(by=cast.charlie, **said).id == claim.id
    with pytest.raises(Invalid):
        actions.pay_wages(by=cast.charlie, claim_id=claim.id, amount=1, on=today(cast))

    def decide(cents: int, on: date, **more: bool) -> WageClaim:
        award = WageAward("partly", on, cents)
        return actions.decide_wages(by=cast.charlie, claim_id=claim.id, award=award, **more)

    with pytest.raises(Invalid, match="do not fit"):
        decide(0, today(cast))
    with pytest.raises(Conflict, match="More would be awarded"):
        decide(123_451, today(cast))
    for _press in range(2):
        decide(100_000, today(cast))
    with pytest.raises(Conflict, match="decided already"):
        decide(110_000, today(cast))
    pay: dict[str, Any] = {"claim_id": claim.id, "on": today(cast)}
    with pytest.raises(Invalid, match="before it is decided"):
        actions.pay_wages(
            by=cast.charlie, claim_id=claim.id, amount=1, on=today(cast) - timedelta(days=1)
        )
    actions.pay_wages(by=cast.charlie, amount=60_000, key=key, **pay)
    actions.pay_wages(by=cast.charlie, amount=60_000, key=key, **pay)
    with pytest.raises(Invalid, match="More would be paid"):
        actions.pay_wages(by=cast.charlie, amount=40_001, **pay)
    actions.pay_wages(by=cast.charlie, amount=40_000, **pay)
    with behind(cast.charlie):
        row = returns.claim(cast.charlie, claim.id)
        assert returns.wage_facts(cast.charlie, row).paid == 100_000
        assert WagePayment.objects.using(Store.INSIDE).count() == 2


def test_a_decision_on_wages_is_corrected_by_a_new_row_with_its_reason(
    cast: Cast, case: CaseFile
) -> None:
    day = today(cast) - timedelta(days=30)
    said: dict[str, Any] = {"body": "employment_standards", "amount": 100, "currency": "CAD"}
    person = first(cast.charlie, case).id
    with pytest.raises(Invalid, match="year cannot be right"):
        actions.claim_wages(by=cast.charlie, involvement_id=person, on=date(1, 1, 1), **said)
    claim = actions.claim_wages(by=cast.charlie, involvement_id=person, on=day, **said)

    def correct(cents: int, reason: str = "review", **more: Any) -> WageCorrection:
        award = WageAward("granted", day, cents)
        told = {"claim_id": claim.id, "award": award, "reason": reason, **more}
        return actions.correct_wages(by=cast.charlie, **told)

    with pytest.raises(Invalid, match="Nothing was decided"):
        correct(80)
    first_said = WageAward("granted", day, 50)
    actions.decide_wages(by=cast.charlie, claim_id=claim.id, award=first_said)
    key = new_id()
    assert correct(80, key=key).number == correct(80, key=key).number == 1
    with pytest.raises(SentAlready):
        correct(90, key=key)
    with pytest.raises(Conflict, match="stands already"):
        correct(80)
    with pytest.raises(Invalid):
        correct(90, reason="a whim")
    actions.pay_wages(by=cast.charlie, claim_id=claim.id, amount=80, on=day)
    with pytest.raises(Invalid, match="More was paid already"):
        correct(79)
    with pytest.raises(Conflict, match="More would be awarded"):
        correct(120)
    assert correct(120, confirmed=True).number == 2
    with behind(cast.charlie):
        row = returns.claim(cast.charlie, claim.id)
        stands = returns.award_of(row, returns.corrections(cast.charlie, [row])[row.id])
        assert (row.awarded_cents, stands) == (50, WageAward("granted", day, 120))


@pytest.mark.parametrize(
    "broken", [{"outcome": "reached"}, {"ended_on": date(2099, 1, 1)}, {"ended_on": DAY_BEFORE_ALL}]
)
def test_the_database_keeps_no_step_with_half_an_end(
    cast: Cast, case: CaseFile, broken: dict[str, Any]
) -> None:
    victim = first(cast.charlie, case)
    row = actions.plan_step(by=cast.charlie, involvement_id=victim.id, new=step(cast))
    rows = PlannedService.objects.using(Store.INSIDE).filter(pk=row.id)
    with behind(cast.charlie), pytest.raises(IntegrityError), transaction.atomic(Store.INSIDE):
        rows.update(**broken)


@pytest.mark.parametrize("without", ["decided_on", "decision", "awarded_cents"])
def test_the_database_keeps_no_claim_with_half_a_decision(
    cast: Cast, case: CaseFile, without: str
) -> None:
    claim = actions.claim_wages(
        by=cast.charlie,
        involvement_id=first(cast.charlie, case).id,
        body="employment_standards",
        amount=100,
        currency="CAD",
        on=today(cast),
    )
    whole = {"decided_on": today(cast), "decision": "partly", "awarded_cents": 50}
    del whole[without]
    rows = WageClaim.objects.using(Store.INSIDE).filter(pk=claim.id)
    with behind(cast.charlie), pytest.raises(IntegrityError), transaction.atomic(Store.INSIDE):
        rows.update(**whole)


def test_an_episode_is_corrected_by_a_new_row_once(cast: Cast, case: CaseFile) -> None:
    new = NewEpisode("exploitation", date(2025, 1, 1), date(2025, 3, 1), "", "ca", "ON", "Toronto")
    one = actions.add_episode(by=cast.charlie, case_id=case.id, new=new)
    fixed = NewEpisode("exploitation", date(2025, 2, 1))
    two = actions.add_episode(by=cast.charlie, case_id=case.id, new=fixed, replaces=one.id)
    with pytest.raises(Conflict):
        actions.add_episode(by=cast.charlie, case_id=case.id, new=fixed, replaces=one.id)
    assert (one.country, two.replaces_id) == ("CA", one.id)
    broken = (
        NewEpisode("party"),
        NewEpisode("transit", country="C1"),
        NewEpisode("transit", date(2025, 2, 1), date(2025, 1, 1)),
        NewEpisode("transit", date(2999, 2, 1)),
        NewEpisode("transit", months_band="99"),
    )
    for bad in broken:
        with pytest.raises(Invalid):
            actions.add_episode(by=cast.charlie, case_id=case.id, new=bad)
    with behind(cast.charlie):
        assert Episode.objects.using(Store.INSIDE).count() == 2


@pytest.mark.parametrize("organisation", ["", "Door", "SHELTER", "porte"])
def test_one_organisation_decides_once_a_day_however_its_name_is_written(
    cast: Cast, case: CaseFile, organisation: str
) -> None:
    victim = first(cast.charlie, case)
    again = NewDetermination("ActualVictimOfTrafficking", "decision", organisation)
    with pytest.raises(Conflict, match="on this day already"):
        actions.add_determination(by=cast.charlie, involvement_id=victim.id, decision=again)


def test_the_database_refuses_two_decisions_of_a_day_and_one_to_come(
    cast: Cast, case: CaseFile
) -> None:
    victim = first(cast.charlie, case)
    court = NewDetermination("NotAVictimOfTrafficking", "decision", "A court", "Other")
    row = actions.add_determination(by=cast.charlie, involvement_id=victim.id, decision=court)
    with pytest.raises(Conflict):
        shout = NewDetermination("ActualVictimOfTrafficking", "decision", "a COURT", "Other")
        actions.add_determination(by=cast.charlie, involvement_id=victim.id, decision=shout)
    for broken in (
        {"by_organisation": "A COURT", "on_date": row.on_date},
        {"by_organisation": "Another", "on_date": row.on_date + timedelta(days=3)},
    ):
        copy = Determination.objects.using(Store.INSIDE)
        with (
            behind(cast.charlie),
            pytest.raises(IntegrityError),
            transaction.atomic(using=Store.INSIDE),
        ):
            copy.create(
                agency_id=row.agency_id,
                involvement_id=victim.id,
                status=row.status,
                by_kind=row.by_kind,
                basis=row.basis,
                recorded_at=row.recorded_at,
                **broken,
            )


def test_another_agency_reaches_none_of_it(cast: Cast, case: CaseFile) -> None:
    victim = first(cast.charlie, case)
    row = actions.ask_return(by=cast.charlie, involvement_id=victim.id, country="MX")
    nobodys: UUID = new_id()
    for who in (cast.alice, cast.rita):
        with pytest.raises((NotFound, Refused)):
            actions.plan_step(by=who, involvement_id=victim.id, new=step(cast))
        with pytest.raises((NotFound, Refused)):
            actions.move_return(by=who, return_id=row.id, to=ReturnState.WITHDRAWN)
        with pytest.raises((NotFound, Refused)):
            actions.pay_wages(by=who, claim_id=nobodys, amount=1, on=today(cast))
