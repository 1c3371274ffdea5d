"""`dotline directory needs`: our terms for what people need, beside those of Open Eligibility."""

import click

from dotline.access.commandline import as_option
from dotline.access.policy import may
from dotline.base.reader import Reader
from dotline.reference import needs as taxonomy
from dotline.ui.terminal import emit, json_option


@click.command("needs")
@as_option
@json_option
def needs(reader: Reader, as_json: bool) -> None:
    """List every need in both languages, with its Open Eligibility term and how close that is."""
    may(reader, "directory.read").or_refuse()
    rows = [
        {
            "code": one.code,
            "parent": one.parent,
            "en": one.label("en"),
            "fr": one.label("fr"),
            "open_eligibility": match.term if match else "",
            "match": match.how if match else "",
        }
        for one in taxonomy.every()
        for match in [taxonomy.open_eligibility(one.code)]
    ]
    emit(rows, as_json)
