"""An export shaped like iCarol's, all of it invented: real headings, one public family, and secrets with marks."""

import csv
import io
from typing import Any

NUMBER = "1-833-900-1010"
OTHER_PHONES = "Fax TTY TollFree NumberHotline NumberBusinessLine NumberOutOfArea NumberAfterHours"
PHONES = [
    *(
        f"Phone{place}{part}"
        for place in range(1, 6)
        for part in ("Number", "Name", "Description", "IsPrivate", "Type")
    ),
    *(
        f"Phone{word}{part}"
        for word in OTHER_PHONES.split()
        for part in ("", "Description", "IsPrivate")
    ),
]
COLUMNS = """
ResourceAgencyNum PublicName AlternateName OfficialName TaxonomyLevelName ParentAgency ParentAgencyNum
RecordOwner UniqueIDPriorSystem MailingAttentionName MailingAddress1 MailingAddress2 MailingCity
MailingStateProvince MailingPostalCode MailingCountry MailingAddressIsPrivate PhysicalAddress1
PhysicalAddress2 PhysicalCity PhysicalCounty PhysicalStateProvince PhysicalPostalCode PhysicalCountry
PhysicalAddressIsPrivate OtherAddress1 OtherAddress2 OtherCity OtherCounty OtherStateProvince OtherPostalCode
OtherCountry Latitude Longitude HoursOfOperation EmailAddressMain WebsiteAddress AgencyStatus
AgencyClassification AgencyDescription SearchHints CoverageArea CoverageAreaText Eligibility SeniorWorkerName
SeniorWorkerTitle SeniorWorkerEmailAddress SeniorWorkerPhoneNumber SeniorWorkerIsPrivate MainContactName
MainContactTitle MainContactEmailAddress MainContactPhoneNumber MainContactType MainContactIsPrivate
LicenseAccreditation IRSStatus FEIN YearIncorporated LegalStatus ExcludeFromWebsite ExcludeFromDirectory
DisabilitiesAccess PhysicalLocationDescription BusServiceAccess PublicAccessTransportation FeeStructureSource
ApplicationProcess DocumentsRequired LanguagesOffered LanguagesOfferedList CapacityType ServiceCapacity
NormalWaitTime TemporaryMessage TemporaryMessageAppears TemporaryMessageExpires EnteredOn UpdatedOn
MadeInactiveOn InternalNotes InternalNotesForEditorsAndViewers LastVerifiedOn LastVerifiedByName
LastVerifiedByPhoneNumber LastVerifiedByEmailAddress AvailableForDirectory AvailableForReferral
AvailableForResearch ConnectsToSiteNum ConnectsToProgramNum LanguageOfRecord CurrentWorkflowStepCode
Categories TaxonomyTerms TaxonomyCodes Coverage
"""
HEADING = [*COLUMNS.split(), *PHONES]


def row(number: str, level: str, name: str, **more: str) -> dict[str, str]:
    """A public row; further columns by their iCarol names."""
    return {
        "ResourceAgencyNum": number,
        "TaxonomyLevelName": level,
        "PublicName": name,
        "AgencyStatus": "Active",
        "ExcludeFromWebsite": "No",
        "ExcludeFromDirectory": "No",
        **more,
    }


def table(*rows: dict[str, str]) -> bytes:
    """The export as a centre would send it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADING, restval="", extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


PUBLIC: list[dict[str, str]] = [
    row("100", "Agency", "Lakeside Community Society", AgencyDescription="Help of many kinds.",
        WebsiteAddress="example.org", PhysicalAddress1="1 Example Street", PhysicalCity="Winnipeg",
        PhysicalStateProvince="MB", PhysicalPostalCode="R3C 0A1", PhysicalCountry="Canada",
        Latitude="49.8901", Longitude="-97.1402", YearIncorporated="1999"),
    row("110", "Program", "Lakeside Shelter Program", ParentAgency="Lakeside Community Society",
        ParentAgencyNum="100", AgencyDescription="Beds for women and children.",
        Eligibility="Women and children", Phone1Number=NUMBER, Phone1Name="Main", PhoneFax=NUMBER,
        HoursOfOperation="Mon-Fri 9am-5pm; Sat 10am-2pm", LanguagesOffered="English, Tagalog",
        CoverageArea="Manitoba", LastVerifiedOn="9/25/2026", TaxonomyTerms="Domestic Violence Shelters",
        DocumentsRequired="None", SearchHints="bed"),
    row("110", "Program", "Programme d’hébergement", ParentAgencyNum="100", LanguageOfRecord="French",
        AgencyDescription="Des lits pour femmes et enfants."),
    row("120", "Site", "Lakeside House", ParentAgencyNum="100", PhysicalAddress1="2 Example Street",
        PhysicalCity="Winnipeg", PhysicalStateProvince="MB", PhysicalPostalCode="R3C 0A1",
        PhysicalCountry="Canada", BusServiceAccess="Bus 10", HoursOfOperation="9-5",
        DisabilitiesAccess="Ramp", PhysicalAddressIsPrivate="No"),
    row("130", "ProgramAtSite", "Shelter at Lakeside House", ParentAgencyNum="100",
        ConnectsToSiteNum="120", ConnectsToProgramNum="110", Phone1Number=NUMBER, Phone1IsPrivate="FALSE"),
]  # fmt: skip


def secret(mark: int) -> dict[str, Any]:
    """Values that must never turn up, each recognisable by its mark, and the texts in which they are looked for."""
    digits = f"{mark:04d}"
    return {
        "street": f"{mark} Kestrelwyn{digits} Crescent",
        "postal": f"H{digits[0]}K {digits[1]}Q{digits[2]}",
        "latitude": f"46.{digits}71",
        "longitude": f"-71.{digits}83",
        "phone": f"({digits[:3]}) 900-{digits}",
        "email": f"zephyrine{digits}@hidden-{digits}.example",
        "person": f"Ysoldine Quarrington{digits}",
        "needles": (
            f"Kestrelwyn{digits}", f"H{digits[0]}K {digits[1]}Q{digits[2]}",
            f"H{digits[0]}K{digits[1]}Q{digits[2]}", f"46.{digits}", f"71.{digits}",
            f"900-{digits}", f"{digits[:3]}900{digits}", f"zephyrine{digits}", f"hidden-{digits}",
            f"Quarrington{digits}", f"Ysoldine Quarrington{digits}",
        ),
    }  # fmt: skip
