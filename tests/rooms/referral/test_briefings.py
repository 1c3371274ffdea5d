"""The briefing stream: who gets it, who has read it, what a correction does, and when an agency is late."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.queries import reader_of
from dotline.access.roles import Role
from dotline.access.totp import new_secret
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.duty.models import Obligation
from dotline.referral.actions import briefings as actions
from dotline.referral.jobs import run_clocks
from dotline.referral.models import Briefing, BriefingText, ReadMark
from dotline.referral.queries import briefings as queries
from dotline.referral.rules.network import Audience, Severity
from tests.rooms.conftest import PASSWORD, Cast

DAY = timedelta(days=1)


def new() -> actions.NewText:
    return actions.NewText(
        severity=Severity.URGENT,
        starts_on=clock.now().date(),
        read_by=clock.now() + 2 * DAY,
        title_en="A new card (FICTIONAL)",
        text_en="Hand out the new card.",
        title_fr="Une nouvelle carte (FICTIF)",
        text_fr="Remettez la nouvelle carte.",
    )


def unread(reader: Reader) -> int:
    with behind(reader):
        return sum(one.unread for one in queries.stream(reader))


def owed(agency: UUID) -> list[Obligation]:
    with behind(Reader.system("test")):
        rows = Obligation.objects.using(Store.INSIDE).filter(rule=queries.READ_RULE)
        return list(rows.filter(holder_id=agency, met_at=None, waived_at=None))


def test_a_briefing_reaches_those_it_is_meant_for_and_nobody_else(cast: Cast) -> None:
    only = Audience(kinds=frozenset({"Shelter"}), roles=frozenset({"case_worker"}))
    text = actions.issue(by=cast.alice, text=new(), audience=only)
    assert unread(cast.charlie) == 1
    assert unread(cast.bob) == 0
    with behind(cast.rita), pytest.raises(NotFound):
        queries.one(cast.rita, text.briefing_id)
    with pytest.raises(Refused, match="not for your role"):
        actions.mark_read(by=cast.bob, briefing_id=text.briefing_id, version=1)


def test_an_agency_has_done_its_duty_when_everybody_meant_has_read(cast: Cast) -> None:
    text = actions.issue(
        by=cast.alice, text=new(), audience=Audience(roles=frozenset({"counsellor"}))
    )
    assert len(owed(cast.hotline.id)) == 1
    assert owed(cast.shelter.id) == []
    actions.mark_read(by=cast.bob, briefing_id=text.briefing_id, version=1)
    actions.mark_read(by=cast.bob, briefing_id=text.briefing_id, version=1)
    assert len(owed(cast.hotline.id)) == 1
    with behind(cast.alice):
        found = queries.readers(cast.alice, text)
    assert found.unread == ("Alice",)
    assert [name for name, _mark in found.read] == ["Bob"]
    actions.mark_read(by=cast.alice, briefing_id=text.briefing_id, version=1)
    assert owed(cast.hotline.id) == []


def test_a_corrected_briefing_is_unread_again_and_keeps_its_history(cast: Cast) -> None:
    text = actions.issue(by=cast.alice, text=new())
    actions.mark_read(by=cast.charlie, briefing_id=text.briefing_id, version=1)
    assert unread(cast.charlie) == 0
    changed = replace(new(), text_en="Hand out the blue card.")
    actions.correct(by=cast.alice, briefing_id=text.briefing_id, text=changed, why="The colour")
    assert unread(cast.charlie) == 1
    with pytest.raises(Refused, match="corrected meanwhile"):
        actions.mark_read(by=cast.charlie, briefing_id=text.briefing_id, version=1)
    with behind(cast.charlie):
        versions = queries.versions(cast.charlie, text.briefing_id)
        assert [(one.version, one.why) for one in versions] == [(2, "The colour"), (1, "")]
    assert len(owed(cast.hotline.id)) == 1
    with pytest.raises(Refused):
        actions.correct(by=cast.charlie, briefing_id=text.briefing_id, text=changed, why="No")
    with pytest.raises(Invalid):
        actions.correct(by=cast.alice, briefing_id=text.briefing_id, text=changed, why=" ")


def test_an_agency_that_has_not_read_in_time_is_late(cast: Cast) -> None:
    actions.issue(by=cast.alice, text=new())
    with behind(cast.charlie):
        assert queries.overdue(cast.charlie) == 0
        with clock.frozen(clock.now() + 3 * DAY):
            assert queries.overdue(cast.charlie) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text_fr": ""},
        {"title_en": "", "text_en": "", "title_fr": "", "text_fr": ""},
        {"text_en": "Ring 416 555 0142"},
        {"ends_on": clock.now().date() - DAY},
        {"read_by": clock.now() - DAY},
    ],
)
def test_half_a_text_an_identifier_or_a_day_past_is_refused(
    cast: Cast, wrong: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        actions.issue(by=cast.alice, text=replace(new(), **wrong))  # type: ignore[arg-type]
    with behind(cast.alice):
        assert queries.stream(cast.alice) == []


def test_only_who_may_brief_issues_and_sees_who_has_not_read(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.issue(by=cast.bob, text=new())
    text = actions.issue(by=cast.alice, text=new())
    with behind(cast.bob):
        assert queries.readers(cast.bob, text) == queries.Readers((), ())
        assert queries.agencies_reading(cast.bob, text) == []


@pytest.mark.postgres
def test_the_database_itself_hides_a_briefing_and_who_read_it(cast: Cast) -> None:
    only = Audience(kinds=frozenset({"Shelter"}))
    text = actions.issue(by=cast.alice, text=new(), audience=only)
    actions.mark_read(by=cast.charlie, briefing_id=text.briefing_id, version=1)

    def counts(reader: Reader) -> tuple[int, int, int]:
        with behind(reader):
            return (
                Briefing.objects.using(Store.INSIDE).count(),
                BriefingText.objects.using(Store.INSIDE).count(),
                ReadMark.objects.using(Store.INSIDE).count(),
            )

    assert counts(cast.charlie) == (1, 1, 1)
    assert counts(cast.alice) == (1, 1, 0)
    assert counts(cast.rita) == (0, 0, 0)


# ---------------------------------------------------------------- agencies that join later


def newcomer(code: str = "annex") -> tuple[Reader, UUID]:
    system = Reader.system("test")
    with behind(system):
        made = add_agency(by=system, agency=NewAgency(code, "Annex", "Annexe", "Shelter", "ON"))
        worker = NewWorker(code, code, made.id, (Role.CASE_WORKER,), PASSWORD, new_secret())
        return reader_of(add_worker(by=system, worker=worker)), made.id


def test_an_agency_that_joins_later_sees_what_still_holds_and_has_as_long_to_read_it(
    cast: Cast,
) -> None:
    start = clock.now()
    with clock.frozen(start):
        shelters = Audience(kinds=frozenset({"Shelter"}))
        kept = actions.issue(by=cast.alice, text=new(), audience=shelters)
        short = replace(new(), ends_on=start.date() + DAY)
        ended = actions.issue(by=cast.alice, text=short, audience=shelters)
        police = Audience(kinds=frozenset({"Police"}) | {"Helpline"})
        others = actions.issue(by=cast.alice, text=new(), audience=police)
    with clock.frozen(start + 10 * DAY):
        late, agency = newcomer()
        assert unread(late) == 0
        assert run_clocks(Reader.system("test")).briefings == 1
        assert run_clocks(Reader.system("test")).briefings == 0
        assert unread(late) == 1
        (duty,) = owed(agency)
        assert duty.due_at == start + 12 * DAY
        with behind(late):
            assert queries.one(late, kept.briefing_id).mine
            for other in (ended, others):
                with pytest.raises(NotFound):
                    queries.one(late, other.briefing_id)
        actions.mark_read(by=late, briefing_id=kept.briefing_id, version=1)
        assert owed(agency) == []


def test_who_joins_after_a_correction_gets_the_version_that_holds(cast: Cast) -> None:
    first = actions.issue(by=cast.alice, text=new())
    fixed = replace(new(), text_en="Hand out the blue card.")
    actions.correct(by=cast.alice, briefing_id=first.briefing_id, text=fixed, why="colour")
    late, _agency = newcomer()
    run_clocks(Reader.system("test"))
    with behind(late):
        (shown,) = queries.stream(late)
    assert (shown.text.version, shown.text.text_en) == (2, "Hand out the blue card.")


def test_only_the_desks_own_work_hands_briefings_on(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.hand_on(by=cast.alice)
