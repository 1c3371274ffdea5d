"""Cases: opened with the acceptance or not at all; facts and determinations as rows; identifiers apart."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.case import actions, queries, rules
from dotline.case.actions import NewDetermination, Opening
from dotline.case.models import CaseFile, Determination, Fact, Identifier, Involvement, Person
from dotline.case.rules import Answer, Role
from dotline.gates import clean_room
from dotline.referral import actions as referral
from dotline.referral import queries as referrals
from dotline.referral.models import Referral
from dotline.referral.rules import Status
from tests.ledger import lines_about
from tests.rooms.case.bringing import brought_in
from tests.rooms.conftest import Cast

OPENING = Opening(basis="interview", forms=("SexualExploitation",), age_band="21-23")


def first(reader: Reader, case: CaseFile) -> Involvement:
    with behind(reader):
        return queries.involvements(reader, case)[0]


def test_accepting_opens_a_case_with_person_facts_and_a_first_determination(
    cast: Cast, sent: Referral
) -> None:
    case = actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=OPENING)
    one = first(cast.charlie, case)
    with behind(cast.charlie):
        assert referrals.get(cast.charlie, sent.id).state == Status.ACCEPTED
        assert (one.role, one.age_band, one.person.agency_id) == (
            "victim",
            "21-23",
            cast.shelter.id,
        )
        facts = [(row.list, row.code, row.present) for row in queries.facts(cast.charlie, [one])]
        told = list(queries.determinations(cast.charlie, [one]))
    assert facts == [("exploitation", "SexualExploitation", True)]
    assert [(row.status, row.by_organisation, row.by_kind, row.basis) for row in told] == [
        (rules.POSSIBLE, "shelter", "NGO", "interview")
    ]


@pytest.mark.parametrize(
    "broken",
    [
        Opening(basis="a feeling"),
        Opening(basis="interview", forms=("NoSuchForm",)),
        Opening(basis="interview", kind="secret"),
        Opening(basis="interview", identifiers=(("name", "  "),)),
        Opening(basis="interview", identifiers=(("shoe size", "38"),)),
    ],
)
def test_a_case_that_cannot_be_opened_leaves_the_referral_waiting(
    cast: Cast, sent: Referral, broken: Opening
) -> None:
    with pytest.raises(Invalid):
        actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=broken)
    with behind(Reader.system("test")):
        row = referrals.get(Reader.system("test"), sent.id)
        assert row.state == Status.REQUESTED
        for model in (CaseFile, Person, Involvement, Fact, Determination, Identifier):
            assert not model._default_manager.using(Store.INSIDE).exists()


def test_a_referral_opens_one_case(cast: Cast, sent: Referral) -> None:
    actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=OPENING)
    with pytest.raises(Conflict, match="opened a case already"):
        actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=OPENING)


def test_a_referral_accepted_before_opens_its_case_late(cast: Cast, sent: Referral) -> None:
    referral.accept(by=cast.charlie, referral_id=sent.id)
    case = actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=OPENING)
    assert case.referral_id == sent.id


@pytest.mark.parametrize(("who", "refusal"), [("alice", Refused), ("rita", Refused)])
def test_only_case_workers_of_the_receiving_agency_open_a_case(
    cast: Cast, sent: Referral, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        actions.accept_and_open(by=cast[who], referral_id=sent.id, opening=OPENING)


def test_a_declined_referral_opens_nothing(cast: Cast, sent: Referral) -> None:
    referral.decline(by=cast.charlie, referral_id=sent.id, reason="safety")
    with pytest.raises(Conflict):
        actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=OPENING)


@pytest.mark.parametrize(
    ("who", "sees"), [("charlie", True), ("alice", False), ("bob", False), ("rita", False)]
)
def test_a_case_exists_for_its_own_agency_alone(cast: Cast, who: str, sees: bool) -> None:
    case = actions.open_case(by=cast.charlie, opening=OPENING)
    with behind(cast[who]):
        assert queries.visible_to(cast[who]).filter(pk=case.pk).exists() is sees
        if not sees:
            with pytest.raises(NotFound):
                queries.case(cast[who], case.id)


def test_no_row_of_a_fact_means_unknown_and_the_newest_row_stands(cast: Cast) -> None:
    case = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    one = first(cast.charlie, case)

    def known() -> Answer:
        with behind(cast.charlie):
            return queries.answer(cast.charlie, one, "control_means", "Threats")

    def tell(present: bool) -> None:
        actions.add_fact(
            by=cast.charlie,
            involvement_id=one.id,
            list_name="control_means",
            code="Threats",
            present=present,
        )

    assert known() == Answer.UNKNOWN
    tell(present=False)
    assert known() == Answer.NO
    tell(present=True)
    assert known() == Answer.YES
    with behind(cast.charlie):
        assert queries.facts(cast.charlie, [one]).count() == 2


@pytest.mark.parametrize(
    ("list_name", "code"), [("genders", "Feminine"), ("acts", "flies"), ("", "")]
)
def test_a_fact_comes_from_a_list_of_facts(cast: Cast, list_name: str, code: str) -> None:
    one = first(cast.charlie, actions.open_case(by=cast.charlie, opening=OPENING))
    with pytest.raises(Invalid):
        actions.add_fact(
            by=cast.charlie, involvement_id=one.id, list_name=list_name, code=code, present=True
        )


def test_what_lies_ahead_is_no_fact_yet(cast: Cast) -> None:
    one = first(cast.charlie, actions.open_case(by=cast.charlie, opening=OPENING))
    with pytest.raises(Invalid, match="lies ahead"):
        actions.add_fact(
            by=cast.charlie,
            involvement_id=one.id,
            list_name="acts",
            code="holds",
            present=True,
            on_date=clock.today() + timedelta(days=2),
        )


def test_two_bodies_may_disagree_and_the_history_keeps_both(cast: Cast) -> None:
    one = first(cast.charlie, actions.open_case(by=cast.charlie, opening=OPENING))
    court = NewDetermination("NotAVictimOfTrafficking", "decision", "A court", "CourtOrProsecution")
    actions.add_determination(by=cast.charlie, involvement_id=one.id, decision=court)
    with behind(cast.charlie):
        told = [row.status for row in queries.determinations(cast.charlie, [one])]
    assert told == [rules.POSSIBLE, "NotAVictimOfTrafficking"]


def test_one_body_decides_once_a_day_and_the_database_says_so_too(cast: Cast) -> None:
    one = first(cast.charlie, actions.open_case(by=cast.charlie, opening=OPENING))
    again = NewDetermination("ActualVictimOfTrafficking", "indicators")
    with pytest.raises(Conflict, match="decided on this day"):
        actions.add_determination(by=cast.charlie, involvement_id=one.id, decision=again)
    with behind(cast.charlie):
        row = queries.determinations(cast.charlie, [one]).get()
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
            Determination.objects.using(Store.INSIDE).bulk_create([row])


def test_one_person_is_a_victim_here_and_accused_there(dan: Reader) -> None:
    case = actions.open_case(by=dan, opening=OPENING)
    other = actions.open_case(by=dan, opening=OPENING)
    human = first(dan, case).person
    for row in (case, other):
        brought_in(by=dan, case_id=row.id, person_id=human.id, role=Role.ACCUSED)
    with behind(dan):
        roles = {one.role for one in queries.involvements(dan, case)}
        assert len(queries.cases_of(dan, human.id)) == 2
    assert roles == {"victim", "accused"}
    with pytest.raises(Conflict):
        brought_in(by=dan, case_id=case.id, person_id=human.id, role=Role.ACCUSED)


@pytest.mark.parametrize("role", [Role.ACCUSED, Role.SUSPECT])
def test_a_shelter_keeps_no_accused(cast: Cast, role: Role) -> None:
    case = actions.open_case(by=cast.charlie, opening=OPENING)
    human = first(cast.charlie, case).person
    with pytest.raises(Refused, match="police and courts"):
        brought_in(by=cast.charlie, case_id=case.id, person_id=human.id, role=role)


def test_a_closed_case_stays_as_it_is(cast: Cast) -> None:
    case = actions.open_case(by=cast.charlie, opening=OPENING)
    one = first(cast.charlie, case)
    actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")
    with pytest.raises(Refused, match="closed"):
        actions.add_fact(
            by=cast.charlie, involvement_id=one.id, list_name="acts", code="holds", present=True
        )


def test_an_identifier_is_sealed_with_the_key_of_its_role_made_with_the_first(
    cast: Cast,
) -> None:
    case = actions.open_case(by=cast.charlie, opening=OPENING)
    victim = first(cast.charlie, case)
    human = victim.person

    def keys() -> int:
        return DataKey.objects.using(Store.INSIDE).filter(subject=victim.id).count()

    assert keys() == 0
    row = actions.add_identifier(
        by=cast.charlie, involvement_id=victim.id, kind="name", value="Canary Finch"
    )
    actions.add_identifier(by=cast.charlie, involvement_id=victim.id, kind="alias", value="Canary")
    assert keys() == 1
    assert b"anary" not in bytes(row.sealed)
    assert "anary" not in row.blind
    assert actions.open_identifier(by=cast.charlie, identifier_id=row.id) == "Canary Finch"
    opened = lines_about(cast.charlie, Store.INSIDE, human.id)
    assert opened.filter(action="case.open_identifier").count() == 1
    assert not any("anary" in line.detail for line in opened)


def test_destroying_the_key_shreds_the_identifiers_and_leaves_the_facts(cast: Cast) -> None:
    opening = Opening(
        basis="interview", forms=("ForcedLabour",), identifiers=(("name", "Canary Finch"),)
    )
    case = actions.open_case(by=cast.charlie, opening=opening)
    one = first(cast.charlie, case)
    DataKey.objects.using(Store.INSIDE).filter(subject=one.id).delete()
    with behind(cast.charlie):
        row = queries.identifiers(cast.charlie, one.person_id).get()
        assert queries.facts(cast.charlie, [one]).count() == 1
    with pytest.raises(Unavailable, match="destroyed"):
        actions.open_identifier(by=cast.charlie, identifier_id=row.id)


@pytest.mark.parametrize("who", ["alice", "bob", "rita"])
def test_nobody_else_opens_an_identifier(cast: Cast, who: str) -> None:
    case = actions.open_case(
        by=cast.charlie, opening=Opening(basis="interview", identifiers=(("name", "Canary"),))
    )
    one = first(cast.charlie, case)
    with behind(cast.charlie):
        row = queries.identifiers(cast.charlie, one.person_id).get()
    with pytest.raises((Refused, NotFound)):
        actions.open_identifier(by=cast[who], identifier_id=row.id)


def test_looking_before_creating_finds_the_same_value_in_the_own_agency_alone(
    cast: Cast, dan: Reader
) -> None:
    opening = Opening(basis="interview", identifiers=(("phone", "(204) 555-0134"),))
    case = actions.open_case(by=cast.charlie, opening=opening)
    human = first(cast.charlie, case).person
    with behind(cast.charlie):
        found = queries.same_identifier(cast.charlie, "phone", "204.555.0134")
        assert [one.id for one in found] == [human.id]
        assert queries.same_identifier(cast.charlie, "phone", "204 555 0135") == []
        assert queries.same_identifier(cast.charlie, "document", "204 555 0134") == []
    with behind(dan):
        assert queries.same_identifier(dan, "phone", "204 555 0134") == []
    assert queries.blind(cast.shelter.id, "phone", "1") != queries.blind(
        cast.hotline.id, "phone", "1"
    )


def test_cases_are_counted_once_each_under_their_main_form(cast: Cast) -> None:
    both = Opening(basis="interview", forms=("ForcedLabour", "SexualExploitation"))
    cases = [
        actions.open_case(by=cast.charlie, opening=one)
        for one in (both, Opening(basis="interview"), OPENING)
    ]
    one = first(cast.charlie, cases[2])
    actions.add_fact(
        by=cast.charlie,
        involvement_id=one.id,
        list_name="exploitation",
        code="SexualExploitation",
        present=False,
    )
    release = Reader.system(clean_room.RELEASE)
    day = cases[0].opened_on
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    with behind(release):
        rows = list(queries.counting_rows(release, Period(quarter, (quarter,))))
        assert list(queries.counting_rows(release, Period("2001-Q1", ("2001-Q1",)))) == []
    assert {(row.unit, row.measure, row.dims["form"]) for row in rows} == {
        (str(cases[0].id), "cases", "sex"),
        (str(cases[1].id), "cases", "unknown"),
        (str(cases[2].id), "cases", "unknown"),
    }
    assert {row.dims["province"] for row in rows} == {"QC"}
    assert "case" in clean_room.rooms()
    with behind(cast.rita):
        assert list(queries.counting_rows(cast.rita, Period("all"))) == []


def test_an_organisation_decides_once_a_day_however_its_name_is_typed(
    cast: Cast, case: CaseFile
) -> None:
    by, person = cast.charlie, first(cast.charlie, case)

    def decided(name: str) -> NewDetermination:
        return NewDetermination(rules.POSSIBLE, "decision", name, "CourtOrProsecution")

    kept = actions.add_determination(
        by=by, involvement_id=person.id, decision=decided("Tribunal de l’Île (FICTIF)")
    )
    for same in ("TRIBUNAL DE L’ÎLE (fictif)", "Tribunal de l’I\u0302le (FICTIF)"):
        with pytest.raises(Conflict):
            actions.add_determination(by=by, involvement_id=person.id, decision=decided(same))
        with behind(by):
            twice = Determination.objects.using(Store.INSIDE).get(pk=kept.id)
            twice.id, twice.by_organisation = new_id(), same
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                twice.save(using=Store.INSIDE, force_insert=True)
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                Determination.objects.using(Store.INSIDE).filter(pk=kept.id).update(
                    organisation_key=""
                )
