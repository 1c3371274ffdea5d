"""`dotline case doubles`, `undo-merge`: who is in the agency's own file twice, and parting two records again."""

from uuid import UUID

import click

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.queries import doubles as found
from dotline.ui.terminal import RichProgress, emit, json_option


def add_to(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (doubles, undo_merge):
        group.add_command(command)


@click.command()
@click.option("--find", "again", is_flag=True, help="Compare your agency's people first.")
@as_option
@json_option
def doubles(again: bool, reader: Reader, as_json: bool) -> None:
    """List records of your agency that may be of one person. Decide at the desk, where they stand side by side."""
    if again:
        from dotline.case.jobs.doubles import find  # noqa: PLC0415 - loads NumPy

        with RichProgress() as progress:
            find(reader, progress)
    told = [
        {"pair": one.id, "one": one.one_id, "two": one.two_id, "probability": one.probability}
        for one in found.waiting(reader)
    ]
    emit(told, as_json)


@click.command("undo-merge")
@click.argument("merge_id", type=click.UUID)
@as_option
@json_option
def undo_merge(merge_id: UUID, reader: Reader, as_json: bool) -> None:
    """Part two records that were merged; the newest merge is undone first."""
    done = actions.undo_merge(by=reader, merge_id=merge_id)
    emit({"merge": done.id, "kept": done.kept_id, "joined": done.joined_id}, as_json)
