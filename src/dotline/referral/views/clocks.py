"""The acknowledgement clock in words, computed on the server: it is right without any script."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.duty.rules import DutyState, Window, left, state
from dotline.referral.models import Referral
from dotline.referral.rules import Status

KINDS = {
    DutyState.OPEN: "info",
    DutyState.HALF: "warn",
    DutyState.LATE: "bad",
    DutyState.MET: "good",
    DutyState.MET_LATE: "warn",
    DutyState.WAIVED: "",
}


@dataclass(frozen=True)
class Clock:
    """A clock as drawn: words and the kind of its colour."""

    text: str
    kind: str


def clock_of(row: Referral, now: datetime) -> Clock:
    """How the answer to a referral stands."""
    waived = row.changed_at if row.answered_at is None and row.state != Status.REQUESTED else None
    window = Window(row.sent_at, row.due_at, row.answered_at, waived)
    how = state(window, now)
    return Clock(_words(how, left(window, now)), KINDS[how])


def review_clock(row: Referral, due: datetime, now: datetime) -> Clock:
    """How the review of an emergency hand-over stands."""
    window = Window(row.sent_at, due, row.reviewed_at)
    how = state(window, now)
    return Clock(_words(how, left(window, now)), KINDS[how])


def _words(how: DutyState, remaining: timedelta) -> str:
    if how in {DutyState.OPEN, DutyState.HALF}:
        return _("{time} left").format(time=span(remaining))
    if how == DutyState.LATE:
        return _("Late by {time}").format(time=span(-remaining))
    return {
        DutyState.MET: _("Answered in time"),
        DutyState.MET_LATE: _("Answered late"),
        DutyState.WAIVED: _("No answer needed"),
    }[how]


def span(length: timedelta) -> str:
    """A length of time in its two largest units: '2 h 5 min'."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    day = ngettext("{n} day", "{n} days", days).format(n=days)
    if days:
        return f"{day} {hours} h" if hours else day
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
