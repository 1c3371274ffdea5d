"""What a First Nation, an Inuit or a Métis body lets be done with the data of its people. Pure.

Sources: research/cases.md 7 (OCAP: ownership, control, access, possession; FNIGC 1998); Inuit and Métis bodies have
frameworks of their own, named in the list steward_frameworks and never called OCAP.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision


class StewardUse(StrEnum):
    """What a steward may let be done. Each code is asked where that use happens, and nowhere else."""

    COUNTS = "counts"  # counted in tables that name no community
    AUDIT = "audit"  # counted in an agency's yearly audit of its screens
    FILES = (
        "files"  # stand in a file of cases that leaves on a clause, not on the person's own consent
    )


FOR_ALL = frozenset({StewardUse.COUNTS})  # what is published is for everybody, whoever asked
# The framework of each kind of agency that may govern data.
FRAMEWORKS: Mapping[str, str] = MappingProxyType(
    {"FirstNationGovernment": "ocap", "InuitOrganisation": "inuit", "MetisGovernment": "metis"}
)
STEWARD_KINDS = frozenset(FRAMEWORKS)


@dataclass(frozen=True)
class Granted:
    """One grant of one body. `last` is its last good day; `to` the one agency it is for, None for all."""

    nation: UUID
    use: StewardUse
    first: date
    last: date | None = None
    taken_back: date | None = None
    to: UUID | None = None

    def holds(self, use: StewardUse, agency: UUID | None, today: date) -> bool:
        """Whether it lets this agency do this today. Once it is taken back it lets nothing."""
        return (
            self.use is use
            and (self.use in FOR_ALL or self.to in {None, agency})
            and self.first <= today
            and (self.last is None or today <= self.last)
            and self.taken_back is None
        )


def agreed(
    grants: Iterable[Granted], use: StewardUse, today: date, agency: UUID | None = None
) -> frozenset[UUID]:
    """The bodies that agree to a use today. Silence is no grant."""
    return frozenset(one.nation for one in grants if one.holds(use, agency, today))


def all_agree(nations: Collection[UUID], who_agrees: Collection[UUID]) -> bool:
    """Whether every body that governs a person's data agrees; nobody's yes outweighs another's silence.

    Where two claim her, both must agree until she says otherwise. Who belongs to none is governed by none.
    """
    return set(nations) <= set(who_agrees)


def may_govern(kind: str) -> Decision:
    """Whether an agency of this kind may govern the data of its people."""
    if kind in STEWARD_KINDS:
        return ALLOWED
    return Refused(
        N_("Only a First Nation, an Inuit or a Métis body governs the data of its people."),
        N_("Sign in with an account of that body."),
    )
