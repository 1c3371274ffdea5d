"""A person of a standard's file, as our case wants her: codes apart from words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

CLOSED: Final = frozenset({"Closed", "ClosedReferred"})
UNKNOWN_GENDER: Final = "NonSpecifiedUnknown"
# What somebody does to others. The other values of per_RoleInProcess may be read either way ("SoldIndividual"), so they
# make nobody a suspect.
ACTS_OF_PERPETRATORS: Final = frozenset(
    {
        *("TravellingPartner", "Transporter", "RecruiterOrIntermediary", "BrokerTravelAgent"),
        *("Smuggler", "Abuser", "Kidnapper", "Exploiter"),
    }
)

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class StandardPerson:
    """One person in one case. `words` is the whole row in the standard's words; nothing in it is dropped.

    `determined` is (status, who decided, by kind), only where both are told; None is nobody's decision.
    """

    words: Words
    role: str
    gender: str = UNKNOWN_GENDER
    born: date | None = None
    opened_on: date | None = None
    status: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    determined: tuple[str, str] | None = None
    event: "StandardEvent | None" = None


@dataclass(frozen=True)
class StandardEvent:
    """Where and when something happened: kind of episode, day, ISO country ('' not told as a code), place."""

    kind: str
    day: date | None
    country: str
    place: str


@dataclass(frozen=True)
class KeptPerson:
    """What the case says of her now, to be written in the standard's words; `words` as they once came in.

    `consented` is whether every one of the standard's seven questions was agreed to, None where none was asked.
    `nameless` leaves out all that may identify her, as a publication ban has it.
    """

    words: Words
    gender: str
    born: date | None
    status: str
    identifiers: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str, bool], ...]
    determined: tuple[str, str] | None
    consented: bool | None = None
    nameless: bool = False


def is_perpetrator(words: Words) -> bool:
    """Whether a row tells of somebody who exploits others, and nothing of being exploited."""
    acts = ACTS_OF_PERPETRATORS.intersection(words.get("per_RoleInProcess", ()))
    return bool(acts) and not any(name.startswith("vic_") for name in words)
