"""`dotline demo`: the FICTIONAL country, served on loopback; `--check` sends one call down the line."""

import os
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click

from dotline.base import ids
from dotline.base.whole import write_whole
from dotline.ui.commandline import counted, said

# Bottom to top, so that each room finds what it refers to.
HOOKS = (
    *("access.demo", "gates.demo", "directory.demo", "referral.demo", "intake.demo", "case.demo"),
    *("statistics.demo", "plan.demo", "report.demo", "cli.demo_matches"),
)
SEED = 2010  # the year of the proposal
# What the rooms count, for our catalogue; the names of steps of progress stand there already.


@click.command()
@click.option(
    "--port",
    help="The desk's port; the public site takes the next. 0 takes any two. Default: 8000, or two free ones.",
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
@click.pass_context
def demo(ctx: click.Context, port: str | None, seed: int, check: bool, fill_only: bool) -> None:
    """Fill an empty database with the FICTIONAL demo country and serve it on loopback."""
    from dotline.cli import ports  # noqa: PLC0415 - keeps --help light

    wanted = ports.parse(port) if port is not None else None
    if check:
        _check(seed, wanted)
        return
    if not fill_only and wanted:
        ports.demand(wanted)  # before the long part
    given = ctx.get_parameter_source("seed") != click.core.ParameterSource.DEFAULT
    _filled(Path(os.environ.get("DOTLINE_HOME") or "var"), seed, given=given)
    if fill_only:
        return
    from dotline.cli import serve  # noqa: PLC0415 - reads the home's settings

    chosen = ports.choose(8000 if wanted is None else wanted, else_any=wanted is None)
    with serve.processes(chosen) as started:
        _tell(chosen)
        serve.until_interrupted(started)


def _filled(folder: Path, seed: int, *, given: bool) -> None:
    """Make `folder` hold the demo country, or refuse: real data, or another than a seed `given`."""
    os.environ["DOTLINE_HOME"] = str(folder.resolve())
    from dotline.cli.main import set_up  # noqa: PLC0415 - settings read DOTLINE_HOME

    set_up()
    from dotline.cli import fictional  # noqa: PLC0415 - needs Django
    from dotline.site import lock  # noqa: PLC0415

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock.preparing(folder):
        if fictional.prepare(seed, given=given):
            _fill(folder, seed)


def _fill(folder: Path, seed: int) -> None:
    """Run each demo hook once."""
    from dotline.access.unit import behind  # noqa: PLC0415 - needs the home
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.cli.fictional import FILLED  # noqa: PLC0415
    from dotline.site import home  # noqa: PLC0415
    from dotline.ui.terminal import RichProgress  # noqa: PLC0415

    counts: dict[str, int] = {}
    started = time.perf_counter()
    drawn = ids.drawn_from(f"fill {seed}")  # so that the same seed makes the same rows
    with RichProgress() as progress, behind(Reader.system("demo")), drawn:
        for hook in HOOKS:
            counts |= _hook(hook)(seed=seed, progress=progress)
    home.sequence_all()
    write_whole(folder / FILLED, str(seed))
    ready = said("The demo country is ready ({seconds} s).")
    click.echo(ready.format(seconds=f"{time.perf_counter() - started:.1f}"))
    for name, count in counts.items():
        click.echo(f"  {counted(count):>7} {said(name)}")


def _hook(module: str) -> Callable[..., dict[str, int]]:
    found: Callable[..., dict[str, int]] = import_module(f"dotline.{module}").fill
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
        _filled(Path(folder) / "home", seed, given=True)
        from dotline.cli import ports, serve  # noqa: PLC0415 - reads the home's settings
        from dotline.cli.line import walk  # noqa: PLC0415

        chosen = ports.choose(port or 0)
        with serve.processes(chosen) as processes:
            click.echo(
                f"ready   {time.perf_counter() - started:6.1f} s  desk and public site answer"
            )
            walk(chosen, Path(folder), [process.pid for process in processes])
    click.echo("The line holds.")
