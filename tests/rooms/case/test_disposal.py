"""Disposal: two people, the rule and the hold decide; then no byte of an identifier is left in any file."""

from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.paced import Paced
from dotline.base.reader import Period, Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries
from dotline.case.actions import NewDecision, NewDisclosure, NewHold, Opening
from dotline.case.jobs import disposal
from dotline.case.models import (
    CaseFile,
    ConsentDecision,
    DisclosureRecord,
    DisposalBatch,
    Fact,
    Identifier,
    Involvement,
    Person,
)
from dotline.case.queries import deadlines, retention
from dotline.case.rules.consents import ConsentSaid
from dotline.case.rules.retention import BatchState, FileKind
from tests.rooms.conftest import Cast

SYSTEM = Reader.system("test")
LATER = timedelta(days=365 * 7 + 4)


def closed(cast: Cast) -> CaseFile:
    """A case of somebody whom nobody is like, closed today."""
    told = (("document", new_id().hex),)
    opening = Opening(basis="interview", forms=("ForcedLabour",), identifiers=told)
    case = actions.open_case(by=cast.charlie, opening=opening)
    return actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")


def propose(by: Reader, *ids: UUID, asked: bool = False) -> DisposalBatch:
    made = actions.propose_disposal(by=by, kind=FileKind.CASE, file_ids=ids, asked=asked)
    assert len(made) == 1
    return made[0]


def dispose(cast: Cast, dana: Reader, *ids: UUID) -> DisposalBatch:
    batch = propose(cast.charlie, *ids)
    actions.approve_disposal(by=dana, batch_id=batch.id)
    return disposal.run(batch.id)


def test_time_is_over_two_people_agree_and_figures_stay(cast: Cast, dana: Reader) -> None:
    case, kept = closed(cast), closed(cast)
    with pytest.raises(Refused, match="is kept until"):
        propose(cast.charlie, case.id)
    with behind(cast.charlie):
        [due] = deadlines.deadlines(cast.charlie, case_id=case.id, ahead=LATER)
    assert due.kind == "disposal"
    with clock.frozen(clock.now() + LATER):
        with behind(SYSTEM):
            counted = sorted(str(one) for one in queries.counting_rows(SYSTEM, Period("all")))
        with behind(cast.charlie):
            assert {one.file_id for one in retention.due_cases(cast.charlie)} == {case.id, kept.id}
        batch = propose(cast.charlie, case.id)
        with pytest.raises(Conflict, match="another disposal"):
            propose(dana, case.id)
        with pytest.raises(Refused, match="second person"):
            actions.approve_disposal(by=cast.charlie, batch_id=batch.id)
        with pytest.raises(NotFound):
            actions.approve_disposal(by=cast.alice, batch_id=batch.id)
        with pytest.raises(Refused, match="own work"):
            actions.dispose_file(by=dana, item_id=new_id(), keep_coded=True)
        disposal.start(dana, batch.id)
        with pytest.raises(Conflict):
            actions.withdraw_disposal(by=cast.charlie, batch_id=batch.id)
        assert disposal.run(batch.id).disposed == 1
        assert disposal.run(batch.id).disposed == 1
        with behind(SYSTEM):
            rows = list(queries.counting_rows(SYSTEM, Period("all")))
            assert len(rows) == len(counted)
            assert not Person.objects.using(Store.INSIDE).filter(involvement__case=case.id)
            bare = CaseFile.objects.using(Store.INSIDE).get(pk=case.id)
        assert (bare.opened_on.day, bare.contact_id) == (1, None)
        with behind(cast.charlie):
            assert [one.file_id for one in retention.due_cases(cast.charlie)] == [kept.id]
            with pytest.raises(NotFound):
                queries.case(cast.charlie, case.id)


def test_coded_facts_stay_where_the_cell_could_be_published(cast: Cast, dana: Reader) -> None:
    cases = [closed(cast) for _number in range(5)]
    with clock.frozen(clock.now() + LATER):
        row = dispose(cast, dana, *(one.id for one in cases))
        assert (row.disposed, row.kept_coded) == (5, 5)
        with behind(SYSTEM):
            facts = Fact.objects.using(Store.INSIDE).filter(involvement__case=cases[0].id)
            assert [(one.code, one.by_worker, one.on_date.day) for one in facts] == [
                ("ForcedLabour", None, 1)
            ]
            forms = {one.dims["form"] for one in queries.counting_rows(SYSTEM, Period("all"))}
            assert forms == {"labour"}
            assert not Identifier.objects.using(Store.INSIDE).exists()


def test_a_hold_stops_it_until_a_second_person_lifts_it(cast: Cast, dana: Reader) -> None:
    case, key = closed(cast), new_id()
    with clock.frozen(clock.now() + LATER):
        batch = propose(cast.charlie, case.id)
        actions.approve_disposal(by=dana, batch_id=batch.id)
        new = NewHold("proceeding", "order 12", key=key)
        held = actions.place_hold(by=dana, kind=FileKind.CASE, file_id=case.id, new=new)
        again = actions.place_hold(by=dana, kind=FileKind.CASE, file_id=case.id, new=new)
        assert again.id == held.id
        with pytest.raises(SentAlready):
            other = NewHold("proceeding", "order 13", key=key)
            actions.place_hold(by=dana, kind=FileKind.CASE, file_id=case.id, new=other)
        row = disposal.run(batch.id)
        assert (row.disposed, row.kept_back, row.state) == (0, 1, BatchState.DONE)
        with pytest.raises(Refused, match="legal hold"):
            propose(cast.charlie, case.id)
        with pytest.raises(Refused, match="legal hold"):
            propose(cast.charlie, case.id, asked=True)
        with behind(cast.charlie):
            [one] = retention.due_cases(cast.charlie, held=True)
            assert retention.hold_words(cast.charlie, one.holds[0]) == "order 12"
            assert retention.due_cases(cast.charlie, held=False) == []
        with pytest.raises(Refused, match="second person"):
            actions.lift_hold(by=dana, hold_id=held.id)
        with pytest.raises(NotFound):
            actions.lift_hold(by=cast.alice, hold_id=held.id)
        actions.lift_hold(by=cast.charlie, hold_id=held.id)
        assert dispose(cast, dana, case.id).disposed == 1


def test_somebody_with_another_file_keeps_her_key_until_the_last_one_goes(
    cast: Cast, dana: Reader
) -> None:
    case = closed(cast)
    other = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    with behind(cast.charlie):
        [victim] = queries.involvements(cast.charlie, case)
        [name] = queries.identifiers(cast.charlie, victim.person_id)
    with behind(SYSTEM):
        Involvement.objects.using(Store.INSIDE).create(
            agency_id=cast.shelter.id, case=other, person_id=victim.person_id, role="witness"
        )
    with clock.frozen(clock.now() + LATER):
        dispose(cast, dana, case.id)
        found = actions.open_identifier(by=cast.charlie, identifier_id=name.id)
        assert len(found) == len(new_id().hex)
        actions.close_case(by=cast.charlie, case_id=other.id, because="Closed")
    with clock.frozen(clock.now() + LATER + LATER):
        dispose(cast, dana, other.id)
        with behind(SYSTEM):
            assert not Person.objects.using(Store.INSIDE).filter(pk=victim.person_id)


def test_she_may_ask_and_an_agency_keeps_longer_never_shorter(cast: Cast, dana: Reader) -> None:
    case, other = closed(cast), closed(cast)
    with pytest.raises(Invalid, match="at least 84"):
        actions.choose_retention(by=dana, rule="support_file", months=12)
    actions.choose_retention(by=dana, rule="support_file", months=120)
    with clock.frozen(clock.now() + LATER), behind(cast.charlie):
        assert retention.due_cases(cast.charlie) == []
    with clock.frozen(clock.now() + timedelta(days=2)):
        row = propose(cast.charlie, case.id, asked=True)
        actions.approve_disposal(by=dana, batch_id=row.id)
        assert disposal.run(row.id).disposed == 1
        batch = propose(cast.charlie, other.id, asked=True)
        assert actions.withdraw_disposal(by=dana, batch_id=batch.id).state == BatchState.WITHDRAWN
        with behind(cast.charlie):
            assert queries.case(cast.charlie, other.id).disposed_on is None


def test_a_disposal_that_was_killed_goes_on(
    cast: Cast, dana: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [closed(cast) for _number in range(3)]
    with clock.frozen(clock.now() + LATER):
        batch = propose(cast.charlie, *(one.id for one in cases))
        actions.approve_disposal(by=dana, batch_id=batch.id)
        with behind(SYSTEM):
            [first, *_rest] = retention.items(SYSTEM, batch)
        actions.dispose_file(by=SYSTEM, item_id=first.id, keep_coded=False)
        assert not actions.dispose_file(by=SYSTEM, item_id=first.id, keep_coded=False)
        monkeypatch.setattr(disposal, "_going_on", Paced(disposal.AGAIN))
        disposal.beat()
        with behind(SYSTEM):
            row = retention.batch(SYSTEM, batch.id)
        assert (row.state, row.disposed, row.files) == (BatchState.DONE, 3, 3)


def agreed_to(recipient: UUID) -> NewDecision:
    """Her consent that the facts of her file go to an agency."""
    today = clock.today("America/Toronto")
    return NewDecision(
        purpose="share",
        said=ConsentSaid.GIVEN,
        on=today,
        recipient=recipient,
        what=("facts",),
        expires=today + timedelta(days=90),
    )


def test_what_left_is_kept_two_years_longer_than_the_file_and_tells_nobody(
    cast: Cast, dana: Reader
) -> None:
    """A disclosure with its consent outlives the file; then it goes with what was left of the person."""
    told = (("document", new_id().hex),)
    case = actions.open_case(by=cast.charlie, opening=Opening("interview", identifiers=told))
    with behind(cast.charlie):
        [victim] = queries.involvements(cast.charlie, case)
    given = actions.record_consent(
        by=cast.charlie, involvement_id=victim.id, new=agreed_to(cast.hotline.id)
    )
    new = NewDisclosure(parts=("facts",), clause="consent", to=cast.hotline.id)
    line, longer = (
        actions.disclose(by=cast.charlie, involvement_id=victim.id, new=new) for _ in ("one", "two")
    )
    actions.withdraw_consent(by=cast.charlie, decision_id=given.id)
    actions.close_case(by=cast.charlie, case_id=case.id, because="Closed")
    people = Person.objects.using(Store.INSIDE).filter(pk=victim.person_id)
    lines = DisclosureRecord.objects.using(Store.INSIDE).filter(pk__in=[line.id, longer.id])
    rows = ConsentDecision.objects.using(Store.INSIDE).filter(person=victim.person_id)
    said = rows.order_by("recorded_at").values_list("decision", flat=True)
    whole = ["given", "withdrawn"]  # nobody reads afterwards that she still agreed
    with clock.frozen(clock.now() + LATER):
        assert dispose(cast, dana, case.id).disposed == 1
        with behind(SYSTEM):
            assert people.values_list("birth_last", flat=True).get() is None
            assert {one.consent_id for one in lines.all()} == {given.id}
            assert list(said.all()) == whole
        assert actions.forget_disclosures(by=SYSTEM) == 0
    over = clock.now() + LATER + timedelta(days=2 * 366 + 1)
    with behind(SYSTEM):
        lines.filter(pk=longer.id).update(keep_until=over.date() + timedelta(days=1))
    with clock.frozen(over):
        assert actions.forget_disclosures(by=SYSTEM) == 1
        with behind(SYSTEM):
            assert list(said.all()) == whole
    with clock.frozen(over + timedelta(days=3)):
        assert actions.forget_disclosures(by=SYSTEM) == 1
        with behind(SYSTEM):
            assert not lines.all().exists()
            assert not said.all().exists()
            assert not people.exists()
