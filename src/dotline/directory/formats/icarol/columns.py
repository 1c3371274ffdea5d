"""The columns of iCarol's resource export (166 of them in 2015, more since), by what becomes of them.

Source: headings of public exports of 211 centres (San Francisco 2015, Ontario and Massachusetts 2017); headings only.
Names are compared in small letters, since centres export them in different letters.
"""

from typing import Final

# Only iCarol's export has these three beside each other.
SIGNS: Final = frozenset({"resourceagencynum", "publicname", "taxonomylevelname"})

TEXTS: Final = {
    "publicname": "name",
    "alternatename": "alternate_name",
    "agencydescription": "description",
    "eligibility": "eligibility_description",
    "feestructuresource": "fees_description",
    "applicationprocess": "application_process",
    "licenseaccreditation": "accreditations",
    "normalwaittime": "wait_time",
    "temporarymessage": "alert",
}
"""Texts of a service, by the name of the HSDS field."""

IN_FRENCH: Final = frozenset(
    {
        "name",
        "description",
        "eligibility_description",
        "fees_description",
        "application_process",
        "accreditations",
        "alert",
    }
)
PHONES: Final = {
    **{f"phone{number}number": "voice" for number in range(1, 6)},
    "phonefax": "fax",
    "phonetty": "textphone",
    "phonetollfree": "voice",
    "phonenumberhotline": "voice",
    "phonenumberbusinessline": "voice",
    "phonenumberoutofarea": "voice",
    "phonenumberafterhours": "voice",
}
"""Columns of phone numbers, by the type that HSDS calls them."""

CONTACTS: Final = ("seniorworker", "maincontact")
PEOPLE: Final = frozenset({"seniorworkername", "maincontactname", "mailingattentionname"})
ADDRESSES: Final = {"physical": "physical", "mailing": "postal", "other": "physical"}
PLACE: Final = frozenset(
    {"latitude", "longitude", "busserviceaccess", "publicaccesstransportation"}
)
"""Columns that tell where the physical address is without saying it."""

USED: Final = frozenset(
    {
        *SIGNS,
        *TEXTS,
        *PLACE,
        *PHONES,
        "parentagency",
        "parentagencynum",
        "websiteaddress",
        "emailaddressmain",
        "hoursofoperation",
        "languagesoffered",
        "languagesofferedlist",
        "languageofrecord",
        "documentsrequired",
        "disabilitiesaccess",
        "coveragearea",
        "coverageareatext",
        "coverage",
        "taxonomyterms",
        "taxonomycodes",
        "lastverifiedon",
        "updatedon",
        "agencystatus",
        "yearincorporated",
        "legalstatus",
        "irsstatus",
        "connectstositenum",
        "connectstoprogramnum",
        "temporarymessageappears",
        "temporarymessageexpires",
    }
)
"""Columns that are read; what stands in any other is noted as not carried over."""


STEERING: Final = frozenset(
    {
        *SIGNS,
        "parentagency",
        "parentagencynum",
        "agencystatus",
        "availablefordirectory",
        "isconfidential",
        "confidential",
        "languageofrecord",
        "connectstositenum",
        "connectstoprogramnum",
        "temporarymessageappears",
        "temporarymessageexpires",
    }
)
"""Columns that say how to read a row; nothing is lost when nothing of them is carried."""


def steers(column: str) -> bool:
    """Whether a column only says how to read its row."""
    return column in STEERING or column.endswith("isprivate") or column.startswith("excludefrom")


def phone_stem(column: str) -> str:
    """What the description, type and privacy columns of a phone begin with: phone1number -> phone1."""
    return column.removesuffix("number") if column[5:6].isdigit() else column


def is_used(column: str) -> bool:
    """Whether a column is read (or only steers the reading)."""
    stems = (*CONTACTS, *ADDRESSES)
    return (
        column in USED
        or column.endswith("isprivate")
        or column.startswith("excludefrom")
        or column in ("availablefordirectory", "isconfidential", "confidential")
        or any(column.startswith(stem) for stem in stems)
        or any(column.startswith(phone_stem(phone)) for phone in PHONES)
    )
