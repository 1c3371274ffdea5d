"""Who led an item on a day, and how far its lead and the Rapporteur say it is."""

from datetime import date

import click

from dotline.access.commandline import as_option
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.plan import actions, queries
from dotline.plan.queries import PartOn
from dotline.plan.rules.ratings import Grounds, Rating
from dotline.ui.asked import lang
from dotline.ui.commandline import DAY, columns_named
from dotline.ui.terminal import Code, emit, json_option

# The five words of a rating and the two parts, as a table says them.
columns_named("no_evidence", "limited", "substantial", "complete", "lead", "partner")

WORDS = click.Choice([str(one) for one in Rating])
WHY_EN = click.option("--evidence-en", required=True, help="What it rests on, in English.")
WHY_FR = click.option("--evidence-fr", required=True, help="What it rests on, in French.")
WHERE = click.option("--source", required=True, help="Where everybody can read it.")


def add_to(group: click.Group) -> None:
    """Add the commands of this file."""
    for command in (lead, rate, rate_own):
        group.add_command(command)


@click.command()
@click.argument("code")
@click.option("--on", "day", type=DAY, help="The day asked about (default: today).")
@as_option
@json_option
def lead(reader: Reader, code: str, day: date | None, as_json: bool) -> None:
    """Say who led an item on a day, and who helped, under the names they bore then."""
    item = queries.item(reader, code)
    on = day or clock.today()
    emit([_part(one) for one in queries.parts_on(item, on)], as_json)


def _part(one: PartOn) -> dict[str, object]:
    return {
        "part": Code(one.role.part.value),
        "organisation": one.organisation.code,
        "name": one.organisation.name(lang()),
        "since": one.role.since,
        "until": one.role.until,
        "source": one.role.source,
    }


@click.command()
@click.argument("code")
@click.argument("rating", metavar="WORD", type=WORDS)
@WHY_EN
@WHY_FR
@WHERE
@as_option
def rate(
    reader: Reader, code: str, rating: str, evidence_en: str, evidence_fr: str, source: str
) -> None:
    """Rate an item as the Rapporteur. What its lead says stays as it is."""
    grounds = Grounds(evidence_en, evidence_fr, source)
    row = actions.rate(by=reader, code=code, rating=Rating(rating), grounds=grounds)
    click.echo(f"{row.item_code}: {row.rating}")


@click.command("rate-own")
@click.argument("code")
@click.argument("rating", metavar="WORD", type=WORDS)
@WHY_EN
@WHY_FR
@WHERE
@as_option
def rate_own(
    reader: Reader, code: str, rating: str, evidence_en: str, evidence_fr: str, source: str
) -> None:
    """Note how the lead of an item rates itself. What the Rapporteur says stays as it is."""
    grounds = Grounds(evidence_en, evidence_fr, source)
    row = actions.rate_own(by=reader, code=code, rating=Rating(rating), grounds=grounds)
    click.echo(f"{row.item_code}: {row.rating}")
