"""Tables of the directory: HSDS 3.1 objects, their sources, and the narrow rows that search reads."""

from dotline.directory.models.confirming import (
    ConfirmationAnswer,
    ConfirmationRequest,
    Verification,
)
from dotline.directory.models.lists import ListPlace
from dotline.directory.models.loads import LoadFinding, LoadRun, Source, Tombstone
from dotline.directory.models.merges import DuplicatePair, Merge, MovedLink
from dotline.directory.models.offers import FieldOffer
from dotline.directory.models.people import (
    Contact,
    Language,
    Phone,
)
from dotline.directory.models.places import (
    Accessibility,
    Address,
    Location,
    Schedule,
    ServiceAtLocation,
)
from dotline.directory.models.search import (
    Edition,
    SearchArea,
    SearchHours,
    SearchPoint,
    SearchRow,
    ServiceNeed,
)
from dotline.directory.models.services import (
    CostOption,
    Funding,
    Organization,
    OrganizationIdentifier,
    Program,
    RequiredDocument,
    Service,
    ServiceArea,
    ServiceCapacity,
    Unit,
    Url,
)
from dotline.directory.models.terms import (
    Attribute,
    Metadata,
    MetaTableDescription,
    Taxonomy,
    TaxonomyTerm,
)

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "ConfirmationAnswer",
    "ConfirmationRequest",
    "Contact",
    "CostOption",
    "DuplicatePair",
    "Edition",
    "FieldOffer",
    "Funding",
    "Language",
    "ListPlace",
    "LoadFinding",
    "LoadRun",
    "Location",
    "Merge",
    "MetaTableDescription",
    "Metadata",
    "MovedLink",
    "Organization",
    "OrganizationIdentifier",
    "Phone",
    "Program",
    "RequiredDocument",
    "Schedule",
    "SearchArea",
    "SearchHours",
    "SearchPoint",
    "SearchRow",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "ServiceNeed",
    "Source",
    "Taxonomy",
    "TaxonomyTerm",
    "Tombstone",
    "Unit",
    "Url",
    "Verification",
]
