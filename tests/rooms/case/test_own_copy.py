"""A person's copy of her own record: everything the agency holds of her, and no word about anybody else."""

import json
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import IntegrityError, transaction

from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Refused
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewDisclosure, NewPerson, NewStep, Opening
from dotline.case.cli import group
from dotline.case.jobs import own_copy
from dotline.case.models import AccessRequest, CaseFile, Involvement, Representative
from dotline.case.queries import deadlines, holdings
from dotline.case.queries.looks import Sought
from dotline.case.rules import Role, StandsBy, SupportPillar
from dotline.reference import vocabulary
from tests.browsing import HTML, Desk
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_case import first
from tests.rooms.case.test_consents import of_call, yes
from tests.rooms.conftest import Cast

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case of the shelter with a sealed name and a plan that names somebody else."""
    opening = Opening(
        basis="interview",
        forms=("ForcedLabour",),
        identifiers=(("name", "Canary Finch"),),
    )
    row = actions.open_case(by=cast.charlie, opening=opening)
    victim = first(cast.charlie, row)
    someone(cast, row, "Lark Thirdperson")
    someone(cast, row, "Wu Élise")
    someone(cast, row, "李明")
    step = NewStep(
        SupportPillar.SUPPORT,
        "Health",
        "See a doctor without LARK in the room, nor WU’s friend élise, and李明too: Wussow",
        "A talk",
        queries_today(cast),
    )
    actions.plan_step(by=cast.charlie, involvement_id=victim.id, new=step)
    actions.record_consent(by=cast.charlie, involvement_id=victim.id, new=yes(purpose="use"))
    return row


def queries_today(cast: Cast) -> date:
    with behind(cast.charlie):
        return queries.today(cast.charlie)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def someone(cast: Cast, case: CaseFile, name: str, role: Role = Role.WITNESS) -> Involvement:
    with behind(cast.charlie):
        look = queries.looks.slip(cast.charlie, case.id, Sought("name", name))
    new = NewPerson(role, "name", name)
    return actions.add_person(by=cast.charlie, case_id=case.id, new=new, look=look)


def asked(cast: Cast, case: CaseFile, **more: object) -> AccessRequest:
    person = first(cast.charlie, case)
    return actions.ask_for_record(by=cast.charlie, involvement_id=person.id, **more)  # type: ignore[arg-type]  # the tests name its fields


def test_every_table_of_the_rooms_contributes_or_says_why_not() -> None:
    """A table of the room that nobody thought of would be missing from what a person is given."""
    there = {model._meta.label for model in apps.get_app_config("case").get_models()}
    known = holdings.contributors() | set(holdings.NOT_HELD)
    assert there - known == set()
    assert set(holdings.NOT_HELD) & holdings.contributors() == set()
    others = {
        model._meta.label
        for room in ("intake", "referral")
        for model in apps.get_app_config(room).get_models()
        if {"person_id", "contact_id"} & {field.attname for field in model._meta.concrete_fields}
    }
    assert others - known == set()


def test_every_row_and_column_of_the_copy_has_words() -> None:
    """A column without words would show its name in the code to somebody who asked what we know of her."""
    tables = {label.partition(".")[2] for label in holdings.contributors()} - {"ContactNeed"}
    assert {one for one in tables if not vocabulary.is_code("record_tables", one)} == set()
    missing = {
        (held.model.__name__, name)
        for held in holdings._held.values()
        for name in holdings.told_of(held)
        if not vocabulary.is_code("record_columns", name)
    }
    assert missing == set()


def test_the_copy_holds_everything_of_her_and_nobody_else(cast: Cast, case: CaseFile) -> None:
    copy = actions.give_own_copy(by=cast.charlie, request_id=asked(cast, case).id)
    text = own_copy.as_json(copy)
    sections = {one["code"]: one["rows"] for one in json.loads(text)["sections"]}
    assert sections["identity"] == [{"kind": "name", "value": "Canary Finch"}]
    assert {"facts", "determinations", "plan", "consents", "birth_gender"} <= set(sections)
    assert sections["plan"][0]["objective"] == (
        "See a doctor without […] in the room, nor […]’s friend […], and[…]too: Wussow"
    )
    assert "Thirdperson" not in text
    assert "lark" not in text.casefold()
    for lang, title in (("en", "Your copy"), ("fr", "Votre copie")):
        page = own_copy.as_page(cast.charlie, copy, lang)
        assert title in page
        assert "trafficking" not in page.split("</head>")[0].casefold()
        raw = {"NonSpecifiedUnknown", "ForcedLabour", "PossibleVictimOfTrafficking", "2026-11-23"}
        assert [word for word in (*raw, "record_", "_on", "None") if word in page] == []
    assert "23 novembre 2026" in page
    assert "Travail forcé" in page


def test_what_somebody_else_said_of_her_is_withheld_and_counted(cast: Cast, call: UUID) -> None:
    more = cast.alice.permissions | {"case.read", "case.write"}
    by = Reader(cast.alice.worker, cast.alice.agency, cast.alice.roles, more)
    row = of_call(cast, call)
    request = actions.ask_for_record(by=by, involvement_id=first(by, row).id)
    copy = actions.give_own_copy(by=by, request_id=request.id)
    assert copy.gathered.withheld >= 1
    assert copy.gathered.sections["calls"][0]["place"] == "Montréal"
    assert "canary-summary" not in own_copy.as_json(copy)


def test_whoever_may_be_an_abuser_is_given_nothing(cast: Cast, case: CaseFile) -> None:
    guardian = someone(cast, case, "Canary Guardian", Role.GUARDIAN)
    stand_by(cast.charlie, first(cast.charlie, case), guardian)
    request = asked(cast, case, asked_by=guardian.id)
    actions.mark_possible_abuser(by=cast.charlie, involvement_id=guardian.id, marked=True)
    with pytest.raises(Refused, match="stands by"):
        actions.give_own_copy(by=cast.charlie, request_id=request.id)
    with pytest.raises(Refused, match="receives nothing"):
        actions.ask_for_record(by=cast.charlie, involvement_id=guardian.id)
    with behind(Reader.system("test")):
        done = Event.objects.using(Store.INSIDE).filter(action="case.give_own_copy")
        assert [one.outcome for one in done] == ["refused"]


def stand_by(by: Reader, person: Involvement, who: Involvement) -> Representative:
    return actions.stand_by(
        by=by, involvement_id=person.id, kind=StandsBy.GUARDIAN, somebody=who.id
    )


def test_only_who_stands_by_her_asks_for_her_record_and_only_while_she_does(
    cast: Cast, case: CaseFile
) -> None:
    by, victim = cast.charlie, first(cast.charlie, case)
    guardian = someone(cast, case, "Canary Guardian", Role.GUARDIAN)
    witness = someone(cast, case, "Canary Witness")
    for who in (guardian, witness):
        with pytest.raises(Refused, match="stands by"):
            asked(cast, case, asked_by=who.id)
    stands = stand_by(by, victim, guardian)
    row = asked(cast, case, asked_by=guardian.id)
    actions.end_stand_by(by=by, representative_id=stands.id)
    with pytest.raises(Refused, match="stands by"):
        actions.give_own_copy(by=by, request_id=row.id)
    stand_by(by, victim, guardian)
    assert actions.give_own_copy(by=by, request_id=row.id).gathered.sections


def with_privacy(dan: Reader) -> Reader:
    return Reader(dan.worker, dan.agency, dan.roles, dan.permissions | {"case.privacy"})


def two_cases(by: Reader) -> list[CaseFile]:
    opening = Opening(basis="documents")
    return [actions.open_case(by=by, opening=opening) for _ in ("one", "two")]


def test_a_suspect_is_given_nothing_of_another_and_stands_by_nobody(dan: Reader) -> None:
    """A suspect carries no mark: the role alone says it, in whatever case."""
    dan = with_privacy(dan)
    row, other = two_cases(dan)
    victim, person = first(dan, row), first(dan, other).person_id
    guardian = brought_in(by=dan, case_id=row.id, person_id=person, role=Role.GUARDIAN)
    stands = stand_by(dan, victim, guardian)
    asked = actions.ask_for_record(by=dan, involvement_id=victim.id, asked_by=guardian.id)
    third = actions.open_case(by=dan, opening=Opening(basis="documents"))
    suspect = brought_in(by=dan, case_id=third.id, person_id=person, role=Role.SUSPECT)
    with behind(dan):  # PostgreSQL shows the row to nobody else
        stands.refresh_from_db(using=Store.INSIDE)
    assert stands.until is not None
    with pytest.raises(Refused, match="may stand by nobody"):
        stand_by(dan, victim, guardian)
    with pytest.raises(Refused, match="stands by"):
        actions.give_own_copy(by=dan, request_id=asked.id)
    with behind(dan):  # as though her standing by had not ended
        Representative.objects.using(Store.INSIDE).filter(pk=stands.pk).update(until=None)
    with pytest.raises(Refused, match="receives nothing"):
        actions.give_own_copy(by=dan, request_id=asked.id)
    with pytest.raises(Refused, match="receives nothing"):
        actions.ask_for_record(by=dan, involvement_id=suspect.id)
    for one in (suspect, guardian):
        to = NewDisclosure(
            parts=("facts",), clause="court_order", to_involvement=one.id, stated=("order",)
        )
        with pytest.raises(Refused, match="receives nothing"):
            actions.disclose(by=dan, involvement_id=victim.id, new=to)
    with pytest.raises(Refused, match="receives nothing"):
        actions.ask_for_record(by=dan, involvement_id=victim.id, asked_by=guardian.id)


def test_a_victim_who_is_accused_elsewhere_gets_her_own_and_no_word_of_that_case(
    dan: Reader,
) -> None:
    dan = with_privacy(dan)
    row, other = two_cases(dan)
    who, whose = first(dan, row), first(dan, other)
    as_suspect = brought_in(by=dan, case_id=other.id, person_id=who.person_id, role=Role.SUSPECT)
    actions.add_fact(
        by=dan,
        involvement_id=as_suspect.id,
        list_name="exploitation",
        code="ForcedLabour",
        present=True,
    )
    to = NewDisclosure(
        parts=("facts",),
        clause="court_order",
        name="FICTIONAL unit",
        kind="Police",
        stated=("order",),
    )
    actions.disclose(by=dan, involvement_id=as_suspect.id, new=to)
    copy = actions.give_own_copy(
        by=dan, request_id=actions.ask_for_record(by=dan, involvement_id=who.id).id
    )
    text = own_copy.as_json(copy)
    assert [one.get("role") for one in copy.gathered.sections["facts"] if "role" in one] == [
        "victim"
    ]
    assert copy.gathered.sections["determinations"]
    assert copy.gathered.withheld == 0
    for word in ("suspect", "ForcedLabour", "FICTIONAL unit"):
        assert word not in text
    itself = NewDisclosure(
        parts=("facts",), clause="court_order", to_involvement=who.id, stated=("order",)
    )
    actions.disclose(by=dan, involvement_id=who.id, new=itself)
    with pytest.raises(Refused, match="receives nothing"):
        actions.disclose(by=dan, involvement_id=whose.id, new=itself)


def test_a_mark_in_another_case_leaves_her_copy_without_that_case(
    cast: Cast, case: CaseFile
) -> None:
    by = cast.charlie
    other = actions.open_case(by=by, opening=Opening(basis="interview", forms=("OrganRemoval",)))
    person = first(by, case).person_id
    guardian = brought_in(by=by, case_id=other.id, person_id=person, role=Role.GUARDIAN)
    actions.mark_possible_abuser(by=by, involvement_id=guardian.id, marked=True)
    copy = actions.give_own_copy(by=by, request_id=asked(cast, case).id)
    roles = [one["role"] for one in copy.gathered.sections["facts"] if "role" in one]
    assert roles == ["victim"]
    with pytest.raises(Refused, match="receives nothing"):
        actions.ask_for_record(by=by, involvement_id=guardian.id)


def test_the_record_of_a_guardian_does_not_tell_of_the_case(cast: Cast, case: CaseFile) -> None:
    guardian = someone(cast, case, "Canary Guardian", Role.GUARDIAN)
    request = actions.ask_for_record(by=cast.charlie, involvement_id=guardian.id)
    told = actions.give_own_copy(by=cast.charlie, request_id=request.id).gathered
    assert [set(one) for one in told.sections["facts"]] == [{"role", "minor_at_start"}]
    assert set(told.sections) == {"birth_gender", "identity", "facts", "disclosures"}
    assert told.withheld


def test_a_request_has_thirty_days_and_one_line(cast: Cast, case: CaseFile) -> None:
    row = asked(cast, case)
    with behind(cast.charlie):
        (due,) = deadlines.deadlines(cast.charlie, kind="request")
        assert due.due == row.due_on == NOW.date() + timedelta(days=30)
    with pytest.raises(Conflict, match="waits already"):
        asked(cast, case)
    actions.give_own_copy(by=cast.charlie, request_id=row.id)
    with behind(cast.charlie):
        assert deadlines.deadlines(cast.charlie, kind="request") == []
        for change in ({"answered_on": None}, {"passage_id": None}, {"due_on": row.received_on}):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                AccessRequest.objects.using(Store.INSIDE).filter(pk=row.id).update(**change)
    with behind(Reader.system("test")):
        (line,) = Event.objects.using(Store.INSIDE).filter(action="case.give_own_copy")
        assert "own_copy" in str(line.detail)
        assert "Canary" not in str(line.detail)


def test_the_command_writes_both_kinds_and_the_desk_hands_them_over(
    cast: Cast, case: CaseFile, desk: Desk, tmp_path: Path
) -> None:
    person = str(first(cast.charlie, case).person_id)
    with behind(Reader.public()):
        told = CliRunner().invoke(group, ["access-request", person, "--as", "charlie"])
        assert told.exit_code == 0, told.output
        assert json.loads(told.output)["sections"]
        listed = CliRunner().invoke(group, ["people", str(case.id), "--json", "--as", "charlie"])
        hers = next(one for one in json.loads(listed.output) if one["person"] == person)
        by_role = ["access-request", hers["involvement"], "--as", "charlie"]
        assert json.loads(CliRunner().invoke(group, by_role).output)["sections"]
        lost = CliRunner().invoke(group, ["access-request", str(case.id), "--as", "charlie"])
        assert "case people CASE" in str(lost.exception.__dict__ | vars(lost))
        out = tmp_path / "copy.html"
        out.touch(0o644)
        CliRunner().invoke(group, ["access-request", person, "--out", str(out), "--as", "charlie"])
        assert "Canary Finch" in out.read_text(encoding="utf-8")
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    browser = desk("charlie")
    for language in ("en", "fr"):
        assert browser.get(f"/{language}/case/requests/", **HTML).status_code == 200
    with behind(cast.charlie):
        row = AccessRequest.objects.using(Store.INSIDE).first()
    assert row is not None
    answer = browser.post(f"/en/case/request/{row.id}/copy/", {"as": "page"}, **HTML)
    assert "Canary Finch" in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    with behind(cast.charlie):
        assert AccessRequest.objects.using(Store.INSIDE).count() == 1  # asked three times in a day
    ask = {"ask-involvement": str(first(cast.charlie, case).id)}
    sent = browser.post(f"/en/case/{case.id}/disclosed/ask/", ask, **HTML)
    assert sent.status_code == 302
