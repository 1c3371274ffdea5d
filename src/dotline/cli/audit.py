"""`dotline audit`: verify the ledgers."""

import json

import click

from dotline.access import keys
from dotline.audit import queries, stores
from dotline.base.errors import Conflict


@click.group()
def group() -> None:
    """The tamper-evident ledger."""


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(as_json: bool) -> None:
    """Compute every ledger anew; exit 5 when any line was edited, deleted, reordered or cut off."""
    public = keys.load(keys.OPERATOR).verifying()
    results = [queries.verify(store, public) for store in stores.present()]
    if as_json:
        click.echo(json.dumps([_plain(result) for result in results], indent=2))
    else:
        for result in results:
            click.echo(
                f"{result.store}: {result.events} lines, {result.chained} chained, {result.waiting} waiting, "
                f"{len(result.faults)} faults"
            )
            for fault in result.faults[:20]:
                click.echo(f"  {fault.kind} at {fault.seq or '-'} ({fault.event_id or '-'})")
    if not all(result.sound for result in results):
        raise Conflict(
            "The ledger was tampered with.",
            "Keep this machine as it is and call your security officer.",
        )


def _plain(result: queries.Verification) -> dict[str, object]:
    return {
        "store": result.store,
        "events": result.events,
        "chained": result.chained,
        "waiting": result.waiting,
        "faults": [{"kind": f.kind, "seq": f.seq, "event": f.event_id} for f in result.faults],
    }
