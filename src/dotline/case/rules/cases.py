"""Case rules: roles, age at a moment, forms for counting, who decides as what. Pure.

Sources: research/cases.md section 8. Status is a history of determinations, never a column; no row
of a fact means unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import N_, Invalid


class Role(StrEnum):
    """What somebody is in a case. One person may be a victim here and accused there (CVBR s. 4)."""

    VICTIM = "victim"
    ACCUSED = "accused"
    SUSPECT = "suspect"
    WITNESS = "witness"
    GUARDIAN = "guardian"
    DEPENDANT = "dependant"
    INFORMANT = "informant"
    CASEWORKER = "caseworker"
    ADVOCATE = "advocate"


class Answer(StrEnum):
    """What is known of a fact. Unknown is the absence of a row."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


FACT_LISTS = (
    "exploitation",
    "sex_exploitation",
    "control_means",
    "acts",
    "recruitment_methods",
    "relation_to_trafficker",
)
FORMS = "exploitation"
# On what a determination rests: codes, so that no opinion ends up in a record that a court may order.
BASES = ("interview", "documents", "indicators", "decision")
POSSIBLE = "PossibleVictimOfTrafficking"

# Names of accused persons stay with police and courts: gates.refer.MAY_KEEP_ACCUSED says which agencies.
ACCUSED_ROLES = frozenset({Role.ACCUSED, Role.SUSPECT})

_DECIDES_AS = {
    "Police": "Police",
    "LawEnforcement": "Police",
    "Court": "CourtOrProsecution",
    "Prosecution": "CourtOrProsecution",
    "NGO": "NGO",
    "Shelter": "NGO",
    "Helpline": "NGO",
    "LegalService": "NGO",
    "HealthServiceOrganisation": "NGO",
}


def decides_as(agency_kind: str) -> str:
    """The code of `determination_by_kind` for an agency that decides."""
    governmental = "Government" in agency_kind or agency_kind in {
        "BorderService",
        "ImmigrationService",
        "ChildProtection",
        "NationalRapporteur",
    }
    other = "NonPoliceGovernmentalOrganization" if governmental else "Other"
    return _DECIDES_AS.get(agency_kind, other)


@dataclass(frozen=True)
class Birth:
    """A birth interval, both days included: never a false exact date. None means without limit."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        """Raises Invalid when the interval ends before it begins."""
        if self.first and self.last and self.last < self.first:
            raise Invalid(
                "The latest possible birth date lies before the earliest.", "Check the two dates."
            )


ADULT = 18
FIRST_DAY = date(1900, 1, 1)  # nobody now alive was born, charged or paid before


def likely(day: date) -> date:
    """The day, if its year can be meant at all. Raises Invalid for the year 1 or 202, slips of the pen."""
    if day < FIRST_DAY:
        raise Invalid(N_("This year cannot be right."), N_("Write the year with four digits."))
    return day


def minor_at(birth: Birth, day: date) -> Answer:
    """Whether somebody is under 18 on a day: yes and no only when the whole interval agrees."""
    if birth.first and _years(birth.first, day) < ADULT:
        return Answer.YES
    if birth.last and _years(birth.last, day) >= ADULT:
        return Answer.NO
    return Answer.UNKNOWN


def _years(birth: date, day: date) -> int:
    had_birthday = (day.month, day.day) >= (birth.month, birth.day)
    return day.year - birth.year - (0 if had_birthday else 1)


_COUNTED_AS = {
    "SexualExploitation": "sex",
    "ForcedLabour": "labour",
    "ChildLabour": "labour",
    "Servitude": "labour",
}


def main_form(facts: Mapping[str, bool]) -> str:
    """The one form a case is counted under: sex before labour before another; unknown without a fact.

    `facts` maps codes of the list `exploitation` to present or not; an absent code is unknown.
    """
    found = {_COUNTED_AS.get(code, "other") for code, present in facts.items() if present}
    return next((form for form in ("sex", "labour", "other") if form in found), "unknown")


def clean_identifier(kind: str, value: str) -> str:
    """An identifier as it is compared: folded, without the signs that people write differently.

    Raises Invalid when nothing is left.
    """
    folded = " ".join(value.casefold().split())
    if kind in {"phone", "document"}:
        folded = "".join(sign for sign in folded if sign.isalnum())
    if not folded:
        raise Invalid("An identifier may not be empty.", "Write it, or leave it out.")
    return folded
