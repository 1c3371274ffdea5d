"""`./dotline messages`: gather what people read, room by room, and keep the French whole.

A message is the literal text of a gettext call, of a template's translation tag, or of one of our
errors, whose sentence and next step are both messages (dotline.base.errors).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

from dotline.base.errors import Invalid
from dotline.ui.catalogue import DOMAIN, LANGUAGE, PACKAGE, compile_stale
from dotline.ui.commandline import COLUMN

# How many leading arguments of a call are messages, and what they are.
SINGULAR = {"gettext", "gettext_lazy", "gettext_noop", "_", "N_", "said"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
ERRORS = {"Invalid", "Refused", "NotFound", "Conflict", "Unavailable", "DotlineError", "Phrase"}
NOUNS = {"not_found"}  # its noun is put into a sentence, translated
COMMANDS = {"command", "group"}  # their docstring is a help text
PARAMETERS = {"option", "argument"}  # of a command
MARKS = {"columns_named"}  # codes that a table shows

CLI = re.compile(r"/cli(\.py$|/)")  # where a mapping's names are the columns of a table

STEP = 2  # Progress.start(label, total)

TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}
FIELDS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
# French typography in Canada: a narrow no-break space before a colon and inside quotes, none
# before a semicolon, an exclamation or a question mark (Le guide du redacteur, 7.2).
NARROW = "\u202f"
WIDE_SPACE = re.compile(r"[ \u00a0](?=[:»])|(?<=«)[ \u00a0]")
STRAIGHT = re.compile(r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ«])")
NO_SPACE = re.compile(r"(?<![\s\u202f:])(?=:(?:\s|$))")
CODES = re.compile(r"\w+: [\w\[]+")  # what a file says word for word, such as "verified: true"
NEEDLESS_SPACE = re.compile(r"[ \u00a0\u202f]+(?=[;!?])")


@dataclass(frozen=True)
class Text:
    """One thing people read: its English, its plural if any, and the file it stands in."""

    english: str
    plural: str
    context: str
    path: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes two texts the same message."""
        return (self.context, self.english)


@dataclass(frozen=True)
class Problem:
    """Something that a French reader would stumble over."""

    room: str
    kind: str
    english: str

    def __str__(self) -> str:
        return f"{self.room}: {self.kind}: {self.english!r}"


def rooms() -> list[str]:
    """Every package directly under dotline, by name."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def texts_of(room: str) -> list[Text]:
    """Everything that people read of one room, each once, in the order of files and lines."""
    found: dict[tuple[str, str], Text] = {}
    for path in sorted((PACKAGE / room).rglob("*")):
        relative = path.relative_to(PACKAGE).as_posix()
        if "/migrations/" in relative or "/data/" in relative:
            continue
        if path.suffix == ".py":
            texts = _python_texts(path.read_text(encoding="utf-8"), relative)
        elif "/templates/" in relative and path.suffix in TEMPLATE_SUFFIXES:
            texts = _template_texts(path.read_text(encoding="utf-8"), relative)
        else:
            continue
        for text in texts:
            known = found.setdefault(text.key, text)
            if text.plural and not known.plural:
                found[text.key] = text
    return list(found.values())


def _python_texts(source: str, path: str) -> Iterator[Text]:
    tree = ast.parse(source, path)
    # A mapping after % fills a text; every other one in a cli.py is shown with its names.
    filled = {node.right for node in ast.walk(tree) if isinstance(node, ast.BinOp)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call_texts(_called(node), [_literal(item) for item in node.args], path)
            yield from _command_line_texts(node, path)
        elif isinstance(node, ast.FunctionDef) and _is_command(node):
            yield Text(ast.get_docstring(node) or "", "", "", path)
        elif isinstance(node, ast.Dict) and CLI.search(path) and node not in filled:
            names = filter(None, map(_literal, node.keys))
            yield from (Text(name, "", COLUMN, path) for name in names if name.isidentifier())
        elif isinstance(node, ast.ClassDef) and path == "base/errors.py":
            for line in node.body:
                if isinstance(line, ast.Assign | ast.AnnAssign) and _assigns_title(line):
                    yield Text(_literal(line.value), "", "", path)


def _assigns_title(line: ast.Assign | ast.AnnAssign) -> bool:
    targets = line.targets if isinstance(line, ast.Assign) else [line.target]
    return any(isinstance(item, ast.Name) and item.id == "title" for item in targets)


def _is_command(node: ast.FunctionDef) -> bool:
    calls = [item for item in node.decorator_list if isinstance(item, ast.Call)]
    return any(_called(item) in COMMANDS for item in calls) and bool(ast.get_docstring(node))


def _command_line_texts(node: ast.Call, path: str) -> Iterator[Text]:
    """Help and metavars of a parameter, the name of an argument, the label of a step of progress."""
    called, arguments = _called(node), [_literal(item) for item in node.args]
    given = {one.arg: _literal(one.value) for one in node.keywords}
    if called in PARAMETERS:
        texts = [given.get("help", ""), given.get("metavar", "")]
        if called == "argument" and "metavar" not in given:
            texts.append(arguments[0].upper())
    elif called in MARKS:
        yield from (Text(text, "", COLUMN, path) for text in arguments if text)
        return
    elif called == "start" and len(arguments) == STEP:
        texts = [arguments[0]]
    else:
        texts = []
    yield from (Text(text, "", "", path) for text in texts if text)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _literal(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _call_texts(name: str, arguments: list[str], path: str) -> Iterator[Text]:
    first, second, third = [*arguments, "", "", ""][:3]
    if name in ERRORS:
        yield from (Text(text, "", "", path) for text in (first, second) if text)
    elif name in SINGULAR | NOUNS and first:
        yield Text(first, "", "", path)
    elif name in PLURAL and first:
        yield Text(first, second, "", path)
    elif name in CONTEXT and second:
        yield Text(second, "", first, path)
    elif name in CONTEXT_PLURAL and second:
        yield Text(second, third, first, path)


def _template_texts(source: str, path: str) -> Iterator[Text]:
    # Here: Django loads slowly, and this module is imported to show its help too.
    from django.utils.translation.template import templatize  # noqa: PLC0415

    python = templatize(source, origin=path).encode("utf-8")
    names = dict.fromkeys(SINGULAR | PLURAL | CONTEXT | CONTEXT_PLURAL)
    calls = extract_python(BytesIO(python), names, [], {"encoding": "utf-8"})
    for _line, name, arguments, _notes in calls:
        # Babel gives one argument as a text and several as a tuple, whatever its types say.
        parts: object = arguments
        several = parts if isinstance(parts, tuple | list) else (parts,)
        yield from _call_texts(str(name), [str(part or "") for part in several], path)


def without_codes(french: str, english: str) -> str:
    """French without what the English says letter by letter: codes of a file."""
    for one in CODES.findall(french):
        french = french.replace(one, "") if one in english else french
    return french


def typeset(french: str, english: str = "") -> str:
    """French with its spaces and apostrophes as they are set in Canada.

    What stands in the English letter by letter is a code of a file and stays as it is.
    """
    kept = [one for one in CODES.findall(french) if one in english]
    for number, one in enumerate(kept):
        french = french.replace(one, f"\0{number}\0")
    spaced = NO_SPACE.sub(NARROW, WIDE_SPACE.sub(NARROW, french))
    spaced = STRAIGHT.sub("’", NEEDLESS_SPACE.sub("", spaced))
    for number, one in enumerate(kept):
        spaced = spaced.replace(f"\0{number}\0", one)
    return spaced


def catalogue_path(room: str) -> Path:
    """Where a room's French lies."""
    return PACKAGE / room / "locale" / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(room: str) -> Catalog:
    """A room's French, empty where there is no file. Raises Invalid on a broken one."""
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, domain=DOMAIN, fuzzy=False)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=LANGUAGE, domain=DOMAIN, abort_invalid=True)
    except ValueError as broken:
        where = path.relative_to(PACKAGE).as_posix()
        raise Invalid(
            "The catalogue {where} cannot be read: {reason}.",
            "Mend that file and try again.",
            where=where,
            reason=str(broken),
        ) from broken


def problems_of(room: str) -> list[Problem]:
    """What is missing, fuzzy, untranslated, obsolete or badly set in a room's French."""
    catalogue = read_catalogue(room)
    texts = texts_of(room)
    wanted = {text.key for text in texts}
    found = [
        Problem(room, "obsolete", _english(message))
        for message in catalogue
        if message.id and (message.context or "", _english(message)) not in wanted
    ]
    for text in texts:
        message = catalogue.get(text.english, text.context or None)
        kind = "missing" if message is None else _fault(message, text)
        if kind:
            found.append(Problem(room, kind, text.english))
    return found


def _fault(message: Message, text: Text) -> str:
    french = [message.string] if isinstance(message.string, str) else list(message.string or "")
    if message.fuzzy:
        return "fuzzy"
    if not all(french) or bool(text.plural) != isinstance(message.id, tuple | list):
        return "untranslated"
    # A singular may leave out the number; nothing may name a field that the English lacks.
    fields = set(FIELDS.findall(text.english + text.plural))
    if any(not set(FIELDS.findall(item)) <= fields for item in french):
        return "names another field than the English"
    if set(FIELDS.findall(french[-1])) != set(FIELDS.findall(text.plural or text.english)):
        return "leaves out a field"
    if any(typeset(item, text.english + text.plural) != item for item in french):
        return "has a space or an apostrophe that French typography does not; ./dotline messages mends it"
    return ""


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def disagreements() -> list[Problem]:
    """Messages that two rooms translate differently: only one of them would ever be shown."""
    seen: dict[tuple[str, str], tuple[str, object]] = {}
    found = []
    for room in rooms():
        for message in read_catalogue(room):
            if not message.id:
                continue
            key = (message.context or "", _english(message))
            other, french = seen.setdefault(key, (room, message.string))
            if french != message.string:
                found.append(Problem(room, f"says it otherwise than {other}", key[1]))
    return found


def update(room: str) -> bool:
    """Bring a room's catalogue in line with its code; True when the file changed.

    Keeps each translation that is still wanted and drops the others. Writes neither line numbers
    nor dates, so that a change of the file is a change of a text.
    """
    texts = texts_of(room)
    path = catalogue_path(room)
    old = read_catalogue(room)
    new = Catalog(locale=LANGUAGE, domain=DOMAIN, project="Dotline", fuzzy=False)
    for text in texts:
        known = old.get(text.english, text.context or None)
        english = (text.english, text.plural) if text.plural else text.english
        keep = known is not None and isinstance(known.id, str) != bool(text.plural)
        new.add(
            english,
            _typeset(known) if known is not None and keep else None,
            locations=[(text.path, 0)],
            user_comments=known.user_comments if known else (),
            flags=known.flags if known else (),
            context=text.context or None,
        )
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = _written(new) if texts else ""
    if before == after:
        return False
    if not after:
        path.unlink()
        return True
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(after, encoding="utf-8")
    return True


def _typeset(message: Message) -> str | tuple[str, ...]:
    english = message.id if isinstance(message.id, str) else "".join(message.id)
    if isinstance(message.string, str):
        return typeset(message.string, english)
    return tuple(typeset(item, english) for item in message.string or ())


def _written(catalogue: Catalog) -> str:
    catalogue.header_comment = (
        "# What people read of this room, in French. Written by `./dotline messages`."
    )
    content = BytesIO()
    write_po(content, catalogue, width=100, include_lineno=False, sort_by_file=False)
    dated = ("POT-Creation", "PO-Revision", "Last-Translator", "Language-Team", "Report-Msgid")
    skipped = tuple(f'"{name}' for name in (*dated, "Generated-By", "Project-Id"))
    lines = content.getvalue().decode("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(skipped)).strip() + "\n"


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when any French is missing.")
@click.argument("names", metavar="[ROOM]...", nargs=-1)
def messages(check: bool, names: tuple[str, ...]) -> None:
    """Gather the texts of each ROOM (default: all) into its French catalogue."""
    chosen = [room for room in rooms() if not names or room in names]
    if not check:
        for room in chosen:
            if update(room):
                click.echo(f"{room}: catalogue changed")
        compile_stale()
    problems = [problem for room in chosen for problem in problems_of(room)]
    problems += disagreements() if not names else []
    for problem in problems:
        click.echo(str(problem))
    if problems and check:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(problems)} texts still want French." if problems else "All French is there.")
