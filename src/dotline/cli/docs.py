"""`./dotline docs`: write the reference pages that are read off the code; --check compares."""

import importlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

import click

from dotline.base import errors
from dotline.base.sensitivity import Sensitivity
from dotline.base.sensitivity import of as columns_of
from dotline.base.states import Transitions
from dotline.cli.main import COMMANDS
from dotline.reference import crosswalk, needs, vocabulary
from dotline.ui.catalogue import PACKAGE

ROOT = PACKAGE.parents[1]
FOLDER = ROOT / "docs" / "reference"
WIDTH = 100  # of a command's help, whatever terminal writes the page
NOTICE = "Written by `./dotline docs`; change the code it is read off, not this page."

# What each environment variable means. The check fails when the code reads one that is not here.
VARIABLES = {
    "DOTLINE_HOME": "The data folder. Default: `var` in the repository.",
    "DOTLINE_DATABASE": "`sqlite` (default) or an address `postgresql://user@host/name`.",
    "DOTLINE_LANG": "Language of the command line, `en` or `fr`. Default: the terminal's.",
    "DOTLINE_HOSTS": "Names the web server answers to, with commas. Default: this machine only.",
    "DOTLINE_PUBLIC_URL": "Where people reach the public site, for links to copy. Default: one port above the desk.",
    "DOTLINE_HTTPS": "`1` where a proxy in front speaks HTTPS: cookies are then sent by HTTPS only.",
    "DOTLINE_SECRET_KEY": "Django's secret. Default: one made with the home and kept in its keys.",
    "DOTLINE_PYTHON": "The Python that sets up `.venv`. Default: the first good one of `python3` and its newer names.",
    "DOTLINE_KERNEL": "`c` or `numpy`: what computes encodings. Default: C where a compiler is, with the same bits.",
    "DOTLINE_LEASH": "Set by `serve` for its web processes, which then end with it.",
    "DOTLINE_TIED_TO": "Set by the desk for its offline desk: the process that it ends with.",
    "DOTLINE_OFFLINE_DESK": "Set by the desk for its offline desk: `1`, only its workers take calls.",
    "DOTLINE_OFFLINE_SINCE": "Set by the desk for its offline desk: when the database went away.",
    "DOTLINE_OFFLINE_SNAPSHOT": "Set by `offline` for its web process: the signed list.",
    "DOTLINE_OFFLINE_KEY": "Set by `offline` for its web process: the public key to trust.",
    "DOTLINE_OFFLINE_QUEUE": "Set by `offline` for its web process: where sealed calls are laid.",
    "DOTLINE_KEY_SERVICE_": "Set by `link key-service` for its web process: the key, the clients, who runs it.",
    "DOTLINE_ROOT": "Set by the launcher: where the repository lies.",
    "DOTLINE_SHARED": "Tests: the folder of real data. Default: `../shared/data`.",
    "DOTLINE_REQUIRE_ALL": "Tests: with `1` a skipped test is a failed one.",
    "DOTLINE_NIGHT": "Tests: set by `./dotline night`; many more examples.",
    "DOTLINE_TEST_DATABASE": "Tests: `postgres` while they run on PostgreSQL.",
    "DOTLINE_TEST_MADE": "Tests: where one run keeps what all of its parts share, such as a filled demo.",
}
TRAVELS = {
    Sensitivity.OPEN: "anybody may read it.",
    Sensitivity.INTERNAL: "staff of the agency it belongs to; counts of it leave through *protect*.",
    Sensitivity.PERSONAL: "about a person; leaves through *refer* only, with a basis.",
    Sensitivity.HIDDEN: "never leaves the agency: sealed values, keys, secrets.",
}
VARIABLE = re.compile(r"[\"'$={]DOTLINE_[A-Z_]+")
INTERNAL = {
    "DOTLINE_DEMO",
    "DOTLINE_SITE",
    "DOTLINE_EXIT_URL",
}  # Django settings of that name, no variables


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def page(title: str, lines: Sequence[str]) -> str:
    """A whole page."""
    return "\n".join([f"# {title}", "", NOTICE, "", *lines]).rstrip() + "\n"


def commands() -> str:
    """Every command with its arguments and options."""
    lines: list[str] = []
    for name, entry in COMMANDS.items():
        command = getattr(importlib.import_module(entry.module), entry.name)
        lines += [*_command(f"dotline {name}", command), ""]
    return page("Commands", lines)


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name, terminal_width=WIDTH)
    yield from (f"## `{name}`", "", "```text", command.get_help(context), "```")
    if not isinstance(command, click.Group):
        return
    for child in command.list_commands(context):
        found = command.get_command(context, child)
        if found is not None:
            yield ""
            yield from (
                line.replace("## ", "### ", 1) for line in _command(f"{name} {child}", found)
            )


def permissions() -> str:
    """Which role may do what."""
    from dotline.access.roles import ROLES  # noqa: PLC0415 - with Django up

    names = sorted(ROLES, key=str)
    every = sorted({item for granted in ROLES.values() for item in granted})
    rows = [
        [f"`{item}`", *("yes" if item in ROLES[name] else "" for name in names)] for item in every
    ]
    head = ["permission", *(str(name).replace("_", " ") for name in names)]
    return page("Permissions", table(head, rows))


def statuses() -> str:
    """Every table of statuses as a diagram."""
    lines: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if "rules" not in name.split("."):
            continue
        module = importlib.import_module(name.removesuffix(".__init__"))
        for attribute, value in vars(module).items():
            if isinstance(value, Transitions) and f"{attribute} = Transitions" in path.read_text():
                room = path.relative_to(PACKAGE).parts[0]
                title = attribute.replace("_", " ").casefold()
                lines += [f"## {room}: {title}", "", "```mermaid", value.mermaid(), "```", ""]
    return page("Statuses", lines)


def data_dictionary() -> str:
    """Every column of every table, and how far it may travel."""
    from django.apps import apps  # noqa: PLC0415

    lines = ["How far a column may travel:", ""]
    lines += [f"- **{kind.value}**: {TRAVELS[kind]}" for kind in Sensitivity] + [""]
    for model in sorted(apps.get_models(), key=lambda item: item._meta.label):
        if not model.__module__.startswith("dotline."):
            continue
        declared = columns_of(model)
        meaning = (model.__doc__ or "").strip().partition("\n")[0]
        rows = [
            [
                f"`{column.attname}`",
                column.get_internal_type(),
                str(declared.get(column.attname) or declared.get(column.name) or "undeclared"),
                str(column.help_text),
            ]
            for column in model._meta.concrete_fields
        ]
        lines += [f"## {model._meta.label}", "", meaning, ""]
        lines += [*table(["column", "type", "travels", "meaning"], rows), ""]
    return page("Data dictionary", lines)


def settings() -> str:
    """Every environment variable that the code reads."""
    rows = [[f"`{name}`", meaning] for name, meaning in VARIABLES.items()]
    return page("Settings", table(["variable", "meaning"], rows))


def undescribed() -> set[str]:
    """Environment variables that the code reads and VARIABLES does not describe."""
    texts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    texts.append((ROOT / "dotline").read_text(encoding="utf-8"))
    read = {found[0][1:] for text in texts for found in VARIABLE.finditer(text)}
    return read - set(VARIABLES) - INTERNAL


def exit_codes() -> str:
    """What a command leaves behind, and what a page answers."""
    kinds = [errors.Invalid, errors.Refused, errors.NotFound, errors.Conflict, errors.Unavailable]
    rows = [["0", "200", "", "Done."], ["1", "500", "", "A bug: please report it."]]
    rows += [
        [str(kind.exit_code), str(kind.status), kind.title, (kind.__doc__ or "").partition("\n")[0]]
        for kind in kinds
    ]
    return page("Errors", table(["exit code", "HTTP status", "title", "meaning"], rows))


def crosswalk_page() -> str:
    """Our codes beside those of other schemes."""
    lines = [
        "Our codes beside fields and values of other standards, from `reference/data/crosswalk`. A row without a way",
        "holds both ways; *out* writes several of ours as one of theirs; *in* reads another spelling.",
        "HTCDS is by IOM, CC BY 4.0; its use here implies no endorsement.",
        "",
    ]
    for scheme in crosswalk.schemes():
        state = "" if scheme.verified else " **Not verified: empty on purpose.**"
        lines += [f"## {scheme.code}", "", f"{scheme.title_en}. {scheme.note_en}{state}", ""]
        rows = [
            [
                f"`{one.list}`",
                f"`{one.code}`",
                *_labels(one.list, one.code),
                f"`{one.field}`",
                f"`{one.value}`",
                one.way,
            ]
            for one in scheme.maps
        ]
        if rows:
            names = ["list", "code", "English", "français", "field", "value", "way"]
            lines += [*table(names, rows), ""]
        lines += [f"Source: {scheme.source}", ""]
    lines += [
        "## Needs and Open Eligibility",
        "",
        "Open Eligibility is by findhelp, CC BY-SA 3.0.",
        "",
    ]
    matched = [(one, needs.open_eligibility(one.code)) for one in needs.every()]
    rows = [
        [f"`{one.code}`", one.label("en"), one.label("fr"), match.term, match.how]
        for one, match in matched
        if match
    ]
    lines += [*table(["need", "English", "français", "Open Eligibility", "match"], rows), ""]
    return page("Crosswalk", lines)


def _labels(name: str, code: str) -> tuple[str, str]:
    """Our code in both languages; nothing for a code of theirs that no list of ours has."""
    found = vocabulary.find(name, code)
    return (found.label("en"), found.label("fr")) if found else ("", "")


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "permissions.md": permissions,
    "statuses.md": statuses,
    "data-dictionary.md": data_dictionary,
    "settings.md": settings,
    "errors.md": exit_codes,
    "crosswalk.md": crosswalk_page,
}


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when a page is out of date.")
def docs(check: bool) -> None:
    """Write the reference pages that are read off the code."""
    _set_up()
    if missing := undescribed():
        raise errors.Invalid(
            "No page says what {names} means.",
            "Describe it in src/dotline/cli/docs.py.",
            names=", ".join(sorted(missing)),
        )
    stale = [name for name, text in PAGES.items() if _is_stale(FOLDER / name, text(), check)]
    if check and stale:
        click.echo(f"out of date: {', '.join(stale)}. Run: ./dotline docs")
        raise click.exceptions.Exit(1)
    click.echo(f"{len(PAGES)} pages, {len(stale)} {'out of date' if check else 'written'}.")


def _set_up() -> None:
    os.environ["DOTLINE_LANG"] = os.environ["LANGUAGE"] = "en"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    import django  # noqa: PLC0415 - half a second that --help does not pay

    django.setup()


def _is_stale(path: Path, text: str, check: bool) -> bool:
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if old == text:
        return False
    if check:
        diff = unified_diff(old.splitlines(), text.splitlines(), path.name, "the code", lineterm="")
        click.echo("\n".join(list(diff)[:40]))
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return True
