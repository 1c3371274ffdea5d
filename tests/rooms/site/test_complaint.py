"""What the log says of a store that is away: each change once, and a reminder now and then."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from dotline.base import clock
from dotline.base.errors import Unavailable
from dotline.site import work
from dotline.site.complaint import REMINDER, Complaint

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
AWAY = OperationalError("connection refused")


def night(complaint: Complaint, hours: float, error: Exception = AWAY) -> None:
    """A failed round every two seconds."""
    for number in range(int(hours * 1800)):
        with clock.frozen(AT + timedelta(seconds=2 * number)):
            complaint.failed(error)


def test_a_store_that_is_away_for_a_night_leaves_a_few_lines(
    caplog: pytest.LogCaptureFixture,
) -> None:
    complaint = Complaint("the round")
    with caplog.at_level(logging.WARNING, "dotline.site"):
        night(complaint, 8)
        complaint.worked()
        complaint.worked()
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == "the round failed: OperationalError; tried again until it works"
    assert said[1] == "the round still fails: OperationalError (451 times in 15 minutes)"
    assert said[-1] == "the round works again, after 14400 failed times"
    assert len(said) == 2 + (8 * 3600 - 2) // REMINDER.total_seconds()


def test_another_reason_and_another_failure_are_told_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    complaint = Complaint("the round")
    with caplog.at_level(logging.WARNING, "dotline.site"):
        for error in (AWAY, AWAY, Unavailable("x", "y"), Unavailable("x", "y"), AWAY):
            complaint.failed(error)
        complaint.worked()
        complaint.failed(AWAY)
    kinds = [record.getMessage().split(":")[-1].split(";")[0].strip() for record in caplog.records]
    assert kinds[:3] == ["OperationalError", "Unavailable", "OperationalError"]
    assert kinds[-1] == "OperationalError"
    assert len(kinds) == 5


def test_no_word_of_the_database_gets_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "dotline.site"):
        Complaint("the round").failed(OperationalError("password=quernstone"))
    assert "quernstone" not in caplog.text


def test_the_heartbeat_fails_once_in_the_log_and_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop, done = threading.Event(), []

    def one() -> None:
        done.append(1)
        if len(done) <= 20:
            raise AWAY
        stop.set()

    with caplog.at_level(logging.WARNING, "dotline.site"):
        work.rounds(stop, one, Complaint("the round"), every=0.0)
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        "the round failed",
        "the round works again, after 20 failed times",
    ]
