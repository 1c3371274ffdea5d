"""`dotline link match-tokens`: token files of OpenLinkToken and OPPRL, read and matched: the weak form."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.gates import agreements
from dotline.gates.lawful import Lawful
from dotline.link import actions, policy
from dotline.link.formats import pairs as row_pairs
from dotline.link.formats import results, tokens
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import emit, json_option

columns_named("form", "records_a", "records_b", "blank", "crowded", "pairs")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("match-tokens")
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option("--out", required=True, type=FILE, help="Pairs of records (CSV or Parquet).")
@click.option("--purpose", required=True, help="The purpose of the agreement, such as victims.")
@click.option("--epoch", required=True, help="The epoch of the agreement.")
@click.option("--basis", required=True, help="consent, or for suspects the code of a clause.")
@click.option("--agreement", required=True, help="The agreement, which has a privacy assessment.")
@click.option("--source", "origin", default="", help="Where the records come from (its code).")
@as_option
@json_option
def match_tokens(  # noqa: PLR0917 - click gives them by name
    a: Path,
    b: Path,
    out: Path,
    purpose: str,
    epoch: str,
    basis: str,
    agreement: str,
    origin: str,
    reader: Reader,
    as_json: bool,
) -> None:
    """Match two token files of OpenLinkToken or OPPRL: equal tokens alone, the weak form. Nothing writes such files."""
    policy.may_match(reader).or_refuse()
    row_pairs.free_table(out)
    lawful = Lawful(basis, agreement, origin)
    lawful.check(purpose)
    agreements.check(reader, agreement, purpose, epoch, basis, origin)
    files = tokens.read(a), tokens.read(b)
    found, crowded = tokens.pairs(*files)
    actions.tokens_matched(
        by=reader, lawful=lawful, kind=files[0].kind, rules=tokens.by_rule(found)
    )
    results.write_weak(out, found)
    figures = {
        "form": files[0].kind,
        "records_a": files[0].records,
        "records_b": files[1].records,
        "blank": files[0].blank + files[1].blank,
        "crowded": crowded,
        "pairs": len(found),
    }
    emit(figures, as_json)
    click.echo(
        _(
            "These are pairs of equal tokens, the weak form: one typing error and nothing meets, and how often "
            "a token occurs tells who it may be. Encode instead (dotline link encode)."
        ),
        err=True,
    )


COMMANDS = (match_tokens,)
