"""Tables of whom to ask and how (HSDS 3.1)."""

from dotline.base.sensitivity import columns
from dotline.directory.models.carried import (
    Carried,
    carried,
    link_column,
    number_column,
    text_column,
)


@columns(open=carried("contact"))
class Contact(Carried):
    """A person or desk to ask for, as the organization itself published it."""

    organization_id = link_column()
    service_id = link_column()
    service_at_location_id = link_column()
    location_id = link_column()
    name = text_column()
    title = text_column()
    department = text_column()
    email = text_column()
    title_fr = text_column()
    department_fr = text_column()


@columns(open=carried("phone"))
class Phone(Carried):
    """A number to call, for whatever its owner columns name."""

    location_id = link_column()
    service_id = link_column()
    organization_id = link_column()
    contact_id = link_column()
    service_at_location_id = link_column()
    number = text_column()
    extension = number_column()
    type = text_column()
    description = text_column()
    description_fr = text_column()


@columns(open=carried("language"))
class Language(Carried):
    """A language somebody can be helped in."""

    service_id = link_column()
    location_id = link_column()
    phone_id = link_column()
    name = text_column()
    code = text_column()
    note = text_column()
    note_fr = text_column()
