"""`dotline case access-request`: everything the agency holds about one person, for that person."""

import os
from pathlib import Path
from typing import Literal
from uuid import UUID

import click
from django.utils.translation import gettext as _

from dotline.access.commandline import as_option
from dotline.base.errors import N_, NotFound
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.jobs import own_copy
from dotline.case.models import Person
from dotline.case.queries import record_requests
from dotline.ui.asked import lang


@click.command("access-request")
@click.argument("person_id", metavar="PERSON", type=click.UUID)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file: .html to read and print, else JSON (default: JSON on the screen).",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fr"]),
    help="Her language, for the page to read (default: yours).",
)
@as_option
def access_request(
    person_id: UUID, out: Path | None, language: Literal["en", "fr"] | None, reader: Reader
) -> None:
    """Gather everything about one person for herself, without a word about anybody else.

    PERSON is what `dotline case people CASE` lists: the id of the person, or of her role in the case.
    Refused to anyone marked as a possible abuser. The request and its answer are on the ledger; asked
    again on the same day it is one request.
    """
    person = _person(reader, person_id)
    standing = record_requests.standing_request_of(reader, person.id)
    row = standing or actions.ask_for_record(
        by=reader, involvement_id=queries.consents.involvement_of(reader, person.id).id
    )
    copy = actions.give_own_copy(by=reader, request_id=row.id)
    readable = out is not None and out.suffix.casefold() in {".html", ".htm"}
    text = (
        own_copy.as_page(reader, copy, language or lang()) if readable else own_copy.as_json(copy)
    )
    if out is None:
        click.echo(text)
        return
    if not out.parent.is_dir():
        raise NotFound("There is no place for {name}.", "Name a file.", name=out.name)
    opener = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opener, "w", encoding="utf-8") as file:
        os.fchmod(opener, 0o600)  # a file that was there before keeps its mode otherwise
        file.write(text)
    told = {"name": out.name, "withheld": copy.gathered.withheld}
    click.echo(_("%(name)s is written. Left out because of others: %(withheld)s.") % told)


def _person(reader: Reader, given: UUID) -> Person:
    """A person by her own id, or by that of her role in a case. Raises NotFound with the way to the ids."""
    try:
        return queries.person(reader, given)
    except NotFound:
        pass
    try:
        return queries.involvement(reader, given).person
    except NotFound as error:
        raise NotFound(
            N_("There is no person with this id."),
            N_("`dotline case people CASE` lists the people of a case with their ids."),
        ) from error
