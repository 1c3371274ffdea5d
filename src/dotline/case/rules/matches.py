"""What follows a match: who is asked first, who may say what, what the other side learns and when. Pure.

A notice goes to the agency whose consent is needed, then to the other. Nothing passes between them but letters of
one size at fixed hours, so that refusal, silence and no match look alike (issue 5, point 7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.states import Transitions

HOUR: Final = time(12, tzinfo=UTC)  # of each day: between two of them nothing is told
WAITS: Final = timedelta(days=21)  # how long either side may say nothing


class MatchState(StrEnum):
    """Where a notice stands."""

    WAITING_FIRST = "waiting_first"
    WAITING_SECOND = "waiting_second"
    AGREED = "agreed"
    CLOSED = "closed"


class MatchSaid(StrEnum):
    """What a point person says. To say nothing is an answer too."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    UNDO = "undo"


MATCHES: Final = Transitions(
    {
        MatchState.WAITING_FIRST: frozenset({MatchState.WAITING_SECOND, MatchState.CLOSED}),
        MatchState.WAITING_SECOND: frozenset({MatchState.AGREED, MatchState.CLOSED}),
        MatchState.AGREED: frozenset({MatchState.CLOSED}),
    },
    MatchState.WAITING_FIRST,
)


WAITING: Final = frozenset({MatchState.WAITING_FIRST, MatchState.WAITING_SECOND})
"""What waits for a word of either side."""


@dataclass(frozen=True)
class MatchHeld:
    """A notice on one side, with what was said there, oldest first."""

    first: bool
    state: MatchState
    expires: datetime
    said: tuple[MatchSaid, ...] = ()

    @property
    def holds(self) -> MatchSaid | None:
        """What the side says now: the newest word, unless it was undone."""
        last = self.said[-1] if self.said else None
        return None if last is MatchSaid.UNDO else last

    @property
    def own_turn(self) -> bool:
        """Whether this side's word is what is waited for."""
        wanted = MatchState.WAITING_FIRST if self.first else MatchState.WAITING_SECOND
        return self.state is wanted


def may_say(one: MatchHeld, said: MatchSaid, now: datetime) -> Decision:
    """Whether a side may say this now. A word is undone until it is told, an agreement at any time."""
    if said is MatchSaid.UNDO:
        open_word = one.holds is not None and (one.own_turn or one.state is MatchState.AGREED)
        return ALLOWED if open_word else _nothing_to_undo(one)
    if not one.own_turn or now >= one.expires:
        return Refused(N_("This notice waits for nothing from you."), N_("Reload the page."))
    if one.holds is not None:
        return Refused(N_("You answered already."), N_("Undo your answer first."))
    return ALLOWED


def _nothing_to_undo(one: MatchHeld) -> Refused:
    if one.holds is MatchSaid.CONFIRM and one.state is MatchState.WAITING_SECOND:
        return Refused(
            N_("Your confirmation was told at the fixed hour."),
            N_("If it was wrong, take it back once the other side has answered, or let it expire."),
        )
    return Refused(N_("There is nothing to undo."), N_("Reload the page."))


def told_now(one: MatchHeld, now: datetime) -> bool:
    """Whether this side's confirmation goes out at a fixed hour. A refusal and silence go nowhere."""
    return one.own_turn and one.holds is MatchSaid.CONFIRM and now < one.expires


def after_telling(state: MatchState, *, first: bool) -> MatchState:
    """The state of a side once its confirmation went out."""
    return MATCHES.move(state, MatchState.WAITING_SECOND if first else MatchState.AGREED)


def expired(one: MatchHeld, hour: datetime) -> bool:
    """Whether a notice ends at a fixed hour, because somebody refused or said nothing."""
    return one.state in WAITING and one.expires <= hour


def hour_at(now: datetime) -> datetime:
    """The last fixed hour, this very moment included."""
    today = datetime.combine(now.astimezone(UTC).date(), HOUR)
    return today if today <= now else today - timedelta(days=1)


def hour_after(moment: datetime) -> datetime:
    """The first fixed hour that does not come before a moment."""
    last = hour_at(moment)
    return last if last == moment else last + timedelta(days=1)


def ends_at(arrived: datetime) -> datetime:
    """When a notice ends if this side says nothing: at a fixed hour."""
    return hour_after(arrived + WAITS)


def other_ends_at(told: datetime) -> datetime:
    """When the first side stops waiting for the other: the other's time, and a day for the letters."""
    return hour_after(told + WAITS) + timedelta(days=1)


def words_of(said: Sequence[str]) -> tuple[MatchSaid, ...]:
    """Judgements as the rules weigh them."""
    return tuple(MatchSaid(one) for one in said)
