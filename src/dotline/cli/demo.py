"""`dotline demo`: the FICTIONAL country, served on loopback; `--check` sends one call down the line."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path

import click

from dotline.base import ids
from dotline.base.errors import N_, Conflict
from dotline.ui.commandline import counted, said

# Bottom to top, so that each room finds what it refers to.
ROOMS = ("access", "gates", "directory", "referral", "intake", "case", "statistics", "report")
SEED = 2010  # the year of the proposal
# What the rooms count, for our catalogue; the names of steps of progress stand there already.
COUNTED = (
    *(N_("accounts"), N_("services"), N_("waiting referrals"), N_("new calls"), N_("open calls")),
    *(N_("releases"), N_("cells"), N_("hidden"), N_("reports"), N_("files"), N_("annual")),
)


@click.command()
@click.option(
    "--port", type=int, help="The desk's port; the public site takes the next. Default: 8000."
)
@click.option(
    "--seed", default=SEED, show_default=True, help="The same seed makes the same country."
)
@click.option(
    "--check",
    is_flag=True,
    help="Do all of it in a throw-away home, send one call down the line, stop.",
)
@click.option("--fill-only", is_flag=True, help="Fill the home and stop.")
def demo(port: int | None, seed: int, check: bool, fill_only: bool) -> None:
    """Fill an empty database with the FICTIONAL demo country and serve it on loopback."""
    if check:
        _check(seed, port)
        return
    with _home(Path(os.environ.get("DOTLINE_HOME", "var")), seed):
        from dotline.cli import serve  # noqa: PLC0415 - reads the home's settings

        _fill(seed)
        if fill_only:
            return
        chosen = port or (
            8000 if serve.is_free(8000) and serve.is_free(8001) else serve.free_pair()
        )
        with serve.processes(chosen) as started:
            _tell(chosen)
            serve.until_interrupted(started)


@contextmanager
def _home(folder: Path, seed: int) -> Iterator[None]:
    """Make `folder` a fictional home, or refuse one that holds real data. A new one draws its ids from the seed."""
    marker = folder / "FICTIONAL"
    if marker.exists() and not (folder / "filled").exists():
        _clear(folder)  # a fill that was cut short is fictional too: begin again
    if not marker.exists():
        if (folder / "inside.sqlite3").exists() or (folder / "migrated").exists():
            raise Conflict(
                "This data folder holds records that are not fictional, so the demo stays out of it.",
                "Name an empty one: DOTLINE_HOME=./demo-home ./dotline demo",
            )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker.write_text("Everything in this home is FICTIONAL. / Tout ici est FICTIF.\n")
    os.environ["DOTLINE_HOME"] = str(folder.resolve())
    from dotline.cli.main import ready  # noqa: PLC0415 - settings read DOTLINE_HOME

    new = not (folder / "inside.sqlite3").exists()
    with ids.drawn_from(f"home {seed}") if new else nullcontext():
        ready()
    yield


def _clear(folder: Path) -> None:
    for name in ("inside.sqlite3", "open.sqlite3", "drop.sqlite3"):
        for path in folder.glob(f"{name}*"):
            path.unlink()
    for name in ("migrated", "ledger-heads.json", "keys/operator.json"):
        (folder / name).unlink(missing_ok=True)


def _fill(seed: int) -> dict[str, int]:
    """Run each room's demo hook once; a home that is full already is left alone."""
    from django.conf import settings  # noqa: PLC0415 - needs the home

    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.site import home  # noqa: PLC0415
    from dotline.ui.terminal import RichProgress  # noqa: PLC0415

    filled = Path(settings.DOTLINE_HOME) / "filled"
    counts: dict[str, int] = {}
    if filled.exists():
        return counts
    started = time.perf_counter()
    drawn = ids.drawn_from(f"fill {seed}")  # so that the same seed makes the same rows
    with RichProgress() as progress, behind(Reader.system("demo")), drawn:
        for room in ROOMS:
            counts |= _hook(room)(seed=seed, progress=progress)
    home.sequence_all()
    filled.write_text(str(seed))
    ready = said("The demo country is ready ({seconds} s).")
    click.echo(ready.format(seconds=f"{time.perf_counter() - started:.1f}"))
    for name, count in counts.items():
        click.echo(f"  {counted(count):>7} {said(name)}")
    return counts


def _hook(room: str) -> Callable[..., dict[str, int]]:
    found: Callable[..., dict[str, int]] = import_module(f"dotline.{room}.demo").fill
    return found


def _tell(port: int) -> None:
    from dotline.access import demo_codes  # noqa: PLC0415 - needs the home

    click.echo("")
    click.echo("Everything in it is FICTIONAL. / Tout y est FICTIF.")
    click.echo(f"  {said('Public site'):<14} http://127.0.0.1:{port + 1}/")
    click.echo(f"  {said('Desk'):<14} http://127.0.0.1:{port}/")
    click.echo("")
    click.echo(f"  {said('Password of every demo account:')} {demo_codes.DEMO_PASSWORD}")
    code = said(
        "The code of the moment stands on the sign-in page, and comes from: ./dotline access codes"
    )
    click.echo(f"  {code}")
    for row in demo_codes.sign_ins():
        click.echo(f"  {row.username:<6} {row.roles:<26} {row.agency_en}")
    click.echo("")
    click.echo(said("Ctrl-C ends it."))


def _check(seed: int, port: int | None) -> None:
    with tempfile.TemporaryDirectory(prefix="dotline-check-") as folder:
        started = time.perf_counter()
        with _home(Path(folder) / "home", seed):
            from dotline.cli import serve  # noqa: PLC0415 - reads the home's settings
            from dotline.cli.line import walk  # noqa: PLC0415

            _fill(seed)
            chosen = port or serve.free_pair()
            with serve.processes(chosen) as processes:
                click.echo(
                    f"ready   {time.perf_counter() - started:6.1f} s  desk and public site answer"
                )
                walk(chosen, Path(folder), [process.pid for process in processes])
    click.echo("The line holds.")
