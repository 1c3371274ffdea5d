"""`dotline directory conflicts`, `duplicates`, `merge`, `unmerge`: what whoever keeps the directory decides."""

from typing import Final
from uuid import UUID

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.access.commandline import as_option
from dotline.base.errors import Conflict, NotFound
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.queries import duplicates as pairs
from dotline.directory.queries import offers
from dotline.directory.rules.sources import source_id
from dotline.ui.terminal import RichProgress, emit, json_option

SHOWN: Final = 40


@click.group(invoke_without_command=True)
@click.option("--source", default="", help="Only what this source offers.")
@as_option
@json_option
@click.pass_context
def conflicts(context: click.Context, source: str, reader: Reader, as_json: bool) -> None:
    """What others say of a listing beside what stands; take it or keep what stands."""
    if context.invoked_subcommand is not None:
        return
    found = offers.conflicts(reader, source_id=_known(reader, source) if source else None)
    rows = [
        {
            "id": one.id,
            "listing": one.listing,
            "listing_id": one.listing_id,
            "kind": one.kind,
            "field": one.field,
            "current": one.current,
            "current_source": one.current_source,
            "current_at": one.current_at,
            "offered": one.offered,
            "source": one.source_name,
            "source_kind": one.source_kind,
            "offered_at": one.offered_at,
        }
        for one in found
    ]
    columns = ("id", "listing", "kind", "field", "current", "offered", "source")
    emit(rows, as_json, columns=columns)


@conflicts.command()
@click.argument("ids", nargs=-1, type=click.UUID, metavar="ID...")
@click.option("--source", default="", help="All that this source offers.")
@as_option
def take(ids: tuple[UUID, ...], source: str, reader: Reader) -> None:
    """Put what is offered in the place of what stands. Prints the decision, for undo."""
    click.echo(str(actions.take(by=reader, offers=_chosen(reader, ids, source))))


@conflicts.command()
@click.argument("ids", nargs=-1, type=click.UUID, metavar="ID...")
@click.option("--source", default="", help="Against all that this source offers.")
@as_option
def keep(ids: tuple[UUID, ...], source: str, reader: Reader) -> None:
    """Let what stands stand; the same is never asked again. Prints the decision, for undo."""
    click.echo(str(actions.keep(by=reader, offers=_chosen(reader, ids, source))))


@conflicts.command()
@click.argument("decision", type=click.UUID)
@as_option
def undo(decision: UUID, reader: Reader) -> None:
    """Take a decision back: what was offered waits again."""
    count = actions.undo(by=reader, decision=decision)
    told = ngettext("%(count)s offer waits again.", "%(count)s offers wait again.", count)
    click.echo(told % {"count": count})


def _chosen(reader: Reader, ids: tuple[UUID, ...], source: str) -> list[UUID]:
    """The offers named, or all of a source that somebody here may take."""
    if ids or not source:
        return list(ids)
    found = offers.conflicts(reader, source_id=_known(reader, source))
    return [one.id for one in found if one.may_take]


def _known(reader: Reader, source: str) -> UUID:
    """The id of a source that was loaded or that offers something. Raises NotFound."""
    key = source_id(source)
    if not offers.is_source(reader, key):
        raise NotFound(
            "No source is called {name}.", "See the names: directory conflicts", name=source[:60]
        )
    return key


@click.command()
@click.option("--merge", "merge_sure", is_flag=True, help="Merge at once what is sure.")
@as_option
@json_option
def duplicates(merge_sure: bool, reader: Reader, as_json: bool) -> None:
    """Find what may be in the directory twice, with the points that speak for and against it."""
    with RichProgress() as progress:
        actions.look(by=reader, merge_sure=merge_sure, progress=progress)
    found = pairs.queue(reader, most=100_000 if as_json else SHOWN)
    rows = [
        {
            "id": one.id,
            "kind": one.kind,
            "points": one.points,
            "zone": one.zone.value,
            "one": one.one["id"],
            "one_name": one.one["name"],
            "two": one.two["id"],
            "two_name": one.two["name"],
            "waterfall": [
                {"what": line.what, "how": line.how, "points": line.points} for line in one.lines
            ],
        }
        for one in found
    ]
    emit(rows, as_json, columns=("points", "kind", "one_name", "two_name", "one", "two"))


@click.command()
@click.argument("survivor", type=click.UUID, metavar="A")
@click.argument("loser", type=click.UUID, metavar="B")
@click.option("--yes", is_flag=True, help="Also where the names of the two have nothing in common.")
@as_option
def merge(survivor: UUID, loser: UUID, yes: bool, reader: Reader) -> None:
    """Let record A stand for record B. B leads to A from now on; nothing of either is lost."""
    kind = pairs.kind_of(reader, survivor)
    if not yes and not pairs.alike(reader, kind, survivor, loser):
        one, two = pairs.called(reader, kind, survivor), pairs.called(reader, kind, loser)
        raise Conflict(
            "The names have nothing in common: {one} / {two}.",
            "If they are one thing all the same, merge them with --yes.",
            one=one,
            two=two,
        )
    made = actions.merge(by=reader, kind=kind, survivor=survivor, loser=loser)
    click.echo(str(made))
    told = _("Merged. To undo it: %(command)s") % {"command": f"directory unmerge {loser}"}
    click.echo(told, err=True)


@click.command()
@click.argument("record", type=click.UUID, metavar="ID")
@as_option
def unmerge(record: UUID, reader: Reader) -> None:
    """Give a merged record its own place back, as it was."""
    actions.unmerge(by=reader, kind=pairs.kind_of(reader, record), loser=record)
    click.echo(_("The record stands for itself again."))


COMMANDS: Final = (conflicts, duplicates, merge, unmerge)
