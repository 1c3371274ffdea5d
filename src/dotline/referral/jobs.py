"""The clocks of the room, run by the heartbeat of the desk or by `dotline referral clocks run`."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from dotline.access.unit import behind
from dotline.audit.stores import Store, overwrite_deleted
from dotline.base import clock
from dotline.base.errors import DotlineError
from dotline.base.reader import Reader
from dotline.referral import actions, policy, queries
from dotline.referral.actions.briefings import hand_on
from dotline.referral.queries import briefings

log = logging.getLogger("dotline.referral")
CLOCK = "referral-clock"
EVERY = 30.0  # seconds: the clocks run in minutes
LATELY = timedelta(minutes=2)
_ran: list[float] = []


@dataclass(frozen=True)
class ClockRun:
    """What one run of the clocks did."""

    reminded: int = 0
    rerouted: int = 0
    escalated: int = 0
    holds_ended: int = 0
    emptied: int = 0
    briefings: int = 0


def run_clocks(by: Reader) -> ClockRun:
    """Take each step that is due, one transaction each; a run that was killed is simply run again.

    One referral that cannot move (its agency's key is elsewhere) keeps no other from moving.
    Raises Refused when the reader may not run clocks.
    """
    policy.may_move_clocks(by).or_refuse()
    system = Reader.system(CLOCK)
    with behind(system):
        return _run(system)


def _run(system: Reader) -> ClockRun:
    if queries.expired(system).exists():
        actions.forget_reveals(by=system)
    ended = sum(
        actions.expire_holds(by=system, service_id=service)
        for service in queries.services_with_old_holds(system)
    )
    taken: list[str] = []
    for referral_id in queries.clocks_due(system, clock.now()):
        try:
            taken.append(actions.advance_clock(by=system, referral_id=referral_id))
        except DotlineError as error:
            log.warning("the clock of referral %s stands still: %s", referral_id, error.template)
    emptied = _empty(system)
    return ClockRun(
        taken.count("reminded"),
        taken.count("rerouted"),
        taken.count("escalated"),
        ended,
        emptied,
        _hand_on(system),
    )


def _hand_on(system: Reader) -> int:
    """Lay briefings that still hold on the desks of agencies that came later."""
    if not briefings.missing(system, clock.now().date()):
        return 0
    return hand_on(by=system)


def _empty(system: Reader) -> int:
    """Destroy packages that nobody may open any more, and what files still hold of them."""
    rows = queries.to_empty(system, clock.now())
    emptied = actions.empty_packages(by=system, rows=rows) if rows else 0
    if emptied or queries.emptied_lately(system, clock.now() - LATELY):
        # A reader may have kept the log open when its transaction ended.
        overwrite_deleted(Store.INSIDE)
    return emptied


def beat() -> None:
    """Run the clocks when half a minute has passed since this process ran them."""
    if not _ran or time.monotonic() - _ran[-1] >= EVERY:
        _ran[:] = [time.monotonic()]
        run_clocks(Reader.system("heartbeat"))
