"""`migrate` and `check`."""

import json
import shutil
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import click

from dotline.base.errors import Unavailable
from dotline.ui.commandline import said

ENOUGH_DISK = 200_000_000  # bytes; below this writes may start to fail within a day


@click.command()
def migrate() -> None:
    """Make or update the tables of all stores (every command does this by itself when needed)."""
    from dotline.site import home  # noqa: PLC0415 - needs Django

    home.prepare()
    click.echo(said("All stores are up to date."))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(as_json: bool) -> None:
    """Look at folder, disk, clock, keys, migrations and ledger; exit 6 with the first thing to mend, 5 if tampered."""
    from dotline.access import keys  # noqa: PLC0415 - needs Django
    from dotline.audit import queries, stores  # noqa: PLC0415
    from dotline.cli import audit  # noqa: PLC0415
    from dotline.site import home  # noqa: PLC0415

    free = _machine()
    late = home.clock_warnings()
    if (
        not late
    ):  # a ledger whose newest moment makes no sense cannot be chained, but can be looked at
        home.sequence_all()
    public = keys.load(keys.OPERATOR).verifying()
    results = [queries.verify(store, public) for store in stores.present()]
    mixed = _mixed_roles()
    if as_json:
        ledgers = [audit.plain(result) for result in results]
        found = {"free_bytes": free, "ledgers": ledgers, "mixed_roles": mixed}
        click.echo(json.dumps(found, indent=2))
    else:
        audit.tell(results)
    for result in results:
        audit.refuse_tampered(result)
    for one in late:
        raise one
    if not as_json:
        click.echo(said("Nothing is wrong."))
        _warn_of_mixed_roles(mixed)


def _machine() -> int:
    """Look at programs, data and disk; how many bytes are free. Raises the first fault."""
    from django.conf import settings  # noqa: PLC0415 - needs Django
    from django.core.management import call_command  # noqa: PLC0415

    from dotline.reference import health  # noqa: PLC0415

    call_command("check", verbosity=0, stdout=StringIO())  # it raises what it finds
    for fault in health.faults().values():
        raise fault
    free = shutil.disk_usage(Path(settings.DOTLINE_HOME)).free
    if free < ENOUGH_DISK:
        raise Unavailable(
            "Only {free} MB are free on the disk of the data folder.",
            "Free some space.",
            free=free // 10**6,
        )
    return free


def _mixed_roles() -> list[str]:
    """Who runs the machine and opens people's records too, though others work here: a sole worker does everything."""
    from dotline.access import queries  # noqa: PLC0415 - needs Django
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415

    system = Reader.system("check")
    with behind(system):
        return queries.operators_who_open_records(system)


def _warn_of_mixed_roles(usernames: Sequence[str]) -> None:
    for username in usernames:
        reason = said(
            "Warning: {username} runs this installation and may open people's records, "
            "though others work here now."
        )
        step = said(
            "Leave only the operator's role: dotline access set-roles {username} --role operator"
        )
        click.echo(f"{reason}\n{step}".format(username=username))
