"""Courts of a case: the database refuses what the form refuses, bans are shown, restitution adds up, walls hold."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dotline.access.actions import NewAgency, add_agency
from dotline.access.roles import Role as Duty
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries
from dotline.case.actions import Asking, NewCharge, NewSentence, Opening
from dotline.case.models import CaseFile, Charge, Proceeding, Sentence
from dotline.case.queries import courts, deadlines, timeline
from dotline.case.rules import OrderState, Role
from tests.browsing import HTML, Desk
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_case import first
from tests.rooms.conftest import Cast, worker

CITE = "CC 279.01(1)(b)"
DAY = date(2020, 3, 1)


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case of the shelter with a sealed name."""
    opening = Opening(basis="interview", identifiers=(("name", "Canary Finch"),))
    return actions.open_case(by=cast.charlie, opening=opening)


@pytest.fixture
def court(cast: Cast, case: CaseFile) -> Proceeding:
    """A proceeding of the case."""
    return opened(cast.charlie, case)


def opened(by: Reader, case: CaseFile) -> Proceeding:
    return actions.open_proceeding(
        by=by, case_id=case.id, level="provincial", province="QC", opened_on=DAY
    )


def new(cite: str = CITE, day: date = DAY, **more: UUID | None) -> NewCharge:
    return NewCharge(cite, day, day, day, **more)  # type: ignore[arg-type]


def guilty(cast: Cast, court: Proceeding) -> Charge:
    row = actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=new())
    return actions.dispose_charge(by=cast.charlie, charge_id=row.id, disposition="guilty", on=DAY)


def test_a_charge_under_law_to_come_is_refused_by_action_and_database(
    cast: Cast, court: Proceeding
) -> None:
    early = new("CC 279.011(1)(b)", date(2010, 6, 28))
    with pytest.raises(Invalid, match="was not in force"):
        actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=early)
    good = actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=new())
    with behind(cast.charlie):
        for change in (
            {"provision_from": DAY + timedelta(days=1)},
            {"provision_to": DAY},
            {"offence_last": DAY - timedelta(days=1)},
            {"disposition": "guilty"},
            # The copy of the days is wrong, and so the first check alone would let it pass.
            {"cite": "CC 279.011(1)(b)", "provision_from": date(2001, 1, 1)},
            {"cite": "CC 999"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
                Charge.objects.using(Store.INSIDE).filter(pk=good.id).update(**change)


def test_a_shelter_cannot_say_who_is_charged(cast: Cast, case: CaseFile, court: Proceeding) -> None:
    person = first(cast.charlie, case)
    with pytest.raises(Invalid, match="does not stand in the case in that role"):
        actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=new(accused=person.id))
    with pytest.raises(Refused, match="kept by police and courts"):
        brought_in(by=cast.charlie, case_id=case.id, person_id=person.person_id, role=Role.ACCUSED)


def test_police_say_who_is_charged_but_nobody_is_her_own_victim(cast: Cast) -> None:
    with behind(Reader.system("test")):
        force = add_agency(
            by=Reader.system("test"),
            agency=NewAgency("force", "Force", "Force", "Police", "QC"),
        )
        officer = worker("petra", force, Duty.POLICE, Duty.CASE_WORKER)
    row = actions.open_case(by=officer, opening=Opening(basis="documents", kind="investigation"))
    court = opened(officer, row)
    victim = first(officer, row)
    accused = brought_in(by=officer, case_id=row.id, person_id=victim.person_id, role=Role.ACCUSED)
    both = new(accused=accused.id, victim=victim.id)
    with pytest.raises(Refused, match="not the victim of the same offence"):
        actions.lay_charge(by=officer, proceeding_id=court.id, new=both)
    made = actions.lay_charge(by=officer, proceeding_id=court.id, new=new(accused=accused.id))
    assert made.accused_id == accused.id
    with behind(officer), pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
        Charge.objects.using(Store.INSIDE).filter(pk=made.id).update(victim_id=accused.id)


def test_a_low_term_is_kept_and_flagged_and_credit_is_written_down(
    cast: Cast, court: Proceeding
) -> None:
    row = guilty(cast, court)
    given = NewSentence("imprisonment", DAY, gross_days=1000, custody_days=100, rate=Decimal("1.5"))
    made = actions.give_sentence(by=cast.charlie, charge_id=row.id, new=given)
    assert (made.credit_days, made.net_days) == (150, 850)
    with behind(cast.charlie):
        kept = Sentence.objects.using(Store.INSIDE).select_related("charge").get(pk=made.id)
        flags = courts.sentence_flags(kept)
        assert {"below_minimum", "minimum_in_dispute", "raise_needs_reason"} <= set(flags)
        with pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
            Sentence.objects.using(Store.INSIDE).filter(pk=made.id).update(net_days=999)


def test_credit_above_the_cap_is_taken_with_the_reason_of_the_court_alone_and_shown_with_its_ground(
    cast: Cast, case: CaseFile, court: Proceeding, desk: Desk
) -> None:
    row = guilty(cast, court)
    address = f"/en/case/{case.id}/court/sentence/"
    said = {"sentence-which": str(row.id), "sentence-kind": "imprisonment", "sentence-rate": "2"}
    said |= {"sentence-imposed_on": str(DAY), "sentence-gross_days": "3000"}
    said |= {"sentence-custody_days": "1"}
    refused = desk("charlie").post(address, said, **HTML)
    assert refused.status_code == 400
    assert "at most 1.5 days of credit for a day held (CC 719(3.1))" in refused.content.decode()
    for wrong in ({"sentence-rate": "9.99"}, {"sentence-credit_reason": "a whim"}):
        assert desk("charlie").post(address, {**said, **wrong}, **HTML).status_code == 400
    good = {**said, "sentence-credit_reason": "conditions"}
    assert desk("charlie").post(address, good, **HTML).status_code == 302
    page = desk("charlie").get(f"/en/case/{case.id}/court/", **HTML).content.decode()
    assert "At most 1.5: CC 719(3.1)." in page
    assert "Hard conditions of detention" in page


def test_only_who_was_found_guilty_is_sentenced(cast: Cast, court: Proceeding) -> None:
    row = actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=new())
    given = NewSentence("imprisonment", DAY, gross_days=10)
    with pytest.raises(Invalid, match="found guilty"):
        actions.give_sentence(by=cast.charlie, charge_id=row.id, new=given)
    actions.dispose_charge(by=cast.charlie, charge_id=row.id, disposition="acquitted", on=DAY)
    with pytest.raises(Conflict):
        actions.dispose_charge(by=cast.charlie, charge_id=row.id, disposition="guilty", on=DAY)


def test_a_form_sent_twice_makes_one_charge_and_other_words_are_refused(
    cast: Cast, court: Proceeding
) -> None:
    key = new_id()
    one = actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=new(), key=key)
    assert (
        actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=new(), key=key).id == one.id
    )
    other = new("CC 279.02(1)")
    with pytest.raises(SentAlready):
        actions.lay_charge(by=cast.charlie, proceeding_id=court.id, new=other, key=key)


def asked(
    cast: Cast, court: Proceeding, kind: str, state: OrderState, amount: int | None = None
) -> UUID:
    asking = Asking(kind, state, queries.today(cast.charlie), amount)
    with behind(cast.charlie):
        person = first(cast.charlie, court.case)
    return actions.set_court_order(
        by=cast.charlie, proceeding_id=court.id, involvement_id=person.id, asking=asking
    ).id


def test_a_ban_shows_on_every_page_of_the_case_until_it_is_revoked(
    cast: Cast, case: CaseFile, court: Proceeding, desk: Desk
) -> None:
    browser = desk("charlie")
    told = "publication ban protects somebody in this case"
    page = f"/en/case/{case.id}/"
    assert told not in browser.get(page, **HTML).content.decode()
    asked(cast, court, "publication_ban", OrderState.ASKED)
    asked(cast, court, "publication_ban", OrderState.GRANTED)
    assert told in browser.get(page, **HTML).content.decode()
    with behind(cast.charlie):
        name = queries.identifiers(cast.charlie, first(cast.charlie, case).person_id).get()
    shown = browser.post(f"/en/case/identifier/{name.id}/", **HTML).content.decode()
    assert "A court has forbidden" in shown
    asked(cast, court, "publication_ban", OrderState.REVOKED)
    assert told not in browser.get(page, **HTML).content.decode()


def test_restitution_paid_is_never_more_than_was_ordered(cast: Cast, court: Proceeding) -> None:
    today = queries.today(cast.charlie)
    with pytest.raises(Invalid, match="has an amount"):
        asked(cast, court, "restitution", OrderState.GRANTED)
    order = asked(cast, court, "restitution", OrderState.GRANTED, 100_00)
    actions.pay_restitution(by=cast.charlie, order_id=order, amount=60_00, on=today)
    with pytest.raises(Invalid, match="More would be paid"):
        actions.pay_restitution(by=cast.charlie, order_id=order, amount=40_01, on=today)
    actions.pay_restitution(by=cast.charlie, order_id=order, amount=40_00, on=today)
    with behind(cast.charlie):
        row = courts.court_order(cast.charlie, order)
        assert courts.restitution_paid(row) == 100_00


@pytest.mark.parametrize("state", [OrderState.ASKED, OrderState.REFUSED])
def test_restitution_that_was_paid_on_is_revoked_and_nothing_else(
    cast: Cast, court: Proceeding, state: OrderState
) -> None:
    today = queries.today(cast.charlie)
    order = asked(cast, court, "restitution", OrderState.GRANTED, 100_00)
    actions.pay_restitution(by=cast.charlie, order_id=order, amount=60_00, on=today)
    with pytest.raises(Refused, match="Money came in"):
        asked(cast, court, "restitution", state)
    with pytest.raises(Invalid, match="More was paid already"):
        asked(cast, court, "restitution", OrderState.GRANTED, 59_99)
    asked(cast, court, "restitution", OrderState.REVOKED)
    with pytest.raises(Invalid, match="No restitution was ordered"):
        actions.pay_restitution(by=cast.charlie, order_id=order, amount=1, on=today)
    with behind(cast.charlie):
        row = courts.court_order(cast.charlie, order)
        assert (row.amount_cents, courts.restitution_paid(row)) == (100_00, 60_00)


def test_an_order_goes_step_by_step_and_a_second_press_changes_nothing(
    cast: Cast, case: CaseFile, court: Proceeding, desk: Desk
) -> None:
    with pytest.raises(Refused, match="Nothing was asked for yet"):
        asked(cast, court, "support_person", OrderState.REVOKED)
    one = asked(cast, court, "support_person", OrderState.ASKED)
    page = desk("charlie").get(f"/en/case/{case.id}/court/", **HTML).content.decode()
    assert "Revoked – What was not granted cannot be revoked." in page
    assert asked(cast, court, "support_person", OrderState.ASKED) == one
    early = Asking("support_person", OrderState.GRANTED, DAY)
    with behind(cast.charlie):
        person = first(cast.charlie, court.case).id
    with pytest.raises(Invalid, match="was later"):
        actions.set_court_order(
            by=cast.charlie, proceeding_id=court.id, involvement_id=person, asking=early
        )
    asked(cast, court, "support_person", OrderState.GRANTED)
    with pytest.raises(Refused, match="only a court ends it"):
        asked(cast, court, "support_person", OrderState.REFUSED)
    asked(cast, court, "support_person", OrderState.NOT_ASKED)
    with behind(cast.charlie):
        row = courts.court_order(cast.charlie, one)
        assert (row.state, row.asked_on, row.decided_on) == ("not_asked", None, None)


def test_the_checklist_says_what_the_court_must_do_for_a_child(
    cast: Cast, court: Proceeding
) -> None:
    with behind(cast.charlie):
        person = first(cast.charlie, court.case)
        lines = {one.kind: one for one in courts.checklist(cast.charlie, court, "en")}
        assert lines["support_person"].does == "may"
        assert lines["publication_ban"].does == "shall"
        assert {"victim_statement", "restitution"} <= set(lines)
        type(person).objects.using(Store.INSIDE).filter(pk=person.id).update(minor_at_start="yes")
        lines = {one.kind: one for one in courts.checklist(cast.charlie, court, "en")}
        assert lines["support_person"].does == "shall"
        today = queries.today(cast.charlie)
        for years, does in ((17, "shall"), (27, "may")):
            born = today.replace(year=today.year - years, day=1)
            person.person.birth_first = person.person.birth_last = born
            person.person.save()
            lines = {one.kind: one for one in courts.checklist(cast.charlie, court, "en")}
            assert lines["support_person"].does == does
            assert lines["support_person"].disabled is (does == "may")
        assert not lines["security"].disabled


def test_a_charge_shows_what_the_law_threatens_and_why_its_minimum_may_not_bind(
    cast: Cast, case: CaseFile, court: Proceeding, desk: Desk
) -> None:
    row = guilty(cast, court)
    with behind(cast.charlie):
        after = date(2026, 6, 18)
        assert [one.status for one in courts.grounds(row, DAY)] == ["disputed"]
        assert [one.status for one in courts.grounds(row, after)] == ["disputed", "relief"]
    low = NewSentence("imprisonment", DAY, gross_days=1000)
    actions.give_sentence(by=cast.charlie, charge_id=row.id, new=low)
    for language, words in (
        ("en", ("At least 4 years, at most 14 years", "The minimum is 4 years.", "withstands")),
        ("fr", ("Au moins 4 ans, au plus 14 ans", "Le minimum est de 4 ans.", "conformité")),
    ):
        told = desk("charlie").get(f"/{language}/case/{case.id}/court/", **HTML).content.decode()
        assert all(one in told for one in words)


def test_days_in_court_stand_in_worklist_and_timeline(cast: Cast, court: Proceeding) -> None:
    today = queries.today(cast.charlie)
    soon = today + timedelta(days=5)
    row = actions.add_court_day(by=cast.charlie, proceeding_id=court.id, kind="trial", on=soon)
    with pytest.raises(Conflict):
        actions.add_court_day(by=cast.charlie, proceeding_id=court.id, kind="trial", on=soon)
    with pytest.raises(Invalid):
        actions.end_court_day(by=cast.charlie, day_id=row.id, ended="held")
    with behind(cast.charlie):
        owed = deadlines.deadlines(cast.charlie, case_id=court.case_id, kind="court")
        assert [one.due for one in owed] == [soon]
        lines = timeline.timeline(cast.charlie, court.case, "en", "court")
        assert {"Trial", "Proceeding opened"} <= {one.what for one in lines}
    actions.end_court_day(by=cast.charlie, day_id=row.id, ended="put_off")
    with behind(cast.charlie):
        assert deadlines.deadlines(cast.charlie, case_id=court.case_id, kind="court") == []


def test_another_agency_finds_no_proceeding(cast: Cast, court: Proceeding) -> None:
    with behind(cast.alice), pytest.raises(NotFound):
        courts.proceeding(cast.alice, court.id)
    with pytest.raises(NotFound):
        actions.lay_charge(by=cast.alice, proceeding_id=court.id, new=new())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_takes_each_form_and_shows_refused_words_again(
    cast: Cast, case: CaseFile, court: Proceeding, desk: Desk, language: str
) -> None:
    browser = desk("charlie")
    page = f"/{language}/case/{case.id}/court/"
    told = browser.get(page, **HTML).content.decode()
    assert "CC 279.011(1)(b)" in told
    laid = {
        "charge-which": str(court.id),
        "charge-key": str(new_id()),
        "charge-cite": "CC 279.011(1)(b)",
        "charge-victim": "",
        "charge-offence_first": "2009-05-01",
        "charge-offence_last": "",
        "charge-charged_on": "2011-05-01",
        "charge-election": "",
    }
    refused = browser.post(f"{page}charge/", laid, **HTML)
    assert refused.status_code == 400
    assert "{day}" not in refused.content.decode()
    assert "2009-05-01" in refused.content.decode()
    taken = browser.post(f"{page}charge/", {**laid, "charge-offence_first": "2011-01-01"}, **HTML)
    assert taken.status_code == 302
    with behind(cast.charlie):
        row = Charge.objects.using(Store.INSIDE).get()
    ended = {
        "charge-end-which": str(row.id),
        "charge-end-disposition": "guilty",
        "charge-end-plea": "",
        "charge-end-on": "2012-01-01",
    }
    assert browser.post(f"{page}charge-end/", ended, **HTML).status_code == 302
    given = {
        "sentence-which": str(row.id),
        "sentence-key": str(new_id()),
        "sentence-kind": "imprisonment",
        "sentence-imposed_on": "2012-02-01",
        "sentence-gross_days": "400",
        "sentence-custody_days": "10",
        "sentence-rate": "1,5",
    }
    assert browser.post(f"{page}sentence/", given, **HTML).status_code == 302
    told = browser.get(page, **HTML).content.decode()
    assert ("below the minimum" in told) is (language == "en")
    assert ("sous le minimum" in told) is (language == "fr")
    assert browser.post(f"{page}nothing/", given, **HTML).status_code == 404
