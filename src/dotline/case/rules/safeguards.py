"""Identified, not deported; not punished: steps against somebody in whom signs of trafficking were noted. Pure.

Sources: ODIHR, NRM Handbook (2022), and OHCHR, Recommended Principles and Guidelines on Human Rights and
Human Trafficking (2002), principle 7: no detention, charge or prosecution for what is a direct
consequence of being trafficked; Council of Europe Convention (CETS 197), art. 10(2) (not removed while
being identified) and 26 (non-punishment), which Canada has not signed; IRPA 24(3) (permits for
victims); CVBR s. 4. None of it makes a charge void: what is shown is a call to act.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.case.rules.cases import Answer


class Concern(StrEnum):
    """How a step against a person stands: nothing to see, answered, or a call to act."""

    NONE = "none"
    ANSWERED = "answered"
    OPEN = "open"


@dataclass(frozen=True)
class Enforcement:
    """One step of immigration enforcement. `offered_on`: a permit or a decision on her status was offered."""

    on: date
    offered_on: date | None = None
    stopped_on: date | None = None


def first_noted(days: Iterable[date | None]) -> date | None:
    """The first day on which signs of trafficking were noted of somebody, or None."""
    return min((day for day in days if day is not None), default=None)


def removal_concern(noted: date | None, step: Enforcement) -> Concern:
    """Whether somebody is being removed although signs were noted, and nothing was offered before the step.

    An offer after the step, or the end of it, answers the concern without undoing that it was one.
    """
    if noted is None or step.on < noted:
        return Concern.NONE
    if step.offered_on is not None and step.offered_on <= step.on:
        return Concern.NONE
    return Concern.ANSWERED if step.offered_on or step.stopped_on else Concern.OPEN


PROSECUTOR = "prosecutor_told"
TOLD = frozenset({PROSECUTOR, "lawyer_told"})  # somebody learns of her
# Steps after which nothing is owed to her any more in this charge.
ENDS_WELL = frozenset({"charge_stayed", "charge_withdrawn", "acquitted"})


def punishment_concern(forced: Answer, done: Collection[str]) -> Concern:
    """Whether a victim stands charged with what she was, or may have been, forced to do.

    Not known counts as may have been; only a 'no' that somebody wrote down does not.
    """
    if forced is Answer.NO:
        return Concern.NONE
    return Concern.ANSWERED if ENDS_WELL & set(done) else Concern.OPEN


def may_step(step: str, *, consented: bool) -> Decision:
    """Whether this may be done for her: nobody tells her lawyer or the prosecutor without her consent."""
    if step in TOLD and not consented:
        return Refused(
            N_("Her lawyer and the prosecutor are told with her consent alone."),
            N_("Ask her first, and tick that she agreed."),
        )
    return ALLOWED
