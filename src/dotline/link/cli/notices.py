"""`dotline link notify`: tell the agency that is asked first that two records seem to be of one person."""

from pathlib import Path

import click

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.link import policy
from dotline.link.cli import sending
from dotline.link.formats import results
from dotline.matching.resolving import Zone
from dotline.ui.terminal import emit, json_option

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("pairs", type=FILE)
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option("--review", is_flag=True, help="Tell of pairs that a person should look at too.")
@as_option
@json_option
def notify(pairs: Path, a: Path, b: Path, review: bool, reader: Reader, as_json: bool) -> None:
    """Send sealed notices of the PAIRS that were found in A and B, first to the agency whose consent is needed.

    Nobody is told the score, and the other agency hears nothing before the first one confirms.
    """
    policy.may_match(reader).or_refuse()
    zones = {Zone.MATCH.value} | ({Zone.REVIEW.value} if review else set())
    told = [one for one in results.read(pairs) if one.zone in zones]
    emit({"letters": sending.send(reader, a, b, told), "pairs": len(told)}, as_json)
