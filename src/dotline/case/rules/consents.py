"""Consent in a case: one decision for each purpose and recipient, a history that nothing overwrites. Pure.

Sources: research/cases.md 7 (consent record), HTCDS 2.0 (seven questions behind con_Consent), ODIHR NRM Handbook.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from dotline.reference.law import Agreement


class ConsentSaid(StrEnum):
    """What somebody decided when asked."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


# The seven questions of the HTCDS consent field, each a decision of its own.
QUESTIONS = ("interview", "purpose", "use", "research", "access", "storage", "withdrawal")
SHARE, NATION_LIST = "share", "nation_list"
# Being encoded: to be found in the other party's records, or to be counted once. Neither lets anything be passed on.
LOOK_FOR, COUNT_ONCE = "look_for", "count_once"
# Purposes that name who receives something, what, and until when.
NAMES_RECIPIENT = (SHARE, "return_file", NATION_LIST, LOOK_FOR, COUNT_ONCE)
# Purposes on which something about a person may be passed on to that recipient.
CARRIES = frozenset(NAMES_RECIPIENT) - {LOOK_FOR, COUNT_ONCE}
GUARDIAN = "guardian"
FOR_ANOTHER = frozenset({GUARDIAN, "substitute"})  # somebody who must not be a possible abuser
OURSELVES = UUID(int=0)  # the agency itself, where a purpose names nobody


@dataclass(frozen=True)
class ConsentFact:
    """One decision, with the withdrawal that ended it. `expires` is its last good day; None is without end.

    `giver_marked` says that whoever gave it is marked as a possible abuser, now or then: it is no consent.
    `set_aside` says that it carries nothing since two records were merged: she is asked again.
    """

    purpose: str
    decision: ConsentSaid
    by_whom: str
    on: date
    to: UUID = OURSELVES
    what: frozenset[str] = frozenset()
    expires: date | None = None
    withdrawn: date | None = None
    giver_marked: bool = False
    set_aside: bool = False
    id: UUID = OURSELVES

    def holds(self, today: date) -> bool:
        """Whether it stands today. From the day of its withdrawal it gives nothing, whatever the hour."""
        return (
            self.decision is ConsentSaid.GIVEN
            and not self.giver_marked
            and not self.set_aside
            and self.on <= today
            and (self.expires is None or today <= self.expires)
            and self.withdrawn is None
        )


def agreements(history: Iterable[ConsentFact], *, own_only: bool = False) -> list[Agreement]:
    """The consents of a person as the law weighs them: who, what, from when until when."""
    return [
        Agreement(str(one.to), one.what, one.on, one.expires, one.withdrawn)
        for one in history
        if one.purpose in CARRIES
        and one.decision is ConsentSaid.GIVEN
        and not one.giver_marked
        and not one.set_aside
        and (one.by_whom == "self" or not own_only)
    ]


def newest(history: Sequence[ConsentFact]) -> dict[tuple[str, UUID], ConsentFact]:
    """What was last said on each purpose and recipient, and is not set aside; `history` is oldest first."""
    return {(one.purpose, one.to): one for one in history if not one.set_aside}


def answered_all(history: Sequence[ConsentFact], today: date) -> bool | None:
    """The one consent field of HTCDS: every one of the seven given; None while none was asked."""
    said = newest([one for one in history if one.purpose in QUESTIONS])
    if not said:
        return None
    given = {purpose for (purpose, _to), one in said.items() if one.holds(today)}
    return given >= set(QUESTIONS)


def listed_to(history: Sequence[ConsentFact], nation: UUID, today: date) -> bool:
    """Whether a person agreed to stand on a list that goes to this Nation or body."""
    said = newest(history).get((NATION_LIST, nation))
    return said is not None and said.holds(today)
