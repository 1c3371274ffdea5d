"""Rows made for statistics: a case without a name, its facts held as bits. Pure.

Sources: research/cases.md 3.1 and 8. Each fact has its own bit for ever, so the list below only grows at its end. Four
things stay apart for each fact: yes (`present`), no (`absent`), asked and not known (`missing`, CTDC's -99), and not
stated (no bit). 'Not specified' is a fact of its own, in the list counted_marks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

Told = tuple[str, str]  # list, code

_CODES: Final[Mapping[str, str]] = {
    "control_means": (
        "DebtBondage TakesEarnings RestrictsFinancialAccess Threats ThreatsLawEnforcement "
        "ThreatensChildrenFamily FalsePromises PsychologicalAbuse PhysicalAbuse SexualAbuse "
        "PsychoactiveSubstance RestrictsMovement RestrictsMedicalCare WithholdsNecessities "
        "WithholdsDocuments ExcessiveWorkingHours Other"
    ),
    "exploitation": (
        "ForcedLabour SexualExploitation Other ForcedMarriage ForcedMilitaryByNonStateActors "
        "OrganRemoval"
    ),
    "labour_types": (
        "Agriculture Aquafarming Begging Construction DomesticWork Hospitality IllicitActivities "
        "Manufacturing MiningOrDrilling Peddling Transportation Other"
    ),
    "sex_exploitation": "Prostitution Pornography RemoteInteractiveServices PrivateSexualServices",
    "relation_to_trafficker": "IntimatePartner Friend Family Other",
    "counted_marks": (
        "MeansNotSpecified LabourNotSpecified RecruiterUnknown SexAndLabour Abduction SexOther"
    ),
}
# Bit by bit, the facts that a row may state. Never reorder: stored rows mean these places.
BITS: Final[tuple[Told, ...]] = tuple(
    (name, code) for name, codes in _CODES.items() for code in codes.split()
)
BIT_OF: Final[Mapping[Told, int]] = {told: 1 << place for place, told in enumerate(BITS)}

# What else a row may state, and the code list of each. A year is a number.
YEAR: Final = "year"
FIELD_LISTS: Final[Mapping[str, str]] = {
    "source": "counted_sources",
    "gender": "counted_genders",
    "age_band": "counted_age_bands",
    "majority": "majority",
    "majority_at_exploit": "majority",
    "majority_entry": "counted_age_bands",
    "months": "trafficking_months",
    "citizenship": "countries",
    "country": "countries",
}
FIELDS: Final = (YEAR, *FIELD_LISTS)
FIELD_BIT: Final[Mapping[str, int]] = {name: 1 << place for place, name in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One row. `number` is its row in the file; `values` are codes in the order of FIELD_LISTS, '' not stated.

    `missing_fields` has the bits of fields that the file marks as missing; `texts` holds what a scheme concatenates.
    """

    number: int
    year: int | None
    values: tuple[str, ...]
    present: int
    absent: int = 0
    missing: int = 0
    missing_fields: int = 0
    texts: str = ""

    def facts(self) -> Iterator[tuple[str, str, bool]]:
        """(list, code, present) of every fact that is stated; what is unknown is none."""
        yield from expanded(self.present, self.absent)

    def told(self) -> dict[str, str]:
        """The fields that are stated, by name."""
        return {name: code for name, code in zip(FIELD_LISTS, self.values, strict=True) if code}


@dataclass(frozen=True)
class CodedCase:
    """One of the agency's own cases without its people: what a CTDC row may say of it."""

    year: int
    gender: str
    age_band: str
    facts: tuple[tuple[str, str, bool], ...]


def expanded(present: int, absent: int) -> Iterator[tuple[str, str, bool]]:
    """The facts that two sets of bits state."""
    for place, (name, code) in enumerate(BITS):
        bit = 1 << place
        if present & bit:
            yield name, code, True
        elif absent & bit:
            yield name, code, False


_ROWS: Final = 1 << 32


def batch_id(drawn: UUID) -> UUID:
    """The id of a batch: its last four bytes are free for the numbers of its rows."""
    return UUID(int=drawn.int - drawn.int % _ROWS)


def row_id(batch: UUID, number: int) -> UUID:
    """The id under which a row of a batch is a case. Row 0 is the batch itself."""
    return UUID(int=batch.int + number)


def split(case: UUID) -> tuple[UUID, int]:
    """Batch and row number that `row_id` was given."""
    return batch_id(case), case.int % _ROWS
