"""Which of two agencies is asked first about a match: whose consent is needed before whose power. Pure."""

from typing import Final

# Who acts on people against their will, the last to hear; a service for victims comes before everybody.
_LAST: Final = frozenset(
    {"Police", "LawEnforcement", "Court", "Prosecution", "BorderService", "ImmigrationEnforcement"}
)
_FIRST: Final = frozenset(
    {"Helpline", "Shelter", "NGO", "HealthServiceOrganisation", "LegalService"}
)


def rank(kind: str) -> int:
    """0 for a victim's service, 2 for police, courts and borders, 1 for every other body."""
    return 0 if kind in _FIRST else 2 if kind in _LAST else 1


def asked_first(one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Whether `one` (kind, id of the agency) is asked before `two`; among equals the smaller id, always the same."""
    return (rank(one[0]), one[1]) <= (rank(two[0]), two[1])
