"""Permits of a case: the database refuses what the form refuses, renewals are owed in time, walls hold."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dotline.access.actions import NewAgency, add_agency
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries
from dotline.case.actions import NewPermit, NewPerson, PermitDecided
from dotline.case.models import CaseFile, Involvement, Permit
from dotline.case.queries import deadlines, permits, timeline
from dotline.case.rules import PermitDecision, PermitEnding, PermitKind, Role
from dotline.gates import refer
from tests.browsing import HTML, Desk
from tests.law.tree import modules, short
from tests.rooms.case.test_case import first
from tests.rooms.case.test_courts import case
from tests.rooms.conftest import Cast

__all__ = ["case"]
TRP = PermitKind.VTIP_TRP
DAY = timedelta(days=1)


def asked(by: Reader, who: Involvement, on: date, kind: PermitKind = TRP) -> Permit:
    return actions.ask_permit(by=by, involvement_id=who.id, new=NewPermit(kind, on))


def issued(by: Reader, who: Involvement, start: date, last: date, kind: PermitKind = TRP) -> Permit:
    row = asked(by, who, min(start, queries.today(by)), kind)
    on = min(start, queries.today(by))
    decided = PermitDecided(PermitDecision.ISSUED, on, start, last)
    return actions.decide_permit(by=by, permit_id=row.id, decided=decided)


def owed(by: Reader, row: CaseFile) -> list[tuple[str, date]]:
    with behind(by):
        found = deadlines.deadlines(by, case_id=row.id, kind="permit", ahead=400 * DAY)
    return [(one.what, one.due) for one in found]


def test_a_permit_of_more_than_three_years_is_refused_by_action_and_database(
    cast: Cast, case: CaseFile
) -> None:
    who, start = first(cast.charlie, case), date(2024, 2, 29)
    row = issued(cast.charlie, who, start, date(2027, 2, 28))
    late = asked(cast.charlie, who, start)
    for first_day, last in ((start, date(2027, 3, 1)), (start, start - DAY)):
        wrong = PermitDecided(PermitDecision.ISSUED, start, first_day, last)
        with pytest.raises(Invalid):
            actions.decide_permit(by=cast.charlie, permit_id=late.id, decided=wrong)
    with behind(cast.charlie):
        rows = Permit.objects.using(Store.INSIDE).filter(pk=row.id)
        for change in (
            {"expires": date(2027, 3, 1)},
            {"valid_from": date(2024, 2, 27)},
            {"valid_from": None},
            {"expires": None},
            {"decided_on": None},
            {"decision": ""},
            {"ended_on": start},
            {"ended_by": "expired"},
            {"decision": "cancelled"},
            {"kind": "visa"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                rows.update(**change)
        rows.update(valid_from=date(2024, 3, 1), expires=date(2027, 3, 1))
        rows.update(valid_from=date(2024, 12, 31), expires=date(2027, 12, 31))


def test_a_renewal_is_owed_until_it_is_asked_for_and_again_when_it_is_refused(
    cast: Cast, case: CaseFile
) -> None:
    by, who = cast.charlie, first(cast.charlie, case)
    today = queries.today(by)
    row = issued(by, who, today - 300 * DAY, today + 60 * DAY)
    renew = ("Ask for the renewal: Temporary resident permit for a victim", today + 30 * DAY)
    ends = ("Last day of a permit: Temporary resident permit for a victim", today + 60 * DAY)
    assert owed(by, case) == [renew, ends]
    with behind(by):
        assert [one.id for one, _clock in permits.renewals_open(by, 6)] == [row.id]
    again = NewPermit(TRP, today, row.id)
    new = actions.ask_permit(by=by, involvement_id=who.id, new=again)
    assert owed(by, case) == [ends]
    refused = PermitDecided(PermitDecision.REFUSED, today)
    actions.decide_permit(by=by, permit_id=new.id, decided=refused)
    assert owed(by, case) == [renew, ends]
    with pytest.raises(Conflict):
        actions.decide_permit(by=by, permit_id=new.id, decided=refused)
    longer = issued(by, who, today + 61 * DAY, today + 425 * DAY)
    assert [due for _what, due in owed(by, case)] == [today + 395 * DAY]
    actions.strike_permit(by=by, permit_id=longer.id)
    assert owed(by, case) == [renew, ends]
    early = issued(by, who, today, today + 425 * DAY)
    assert [due for _what, due in owed(by, case)] == [today + 395 * DAY]
    actions.end_permit(by=by, permit_id=early.id, how=PermitEnding.CANCELLED, on=today)
    assert owed(by, case) == [renew, ends]
    actions.waive_renewal(by=by, permit_id=row.id, why="permanent_resident")
    assert owed(by, case) == []


def test_permits_of_dependants_are_owed_too_and_end_with_the_case(
    cast: Cast, case: CaseFile
) -> None:
    by, today = cast.charlie, queries.today(cast.charlie)
    look = queries.looks.slip(by, case.id, queries.looks.Sought())
    new = NewPerson(role=Role.DEPENDANT, age_band="0-11")
    child = actions.add_person(by=by, case_id=case.id, new=new, look=look)
    issued(by, child, today, today + 364 * DAY)
    issued(by, child, today, today + 200 * DAY, PermitKind.STUDY)
    assert len(owed(by, case)) == 4
    work = issued(by, child, today - 9 * DAY, today + 30 * DAY, PermitKind.OPEN_WORK)
    actions.end_permit(by=by, permit_id=work.id, how=PermitEnding.CANCELLED, on=today)
    assert len(owed(by, case)) == 4
    with behind(by):
        lines = [line.what for line in timeline.timeline(by, case, "en", "permit")]
    assert "Cancelled by an officer" in lines
    actions.close_case(by=by, case_id=case.id, because="Closed")
    assert owed(by, case) == []
    with behind(by):
        assert not permits.renewals_open(by, 6)


def test_a_form_sent_twice_is_one_application_and_other_words_are_refused(
    cast: Cast, case: CaseFile
) -> None:
    by, who, key = cast.charlie, first(cast.charlie, case), new_id()
    today = queries.today(by)

    def send(on: date) -> Permit:
        new = NewPermit(TRP, on)
        return actions.ask_permit(by=by, involvement_id=who.id, new=new, key=key)

    assert send(today).id == send(today).id
    with pytest.raises(SentAlready):
        send(today - DAY)
    with pytest.raises(Invalid):
        asked(by, who, today + DAY)
    one = actions.note_claim_refused(by=by, involvement_id=who.id, on=today, key=key)
    same = actions.note_claim_refused(by=by, involvement_id=who.id, on=today, key=key)
    assert one.id == same.id
    with pytest.raises(Conflict):
        actions.note_claim_refused(by=by, involvement_id=who.id, on=today)


def test_another_agency_and_who_only_reads_write_no_permit(cast: Cast, case: CaseFile) -> None:
    who = first(cast.charlie, case)
    row = asked(cast.charlie, who, queries.today(cast.charlie))
    with pytest.raises(NotFound):
        actions.strike_permit(by=cast.alice, permit_id=row.id)
    with behind(cast.alice), pytest.raises(NotFound):
        permits.permit(cast.alice, row.id)
    actions.mark_possible_abuser(by=cast.charlie, involvement_id=who.id, marked=True)
    with pytest.raises(Refused):
        asked(cast.charlie, who, queries.today(cast.charlie))


def test_nothing_of_a_permit_goes_to_immigration_enforcement(cast: Cast) -> None:
    system = Reader.system("test")
    kinds = ("BorderService", "ImmigrationEnforcement")
    assert set(kinds) == refer.ENFORCEMENT_KINDS
    for kind in kinds:
        agency = add_agency(by=system, agency=NewAgency(kind.lower(), kind, kind, kind, "ON"))
        to = refer.Recipient(agency.id, kind)
        for clause in (*refer.LegalDuty, "consent", refer.OWN_COPY, refer.ANONYMOUS):
            out = refer.Leaving("permits", ("permit",), to, clause, named=False, about_people=True)
            if clause == refer.LegalDuty.COURT_ORDER:
                assert refer.by_export(out, cast.charlie.own, clock.now()).basis == clause
                continue
            with pytest.raises(Refused):
                refer.by_export(out, cast.charlie.own, clock.now())
    # No field of a hand-over is a permit, and no file, report or other room reads one.
    assert not any("permit" in name.value for name in refer.ReferField)
    reads = {
        short(path)
        for path in modules()
        if re.search(r"^\s+Permit,$|import .*\bPermit\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert {one for one in reads if "permit" not in one} == {
        "src/dotline/case/models/__init__.py",
        "src/dotline/case/queries/cases.py",
        "src/dotline/case/queries/counting.py",
        "src/dotline/case/queries/deaths.py",  # which renewals end with her
    }


def test_the_page_shows_a_gap_of_one_day_and_takes_every_form(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    by, who = cast.charlie, first(cast.charlie, case)
    today = queries.today(by)
    issued(by, who, today - 400 * DAY, today - 36 * DAY)
    issued(by, who, today - 34 * DAY, today + 330 * DAY)
    client = desk("charlie")
    address = f"/en/case/{case.id}/permits/"
    page = client.get(address, **HTML).content.decode()
    assert "1 day without a permit" in page
    assert "-hatch)" in page
    assert client.get(f"/en/case/{case.id}/", **HTML).content.decode().count("<svg") == 1
    ask = {"ask-involvement": str(who.id), "ask-kind": "study", "ask-on": today.isoformat()}
    assert (
        client.post(f"{address}ask/", {**ask, "ask-key": str(new_id())}, **HTML).status_code == 302
    )
    with behind(by):
        row = Permit.objects.using(Store.INSIDE).get(kind="study")
    wrong = {
        "decide-which": str(row.id),
        "decide-decision": "issued",
        "decide-on": today.isoformat(),
        "decide-valid_from": today.isoformat(),
        "decide-expires": (today + 1200 * DAY).isoformat(),
    }
    refused = client.post(f"{address}decide/", wrong, **HTML)
    assert refused.status_code == 400
    assert "cannot last longer than three years" in refused.content.decode()
    assert wrong["decide-expires"] in refused.content.decode()
    right = {**wrong, "decide-expires": (today + 300 * DAY).isoformat()}
    assert client.post(f"{address}decide/", right, **HTML).status_code == 302
    claim = {"claim-involvement": str(who.id), "claim-on": today.isoformat()}
    assert client.post(f"{address}claim/", claim, **HTML).status_code == 302
    page = client.get(address, **HTML).content.decode()
    assert "she may not ask for a temporary resident permit before" in page
    end = {"end-which": str(row.id), "end-how": "left_canada", "end-on": today.isoformat()}
    assert client.post(f"{address}end/", end, **HTML).status_code == 302
    home = client.get("/fr/", **HTML).content.decode()
    assert "Permis à renouveler" not in home
    work = issued(by, who, today, today + 20 * DAY, PermitKind.OPEN_WORK)
    assert "Permis à renouveler" in client.get("/fr/", **HTML).content.decode()
    let_go = {"let-go-which": str(work.id), "let-go-why": "not_wanted"}
    assert client.post(f"{address}let-go/", let_go, **HTML).status_code == 302
    assert (
        client.post(f"{address}strike/", {"strike-which": str(work.id)}, **HTML).status_code == 302
    )
    with behind(by):
        assert Permit.objects.using(Store.INSIDE).get(pk=work.id).struck_at is not None
