"""The history of determinations: what each organisation says now, and where two contradict each other. Pure.

Sources: research/cases.md section 8, idea 4: 'possible', 'actual' and 'not a victim' by different
organisations stand side by side; nobody's word overwrites another's.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dotline.case.rules.cases import POSSIBLE

ACTUAL = "ActualVictimOfTrafficking"
NOT = "NotAVictimOfTrafficking"


@dataclass(frozen=True)
class Decided:
    """One determination: who (an organisation as it is compared), what, when."""

    organisation: str
    status: str
    on: date


def organisation_key(name: str) -> str:
    """A name as it is compared, so that 'Café Élan' and 'CAFÉ  élan' are one organisation, however it was typed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def standing(history: Iterable[Decided]) -> tuple[Decided, ...]:
    """The newest determination of each organisation, by organisation; of one day the later in the row."""
    newest: dict[str, Decided] = {}
    for one in history:
        key = organisation_key(one.organisation)
        if key not in newest or one.on >= newest[key].on:
            newest[key] = one
    return tuple(newest[key] for key in sorted(newest))


def contradict(now: Sequence[Decided]) -> bool:
    """Whether one organisation says 'victim' and another 'not a victim'; 'possible' contradicts nobody."""
    said = {one.status for one in now}
    return ACTUAL in said and NOT in said


def grounds_open(history: Sequence[Decided]) -> bool:
    """Whether somebody still has to decide on reasonable grounds: nobody has, or the newest word is 'possible'.

    `history` is in the order of days, then of writing down.
    """
    return not history or history[-1].status == POSSIBLE
