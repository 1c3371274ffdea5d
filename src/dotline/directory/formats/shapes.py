"""HSDS 3.1 as data: each object, its fields, and where it nests. Readers, writers and tables follow this one list.

Source: Open Referral Human Services Data Specification 3.1, schema/*.json (CC-BY-SA 4.0), read as a
standard: names, kinds and required fields only.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """How one value is checked."""

    TEXT = "text"
    CODE = "code"  # short text: spaces around it mean nothing
    ID = "id"
    NUMBER = "number"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    URI = "uri"
    EMAIL = "email"
    YESNO = "yesno"
    PHONE = "phone"


@dataclass(frozen=True)
class Field:
    """One column of an object. `choices` is a closed list of HSDS words."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    ours: bool = False  # carried in `x_dotline`, not part of HSDS


@dataclass(frozen=True)
class Nest:
    """A child inside a parent's JSON.

    `many`: the child's `column` names the parent; otherwise the parent's names the child.
    """

    key: str
    child: str
    column: str
    many: bool = True


@dataclass(frozen=True)
class Shape:
    """One HSDS object: its word, its CSV file, its fields and nests."""

    name: str
    file: str
    fields: tuple[Field, ...]
    nests: tuple[Nest, ...] = ()

    @property
    def twins(self) -> tuple[str, ...]:
        """The texts that have a French one beside them."""
        return _twins(self)

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)


@lru_cache(maxsize=64)
def _twins(shape: Shape) -> tuple[str, ...]:
    names = {field.name for field in shape.fields}
    return tuple(field.name for field in shape.fields if f"{field.name}_fr" in names)


CHOICES = {
    "status": ("active", "inactive", "defunct", "temporarily closed"),
    "location_type": ("physical", "postal", "virtual"),
    "address_type": ("physical", "postal", "virtual"),
    "wkst": ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    "freq": ("WEEKLY", "MONTHLY"),
}


def _field(word: str, *, ours: bool = False) -> Field:
    """'name', 'name!' (required), 'name:kind', 'name:kind!'."""
    name, _, kind = word.rstrip("!").partition(":")
    kind = kind or ("id" if name.endswith("_id") else "text")
    return Field(name, Kind(kind), word.endswith("!"), CHOICES.get(name, ()), ours)


def _shape(name: str, file: str, fields: str, ours: str = "", nests: str = "") -> Shape:
    """`nests` words are 'key=child.column' (many) or 'key<child.column' (one, through the parent's column)."""
    own = tuple(_field(word) for word in fields.split()) + tuple(
        _field(word, ours=True) for word in ours.split()
    )
    return Shape(name, f"{file}.csv", own, tuple(_nest(word) for word in nests.split()))


def _nest(word: str) -> Nest:
    many = "=" in word
    key, _, rest = word.partition("=" if many else "<")
    child, _, column = rest.partition(".")
    return Nest(key, child, column, many)


_LIST = (
    _shape(
        "organization",
        "organizations",
        "name! alternate_name description email:email website:uri tax_status tax_id:text year_incorporated:number "
        "legal_status logo uri:uri parent_organization_id",
        "name_fr description_fr",
        "funding=funding.organization_id contacts=contact.organization_id phones=phone.organization_id "
        "locations=location.organization_id programs=program.organization_id "
        "organization_identifiers=organization_identifier.organization_id "
        "additional_websites=url.organization_id services=service.organization_id",
    ),
    _shape(
        "program",
        "programs",
        "organization_id name! alternate_name description",
        "name_fr description_fr",
    ),
    _shape(
        "service",
        "services",
        "organization_id program_id name! alternate_name description url:uri email:email status:code! "
        "interpretation_services application_process fees_description wait_time fees accreditations "
        "eligibility_description minimum_age:number maximum_age:number assured_date:date "
        "assurer_email:email licenses alert last_modified:moment",
        "name_fr description_fr application_process_fr fees_description_fr eligibility_description_fr "
        "alert_fr interpretation_services_fr accreditations_fr agency:id accepts_referrals:yesno "
        "sealed:yesno region_en region_fr welcomes",
        "phones=phone.service_id schedules=schedule.service_id service_areas=service_area.service_id "
        "service_at_locations=service_at_location.service_id languages=language.service_id "
        "organization<organization.organization_id funding=funding.service_id "
        "cost_options=cost_option.service_id program<program.program_id "
        "required_documents=required_document.service_id contacts=contact.service_id "
        "capacities=service_capacity.service_id additional_urls=url.service_id",
    ),
    _shape(
        "location",
        "locations",
        "location_type:code! url:uri organization_id name alternate_name description transportation "
        "latitude:latitude longitude:longitude external_identifier external_identifier_type",
        "name_fr description_fr transportation_fr",
        "languages=language.location_id addresses=address.location_id contacts=contact.location_id "
        "accessibility=accessibility.location_id phones=phone.location_id schedules=schedule.location_id",
    ),
    _shape(
        "service_at_location",
        "service_at_location",
        "service_id location_id description",
        "description_fr",
        "service_areas=service_area.service_at_location_id contacts=contact.service_at_location_id "
        "phones=phone.service_at_location_id schedules=schedule.service_at_location_id "
        "location<location.location_id service<service.service_id",
    ),
    _shape(
        "address",
        "addresses",
        "location_id attention address_1! address_2 city:code! region:code state_province:code! "
        "postal_code:code! country:code! address_type:code!",
    ),
    _shape(
        "contact",
        "contacts",
        "organization_id service_id service_at_location_id location_id name title department email:email",
        "title_fr department_fr",
        "phones=phone.contact_id",
    ),
    _shape(
        "phone",
        "phones",
        "location_id service_id organization_id contact_id service_at_location_id number:phone! "
        "extension:number type description",
        "description_fr",
        "languages=language.phone_id",
    ),
    _shape(
        "schedule",
        "schedules",
        "service_id location_id service_at_location_id valid_from:date valid_to:date dtstart:date "
        "timezone:number until:date count:number wkst:code freq:code interval:number byday:code "
        "byweekno:code bymonthday:code byyearday:code description opens_at:time closes_at:time "
        "schedule_link:uri attending_type notes",
        "description_fr notes_fr zone:code",
    ),
    _shape(
        "service_area",
        "service_areas",
        "service_id service_at_location_id name description extent extent_type uri",
        "name_fr description_fr province:code",
    ),
    _shape(
        "language", "languages", "service_id location_id phone_id name code:code note", "note_fr"
    ),
    _shape(
        "accessibility",
        "accessibility",
        "location_id description details url:uri",
        "description_fr details_fr",
    ),
    _shape(
        "cost_option",
        "cost_options",
        "service_id valid_from:date valid_to:date option currency amount:number amount_description",
        "option_fr amount_description_fr",
    ),
    _shape("funding", "funding", "organization_id service_id source"),
    _shape(
        "organization_identifier",
        "organization_identifiers",
        "organization_id identifier_scheme identifier_type! identifier!",
    ),
    _shape("required_document", "required_documents", "service_id document uri:uri", "document_fr"),
    _shape("unit", "units", "name! scheme identifier uri:uri", "name_fr"),
    _shape(
        "service_capacity",
        "service_capacity",
        "service_id unit_id available:number! maximum:number description updated:moment!",
        "description_fr",
        "unit<unit.unit_id",
    ),
    _shape("url", "url", "label url:uri! organization_id service_id", "label_fr"),
    _shape(
        "taxonomy",
        "taxonomies",
        "name! description uri:uri version",
        "name_fr description_fr",
    ),
    _shape(
        "taxonomy_term",
        "taxonomy_terms",
        "code:code name! description parent_id taxonomy language:code taxonomy_id term_uri:uri",
        "name_fr description_fr",
        "taxonomy_detail<taxonomy.taxonomy_id",
    ),
    _shape(
        "attribute",
        "attributes",
        "link_id taxonomy_term_id link_type link_entity value label",
        "label_fr",
        "taxonomy_term<taxonomy_term.taxonomy_term_id",
    ),
    _shape(
        "metadata",
        "metadata",
        "resource_id resource_type last_action_date:date! last_action_type! field_name! previous_value! "
        "replacement_value! updated_by!",
    ),
    _shape("meta_table_description", "meta_table_descriptions", "name language:code character_set"),
)

SHAPES: dict[str, Shape] = {shape.name: shape for shape in _LIST}
FILES: dict[str, Shape] = {shape.file: shape for shape in _LIST}

# Children that hang on any object by its id alone.
ANYWHERE = (Nest("attributes", "attribute", "link_id"), Nest("metadata", "metadata", "resource_id"))

# Which object an id column names. Columns that may name something outside the file are not here.
TARGETS: dict[str, str] = {
    "organization_id": "organization",
    "program_id": "program",
    "service_id": "service",
    "location_id": "location",
    "service_at_location_id": "service_at_location",
    "contact_id": "contact",
    "phone_id": "phone",
    "unit_id": "unit",
    "taxonomy_id": "taxonomy",
    "taxonomy_term_id": "taxonomy_term",
}

# An object without any of these hangs in the air: nobody could ever see it.
OWNERS: dict[str, tuple[str, ...]] = {
    "service_at_location": ("service_id",),
    "address": ("location_id",),
    "contact": ("organization_id", "service_id", "service_at_location_id", "location_id"),
    "phone": (
        "location_id",
        "service_id",
        "organization_id",
        "contact_id",
        "service_at_location_id",
    ),
    "schedule": ("service_id", "location_id", "service_at_location_id"),
    "language": ("service_id", "location_id", "phone_id"),
    "accessibility": ("location_id",),
    "cost_option": ("service_id",),
    "required_document": ("service_id",),
    "service_capacity": ("service_id",),
    "organization_identifier": ("organization_id",),
}


def nests(shape: Shape) -> tuple[Nest, ...]:
    """All nests of an object, those of every object last."""
    if shape.name in ("metadata", "meta_table_description"):
        return shape.nests
    own = shape.nests
    return own + (
        ANYWHERE if shape.name not in ("attribute", "taxonomy", "taxonomy_term") else ANYWHERE[1:]
    )
