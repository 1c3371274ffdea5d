"""The columns of CTDC files, in their order, and what each one means to us."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from dotline.case.rules import counted
from dotline.reference import crosswalk

CTDC_2021: Final = "CTDC2021"
CTDC_2017: Final = "CTDC2017"
MISSING: Final = "-99"
YES, NO, BLANK = "1", "0", ""

_MEANS_2021 = (
    "DebtBondage TakesEarnings Threats PsychologicalAbuse PhysicalAbuse SexualAbuse FalsePromises "
    "PsychoactiveSubstances RestrictsMovement RestrictsMedicalCare ExcessiveWorkingHours "
    "ThreatOfLawEnforce WithholdsNecessities WithholdsDocuments Other"
)
_MEANS_2017 = (
    "DebtBondage TakesEarnings RestrictsFinancialAccess Threats PsychologicalAbuse PhysicalAbuse "
    "SexualAbuse FalsePromises PsychoactiveSubstances RestrictsMovement RestrictsMedicalCare "
    "ExcessiveWorkingHours UsesChildren ThreatOfLawEnforcement WithholdsNecessities "
    "WithholdsDocuments Other NotSpecified Concatenated"
)
_LABOUR_2017 = (
    "Agriculture Aquafarming Begging Construction DomesticWork Hospitality IllicitActivities "
    "Manufacturing MiningOrDrilling Peddling Transportation Other NotSpecified Concatenated"
)
_SEX_2017 = "Prostitution Pornography RemoteInteractiveServices PrivateSexualServices Concatenated"


def _all(prefix: str, names: str) -> tuple[str, ...]:
    return tuple(prefix + name for name in names.split())


_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    CTDC_2021: (
        *("yearOfRegistration", "gender", "ageBroad", "majorityStatusAtExploit", "traffickMonths"),
        *("citizenship", "CountryOfExploitation"),
        *_all("meansOfControl", _MEANS_2021),
        *("isForcedLabour", "isSexualExploit", "isOtherExploit"),
        *_all("typeOfLabour", "Agriculture Construction DomesticWork Hospitality Other"),
        *_all("typeOfSex", "Prostitution Pornography Other"),
        *_all("recruiterRelation", "IntimatePartner Friend Family Other"),
    ),
    CTDC_2017: (
        *("yearOfRegistration", "Datasource", "gender", "ageBroad", "majorityStatus"),
        *("majorityStatusAtExploit", "MajorityEntry", "citizenship"),
        *_all("meansOfControl", _MEANS_2017),
        *("isForcedLabour", "isSexualExploit", "isOtherExploit", "isSexAndLabour"),
        *("isForcedMarriage", "isForcedMilitary", "isOrganRemoval", "typeOfExploitConcatenated"),
        *_all("typeOfLabour", _LABOUR_2017),
        *_all("typeOfSex", _SEX_2017),
        *("isAbduction", "RecruiterRelationship", "CountryOfExploitation"),
        *_all("recruiterRelation", "IntimatePartner Friend Family Other Unknown"),
    ),
}
_FIELDS: Final[Mapping[str, str]] = {
    "yearOfRegistration": counted.YEAR,
    "Datasource": "source",
    "gender": "gender",
    "ageBroad": "age_band",
    "majorityStatus": "majority",
    "majorityStatusAtExploit": "majority_at_exploit",
    "MajorityEntry": "majority_entry",
    "traffickMonths": "months",
    "citizenship": "citizenship",
    "CountryOfExploitation": "country",
}


@dataclass(frozen=True)
class Shape:
    """A CTDC file: columns in order; which are flags (to their bit), fields (to ours), concatenated texts.

    `flag_of` says which column tells one of our facts on the way out, and whether that is the column's own meaning
    (only then does 'no' pass too: 'no begging' is not 'no other labour').
    """

    scheme: str
    columns: tuple[str, ...]
    flags: Mapping[str, int]
    fields: Mapping[str, str]
    texts: tuple[str, ...]
    flag_of: Mapping[counted.Told, tuple[str, bool]]
    alpha3: bool

    @property
    def nothing(self) -> str:
        """What this codebook writes where nothing is known of a fact that another file leaves unstated."""
        return MISSING if self.scheme == CTDC_2017 else BLANK


@cache
def shape(scheme: str) -> Shape:
    """The shape of a CTDC scheme."""
    columns, rows = _COLUMNS[scheme], crosswalk.scheme(scheme).maps
    flags = {one.field: counted.BIT_OF[one.list, one.code] for one in rows if _is_own(one)}
    flag_of = {
        (one.list, one.code): (one.field, one.way != crosswalk.OUT)
        for one in rows
        if one.value == YES and one.field in flags
    }
    fields = {name: _FIELDS[name] for name in columns if name in _FIELDS}
    texts = tuple(name for name in columns if name not in flags and name not in fields)
    return Shape(scheme, columns, flags, fields, texts, flag_of, scheme == CTDC_2021)


def _is_own(one: crosswalk.CodeMap) -> bool:
    return one.value == YES and one.way != crosswalk.OUT
