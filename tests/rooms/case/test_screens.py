"""Screens in a case: begun, answered, explained, followed by an offer of help; and never a status."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from dotline.access.unit import behind
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.sendings import SentAlready
from dotline.case import actions, queries, rules
from dotline.case.actions import NewForcedCharge, NewNonPunishmentStep, NewRemovalStep, Opening
from dotline.case.models import Assessment, CaseFile, Determination, Person
from dotline.case.queries import deadlines, safeguards, screens, timeline
from dotline.case.rules.safeguards import Concern
from dotline.case.rules.screening import Reply, ScreenLevel
from tests.browsing import HTML, Desk
from tests.rooms.case.bringing import brought_in
from tests.rooms.case.test_case import first
from tests.rooms.conftest import Cast

RAFT = ("unsafe", "tricked", "afraid", "exchange")


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case with a fact that an instrument asks for too."""
    row = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    victim = first(cast.charlie, row)
    actions.add_fact(
        by=cast.charlie,
        involvement_id=victim.id,
        list_name="control_means",
        code="FalsePromises",
        present=True,
    )
    return row


def begin(cast: Cast, case: CaseFile, instrument: str = "raft") -> Assessment:
    victim = first(cast.charlie, case)
    return actions.begin_screen(by=cast.charlie, involvement_id=victim.id, instrument=instrument)


def test_answers_are_kept_as_they_come_and_the_result_says_why(cast: Cast, case: CaseFile) -> None:
    by, row = cast.charlie, begin(cast, case)
    actions.answer_screen(by=by, screen_id=row.id, said={"unsafe": "yes", "tricked": "unknown"})
    actions.answer_screen(by=by, screen_id=row.id, said={"unsafe": "no", "afraid": "skipped"})
    actions.answer_screen(by=by, screen_id=row.id, said={"tricked": ""})
    with behind(by):
        assert screens.replies(row) == {"unsafe": Reply.NO, "afraid": Reply.SKIPPED}
    with pytest.raises(Invalid):
        actions.answer_screen(by=by, screen_id=row.id, said={"nothing": "yes"})
    done = actions.finish_screen(by=by, screen_id=row.id, said={"exchange": "yes"})
    assert (done.level, done.score) == (ScreenLevel.ENOUGH, 1)
    again = actions.finish_screen(by=by, screen_id=row.id, said={"exchange": "yes"})
    assert again.id == done.id
    with pytest.raises(Conflict):
        actions.answer_screen(by=by, screen_id=row.id, said={"unsafe": "yes"})
    with pytest.raises(Conflict):
        actions.finish_screen(by=by, screen_id=row.id, said={"exchange": "no"})
    with behind(by):
        found = screens.result(row)
    assert found.because == ("exchange",)
    assert found.not_asked == 1
    empty = begin(cast, case)
    with pytest.raises(Invalid):
        actions.finish_screen(by=by, screen_id=empty.id, said={})


def test_a_screen_sets_no_status_whatever_it_says(cast: Cast, case: CaseFile) -> None:
    by = cast.charlie
    with behind(by):
        before = list(Determination.objects.values_list("id", "status"))
    row = begin(cast, case)
    actions.finish_screen(by=by, screen_id=row.id, said=dict.fromkeys(RAFT, "yes"))
    with behind(by):
        assert list(Determination.objects.values_list("id", "status")) == before


def test_a_correction_is_a_new_version_and_the_older_stays(cast: Cast, case: CaseFile) -> None:
    by, row = cast.charlie, begin(cast, case)
    with pytest.raises(Invalid):
        actions.correct_screen(by=by, screen_id=row.id)
    actions.finish_screen(by=by, screen_id=row.id, said={"unsafe": "yes"})
    newer = actions.correct_screen(by=by, screen_id=row.id)
    assert actions.correct_screen(by=by, screen_id=row.id).id == newer.id
    actions.finish_screen(by=by, screen_id=newer.id, said={"unsafe": "no"})
    with pytest.raises(Conflict):
        actions.correct_screen(by=by, screen_id=row.id)
    with behind(by):
        assert screens.replies(row) == {"unsafe": Reply.YES}
        assert [one.id for one in screens.standing(by)] == [newer.id]


def test_a_form_sent_twice_is_one_and_other_words_are_refused(cast: Cast, case: CaseFile) -> None:
    by, victim, key = cast.charlie, first(cast.charlie, case), uuid4()

    def send(instrument: str) -> UUID:
        row = actions.begin_screen(by=by, involvement_id=victim.id, instrument=instrument, key=key)
        return row.id

    assert send("raft") == send("raft")
    with pytest.raises(SentAlready):
        send("ahtst")


def test_an_instrument_fits_the_age_and_nobody_accused_is_asked(cast: Cast, case: CaseFile) -> None:
    by, victim = cast.charlie, first(cast.charlie, case)
    today = queries.today(by)
    with behind(by):
        Person.objects.filter(pk=victim.person_id).update(
            birth_first=today - timedelta(days=15 * 365), birth_last=today - timedelta(days=5400)
        )
    with pytest.raises(Invalid):
        begin(cast, case, "raft")
    assert begin(cast, case, "sscst").as_child
    actions.mark_possible_abuser(by=by, involvement_id=victim.id, marked=True)
    with pytest.raises(Refused):
        begin(cast, case, "qyit")


def test_help_is_offered_after_a_finished_screen(cast: Cast, case: CaseFile) -> None:
    by, row, key = cast.charlie, begin(cast, case), uuid4()
    with pytest.raises(Invalid):
        actions.offer_help(by=by, screen_id=row.id, help_="legal", chosen="later")
    actions.finish_screen(by=by, screen_id=row.id, said={"unsafe": "no"})
    one = actions.offer_help(by=by, screen_id=row.id, help_="legal", chosen="later", key=key)
    two = actions.offer_help(by=by, screen_id=row.id, help_="legal", chosen="later", key=key)
    assert one.id == two.id
    with behind(by):
        kinds = {line.kind for line in timeline.timeline(by, case, "fr")}
    assert "screen" in kinds
    with pytest.raises(NotFound):
        actions.offer_help(by=cast.alice, screen_id=row.id, help_="legal", chosen="later")


def test_the_first_screen_of_a_year_makes_its_review_owed_once(cast: Cast, case: CaseFile) -> None:
    by, year = cast.charlie, queries.today(cast.charlie).year
    for _number in range(2):
        row = begin(cast, case)
        actions.finish_screen(by=by, screen_id=row.id, said={"unsafe": "yes"})
    with behind(by):
        (owed,) = screens.reviews(by)
        due = screens.review_due(by, owed)
        (audit,) = screens.audited(by, year)
    assert due is not None
    assert due == date(year + 1, 3, 31)
    assert audit.lines[0].screened is None  # two are too few to show
    with pytest.raises(Invalid, match="not over"):
        actions.review_screens(by=by, year=year, outcome="no_change")


def test_a_removal_after_signs_shows_counts_and_is_owed_until_answered(
    cast: Cast, case: CaseFile
) -> None:
    by, victim = cast.charlie, first(cast.charlie, case)
    today = queries.today(by)
    step = actions.note_removal(
        by=by, involvement_id=victim.id, new=NewRemovalStep("removal_order", today)
    )
    with behind(by):
        assert [one for _row, one in safeguards.weighed(by, [step])] == [Concern.OPEN]
        assert [one.kind for one in deadlines.deadlines(by, kind="safeguard")] == ["safeguard"]
        assert (safeguards.counts(by)[0].removals, safeguards.counts(by)[0].removals_open) == (1, 1)
    with pytest.raises(Invalid):
        actions.answer_removal(by=by, step_id=step.id, how="stopped", on=today - timedelta(days=1))
    actions.answer_removal(by=by, step_id=step.id, how="stopped", on=today)
    with behind(by):
        assert not deadlines.deadlines(by, kind="safeguard")
        assert safeguards.counts(by)[0].removals_open == 0


def test_a_charged_victim_is_flagged_and_the_prosecutor_told_with_consent_alone(
    cast: Cast, case: CaseFile
) -> None:
    by, victim = cast.charlie, first(cast.charlie, case)
    today = queries.today(by)
    charge = actions.note_forced_charge(
        by=by,
        involvement_id=victim.id,
        new=NewForcedCharge(today, rules.Answer.UNKNOWN, "CC 380(1)"),
    )
    with pytest.raises(Refused):
        actions.help_charged(
            by=by, charge_id=charge.id, new=NewNonPunishmentStep("prosecutor_told", today)
        )
    with behind(by):
        assert [one.kind for one in deadlines.deadlines(by, case_id=case.id, kind="safeguard")]
    for name in ("prosecutor_told", "charge_withdrawn"):
        actions.help_charged(
            by=by, charge_id=charge.id, new=NewNonPunishmentStep(name, today, consented=True)
        )
    with behind(by):
        assert safeguards.counts(by)[0].charges_open == 0


def test_police_see_a_victim_who_is_accused_elsewhere(cast: Cast, dan: object) -> None:
    by = dan
    row = actions.open_case(by=by, opening=Opening(basis="interview"))  # type: ignore[arg-type]
    other = actions.open_case(by=by, opening=Opening(basis="interview"))  # type: ignore[arg-type]
    victim = first(by, row)  # type: ignore[arg-type]
    brought_in(
        by=by,  # type: ignore[arg-type]
        case_id=other.id,
        person_id=victim.person_id,
        role=rules.Role.ACCUSED,
    )
    with behind(by):  # type: ignore[arg-type]
        assert safeguards.also_accused(by, [victim]) == {victim.id}  # type: ignore[arg-type]


def test_the_pages_ask_explain_and_offer(cast: Cast, case: CaseFile, desk: Desk) -> None:
    charlie, victim = desk("charlie"), first(cast.charlie, case)
    base = f"/en/case/{case.id}/screening"
    begun = {
        "begin-involvement": str(victim.id),
        "begin-instrument": "raft",
        "begin-status_in_canada": "unknown",
    }
    assert (
        charlie.post(f"{base}/begin/", {**begun, "begin-instrument": "x"}, **HTML).status_code
        == 400
    )
    assert charlie.post(f"{base}/begin/", begun, **HTML).status_code == 302
    with behind(cast.charlie):
        (row,) = screens.screens_of(cast.charlie, [victim])
    asked = charlie.get(f"/en/case/screen/{row.id}/", **HTML).content.decode()
    assert "No need to ask" in asked
    assert "stop at any time" in asked
    answer = f"/en/case/screen/{row.id}/answer/"
    saved = charlie.post(answer, {"reply-unsafe": "yes"}, HTTP_X_AUTOSAVE="1", **HTML)
    assert saved.status_code == 204
    refused = charlie.post(answer, {"reply-unsafe": "perhaps", "reply-afraid": "no"}, **HTML)
    assert refused.status_code == 400
    assert 'name="reply-afraid" value="no" checked' in refused.content.decode()
    assert charlie.post(answer, {"go": "finish"}, **HTML).status_code == 302
    for language, words in (("en", "about 4 have lived through"), ("fr", "environ 4")):
        page = charlie.get(f"/{language}/case/screen/{row.id}/", **HTML).content.decode()
        assert words in page
        assert "<svg" in page
    shown = charlie.get(f"/en/case/screen/{row.id}/?share=30", **HTML).content.decode()
    assert "about 59 have lived through" in shown
    offered = {"offer-help": "legal", "offer-chosen": "later"}
    send = f"/en/case/screen/{row.id}/offer/"
    assert charlie.post(send, {"offer-help": "legal"}, **HTML).status_code == 400
    assert charlie.post(send, offered, **HTML).status_code == 302
    assert charlie.post(f"/en/case/screen/{row.id}/correct/", {}, **HTML).status_code == 302
    half = begin(cast, case)
    actions.finish_screen(by=cast.charlie, screen_id=half.id, said={"unsafe": "no"})
    page = charlie.get(f"/en/case/screen/{half.id}/", **HTML).content.decode()
    assert "It clears nobody" in page
    assert "Of 100 people" not in page
    alice = desk("alice")
    assert alice.get(f"/en/case/screen/{row.id}/", **HTML).status_code == 404
    assert alice.post(answer, {"reply-unsafe": "no"}, **HTML).status_code == 404


def test_the_pages_of_safeguards_and_of_the_year(cast: Cast, case: CaseFile, desk: Desk) -> None:
    charlie, victim = desk("charlie"), first(cast.charlie, case)
    base = f"/en/case/{case.id}/safeguards"
    today = queries.today(cast.charlie).isoformat()
    said = {"removal-involvement": str(victim.id), "removal-kind": "report", "removal-on": today}
    assert charlie.post(f"{base}/removal/", {**said, "removal-on": ""}, **HTML).status_code == 400
    assert charlie.post(f"{base}/removal/", said, **HTML).status_code == 302
    charged = {
        "charge-involvement": str(victim.id),
        "charge-charged_on": today,
        "charge-forced": "yes",
    }
    assert charlie.post(f"{base}/charge/", charged, **HTML).status_code == 302
    with behind(cast.charlie):
        (charge,) = safeguards.forced_charges(cast.charlie)
    done = {"done-which": str(charge.id), "done-step": "prosecutor_told", "done-on": today}
    refused = charlie.post(f"{base}/done/", done, **HTML)
    assert refused.status_code == 400
    assert "consent alone" in refused.content.decode()
    assert (
        charlie.post(f"{base}/done/", {**done, "done-consented": "on"}, **HTML).status_code == 302
    )
    for language in ("en", "fr"):
        for page in (f"{case.id}/safeguards", f"{case.id}/screening", "fairness", "instruments"):
            found = charlie.get(f"/{language}/case/{page}/", **HTML)
            assert found.status_code == 200
    assert "Act now" in charlie.get(f"{base}/", **HTML).content.decode()
    late = {"review-year": "2020", "review-outcome": "no_change"}
    assert charlie.post("/en/case/fairness/", late, **HTML).status_code == 404
