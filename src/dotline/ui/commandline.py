"""The terminal's language, where no Django runs yet: every room's catalogue, and commands that speak it."""

import gettext
import os
import re
from copy import copy
from datetime import date
from functools import cache
from inspect import cleandoc

import click

from dotline.base.errors import Invalid
from dotline.ui.catalogue import DOMAIN, PACKAGE, compile_stale, locale_folders

FRENCH = "fr"
ISO_DAY = "2026-01-31"
ISO_DAY_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
COLUMN = "column"  # the context of the names of columns, which are codes in JSON


class Day(click.ParamType[date]):
    """A day of the calendar, written year, month, day (ISO 8601); the command gets a `date`.

    Raises Invalid, not the library's usage error, so that every command says it in one way.
    """

    name = "DATE"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            if ISO_DAY_SHAPE.fullmatch(value):  # fromisoformat also takes 20260131 and 2026-W05-6
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise Invalid(
            "{text} is not a day of the calendar.",
            "Write it as year, month and day: {example}.",
            text=value[:40],
            example=ISO_DAY,
        )


DAY = Day()


# The first that is set counts; LANGUAGE is a list, the most wanted first (GNU gettext, "The LANGUAGE variable").
LANGUAGES = ("DOTLINE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """The language of messages: DOTLINE_LANG, else the terminal's, asked for as gettext asks."""
    chosen = next((told for name in LANGUAGES if (told := os.environ.get(name))), "en")
    return FRENCH if chosen.casefold().startswith(FRENCH) else "en"


@cache
def words(lang: str) -> gettext.NullTranslations:
    """All rooms' texts in a language; English is what stands in the code."""
    found = gettext.NullTranslations()
    if lang == FRENCH:
        compile_stale()
        for folder in locale_folders():
            one = gettext.translation(DOMAIN, folder, [FRENCH], fallback=True)
            one.add_fallback(found)
            found = one
    return found


def said(text: str) -> str:
    """A text of ours in the terminal's language."""
    return words(language()).gettext(text) if text else text


def column(name: str) -> str:
    """The name of a column or of a value, as people read it; JSON keeps the code."""
    return words(language()).pgettext(COLUMN, name)


def columns_named(*names: str) -> tuple[str, ...]:
    """Mark codes that a table shows, for our catalogue (context `column`)."""
    return names


def counted(number: int) -> str:
    """A count with its thousands apart, as the language writes them."""
    apart = f"{number:,}"
    return apart.replace(",", "\u202f") if language() == FRENCH else apart


def speak() -> None:
    """Let click's own words be French where the terminal is: it asks the text domain in force."""
    if language() == FRENCH:
        compile_stale()
        os.environ["LANGUAGE"] = FRENCH
        gettext.bindtextdomain(DOMAIN, str(PACKAGE / "cli" / "locale"))
        gettext.textdomain(DOMAIN)


def localised(command: click.Command) -> click.Command:
    """A copy of the command with help, metavars and names of types in the terminal's language."""
    if language() != FRENCH:
        return command
    made = copy(command)
    made.__dict__["_help_option"] = None  # click keeps the one it made for the first who asked
    made.help = said(cleandoc(made.help or "")) or None
    made.options_metavar = said(made.options_metavar or "")
    made.params = [_localised(one) for one in made.params]
    if isinstance(made, click.Group):
        made.subcommand_metavar = said(made.subcommand_metavar or "")
        made.commands = {name: localised(child) for name, child in made.commands.items()}
    return made


def _localised(parameter: click.Parameter) -> click.Parameter:
    made = copy(parameter)
    if isinstance(made, click.Option) and made.help:
        made.help = said(made.help)
    made.metavar = _metavar(parameter)
    if said(parameter.type.name) != parameter.type.name:
        made.type = copy(parameter.type)
        made.type.name = said(parameter.type.name)
    return made


def _metavar(parameter: click.Parameter) -> str | None:
    """What stands for the value; an argument is called by its name, as in the command's help."""
    if parameter.metavar or isinstance(parameter, click.Option):
        return said(parameter.metavar or "") or None
    if isinstance(parameter.type, click.Choice) or parameter.name is None:
        return None
    name = said(parameter.name.upper())
    shown = name if parameter.required else f"[{name}]"
    return shown if parameter.nargs == 1 else f"{shown}..."
