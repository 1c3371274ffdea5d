"""`dotline link sweep`: every pair of two files of whole records that is alike enough."""

from collections.abc import Sequence
from pathlib import Path

import click

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.gates import batches
from dotline.link import actions, policy
from dotline.link.cli.matching import FILE, out_option
from dotline.link.formats import pairs as row_pairs
from dotline.link.formats import results
from dotline.matching import dice as search
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import RichProgress, emit, json_option

columns_named("rows_a", "rows_b", "pairs")


@click.command()
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option(
    "--dice",
    type=click.FloatRange(search.LEAST, 1),
    default=0.8,
    show_default=True,
    help="How alike two encodings must be.",
)
@out_option
@as_option
@json_option
def sweep(a: Path, b: Path, dice: float, out: Path, reader: Reader, as_json: bool) -> None:
    """Find every pair of records that are alike as a whole, in two files that `encode --sweep` made."""
    from dotline.link import sweeping  # noqa: PLC0415 - not for every command

    policy.may_match(reader).or_refuse()
    row_pairs.free_table(out)
    batches.check_sweep(reader, a, b)
    with RichProgress() as progress:
        done = sweeping.sweep(a, b, dice, progress=progress)
    actions.swept(by=reader, about=done.about, pairs=len(done))
    sides = zip(done.ids, (done.one, done.two), strict=True)
    ones, twos = ([ids[at] for at in numbers.tolist()] for ids, numbers in sides)
    results.write_alike(out, ones, twos, done.dice)
    emit({"rows_a": done.about.rows_a, "rows_b": done.about.rows_b, "pairs": len(done)}, as_json)


COMMANDS: Sequence[click.Command] = (sweep,)
