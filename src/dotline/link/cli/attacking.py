"""`dotline link attack`: the red team, on an encoded file before it leaves."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from django.utils.translation import gettext as _

from dotline.access.commandline import as_option
from dotline.base.errors import N_, Invalid, Refused
from dotline.base.reader import Reader
from dotline.gates import encode as gate
from dotline.link import actions, policy
from dotline.link.cli.matching import FILE
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import RichProgress, emit, json_option

if TYPE_CHECKING:
    from dotline.gates.encode.attacks import Attacked

columns_named("file", "attack", "named", "people", "allowed", "verdict", "codes", "commonest")
WORDS: Final[Mapping[str, str]] = {
    "frequency": N_("frequency alignment"),
    "graph 100": N_("graph matching, all of the people known"),
    "graph 50": N_("graph matching, half of the people known"),
    "graph 20": N_("graph matching, a fifth of the people known"),
    "grown": N_("graph matching grown from 20 known pairs, a fifth of the people known"),
    "learning": N_("learning from a fifth of the records"),
    "network": N_("a neural network that learns from a fifth of the records"),
    "fingerprints": N_("fingerprints: how alike a record is to all others"),
    "patterns": N_("pattern mining"),
    "beside 20": N_("who shares a block with a fifth of the people"),
    "beside 50": N_("who shares a block with half of the people"),
}


@click.command()
@click.argument("encoded", type=FILE, nargs=-1, required=True)
@click.option("--truth", type=FILE, help="Your own table that the files were made of.")
@click.option("--schema", type=FILE, help="Which column of that table says what (TOML).")
@as_option
@json_option
def attack(
    encoded: tuple[Path, ...],
    truth: Path | None,
    schema: Path | None,
    reader: Reader,
    as_json: bool,
) -> None:
    """Attack encoded files as a dishonest reader would, and count whom each attack names.

    With --truth and --schema, and the .ids beside each file. Without them: how often codes repeat.
    """
    from dotline.gates.encode import attacking  # noqa: PLC0415 - not for every command

    policy.may_encode(reader).or_refuse()
    if (truth is None) != (schema is None):
        raise Invalid("A table needs its schema.", "Give both: --truth TABLE --schema SCHEMA.")
    if truth is None or schema is None:
        told = [(path.name, attacking.profile(path)) for path in encoded]
        emit([{"file": name, **vars(one)} for name, one in told], as_json)
        return
    people = attacking.read_truth(truth, gate.read_schema(schema))
    found = []
    with RichProgress() as progress:
        for path in encoded:
            found += [(path.name, one) for one in attacking.attack(path, people, progress=progress)]
    actions.attacked(by=reader, found=[one for _name, one in found])
    emit([_row(name, one, as_json=as_json) for name, one in found], as_json)
    if not all(one.withstood for _name, one in found):
        raise Refused(
            N_("An attack names more people than are allowed: this file must not leave."),
            N_("Tell who looks after Dotline; a file with few or odd columns may need others."),
        )


def _row(name: str, one: "Attacked", *, as_json: bool) -> dict[str, object]:
    verdict = N_("withstood") if one.withstood else N_("broken")
    return {
        "file": name,
        "attack": one.name if as_json else _(WORDS[one.name]),
        "named": one.right,
        "people": one.people,
        "allowed": one.allowed,
        "verdict": verdict if as_json else _(verdict),
    }


COMMANDS: Sequence[click.Command] = (attack,)
