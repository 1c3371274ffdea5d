"""The 84 fields of HTCDS 2.0 (IOM, 24 December 2021, CC BY 4.0), in their order, with their own pick lists.

Pick lists that we have words for stand in the crosswalk; per_Organisation has neither label nor type in the standard.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a cell may hold."""

    TEXT = "text"
    ONE = "one"
    MANY = "many"
    DATE = "date"
    NUMBER = "number"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    YESNO = "yesno"
    COUNTRIES = "countries"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Field:
    """One field; `named`: it may identify somebody. `values` are the pick list where the crosswalk has none."""

    name: str
    label: str
    kind: Kind
    core: bool = False
    named: bool = False
    retired: bool = False
    values: frozenset[str] = frozenset()


def _f(name: str, label: str, kind: Kind, marks: str = "", values: str = "") -> Field:
    """Marks: c core, n may identify somebody, r retired by version 2.0."""
    return Field(
        name, label, kind, "c" in marks, "n" in marks, "r" in marks, frozenset(values.split())
    )


_T, _ONE, _MANY = Kind.TEXT, Kind.ONE, Kind.MANY

FIELDS: Final = (
    _f("org_Name", "Organisation Name", _T),
    _f("org_ShippingCity", "Shipping City", _T),
    _f("org_ShippingCountry", "Shipping Country", _T),
    _f("org_ShippingState", "Shipping State/Province", _T),
    _f("org_ShippingStreet", "Shipping Street", _T),
    _f("org_ShippingPostalCode", "Shipping Zip/Postal Code", _T),
    _f("org_ShippingLongitude", "Longitude", Kind.LONGITUDE),
    _f("org_ShippingLatitude", "Latitude", Kind.LATITUDE),
    _f("org_Phone", "Phone", _T),
    _f("org_Type", "Type", _ONE),
    _f("prs_Salutation", "Salutation", _T, "cn"),
    _f("prs_FirstName", "First Name", _T, "cn"),
    _f("prs_MiddleName", "Middle Name", _T, "n"),
    _f("prs_SecondName", "Second Name", _T, "cn"),
    _f("prs_Birthdate", "Birthdate", Kind.DATE, "cn"),
    _f("prs_Gender", "Gender", _ONE, "c"),
    _f("prs_Deceased", "Deceased", Kind.YESNO),
    _f(
        "prs_MaritalStatus",
        "Marital Status",
        _ONE,
        "",
        "Single Married Widowed Divorced Separated RegisteredPartnership",
    ),
    _f("prs_NumberOfChildren", "Number of Children", Kind.NUMBER),
    _f("prs_PrimaryLanguage", "Primary Language", Kind.LANGUAGE),
    _f("prs_SecondaryLanguage", "Secondary Language", Kind.LANGUAGE),
    _f(
        "prs_HighestLevelOfEducation",
        "Highest Level of Education",
        _ONE,
        "",
        "EarlyChildhoodEducation PrimaryEducation LowerSecondaryEducation "
        "UpperSecondaryEducation PostSecondaryNonTertiaryEducation "
        "ShortCycleTertiaryEducation BachelorsOrEquivalentLevel MastersOrEquivalentLevel "
        "DoctoralOrEquivalentLevel",
    ),
    _f("prs_Citizenship", "Citizenship", Kind.COUNTRIES, "c"),
    _f("prs_IdentityNumber", "Identity Number", _T, "n"),
    _f("prs_Title", "Title", _T, "cn"),
    _f("prs_Email", "Email", _T, "cn"),
    _f("prs_HomePhone", "Home Phone", _T, "cn"),
    _f("prs_MobilePhone", "Mobile Phone", _T, "cn"),
    _f("prs_MailingCity", "Mailing City", _T, "cn"),
    _f("prs_MailingCountry", "Mailing Country", _T, "cn"),
    _f("prs_MailingState", "Mailing State/Province", _T, "cn"),
    _f("prs_MailingStreet", "Mailing Street", _T, "cn"),
    _f("prs_MailingPostalCode", "Mailing Zip/Postal Code", _T, "cn"),
    _f("prs_MailingLongitude", "Longitude", Kind.LONGITUDE, "n"),
    _f("prs_MailingLatitude", "Latitude", Kind.LATITUDE, "n"),
    _f("vic_AgreementToManagePersonalData", "Agreement to Manage Personal Data", Kind.YESNO, "r"),
    _f("vic_TraffickingStatus", "Trafficking Status", _ONE, "c"),
    _f(
        "vic_TraffickingStatusDecisionMakingOrg",
        "Trafficking Status Decision Making Organization",
        _ONE,
        "c",
    ),
    _f("vic_RelationshipToTrafficker", "Relationship to Trafficker", _ONE),
    _f("vic_AgeWhenTrafficked", "Age when Trafficked", Kind.NUMBER),
    _f("vic_RecruitmentWebsitesAndApps", "Recruitment Websites and Apps", _MANY),
    _f("vic_MethodOfRecruitment", "Method of Recruitment", _MANY, "c"),
    _f("vic_LocationOfRecruitment", "Location of Recruitment", _T, "cn"),
    _f("vic_MethodsOfControl", "Methods of Control", _MANY, "c"),
    _f("vic_TypeOfExploitation", "Type of Exploitation", _MANY, "c"),
    _f("vic_ForcedLabourIndustry", "Forced Labour Industry", _MANY, "c"),
    _f("vic_TypeOfSexExploitation", "Type of Sex Exploitation", _MANY, "c"),
    _f("vic_LocationOfExploitation", "Location of Exploitation", _T, "cn"),
    _f("vic_ExploitationWebsitesAndApps", "Exploitation Websites and Apps", _MANY),
    _f(
        "vic_Vulnerabilities",
        "Vulnerabilities",
        _MANY,
        "cr",
        "Addiction SocialGroup Discrimination Poverty DisabilityAndPhysicalHealth "
        "MentalHealth Migration Homelessness AbuseSocialMedia AbusePhysical Education "
        "WorkEnvironment",
    ),
    _f("vic_DetailsOfVulnerabilities", "Details Of Vulnerabilities", _T, "cnr"),
    _f(
        "per_RoleInProcess",
        "Role in Process",
        _MANY,
        "",
        "TravellingPartner Transporter RecruiterOrIntermediary BrokerTravelAgent "
        "TransferredIndividual HarbouredIndividual SoldIndividual BoughtIndividual "
        "ReceivedIndividual ControlledIndividual Smuggler Abuser Kidnapper Exploiter "
        "Other",
    ),
    _f("per_RoleDetails", "Role Details", _T, "n"),
    _f("per_Organisation", "Organisation", _T, "n"),
    _f("cas_Status", "Status", _ONE, "c"),
    _f("cas_ReasonForCaseClosure", "Reason for Case Closure", _T, "cn"),
    _f("cas_CaseOwner", "Case Owner", _T, "cn"),
    _f("cas_ReferringOrganisation", "Referring Organisation", _T, "cn"),
    _f("cas_IncomingReferralDate", "Incoming Referral Date", Kind.DATE, "c"),
    _f("cas_ReferringPrimaryCaseWorker", "Referring Primary Case Worker", _T, "cn"),
    _f(
        "cas_ReasonForIncomingReferral",
        "Reason for Incoming Referral",
        _ONE,
        "c",
        "AdditionalServicesRequired MigrationOrChangeOfLocation Other",
    ),
    _f("cas_IncomingReferralDetails", "Incoming Referral Details", _T, "cn"),
    _f("cas_ReferredOrganisation", "Referred Organisation", _T, "cn"),
    _f("cas_ReferredPrimaryCaseWorker", "Referred Primary Case Worker", _T, "cn"),
    _f(
        "cas_ReasonForOutgoingReferral",
        "Reason for Outgoing Referral",
        _ONE,
        "c",
        "AdditionalServicesRequired MigrationOrChangeOfLocation Other",
    ),
    _f("cas_OutgoingReferralDate", "Outgoing Referral Date", Kind.DATE, "c"),
    _f("cas_OutgoingReferralDetails", "Outgoing Referral Details", _T, "cn"),
    _f("cco_CaseComment", "Case Comment", _T, "n"),
    _f("hte_Longitude", "Longitude", Kind.LONGITUDE, "n"),
    _f("hte_Latitude", "Latitude", Kind.LATITUDE, "n"),
    _f("hte_City", "City", _T, "n"),
    _f("hte_Country", "Country", _T, "n"),
    _f("hte_State", "State", _T, "n"),
    _f("hte_Street", "Street", _T, "n"),
    _f("hte_PostalCode", "PostalCode", _T, "n"),
    _f("hte_Date", "Date", Kind.DATE),
    _f("hte_Type", "Type", _ONE, "", "Recruitment Transit Exploitation"),
    _f("hte_Description", "Description", _T, "n"),
    _f("spl_Objectives", "Objectives", _T, "n"),
    _f("spl_ActionPlan", "Action Plan", _T, "n"),
    _f("spl_PlannedEndDate", "Planned End Date", Kind.DATE),
    _f("spl_ActualEndDate", "Actual End Date", Kind.DATE),
    _f("spl_Type", "Type", _ONE),
    _f("con_Consent", "Consent", Kind.YESNO, "c"),
)
BY_NAME: Final = {field.name: field for field in FIELDS}

# Names that other tools of the same standard write: its survey form, and the typing error in its workbook.
ALIASES: Final = {
    "prs_First_Name": "prs_FirstName",
    "vic_Methods_of_Control": "vic_MethodsOfControl",
    "vic_TraffickinStatusDecisionMakingOrg": "vic_TraffickingStatusDecisionMakingOrg",
}
_LABELS = [field.label for field in FIELDS]
# Labels that only one field has: the workbook shows these to whoever fills it in.
BY_LABEL: Final = {field.label: field for field in FIELDS if _LABELS.count(field.label) == 1}
LABELS: Final = frozenset(_LABELS)
