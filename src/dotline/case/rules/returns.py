"""Assisted return, step by step: nobody travels without a safety assessment and her own decision. Pure.

After IOM's assisted voluntary return and reintegration: request, safety assessment, documents,
travel, arrival, follow-up.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.states import Transitions


class ReturnState(StrEnum):
    """Where an assisted return stands."""

    REQUESTED = "requested"
    ASSESSED = "assessed"
    DOCUMENTS = "documents"
    RELEASED = "released"
    ARRIVED = "arrived"
    FOLLOWED_UP = "followed_up"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class ReturnSafety(StrEnum):
    """What the safety assessment found."""

    SAFE = "safe"
    WITH_MEASURES = "with_measures"
    UNSAFE = "unsafe"


_S = ReturnState
_LEAVES = frozenset({_S.STOPPED, _S.WITHDRAWN})
# An assessment may be made anew until the person leaves; there is no other way from request to travel.
RETURNS = Transitions(
    {
        _S.REQUESTED: frozenset({_S.ASSESSED}) | _LEAVES,
        _S.ASSESSED: frozenset({_S.ASSESSED, _S.DOCUMENTS}) | _LEAVES,
        _S.DOCUMENTS: frozenset({_S.ASSESSED, _S.RELEASED}) | _LEAVES,
        _S.RELEASED: frozenset({_S.ARRIVED, _S.STOPPED}),
        _S.ARRIVED: frozenset({_S.FOLLOWED_UP}),
    },
    start=_S.REQUESTED,
)
AFTER_RELEASE = frozenset({_S.RELEASED, _S.ARRIVED, _S.FOLLOWED_UP})
GOES_ON = frozenset({ReturnSafety.SAFE, ReturnSafety.WITH_MEASURES})
ASSESSMENT_HOLDS = timedelta(
    days=60
)  # our proposal: what was safe in spring says little about autumn


@dataclass(frozen=True)
class ReturnFacts:
    """What decides whether somebody may travel. `agreed_on` is the day of her own, informed decision."""

    state: ReturnState
    assessed_on: date | None = None
    found: ReturnSafety | None = None
    agreed_on: date | None = None


def may_move(facts: ReturnFacts, to: ReturnState, today: date) -> Decision:
    """Whether a return may take this step today; the safety assessment comes before papers and travel."""
    if not RETURNS.allows(facts.state, to):
        return Refused(
            N_("This step does not follow here."),
            N_("Reload the page: somebody may have been faster."),
        )
    if to not in {ReturnState.DOCUMENTS, ReturnState.RELEASED}:
        return ALLOWED
    if facts.assessed_on is None or facts.found is None:
        return Refused(
            N_("There is no safety assessment, so nobody may travel."),
            N_("Assess first whether the return is safe."),
        )
    if facts.found not in GOES_ON:
        return Refused(
            N_("The return was found not to be safe."),
            N_("Plan what helps her here, or assess again when something has changed."),
        )
    if to is ReturnState.DOCUMENTS:
        return ALLOWED
    if today - facts.assessed_on > ASSESSMENT_HOLDS:
        return Refused(
            N_("The safety assessment is more than 60 days old."), N_("Assess again before travel.")
        )
    if facts.agreed_on is None:
        return Refused(
            N_("The person's own decision is not written down."),
            N_("Ask her alone whether she wants to travel, and write down the day."),
        )
    return ALLOWED
