"""Who may be told what about a person: on her consent, on a named clause, never enforcement by the back door."""

from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import NotFound
from dotline.case import rules
from dotline.case.rules import ConsentFact, ConsentSaid, answered_all, listed_to
from dotline.case.rules.consents import NAMES_RECIPIENT, QUESTIONS
from dotline.case.rules.disclosing import (
    CLAUSES,
    COMMERCIAL,
    FEDERAL,
    MUNICIPAL,
    PROOFS,
    PROVINCIAL,
    Ground,
    Receiver,
    RecordHolder,
    Subject,
    may_disclose,
    shown,
)
from dotline.gates.refer import ENFORCEMENT_KINDS
from dotline.reference import law, vocabulary

TODAY = date(2026, 11, 23)
HERE, THERE, NATION = UUID(int=1), UUID(int=2), UUID(int=3)
KINDS = [one.code for one in vocabulary.codes("organisation_kinds")]
PARTS = [one.code for one in vocabulary.codes("record_parts")]
EVERYTHING = frozenset({*PROOFS})
kinds = st.sampled_from(KINDS)
parts = st.frozensets(st.sampled_from(PARTS), min_size=1)


def agreed(**more: object) -> ConsentFact:
    told: dict[str, object] = {
        "purpose": "share",
        "decision": ConsentSaid.GIVEN,
        "by_whom": "self",
        "on": TODAY - timedelta(days=10),
        "to": THERE,
        "what": frozenset(PARTS),
        "expires": TODAY + timedelta(days=10),
        "id": UUID(int=9),
    }
    return ConsentFact(**{**told, **more})  # type: ignore[arg-type]  # the tests name its fields


def subject(*consents: ConsentFact, kind: str = "Shelter", banned: bool = False) -> Subject:
    return Subject(RecordHolder(HERE, kind, "ON"), consents, banned)


def asked(
    person: Subject, kind: str, clause: str, what: frozenset[str] = frozenset({"facts"})
) -> bool:
    ground = Ground(clause, EVERYTHING)
    return may_disclose(person, Receiver(THERE, kind), what, ground, TODAY).allowed


def test_the_clauses_of_the_database_are_those_of_the_law() -> None:
    assert {"consent", *CLAUSES} == {row.text("code") for row in law.disclosure_clauses()}
    needs = {need for row in law.disclosure_clauses() for need in row.texts("needs")}
    assert needs - {"consent"} <= set(PROOFS)
    codes = {one.code for one in vocabulary.codes("case_consents")}
    assert codes == {*QUESTIONS, *NAMES_RECIPIENT}
    with pytest.raises(NotFound):
        asked(subject(), "Police", "pa_8_2_z")


@pytest.mark.parametrize(
    ("holder", "to", "clause"),
    [
        *product(["Helpline", "Shelter", "NGO", "Police"], sorted(ENFORCEMENT_KINDS), CLAUSES),
    ],
)
def test_immigration_enforcement_receives_on_an_order_alone(
    holder: str, to: str, clause: str
) -> None:
    person = subject(kind=holder)
    assert asked(person, to, clause) is (clause == "court_order")
    assert asked(person, to, "consent") is False


@pytest.mark.parametrize("to", sorted(ENFORCEMENT_KINDS))
@pytest.mark.parametrize(("by", "goes"), [("self", True), ("guardian", False), ("court", False)])
def test_enforcement_needs_her_own_consent_not_a_guardians(to: str, by: str, goes: bool) -> None:
    assert asked(subject(agreed(by_whom=by)), to, "consent") is goes
    assert asked(subject(agreed(by_whom=by)), "NGO", "consent") is True


@given(kinds, st.sampled_from(["consent", *CLAUSES]), parts, kinds)
def test_whoever_may_be_an_abuser_receives_nothing(
    to: str, clause: str, what: frozenset[str], holder: str
) -> None:
    ground = Ground(clause, EVERYTHING)
    marked = Receiver(THERE, to, possible_abuser=True)
    person = subject(agreed(), kind=holder)
    assert not may_disclose(person, marked, what, ground, TODAY).allowed


@given(
    st.integers(-40, 40),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(0, 60)),
    parts,
    parts,
    st.booleans(),
)
def test_a_consent_carries_its_parts_to_its_recipient_in_its_days_alone(
    start: int,
    lasts: int,
    taken: int | None,
    had: frozenset[str],
    what: frozenset[str],
    marked: bool,
) -> None:
    on = TODAY + timedelta(days=start)
    one = agreed(
        on=on,
        expires=on + timedelta(days=lasts),
        what=had,
        withdrawn=None if taken is None else on + timedelta(days=taken),
        giver_marked=marked,
    )
    covered = on <= TODAY <= on + timedelta(days=lasts) and what <= had and not marked
    stands = covered and (taken is None or on + timedelta(days=taken) > TODAY)
    found = may_disclose(subject(one), Receiver(THERE, "NGO"), what, Ground("consent"), TODAY)
    assert found.allowed is stands
    assert (found.consent == one.id) is stands
    assert not may_disclose(
        subject(one), Receiver(NATION, "NGO"), what, Ground("consent"), TODAY
    ).allowed


@given(st.sampled_from(CLAUSES), kinds, kinds, st.frozensets(st.sampled_from(PROOFS)))
def test_a_clause_carries_only_with_all_it_asks_for_and_is_kept(
    clause: str, holder: str, to: str, stated: frozenset[str]
) -> None:
    found = may_disclose(
        subject(kind=holder),
        Receiver(THERE, to),
        frozenset({"facts"}),
        Ground(clause, stated),
        TODAY,
    )
    needs = set(law.disclosure_clause(clause).texts("needs"))
    if found.allowed:
        assert needs <= stated
        assert found.keep_until is not None and found.keep_until > TODAY
    else:
        assert found.keep_until is None
    if clause == "pa_8_2_e" and found.allowed:
        assert {"written_request", "purpose", "information"} <= stated
        assert found.keep_until == date(2028, 11, 23)  # two years


def test_a_request_counts_only_with_its_words() -> None:
    ticked = ("written_request", "information", "purpose", "danger", "order")
    assert shown(ticked, "", "") == {"order"}
    assert shown((), "to find her", "We ask for …") == {
        "purpose",
        "written_request",
        "information",
    }


@pytest.mark.parametrize(
    ("to", "clause", "held"),
    [
        ("NGO", "court_order", False),
        ("NGO", "consent", False),
        ("Police", "fippa_42_1_g", False),
        ("CentralGovernmentOrganisation", "pa_8_2_a", True),
        ("Court", "pa_8_2_c", False),
    ],
)
def test_a_publication_ban_holds_her_name_back(to: str, clause: str, held: bool) -> None:
    person = subject(agreed(), kind="Police", banned=True)
    found = may_disclose(
        person,
        Receiver(THERE, to),
        frozenset({"identity", "facts"}),
        Ground(clause, EVERYTHING),
        TODAY,
    )
    assert found.allowed
    assert found.withheld == (frozenset({"identity"}) if held else frozenset())


def test_a_child_in_danger_is_told_to_child_protection_and_police_alone() -> None:
    assert asked(subject(), "ChildProtection", "child_duty")
    assert asked(subject(), "Police", "child_duty")
    assert not asked(subject(), "NGO", "child_duty")


def test_each_act_binds_kinds_that_an_agency_can_have() -> None:
    """A kind that no list knows would leave a public body without its own act."""
    bound = {*FEDERAL, *COMMERCIAL, *MUNICIPAL, *PROVINCIAL}
    # Kinds of accounts that no form offers.
    assert bound - set(KINDS) == {"ImmigrationEnforcement", "NationalRapporteur"}
    kept = law.retention_row("ontario_use")
    for kind in kept.texts("holders"):
        assert RecordHolder(HERE, kind, "ON").regimes() & {"ontario", "municipal"}, kind


def test_a_ministry_of_ontario_helps_police_on_its_own_act() -> None:
    ministry = subject(kind="ProvincialGovernment")
    assert ministry.holder.regimes() == {"ontario"}
    assert asked(ministry, "Police", "fippa_42_1_g")
    assert not asked(ministry, "Police", "pa_8_2_e")
    elsewhere = Subject(RecordHolder(HERE, "ProvincialGovernment", "QC"))
    assert not asked(elsewhere, "Police", "fippa_42_1_g")


def test_an_ngo_is_not_under_the_privacy_act() -> None:
    assert not asked(subject(kind="Shelter"), "Police", "pa_8_2_e")
    assert asked(subject(kind="Police"), "Police", "pa_8_2_e")


@given(st.frozensets(st.sampled_from(QUESTIONS)), st.booleans())
def test_the_one_consent_field_is_yes_when_all_seven_were_given(
    given_to: frozenset[str], taken_back: bool
) -> None:
    told = [
        agreed(purpose=one, to=rules.OURSELVES, what=frozenset(), expires=None)
        for one in sorted(given_to)
    ]
    if taken_back and told:
        told.append(
            agreed(
                purpose=told[0].purpose,
                to=rules.OURSELVES,
                decision=ConsentSaid.WITHDRAWN,
                expires=None,
            )
        )
    wanted = None if not told else len(given_to) == len(QUESTIONS) and not taken_back
    assert answered_all(told, TODAY) is wanted


def test_a_list_holds_whom_agreed_to_that_nation() -> None:
    listed = agreed(purpose="nation_list", to=NATION)
    assert listed_to([listed], NATION, TODAY)
    assert not listed_to([listed], THERE, TODAY)
    refused = agreed(purpose="nation_list", to=NATION, decision=ConsentSaid.REFUSED)
    assert not listed_to([listed, refused], NATION, TODAY)
