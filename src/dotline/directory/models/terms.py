"""Tables of terms and of what sources say about their data (HSDS 3.1)."""

from dotline.base.sensitivity import columns
from dotline.directory.models.carried import Carried, carried, link_column, text_column


@columns(open=carried("taxonomy"))
class Taxonomy(Carried):
    """A list of terms that services are sorted by."""

    name = text_column()
    description = text_column()
    uri = text_column()
    version = text_column()
    name_fr = text_column()
    description_fr = text_column()


@columns(open=carried("taxonomy_term"))
class TaxonomyTerm(Carried):
    """One term of such a list."""

    code = text_column()
    name = text_column()
    description = text_column()
    parent_id = link_column()
    taxonomy = text_column()
    language = text_column()
    taxonomy_id = link_column()
    term_uri = text_column()
    name_fr = text_column()
    description_fr = text_column()


@columns(open=carried("attribute"))
class Attribute(Carried):
    """A term put on anything by its id."""

    link_id = link_column()
    taxonomy_term_id = link_column()
    link_type = text_column()
    link_entity = text_column()
    value = text_column()
    label = text_column()
    label_fr = text_column()


@columns(open=carried("metadata"))
class Metadata(Carried):
    """A change that the source tells about one of its fields."""

    resource_id = link_column()
    resource_type = text_column()
    last_action_date = text_column()
    last_action_type = text_column()
    field_name = text_column()
    previous_value = text_column()
    replacement_value = text_column()
    updated_by = text_column()


@columns(open=carried("meta_table_description"))
class MetaTableDescription(Carried):
    """What the source says about a table as a whole."""

    name = text_column()
    language = text_column()
    character_set = text_column()
