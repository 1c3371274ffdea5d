"""Case rules: roles, age at a moment, forms for counting, who decides as what. Pure.

Sources: research/cases.md section 8. Status is a history of determinations, never a column; no row
of a fact means unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import N_, Invalid
from dotline.base.typed import folded


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
NAME_KINDS = frozenset({"name", "alias"})  # kinds of identifier that are names
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


OLDEST = 120  # years; nobody is known to have grown much older
_PHONE = re.compile(r"\+?[0-9]{7,15}(?:(?:x|ext|poste)[0-9]{1,6})?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


def likely_birth_year(year: int, today: date) -> int:
    """A year of birth that somebody alive may have. Raises Invalid for one to come or long ago."""
    if not today.year - OLDEST <= year <= today.year:
        raise Invalid(N_("Nobody is looked for by this year of birth."), N_("Check the year."))
    return year


def likely_identifier(kind: str, value: str, today: date) -> str:
    """A name or number that can be meant, as it is kept; '' stays ''.

    Looking for what nobody can have finds nobody, and what is kept like that is never found again.
    A date of birth is written 1990-03-12. Raises Invalid with how it is written.
    """
    text = value.strip()
    if not text:
        return ""
    bare = re.sub(r"[\s().\-]", "", folded(text))
    if kind == "phone" and not _PHONE.fullmatch(bare):
        raise Invalid(N_("This is no phone number."), N_("Write 7 to 15 digits."))
    if kind == "email" and not _EMAIL.fullmatch(text):
        raise Invalid(N_("This is no email address."), N_("Write it like name@example.ca."))
    if kind in NAME_KINDS and not any(sign.isalpha() for sign in text):
        raise Invalid(N_("A name has letters."), N_("Write it, or leave it out."))
    return _birth_date(text, today) if kind == "birth_date" else text


def _birth_date(text: str, today: date) -> str:
    try:
        day = date.fromisoformat("-".join(folded(text).split()))
    except ValueError:
        raise Invalid(
            N_("This is no date of birth."), N_("Write year, month and day: 1990-03-12.")
        ) from None
    likely_birth_year(day.year, today)
    if day > today:
        raise Invalid(N_("This day lies ahead."), N_("Choose today or a day before."))
    return day.isoformat()


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
