"""`dotline link explain`: what the score of one pair is made of, on the terminal or as a page to print."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from dotline.base.errors import Invalid
from dotline.link.formats import explained, pairs, results
from dotline.matching import scores
from dotline.ui.asked import lang
from dotline.ui.bilingual import Lang
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import emit, json_option
from dotline.ui.waterfall import how, share, what

columns_named("what", "how", "points", "sum")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("pair", metavar="ID_A,ID_B")
@click.option("--of", "file", required=True, type=FILE, help="The pairs that `match` wrote.")
@click.option("--page", "out", type=FILE, help="Write a page to read and print (HTML) instead.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fr"]),
    help="The language of the page (default: yours).",
)
@json_option
def explain(pair: str, file: Path, out: Path | None, language: Lang | None, as_json: bool) -> None:
    """Print what the score of one pair is made of, field by field; it adds up.

    --page makes it a page for a commissioner or a court, with the picture and what the pair comes from.
    """
    one, comma, two = (part.strip() for part in pair.partition(","))
    if not comma:
        raise Invalid("This is no pair.", "Give two ids with a comma between: ID_A,ID_B.")
    two = two.split(",")[0].strip()
    if out is not None:
        pairs.free(out)
    why = results.why(file, one, two)
    model = scores.shipped_as(why.origin.model)
    steps = scores.waterfall(model, why.levels, why.shared, why.rivals)
    if sum(step.points for step in steps) != why.points:
        raise Invalid("{file} was cut short or changed.", "Match again.", file=file.name)
    if out is not None:
        pairs.put(out, explained.page(one, two, why, language or lang()))
        return
    _print(why, steps, as_json)


def _print(why: results.Why, steps: tuple[scores.Step, ...], as_json: bool) -> None:
    sum_, rows = 0, []
    for step in steps:
        sum_ += step.points
        rows.append({"what": what(step), "how": how(step), "points": step.points, "sum": sum_})
    if as_json:
        emit({"probability": why.probability, "points": sum_, "steps": rows}, as_json)
        return
    emit(rows, as_json)
    click.echo(
        _("Together %(points)s points. With how often two records that meet are one person: %(sure)s.")
        % {"points": sum_, "sure": share(why.probability, lang())}
    )  # fmt: skip
