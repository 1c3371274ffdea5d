"""Task forces: members in time, what each may see, silence, late tasks, and no identifier in any text."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.referral.actions import network as actions
from dotline.referral.models import ForceMessage, Meeting, TaskForce
from dotline.referral.queries import network as queries
from dotline.referral.rules.network import SeatRole, TaskState
from tests.rooms.conftest import Cast

DAY = timedelta(days=1)


@pytest.fixture
def force(cast: Cast) -> TaskForce:
    """A task force that the hotline leads and the shelter belongs to; the office is outside."""
    new = actions.NewForce("Lake Force (FICTIONAL)", "Groupe du lac (FICTIF)", "ON", quiet_days=10)
    row = actions.found_force(by=cast.alice, force=new)
    actions.seat_agency(
        by=cast.alice, force_id=row.id, agency=cast.shelter.id, role=SeatRole.MEMBER
    )
    return row


def texts(reader: Reader, force: UUID) -> list[str]:
    with behind(reader):
        return [one.text for one in queries.messages(reader, force)]


def test_members_read_each_other_and_nobody_else_does(cast: Cast, force: TaskForce) -> None:
    actions.write_message(by=cast.alice, force_id=force.id, text="canary-word")
    assert texts(cast.charlie, force.id) == ["canary-word"]
    assert texts(cast.rita, force.id) == []
    with behind(cast.rita), pytest.raises(NotFound):
        queries.force(cast.rita, force.id)
    with pytest.raises(NotFound):
        actions.write_message(by=cast.rita, force_id=force.id, text="hello")


def test_who_left_keeps_what_was_there_and_sees_nothing_of_what_came_after(
    cast: Cast, force: TaskForce
) -> None:
    given = actions.give_task(
        by=cast.alice,
        force_id=force.id,
        title="Print posters",
        owner=cast.hotline.id,
        due_on=clock.now().date(),
    )
    actions.write_message(by=cast.alice, force_id=force.id, text="before")
    actions.end_seat(by=cast.alice, force_id=force.id, agency=cast.shelter.id)
    actions.write_message(by=cast.alice, force_id=force.id, text="after")
    actions.move_task(by=cast.alice, task_id=given.id, to=TaskState.DONE)
    assert texts(cast.charlie, force.id) == ["before"]
    with behind(cast.charlie):
        assert queries.task(cast.charlie, given.id).state == TaskState.OPEN
        assert queries.members(cast.charlie, force.id)[1].left is not None
    with pytest.raises(Refused, match="has left"):
        actions.write_message(by=cast.charlie, force_id=force.id, text="still here?")


def test_a_second_seat_and_a_force_without_a_lead_are_refused(cast: Cast, force: TaskForce) -> None:
    with pytest.raises(Conflict):
        actions.seat_agency(
            by=cast.alice, force_id=force.id, agency=cast.shelter.id, role=SeatRole.MEMBER
        )
    with pytest.raises(Conflict):
        actions.end_seat(by=cast.alice, force_id=force.id, agency=cast.hotline.id)
    with pytest.raises(Refused):
        actions.end_seat(by=cast.charlie, force_id=force.id, agency=cast.hotline.id)


def test_the_point_person_of_any_day_is_known(cast: Cast, force: TaskForce) -> None:
    for person, since in (
        (cast.alice.worker, date(2026, 1, 1)),
        (cast.bob.worker, date(2026, 3, 1)),
    ):
        actions.name_point_person(by=cast.alice, force_id=force.id, person=person, since=since)
    actions.name_point_person(by=cast.alice, force_id=force.id, person=None, since=date(2026, 5, 1))
    with behind(cast.charlie):
        found = [
            queries.point_persons(cast.charlie, force.id, day).get(cast.hotline.id, "")
            for day in (date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 1))
        ]
    assert found == ["", "Alice", "Bob", ""]
    with pytest.raises(NotFound):
        actions.name_point_person(
            by=cast.alice, force_id=force.id, person=cast.charlie.worker, since=date(2026, 1, 1)
        )


def test_the_silent_stand_first_and_a_noted_contact_ends_the_silence(
    cast: Cast, force: TaskForce
) -> None:
    system = Reader.system("test")
    with behind(system):
        actions.seat_agency(
            by=cast.alice, force_id=force.id, agency=cast.office.id, role=SeatRole.OBSERVER
        )
    actions.write_message(by=cast.charlie, force_id=force.id, text="Here we are.")
    long_ago = clock.now() + 20 * DAY
    with behind(cast.alice), clock.frozen(long_ago):
        silent = queries.heard(cast.alice, force)
        assert [one.is_quiet(long_ago, force.quiet_days) for one in silent] == [True, True]
        assert silent[0].agency == cast.office.id
        actions.note_contact(
            by=cast.alice,
            force_id=force.id,
            agency=cast.shelter.id,
            on_day=long_ago.date(),
            how="phone",
        )
        silent = queries.heard(cast.alice, force)
        assert [(one.agency, one.is_quiet(long_ago, 10)) for one in silent] == [
            (cast.office.id, True),
            (cast.shelter.id, False),
        ]


def test_a_late_task_stands_first_until_it_is_done(cast: Cast, force: TaskForce) -> None:
    today = clock.now().date()
    for title, due in (("Later", today + DAY), ("Late", today - DAY)):
        actions.give_task(
            by=cast.alice, force_id=force.id, title=title, owner=cast.shelter.id, due_on=due
        )
    with behind(cast.charlie):
        found = queries.tasks(cast.charlie, force.id)
        assert [(one.row.title, one.late) for one in found] == [("Late", True), ("Later", False)]
        assert queries.own_late_tasks(cast.charlie) == 1
    actions.move_task(by=cast.charlie, task_id=found[0].row.id, to=TaskState.DONE)
    with behind(cast.charlie):
        assert queries.own_late_tasks(cast.charlie) == 0
    with pytest.raises(Conflict):
        actions.move_task(by=cast.charlie, task_id=found[0].row.id, to=TaskState.DOING)


def test_minutes_keep_their_earlier_versions(cast: Cast, force: TaskForce) -> None:
    held = actions.call_meeting(
        by=cast.alice, force_id=force.id, starts_at=clock.now(), title="Spring", agenda="Posters"
    )
    there = {cast.hotline.id: True, cast.shelter.id: False}
    for text in ("First", "First", "Second"):
        actions.record_meeting(by=cast.alice, meeting_id=held.id, text=text, present=there)
    with behind(cast.charlie):
        assert [one.text for one in queries.minutes(cast.charlie, held)] == ["Second", "First"]
        assert queries.attendance(cast.charlie, held) == there


@pytest.mark.parametrize("text", ["Call 514 555 0199", "née 12/03/2009", "She lives at h2x 1y4"])
def test_no_text_that_gives_a_person_away_is_written(
    cast: Cast, force: TaskForce, text: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.write_message(by=cast.alice, force_id=force.id, text=text)
    assert text not in str(refusal.value)
    with pytest.raises(Invalid):
        actions.call_meeting(
            by=cast.alice, force_id=force.id, starts_at=clock.now(), title="x", agenda=text
        )
    assert texts(cast.alice, force.id) == []


@pytest.mark.postgres
def test_the_database_itself_hides_a_task_force_from_whoever_forgets_to_filter(
    cast: Cast, force: TaskForce
) -> None:
    actions.write_message(by=cast.alice, force_id=force.id, text="before")
    actions.end_seat(by=cast.alice, force_id=force.id, agency=cast.shelter.id)
    actions.write_message(by=cast.alice, force_id=force.id, text="after")
    actions.call_meeting(by=cast.alice, force_id=force.id, starts_at=clock.now(), title="Later")

    def unfiltered(reader: Reader) -> tuple[set[str], int, int]:
        with behind(reader):
            said = set(ForceMessage.objects.using(Store.INSIDE).values_list("text", flat=True))
            meetings = Meeting.objects.using(Store.INSIDE).count()
            return said, meetings, TaskForce.objects.using(Store.INSIDE).count()

    assert unfiltered(cast.alice) == ({"before", "after"}, 1, 1)
    assert unfiltered(cast.charlie) == ({"before"}, 0, 1)
    assert unfiltered(cast.rita) == (set(), 0, 0)
    assert unfiltered(Reader.public()) == (set(), 0, 0)
