"""`dotline link`: keys of the gate encode, encoding an agency's own file, and matching encoded files."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from dotline.access.commandline import as_option
from dotline.base.errors import N_, Invalid
from dotline.base.reader import Reader
from dotline.gates import agreements
from dotline.gates import encode as gate
from dotline.gates.agreement import CONSENT, may_sweep_under
from dotline.gates.encode.asking import Asked
from dotline.gates.lawful import Lawful, mark_of
from dotline.link import actions, policy
from dotline.link.cli import attacking, matching, service, sweeping, tokens
from dotline.link.cli.service import Opening
from dotline.ui.terminal import RichProgress, emit, json_option

FILE = click.Path(path_type=Path, dir_okay=False)
TRIAL_TOLD = N_(
    "This is a trial, for made-up people: nothing makes it lawful, and it meets no real encoding. "
    "For real people name --basis and --agreement."
)


@click.group()
def group() -> None:
    """The same person in two agencies' records, without pooling them."""


@group.command("new-key")
@click.argument("out", type=FILE)
@click.option("--purpose", required=True, help="A word for what it serves, such as victims.")
@click.option("--epoch", default="1", show_default=True, help="A word for the time it is used.")
@click.option("--of", "old", type=FILE, help="A key of the same purpose, for a new epoch of it.")
@json_option
def new_key(out: Path, purpose: str, epoch: str, old: Path | None, as_json: bool) -> None:
    """Make a key in OUT. The agencies that take part hold it; the linkage unit never does."""
    key = gate.fresh_key(purpose, epoch) if old is None else gate.next_epoch(old, purpose, epoch)
    gate.write_key(out, key)
    emit({"key": key.id, "purpose": key.purpose, "epoch": key.epoch}, as_json)


@group.command()
@click.argument("source", type=FILE)
@click.argument("out", type=FILE)
@click.option("--schema", required=True, type=FILE, help="Which column says what (TOML).")
@click.option("--key", "key_file", required=True, type=FILE, help="The key of this purpose.")
@click.option("--basis", default="", help="consent, or for suspects the code of a clause.")
@click.option("--agreement", default="", help="The agreement, which has a privacy assessment.")
@click.option("--source", "origin", default="", help="Where the records come from (its code).")
@click.option(
    "--decoys", type=float, help="Rows about nobody, for each real one (0.1; of a sweep 0.25)."
)
@click.option("--sweep", is_flag=True, help="Encode whole records, for two parties alone.")
@click.option("--party", "parties", multiple=True, help="With --sweep: each of the two parties.")
@service.service_options
@as_option
@json_option
def encode(  # noqa: PLR0913, PLR0917 - click gives them by name
    source: Path,
    out: Path,
    schema: Path,
    key_file: Path,
    basis: str,
    agreement: str,
    origin: str,
    decoys: float | None,
    sweep: bool,
    parties: tuple[str, ...],
    opened: Opening,
    reader: Reader,
    as_json: bool,
) -> None:
    """Encode a CSV or Parquet file into OUT; OUT.ids translates back and stays with you.

    Without --basis and --agreement it is a trial with made-up people, which never meets a real encoding.
    """
    key, told = gate.read_key(key_file), gate.read_schema(schema)
    policy.may_encode(reader).or_refuse()
    lawful = _lawful(basis, agreement.strip(), origin)
    key = key.trial() if lawful is None else _carried(reader, lawful, key)
    more: dict[str, Any] = {} if decoys is None else {"decoys": decoys}
    more |= {"parties": _both(reader, lawful, parties)} if sweep or parties else {}
    with RichProgress() as progress, opened(key, out) as asked:
        more |= _asking(asked, more)
        done = (gate.encode_sweep if "parties" in more else gate.encode_file)(
            source,
            out,
            schema=told,
            key=key,
            by_consent=bool(told.of(gate.CONSENT)) if lawful is None else lawful.basis == CONSENT,
            passing=_passing(reader, told, lawful, key),
            progress=progress,
            **more,
        )
    _told(done, as_json=as_json, trial=lawful is None)


def _asking(asked: Asked | None, more: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the encoder is told of a key service. Raises Invalid for a sweep, which has no tokens."""
    if asked is not None and "parties" in more:
        raise Invalid("A sweep asks no key service.", "Leave out --sweep, or --key-service.")
    return {} if asked is None else dict(service=asked)


def _lawful(basis: str, agreement: str, origin: str) -> Lawful | None:
    """What makes an encoding lawful; None where nothing is named at all. Raises MissingParameter for half of it."""
    if not basis and not agreement and not origin:
        return None
    for name, text in (("--basis", basis), ("--agreement", agreement)):
        if not text:
            raise click.MissingParameter(param_hint=f"'{name}'", param_type="option")
    return Lawful(basis, agreement, origin)


def _carried(reader: Reader, lawful: Lawful, key: gate.EncodeKey) -> gate.EncodeKey:
    """The key, where the law and the register carry its use today. Raises Invalid, Refused."""
    lawful.check(key.purpose)
    agreements.check(reader, lawful.agreement, key.purpose, key.epoch, lawful.basis, lawful.source)
    return key


def _passing(
    reader: Reader, schema: gate.Schema, lawful: Lawful | None, key: gate.EncodeKey
) -> Callable[[gate.EncodeReport], object]:
    """What writes the ledger's line before the file appears."""
    roles = [role for role in schema.columns.values() if role not in {"ignore", gate.CONSENT}]
    if lawful is None:
        return lambda report: actions.tried(by=reader, report=report, roles=roles)
    return lambda report: actions.let_pass(
        by=reader, report=report, roles=roles, lawful=lawful, mark=mark_of(key)
    )


def _both(reader: Reader, lawful: Lawful | None, parties: tuple[str, ...]) -> tuple[str, str]:
    """The parties of a sweep: two, under an agreement that has two. Raises Invalid."""
    if lawful is None:
        return gate.two_parties(parties)
    terms = agreements.terms(reader, agreements.agreement(reader, lawful.agreement))
    may_sweep_under(terms).or_refuse()
    return gate.two_parties(parties)


def _told(done: gate.EncodeReport, *, as_json: bool, trial: bool) -> None:
    """Say what was encoded and what was left out, as counts."""
    if trial:
        click.echo(_(TRIAL_TOLD), err=True)
    if as_json:
        emit(asdict(done), as_json)
        return
    click.echo(
        _("%(encoded)s of %(records)s records are encoded, in %(rows)s rows.") % asdict(done)
    )
    if not done.records:
        click.echo(
            _("The file holds column names and no record. Look whether it is the one you meant.")
        )
    if done.without_consent:
        click.echo(_("%(without_consent)s did not say yes and were left out.") % asdict(done))
    if done.skipped:
        click.echo(_("%(skipped)s had too little to be found by and were left out.") % asdict(done))
    if done.crowded:
        click.echo(
            _("%(crowded)s rows were left out: others of this file share what they rest on.")
            % asdict(done)
        )
    for role, reason, times in gate.faults_told(done.unread):
        click.echo(f"  {times:>7}  {role}: {_(reason)}")


for _command in (
    *matching.COMMANDS,
    *service.COMMANDS,
    *sweeping.COMMANDS,
    *attacking.COMMANDS,
    *tokens.COMMANDS,
):
    group.add_command(_command)
