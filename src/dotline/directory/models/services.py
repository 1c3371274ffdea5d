"""Tables of organizations, services and what belongs to them (HSDS 3.1 plus our own columns)."""

from django.db import models

from dotline.base.sensitivity import columns
from dotline.directory.models.carried import (
    Carried,
    carried,
    link_column,
    number_column,
    text_column,
    yesno_column,
)


@columns(open=carried("organization"))
class Organization(Carried):
    """An organization that gives services."""

    name = text_column()
    alternate_name = text_column()
    description = text_column()
    email = text_column()
    website = text_column()
    tax_status = text_column()
    tax_id = text_column()
    year_incorporated = number_column()
    legal_status = text_column()
    logo = text_column()
    uri = text_column()
    parent_organization_id = link_column()
    name_fr = text_column()
    description_fr = text_column()


@columns(open=carried("program"))
class Program(Carried):
    """A set of services that an organization runs under one name."""

    organization_id = link_column()
    name = text_column()
    alternate_name = text_column()
    description = text_column()
    name_fr = text_column()
    description_fr = text_column()


@columns(open=carried("service"))
class Service(Carried):
    """What somebody can get: the thing a person in need is looking for."""

    organization_id = link_column()
    program_id = link_column()
    name = text_column()
    alternate_name = text_column()
    description = text_column()
    url = text_column()
    email = text_column()
    status = text_column()
    interpretation_services = text_column()
    application_process = text_column()
    fees_description = text_column()
    wait_time = text_column()
    fees = text_column()
    accreditations = text_column()
    eligibility_description = text_column()
    minimum_age = number_column()
    maximum_age = number_column()
    assured_date = text_column()
    assurer_email = text_column()
    licenses = text_column()
    alert = text_column()
    last_modified = text_column()
    name_fr = text_column()
    description_fr = text_column()
    application_process_fr = text_column()
    fees_description_fr = text_column()
    eligibility_description_fr = text_column()
    alert_fr = text_column()
    interpretation_services_fr = text_column()
    accreditations_fr = text_column()
    agency = link_column()
    accepts_referrals = yesno_column()
    sealed = yesno_column()
    region_en = text_column()
    region_fr = text_column()
    welcomes = text_column()
    needs = text_column()
    tiers = text_column()
    demo = models.BooleanField(default=False)
    changed_at = models.DateTimeField(db_index=True)


@columns(open=carried("service_area"))
class ServiceArea(Carried):
    """Whom a service is for, by place. `province` is a code, or CA for the whole country."""

    service_id = link_column()
    service_at_location_id = link_column()
    name = text_column()
    description = text_column()
    extent = text_column()
    extent_type = text_column()
    uri = text_column()
    name_fr = text_column()
    province = text_column()
    description_fr = text_column()


@columns(open=carried("service_capacity"))
class ServiceCapacity(Carried):
    """How much room there is, as the source said at `updated`."""

    service_id = link_column()
    unit_id = link_column()
    available = number_column()
    maximum = number_column()
    description = text_column()
    updated = text_column()
    description_fr = text_column()


@columns(open=carried("unit"))
class Unit(Carried):
    """What a capacity is counted in."""

    name = text_column()
    scheme = text_column()
    identifier = text_column()
    uri = text_column()
    name_fr = text_column()


@columns(open=carried("cost_option"))
class CostOption(Carried):
    """What it costs."""

    service_id = link_column()
    valid_from = text_column()
    valid_to = text_column()
    option = text_column()
    currency = text_column()
    amount = number_column()
    amount_description = text_column()
    option_fr = text_column()
    amount_description_fr = text_column()


@columns(open=carried("required_document"))
class RequiredDocument(Carried):
    """What somebody must bring."""

    service_id = link_column()
    document = text_column()
    uri = text_column()
    document_fr = text_column()


@columns(open=carried("funding"))
class Funding(Carried):
    """Where the money comes from."""

    organization_id = link_column()
    service_id = link_column()
    source = text_column()


@columns(open=carried("organization_identifier"))
class OrganizationIdentifier(Carried):
    """A number that another register gave an organization."""

    organization_id = link_column()
    identifier_scheme = text_column()
    identifier_type = text_column()
    identifier = text_column()


@columns(open=carried("url"))
class Url(Carried):
    """A further web address."""

    label = text_column()
    url = text_column()
    organization_id = link_column()
    service_id = link_column()
    label_fr = text_column()
