"""Tables of places and hours (HSDS 3.1 plus our own columns)."""

from dotline.base.sensitivity import columns
from dotline.directory.models.carried import (
    Carried,
    carried,
    link_column,
    number_column,
    text_column,
)


@columns(open=carried("location"))
class Location(Carried):
    """A place, real, postal or virtual. A sealed place is never here: only its region is."""

    location_type = text_column()
    url = text_column()
    organization_id = link_column()
    name = text_column()
    alternate_name = text_column()
    description = text_column()
    transportation = text_column()
    latitude = number_column()
    longitude = number_column()
    external_identifier = text_column()
    external_identifier_type = text_column()
    name_fr = text_column()
    description_fr = text_column()
    transportation_fr = text_column()


@columns(open=carried("service_at_location"))
class ServiceAtLocation(Carried):
    """A service given at a place."""

    service_id = link_column()
    location_id = link_column()
    description = text_column()
    description_fr = text_column()


@columns(open=carried("address"))
class Address(Carried):
    """Where a place is, complete enough to be valid HSDS."""

    location_id = link_column()
    attention = text_column()
    address_1 = text_column()
    address_2 = text_column()
    city = text_column()
    region = text_column()
    state_province = text_column()
    postal_code = text_column()
    country = text_column()
    address_type = text_column()


@columns(open=carried("accessibility"))
class Accessibility(Carried):
    """How somebody with a disability gets in and around."""

    location_id = link_column()
    description = text_column()
    details = text_column()
    url = text_column()
    description_fr = text_column()
    details_fr = text_column()


@columns(open=carried("schedule"))
class Schedule(Carried):
    """When something is open. `zone` is the IANA zone in which its hours are meant."""

    service_id = link_column()
    location_id = link_column()
    service_at_location_id = link_column()
    valid_from = text_column()
    valid_to = text_column()
    dtstart = text_column()
    timezone = number_column()
    until = text_column()
    count = number_column()
    wkst = text_column()
    freq = text_column()
    interval = number_column()
    byday = text_column()
    byweekno = text_column()
    bymonthday = text_column()
    byyearday = text_column()
    description = text_column()
    opens_at = text_column()
    closes_at = text_column()
    schedule_link = text_column()
    attending_type = text_column()
    notes = text_column()
    description_fr = text_column()
    zone = text_column()
    notes_fr = text_column()
