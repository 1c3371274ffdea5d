"""Each listing has a window: it is renewed by a confirmation, waived with a reason, never lost."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from dotline.access import queries as access
from dotline.access import totp
from dotline.access.actions import NewWorker, add_worker
from dotline.access.roles import Role
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.actions import confirming
from dotline.directory.models import Service, Verification
from dotline.directory.queries import freshness, standing
from dotline.directory.rules.freshness import Freshness
from dotline.directory.rules.verifying import Method
from dotline.duty.models import Obligation
from dotline.duty.rules import DutyState, state
from tests.rooms.conftest import PASSWORD, Cast
from tests.rooms.directory.listings import key, load, service

AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
OLD, NEW = "2026-09-01", "2026-11-01"
HOUSE = UUID(key("Anna house"))


def steward(agency: UUID, name: str) -> Reader:
    new = NewWorker(name, name.title(), agency, (Role.EDITOR,), PASSWORD, totp.new_secret())
    return access.reader_of(add_worker(by=Reader.system("test"), worker=new))


@pytest.fixture
def gus(cast: Cast) -> Reader:
    """The steward of the help line."""
    return steward(cast.hotline.id, "gus")


def windows(service_id: UUID = HOUSE) -> list[Obligation]:
    ids = Verification.objects.filter(service_id=service_id).values_list("id", flat=True)
    rows = Obligation.objects.using(Store.OPEN).filter(subject_id__in=list(ids))
    return list(rows.order_by("opens_at", "id"))


def now_standing(service_id: UUID = HOUSE) -> Verification:
    return Verification.objects.get(service_id=service_id, ended_at=None)


def anna(day: str = OLD) -> None:
    load(service("Anna house", needs=("shelter",), assured_date=day))


def test_a_load_gives_each_listing_one_window_by_its_class() -> None:
    with clock.frozen(AT):
        load(
            service("Anna house", needs=("shelter",), assured_date=NEW),
            service("School", needs=("language_classes",), assured_date=OLD),
            service("Never house", needs=("shelter",)),
        )
    rules = {
        name: (now_standing(UUID(key(name))), windows(UUID(key(name))))
        for name in ("Anna house", "School", "Never house")
    }
    one, (window,) = rules["Anna house"]
    assert (one.method, window.rule) == (Method.SOURCE, "verify_immediate")
    assert window.due_at.date() == date(2026, 12, 1)
    assert rules["School"][1][0].due_at.date() == date(2027, 9, 1)
    never, (owed,) = rules["Never house"]
    assert never.verified_on is None
    assert state(owed.window(), AT + timedelta(seconds=1)) is DutyState.LATE


def test_a_call_renews_the_window_and_the_old_one_stays_visible_as_met_late(gus: Reader) -> None:
    with clock.frozen(AT):
        anna()
        assert standing.state_of(gus, HOUSE) is Freshness.OVERDUE
        actions.confirm(by=gus, service_id=HOUSE)
        actions.confirm(by=gus, service_id=HOUSE)  # sent twice
        assert standing.state_of(gus, HOUSE) is Freshness.FRESH
        old, new = windows()
        assert state(old.window(), AT) is DutyState.MET_LATE
        assert (new.met_at, new.due_at.date()) == (None, date(2026, 12, 20))
        assert Service.objects.get(id=HOUSE).assured_date == "2026-11-20"
        assert (now_standing().by_id, now_standing().worker_id) == (gus.agency, gus.worker)


def test_a_source_that_says_an_older_day_does_not_undo_what_was_confirmed(gus: Reader) -> None:
    with clock.frozen(AT):
        anna()
        actions.confirm(by=gus, service_id=HOUSE)
        load(service("Anna house", needs=("shelter",), assured_date=OLD, description="Other."))
        assert Service.objects.get(id=HOUSE).description == "Other."
        assert standing.state_of(gus, HOUSE) is Freshness.FRESH
        assert now_standing().method == Method.PHONE
        load(service("Anna house", needs=("shelter",), assured_date="2026-11-20"))
    with clock.frozen(AT + timedelta(days=3)):
        load(service("Anna house", needs=("shelter",), assured_date="2026-11-22"))
        assert now_standing().method == Method.SOURCE


def test_a_waiver_says_why_and_the_listing_still_counts_as_unconfirmed(gus: Reader) -> None:
    with clock.frozen(AT):
        anna()
        with pytest.raises(Invalid, match="needs a reason"):
            actions.waive(by=gus, service_id=HOUSE, why=" ")
        with pytest.raises(Invalid, match="200"):
            actions.waive(by=gus, service_id=HOUSE, why="x" * 201)
        actions.waive(by=gus, service_id=HOUSE, why="closed for the winter")
        found = standing.standing(gus, "en")
        assert [one.waived for one in found.waived] == ["closed for the winter"]
        assert (found.late, found.late_count, found.fresh) == ((), 0, 0)


def test_a_slip_is_taken_back_and_the_old_window_runs_on(gus: Reader, cast: Cast) -> None:
    zoe = steward(cast.shelter.id, "zoe")
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        anna()
        with pytest.raises(Refused):
            actions.take_back(by=gus, service_id=HOUSE)  # the source's word is not hers
        actions.confirm(by=gus, service_id=HOUSE)
        with pytest.raises(Refused, match="Another agency"):
            actions.take_back(by=zoe, service_id=HOUSE)
        actions.take_back(by=gus, service_id=HOUSE)
        assert Service.objects.get(id=HOUSE).assured_date == OLD
        running = [one for one in windows() if one.met_at is None and one.waived_at is None]
        assert [one.due_at.date() for one in running] == [date(2026, 10, 1)]
        with pytest.raises((Conflict, Refused)):
            actions.take_back(by=gus, service_id=HOUSE)


def test_nobody_confirms_without_the_permission_nor_what_is_not_there(
    cast: Cast, gus: Reader
) -> None:
    anna()
    for who in (cast.bob, cast.charlie, cast.rita, Reader.public()):
        for act in (
            lambda: actions.confirm(by=who, service_id=HOUSE),  # noqa: B023
            lambda: actions.waive(by=who, service_id=HOUSE, why="x"),  # noqa: B023
            lambda: actions.take_back(by=who, service_id=HOUSE),  # noqa: B023
            lambda: standing.standing(who, "en"),  # noqa: B023
        ):
            with pytest.raises(Refused):
                act()
    with pytest.raises(NotFound):
        actions.confirm(by=gus, service_id=new_id())


def test_what_leaves_the_list_is_owed_no_more() -> None:
    with clock.frozen(AT):
        anna()
        load(service("Other house", needs=("shelter",), assured_date=OLD))
        assert not Verification.objects.filter(service_id=HOUSE, ended_at=None).exists()
        (gone,) = windows()
        assert gone.waived_why == "off the list"


def test_the_page_counts_as_the_measure_does_and_names_the_late_first(gus: Reader) -> None:
    with clock.frozen(AT):
        load(
            service("Anna house", needs=("shelter",), assured_date=OLD, serves="Ontario"),
            service("Zoe house", needs=("shelter",), assured_date=NEW, serves="Ontario"),
            service("Never house", needs=("shelter",)),
        )
        found = standing.standing(gus, "en")
        counted = freshness.counted(gus)
    assert {one.name: (one.fresh, one.services) for one in found.classes} == {
        one.name: (one.fresh, one.services) for one in counted
    }
    assert next(one for one in found.provinces if one.code == "ON").share == 0.5
    assert [one.name for one in found.late] == ["Anna house", "Never house"]
    assert [one.name for one in found.soon] == ["Zoe house"]
    assert (found.late_count, found.in_week, found.in_month) == (2, 0, 1)


def test_a_home_older_than_the_windows_gets_them_and_each_reminder_is_noted_once() -> None:
    by = Reader.system("test")
    with clock.frozen(AT):
        anna("2026-10-25")
        Verification.objects.all().delete()
        assert standing.windows_lacking(by)
        assert confirming.begin_windows(by=by) == 1
        assert not standing.windows_lacking(by)
        assert confirming.remind(by=by) == 1
        assert confirming.remind(by=by) == 0


STEPS = st.lists(
    st.sampled_from(["confirm", "waive", "back", "old", "new", "class", "gone", "wait"]), max_size=8
)


def test_no_order_of_events_loses_a_window(gus: Reader) -> None:
    last = [AT]  # the ledger's time goes on from example to example

    @profile(max_examples=20, deadline=None)
    @given(STEPS)
    def holds(steps: list[str]) -> None:
        at = last[0] = last[0] + timedelta(days=200)
        listed = {"needs": ("shelter",), "assured_date": OLD}
        with clock.frozen(at):
            load(service("Anna house", **listed))
        for step in steps:
            at = last[0] = at + timedelta(days=20 if step == "wait" else 1)
            with clock.frozen(at):
                _do(step, gus, listed, at)
                there = Verification.objects.filter(service_id=HOUSE, ended_at=None)
                assert there.count() == (0 if "gone" in listed else 1)
                every = Verification.objects.filter(service_id=HOUSE)
                assert len(windows()) == every.count()
                running = [one for one in windows() if one.met_at is None and one.waived_at is None]
                assert len(running) <= 1
                assert {one.subject_id for one in running} <= set(
                    there.values_list("id", flat=True)
                )
                if there:
                    late = there[0].due_at < at
                    assert late is (standing.state_of(gus, HOUSE) is not Freshness.FRESH)

    holds()


def _do(step: str, gus: Reader, listed: dict[str, object], at: datetime) -> None:
    if step in {"confirm", "waive", "back"}:
        if "gone" in listed:
            return
        if step == "confirm":
            actions.confirm(by=gus, service_id=HOUSE)
        elif step == "waive":
            actions.waive(by=gus, service_id=HOUSE, why="away")
        elif now_standing().method == Method.PHONE:
            actions.take_back(by=gus, service_id=HOUSE)
        return
    if step == "gone":
        listed["gone"] = True
        load(service("Other house", needs=("shelter",)))
        return
    listed.pop("gone", None)
    if step == "class":
        listed["needs"] = ("language_classes",)
    elif step in {"old", "new"}:
        listed["assured_date"] = OLD if step == "old" else at.date().isoformat()
    load(service("Anna house", **listed))
