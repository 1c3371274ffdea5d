"""A French terminal: every command's help, click's own words and every refusal are French."""

import ast
import gettext
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dotline.base.errors import Invalid, Phrase
from dotline.base.phrases import machine
from dotline.cli import clickwords, main
from dotline.cli.main import COMMANDS
from dotline.ui import commandline
from dotline.ui.terminal import Code, emit

SPOKEN_BY_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
# What only a programmer of a command meets.
FOR_PROGRAMMERS = (
    *("DeprecationWarning", "Could not determine", "No options defined", "Arguments take"),
    *("Name '", "Boolean option", "Value must be", "Choice(", "(dynamic)", "Unknown color"),
    "deprecated",
)
ENGLISH = re.compile(
    r"\b(the|of|and|with|Usage|Show|default|required|INTEGER|TEXT|FILE|COMMAND|Error|Missing)\b"
)


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal of LANG=fr_CA.UTF-8, left as it was."""
    for name in ("DOTLINE_LANG", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_CA.UTF-8")
    monkeypatch.setenv("LANGUAGE", "fr")
    before = gettext.textdomain()
    commandline.speak()
    yield
    gettext.textdomain(before)


def commands() -> list[str]:
    """Every command and subcommand, as it is typed."""
    found = []
    for name, entry in COMMANDS.items():
        command = getattr(import_module(entry.module), entry.name)
        found.append(name)
        if isinstance(command, click.Group):
            found += [f"{name} {child}" for child in command.commands]
    return found


@pytest.mark.parametrize(
    ("settings", "spoken"),
    [
        ({"LANGUAGE": "fr"}, "fr"),
        ({"LC_MESSAGES": "fr_CA.UTF-8", "LANG": "en_CA.UTF-8"}, "fr"),
        ({"LANGUAGE": "fr_CA:en", "LC_ALL": "en_CA.UTF-8"}, "fr"),
        ({"LANGUAGE": "en:fr", "LANG": "fr_CA.UTF-8"}, "en"),
        ({"DOTLINE_LANG": "en", "LANGUAGE": "fr"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminal_is_asked_for_its_language_as_other_programs_ask(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], spoken: str
) -> None:
    for name in commandline.LANGUAGES:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert commandline.language() == spoken


@pytest.mark.parametrize("line", commands())
@pytest.mark.usefixtures("french")
def test_the_help_of_a_command_is_french(line: str) -> None:
    name, *rest = line.split()
    entry = COMMANDS[name]
    command = commandline.localised(getattr(import_module(entry.module), entry.name))
    told = CliRunner().invoke(command, [*rest, "--help"], prog_name=f"dotline {name}")
    assert told.output.startswith("Emploi")
    assert "Afficher cette aide, puis quitter." in " ".join(told.output.split())
    assert (
        ENGLISH.findall(re.sub(r"--[\w-]+", "", told.output)) == []
    )  # options are typed as they are


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan", "--bogus"], "L’option '--bogus' n’existe pas."),
        (["bogus"], "La commande 'bogus' n’existe pas."),
        (["demo", "--seed", "x"], "n’est pas de la bonne forme (nombre entier)."),
        (["demo", "extra"], "Argument en trop (extra)"),
    ],
)
def test_a_slip_at_the_keyboard_is_answered_in_french(words: list[str], said: str) -> None:
    first, *rest = words
    command = (
        main.cli
        if first not in COMMANDS
        else getattr(import_module(COMMANDS[first].module), COMMANDS[first].name)
    )
    told = CliRunner().invoke(
        commandline.localised(command), words if command is main.cli else rest
    )
    assert said in told.output
    assert "Erreur" in told.output
    assert told.exit_code == 2


def test_every_word_of_click_stands_in_our_catalogue() -> None:
    folder = Path(click.__file__).parent
    known = {*clickwords.ONE, *(one for one, _many in clickwords.MANY)}
    missing = []
    for name in SPOKEN_BY_CLICK:
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "ngettext"}:
                first = node.args[0]
                text = first.value if isinstance(first, ast.Constant) else ""
                if isinstance(text, str) and text and not text.startswith(FOR_PROGRAMMERS):
                    missing += [text] if text not in known else []
    assert missing == []


@pytest.mark.usefixtures("french")
def test_the_inner_reason_of_a_refusal_is_french_too() -> None:
    with pytest.raises(json.JSONDecodeError) as broken:
        json.loads("{")
    error = Invalid(
        "{file} is not whole JSON: line {line}, {why}.",
        "Nothing was loaded. Ask for the file again.",
        file="a.json",
        line=1,
        why=machine(broken.value.msg),
    )
    assert "il manque un nom entre guillemets" in main.spoken(error)
    assert "Expecting property name" in str(error)


def test_a_phrase_reads_as_its_english_where_nothing_translates_it() -> None:
    assert Phrase("{thing} without {name}", thing="service", name="name") == "service without name"


@pytest.mark.usefixtures("french")
def test_a_table_names_its_columns_and_codes_in_french_and_json_keeps_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    emit({"state": Code("under_way"), "late": True}, as_json=False)
    assert capsys.readouterr().out == "avancement\ten cours\nen retard\toui\n"
    emit({"state": Code("under_way"), "late": True}, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"state": "under_way", "late": True}
