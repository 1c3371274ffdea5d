"""The coarse classes that a case and somebody identified are published under. Pure.

Sources: research/publish.md 5 (GLOTIP and SDG 16.2.2 ask for victims by sex and age together; Juristat counts what the
police recorded). A class is as coarse as its table: nobody's own age or gender leaves the room.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dotline.case.rules.fairness import GENDERS

POLICE_KINDS = frozenset({"Police", "LawEnforcement"})
GROWN, YOUNG = (
    MappingProxyType({"women": "women", "men": "men", "more": "more"}),
    MappingProxyType({"women": "girls", "men": "boys", "more": "more"}),
)
UNKNOWN_WHO = "unknown"
DECIDERS: Mapping[str, str] = MappingProxyType(
    {
        "Police": "police",
        "NGO": "service",
        "CourtOrProsecution": "court",
        "NonPoliceGovernmentalOrganization": "government",
    }
)
UNCLASSED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "victims_identified": MappingProxyType(
            {"who": UNKNOWN_WHO, "form": "unknown", "decided_by": "other"}
        )
    }
)
"""Under what a count stands that a file left before these classes were published."""


def keeper(agency_kind: str) -> str:
    """Whether a case is a file of the police or of another agency."""
    return "police" if agency_kind in POLICE_KINDS else "other"


def counted_who(gender: str, minor_at_start: str) -> str:
    """Women, men, girls or boys; 'more' for another gender at any age, 'unknown' where either is not known.

    `minor_at_start`: whether she was under 18 when it began ('yes', 'no' or 'unknown'): what she is now says nothing of
    the crime.
    """
    group = GENDERS.get(gender, "")
    by_age = {"no": GROWN, "yes": YOUNG}.get(minor_at_start)
    if group == "more":
        return group
    return by_age[group] if by_age is not None and group else UNKNOWN_WHO


def counted_decider(by_kind: str) -> str:
    """Who decided that somebody is a victim: police, a service, a court, another public office, or somebody else."""
    return DECIDERS.get(by_kind, "other")
