"""`offline`: search and take calls on a machine whose database is down, or that has none."""

import os
import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from dotline.base.errors import Invalid, NotFound
from dotline.site import leash

HOME_KEY = Path("snapshot") / "public.key"


@click.command()
@click.option("--port", default="8090", show_default=True, help="Loopback only. 0: any free one.")
@click.option(
    "--snapshot",
    type=click.Path(path_type=Path),
    help="The signed list (default: the newest of DOTLINE_HOME).",
)
@click.option(
    "--key", default="", metavar="HEX", help="The public key to trust, or a file that holds it."
)
@click.option(
    "--queue",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where sealed calls are laid (default: DOTLINE_HOME/queue).",
)
def offline(port: str, snapshot: Path | None, key: str, queue: Path | None) -> None:
    """Search the signed list and take calls, with no database at all. Only this machine reaches it."""
    if parent := os.environ.pop(leash.TIED_TO, ""):
        leash.tie(int(parent))
    home = Path(os.environ.get("DOTLINE_HOME") or "var").resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = (snapshot or home / "snapshot" / "directory.dotline").resolve()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "dotline.site.settings.offline",
        "DOTLINE_OFFLINE_SNAPSHOT": str(path),
        "DOTLINE_OFFLINE_KEY": _key(key, home),
        "DOTLINE_OFFLINE_QUEUE": str((queue or home / "queue").resolve()),
    }
    _trusted(path, os.environ["DOTLINE_OFFLINE_KEY"])
    _serve(port)


def _key(given: str, home: Path) -> str:
    """The hexadecimal digits, from the option, a file, or the home."""
    path = Path(given) if given else home / HOME_KEY
    if path.is_file():
        return path.read_text().strip()
    if not given:
        raise NotFound(
            "There is no public key here, so no list can be trusted.",
            "Say --key HEX; read it at your installation with dotline directory snapshot key.",
        )
    return given


def _trusted(path: Path, key: str) -> None:
    """Raises Invalid or NotFound before any server starts."""
    from dotline.directory.formats.signed import key_of  # noqa: PLC0415 - keeps --help light
    from dotline.site.offline import tables  # noqa: PLC0415

    if not key:
        raise Invalid("A public key has 64 hexadecimal digits.", "Say --key HEX.")
    tables.contents(path, key_of(key))


def _serve(port: str) -> None:
    import django  # noqa: PLC0415 - half a second that --help does not pay
    from django.utils import translation  # noqa: PLC0415

    from dotline.cli import ports  # noqa: PLC0415
    from dotline.cli.serve import _start, command, stop, until_interrupted, wait_until  # noqa: PLC0415
    from dotline.site import statics  # noqa: PLC0415
    from dotline.ui.commandline import language  # noqa: PLC0415

    django.setup()
    translation.activate(language())
    statics.collect()
    chosen = ports.choose(ports.parse(port), ports.LOOPBACK)
    line = command("dotline.site.offline.wsgi:application", ports.LOOPBACK, chosen)
    started = []
    try:
        started.append(_start(line))
        wait_until(chosen, started)
        click.echo(
            _("Offline desk: {url}   (Ctrl-C ends it)").format(
                url=f"http://{ports.LOOPBACK}:{chosen}/"
            )
        )
        sys.stdout.flush()
        until_interrupted(started)
    finally:
        stop(started)
