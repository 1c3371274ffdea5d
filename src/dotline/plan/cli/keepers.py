"""`dotline plan keepers`: which organisations own the federal plan."""

import click

from dotline.access import queries as access
from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.plan import actions
from dotline.plan.queries.keepers import keepers
from dotline.ui.asked import lang
from dotline.ui.terminal import emit, json_option


def add_to(group: click.Group) -> None:
    """Add the commands of this file."""
    for command in (list_keepers, name_keeper, end_keeper):
        group.add_command(command)


@click.command("keepers")
@as_option
@json_option
def list_keepers(reader: Reader, as_json: bool) -> None:
    """List the organisations whose people may change the federal plan."""
    rows = [
        {
            "code": one.agency.code,
            "name": one.agency.name_fr if lang() == "fr" else one.agency.name_en,
            "since": one.since,
        }
        for one in keepers(reader)
    ]
    emit(rows, as_json)


@click.command("name-keeper")
@click.argument("code")
@as_option
def name_keeper(reader: Reader, code: str) -> None:
    """Let the people of an organisation change the federal plan, as their roles allow."""
    found = access.agency_by_code(reader, code)
    actions.name_keeper(by=reader, agency=found.id)
    click.echo(found.code)


@click.command("end-keeper")
@click.argument("code")
@as_option
def end_keeper(reader: Reader, code: str) -> None:
    """Let the people of an organisation change the federal plan no more."""
    found = access.agency_by_code(reader, code)
    actions.end_keeper(by=reader, agency=found.id)
    click.echo(found.code)
