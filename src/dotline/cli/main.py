"""The one command `dotline`: a table of commands, each loaded only when it is called."""

import importlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import click

from dotline.cli import ending
from dotline.ui.commandline import FRENCH, language, localised, said, speak

if TYPE_CHECKING:  # --help must not wait for it
    from dotline.base.errors import DotlineError

HELP = frozenset({"-h", "--help"})


@dataclass(frozen=True)
class Entry:
    """Where a command lives and what the help says; `django` ones get a ready home first."""

    module: str
    name: str
    help_en: str
    help_fr: str
    django: bool = True


COMMANDS = {
    "demo": Entry(
        "dotline.cli.demo",
        "demo",
        "Fill an empty database with the FICTIONAL demo country and serve it.",
        "Remplir une base vide avec le pays FICTIF et le servir.",
        django=False,
    ),
    "serve": Entry(
        "dotline.cli.serve",
        "serve",
        "Serve desk and public site.",
        "Servir le bureau et le site public.",
    ),
    "offline": Entry(
        "dotline.cli.offline",
        "offline",
        "Search and take calls with no database at all.",
        "Chercher et prendre des appels sans aucune base.",
        django=False,
    ),
    "work": Entry(
        "dotline.cli.serve", "work", "Run the heartbeat alone.", "Faire tourner le seul battement."
    ),
    "migrate": Entry(
        "dotline.cli.operate",
        "migrate",
        "Make or update the tables.",
        "Créer ou mettre à jour les tables.",
    ),
    "check": Entry(
        "dotline.cli.operate",
        "check",
        "Say what is wrong with this installation.",
        "Dire ce qui ne va pas ici.",
    ),
    "access": Entry(
        "dotline.access.cli", "group", "Agencies and accounts.", "Organismes et comptes."
    ),
    "audit": Entry("dotline.cli.audit", "group", "Verify the ledger.", "Vérifier le registre."),
    "directory": Entry(
        "dotline.directory.cli",
        "group",
        "Load and search who can help.",
        "Charger et chercher qui peut aider.",
    ),
    "intake": Entry("dotline.intake.cli", "group", "Calls and needs.", "Appels et besoins."),
    "referral": Entry(
        "dotline.referral.cli", "group", "Hand-overs and listings.", "Orientations et fiches."
    ),
    "case": Entry(
        "dotline.case.cli", "group", "Cases and determinations.", "Dossiers et constats."
    ),
    "law": Entry(
        "dotline.cli.law",
        "group",
        "Provisions as they stood on a date.",
        "Dispositions à une date.",
    ),
    "agreement": Entry(
        "dotline.gates.cli",
        "group",
        "Agreements between agencies.",
        "Ententes entre organismes.",
    ),
    "link": Entry(
        "dotline.link.cli",
        "group",
        "The same person elsewhere, by encodings alone.",
        "La même personne ailleurs, par des codes seulement.",
    ),
    "statistics": Entry(
        "dotline.statistics.cli",
        "group",
        "Release and read protected figures.",
        "Publier et lire les chiffres protégés.",
    ),
    "plan": Entry(
        "dotline.plan.cli", "group", "What was promised, and how far.", "Promesses et avancement."
    ),
    "report": Entry("dotline.report.cli", "group", "Build reports.", "Produire les rapports."),
    "test": Entry(
        "dotline.cli.testing", "test", "Run the tests.", "Lancer les essais.", django=False
    ),
    "night": Entry(
        "dotline.cli.testing",
        "night",
        "Run the full matrices.",
        "Lancer toutes les matrices.",
        django=False,
    ),
    "bench": Entry(
        "dotline.cli.bench",
        "bench",
        "Measure, and print medians.",
        "Mesurer et afficher les médianes.",
        django=False,
    ),
    "docs": Entry(
        "dotline.cli.docs",
        "docs",
        "Write or check the generated pages.",
        "Produire les pages générées.",
        django=False,
    ),
    "messages": Entry(
        "dotline.cli.messages",
        "messages",
        "Update the French texts.",
        "Mettre à jour le français.",
        django=False,
    ),
}


class LazyGroup(click.Group):
    """Lists commands from the table; loads one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, with Django and the home ready when it needs them."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if ctx.resilient_parsing:
            return click.Command(cmd_name)
        if entry.django:
            if _only_asks():
                set_up()
            else:
                ready()
        command: click.Command = getattr(importlib.import_module(entry.module), entry.name)
        return localised(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, without importing anything."""
        del ctx
        french = language() == FRENCH
        rows = [
            (name, entry.help_fr if french else entry.help_en) for name, entry in COMMANDS.items()
        ]
        with formatter.section("Commandes\u202f" if french else "Commands"):
            formatter.write_dl(rows)


def set_up() -> None:
    """Set up Django as the desk, in the user's language."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "dotline.site.settings.desk"
    import django  # noqa: PLC0415 - half a second that --help does not pay
    from django.utils import translation  # noqa: PLC0415

    django.setup()
    translation.activate(language())


def ready() -> None:
    """Set up Django, make the home ready and stay in it until the command ends."""
    set_up()
    from dotline.site import home  # noqa: PLC0415 - needs Django

    home.stay()


def _only_asks() -> bool:
    """Whether the command line only asks how a command is used: nothing is made for that."""
    words = sys.argv[1:]
    words = words[: words.index("--")] if "--" in words else words
    return bool(HELP & set(words))


@click.group(cls=LazyGroup, context_settings={"help_option_names": sorted(HELP)})
@click.version_option("2026.1", prog_name="dotline")
def cli() -> None:
    """Dotline connects a country's work against human trafficking."""


def main() -> None:
    """Run; a refusal becomes a sentence, a next step and its exit code."""
    from dotline.base.errors import DotlineError  # noqa: PLC0415 - keeps --help light

    ending.in_order()
    try:
        speak()
        status = localised(cli).main(prog_name="dotline", standalone_mode=False)
        _chain()
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DotlineError as error:
        _chain()  # a refusal is a line of the ledger too
        _leave(error)
    except Exception as error:
        if ending.asked():  # it came in the midst of a class body, which makes a RuntimeError of it
            sys.exit(ending.status())
        found = _of_the_machine(error)
        if found is None:
            raise
        _leave(found)


def _leave(error: "DotlineError") -> NoReturn:
    click.echo(spoken(error), err=True)
    sys.exit(error.exit_code)


def _of_the_machine(error: Exception) -> "DotlineError | None":
    """What disk or database could not do, as a refusal; None for a bug."""
    if not isinstance(error, OSError) and "django.db" not in sys.modules:
        return None
    from django.db import DatabaseError  # noqa: PLC0415 - only where something went wrong

    from dotline.audit import trouble  # noqa: PLC0415

    return trouble.explain(error) if isinstance(error, DatabaseError | OSError) else None


def _chain() -> None:
    """Chain the ledger lines that this command left: no heartbeat may be running in this home."""
    if "dotline.site.home" not in sys.modules:
        return
    from django.db import DatabaseError  # noqa: PLC0415 - only where a command has loaded Django

    from dotline.base.errors import DotlineError  # noqa: PLC0415
    from dotline.site import home  # noqa: PLC0415

    if not home.stands():  # a benchmark has taken its home away again
        return
    try:
        home.sequence_all()
    except (DotlineError, DatabaseError, OSError) as error:
        click.echo(
            said("dotline: the ledger was not chained ({name}); run: dotline check").format(
                name=type(error).__name__
            ),
            err=True,
        )


def spoken(error: "DotlineError") -> str:
    """The sentence and the next step, in the user's language."""
    from dotline.ui.sentences import translated  # noqa: PLC0415 - only where something broke

    return "\n".join(part for part in translated(error, said) if part)
