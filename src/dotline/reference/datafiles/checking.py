"""The checks of a data set: schema, both languages, names given twice, references to nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from dotline.base.errors import N_
from dotline.reference.datafiles.problems import Problem, problem
from dotline.reference.datafiles.reading import Sheet, Value, Where, at

if TYPE_CHECKING:
    from jsonschema import ValidationError

Schema = Mapping[str, Any]

ENGLISH = "_en"
FRENCH = "_fr"


@dataclass(frozen=True)
class Name:
    """A name that a file gives (`given`) or uses, of one kind, and where it stands."""

    kind: str
    text: str
    unique: tuple[str, ...]
    sheet: Sheet
    path: Where


# --- the schema ------------------------------------------------------------------------------
# Two keywords of our own. On a list, `x-names: {kind, key, unique}` says that each entry's `key`
# names a thing; on a text, `x-refers: kind` says that it must be such a name. A kind that begins
# with $ is read from the file's top.


def _report(keyword: str) -> Any:
    """Hand the keyword back as an 'error': only errors carry their path through jsonschema."""
    from jsonschema import ValidationError  # noqa: PLC0415 - see _validator

    def found(
        _validator: object, value: object, instance: object, _schema: object
    ) -> "Iterator[ValidationError]":
        yield ValidationError(keyword, validator=keyword, validator_value=value, instance=instance)

    return found


def _list_types(checker: Any) -> Any:
    """Our frozen values are tuples and mapping proxies; a schema says arrays and objects."""
    checker = checker.redefine("array", lambda _, value: isinstance(value, tuple))
    return checker.redefine("object", lambda _, value: isinstance(value, Mapping))


@cache
def _validator() -> Any:
    """What makes a validator of a schema. Every command starts; few read a file and pay for this import."""
    from jsonschema import Draft202012Validator, FormatChecker, validators  # noqa: PLC0415

    ours: Any = validators.extend(  # type: ignore[no-untyped-call]  # untyped there
        Draft202012Validator,
        {"x-names": _report("x-names"), "x-refers": _report("x-refers")},
        type_checker=_list_types(Draft202012Validator.TYPE_CHECKER),
    )
    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_date)
    return partial(ours, format_checker=formats)


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (
        bool(date.fromisoformat(value)) and len(value) == len("2010-06-29")
    )


def check_schema(sheet: Sheet, schema: Schema) -> tuple[list[Problem], list[Name], list[Name]]:
    """Faults of one file against its schema, the names it gives, and the names it uses."""
    problems: list[Problem] = []
    given: list[Name] = []
    used: list[Name] = []
    found: Iterator[Any] = _validator()(schema).iter_errors(sheet.value)
    for error in found:
        path: Where = tuple(error.absolute_path)
        if error.validator == "x-names":
            given.extend(_given(sheet, path, error.validator_value))
        elif error.validator == "x-refers":
            if isinstance(error.instance, str):
                used.append(
                    Name(_kind(sheet, str(error.validator_value)), error.instance, (), sheet, path)
                )
        else:
            problems.extend(_explained(sheet, path, error))
    return problems, given, used


def _kind(sheet: Sheet, kind: str) -> str:
    return str(at(sheet.value, (kind[1:],))) if kind.startswith("$") else kind


def _given(sheet: Sheet, path: Where, rule: Mapping[str, Any]) -> Iterator[Name]:
    key = str(rule.get("key", "code"))
    entries = at(sheet.value, path)
    for place, entry in enumerate(entries if isinstance(entries, tuple) else ()):
        if isinstance(entry, Mapping) and isinstance(entry.get(key), str):
            unique = tuple(str(entry.get(part)) for part in rule.get("unique", (key,)))
            yield Name(
                _kind(sheet, str(rule["kind"])), str(entry[key]), unique, sheet, (*path, place, key)
            )


def _explained(sheet: Sheet, path: Where, error: Any) -> Iterator[Problem]:
    """jsonschema's finding in the words of somebody who edits the file."""
    rule = str(error.validator)
    if rule == "required":
        yield from _missing(sheet, path, error)
        return
    if rule == "additionalProperties":
        yield from _unknown(sheet, path, error)
        return
    reason, mend, more = _WORDS.get(rule, _OTHERWISE)
    params = {name: get(error) for name, get in more.items()}
    yield problem(
        (sheet.file, sheet.line(path)),
        sheet.thing(path),
        reason,
        mend,
        key=str(path[-1]) if path else "the file",
        **params,
    )


def _missing(sheet: Sheet, path: Where, error: Any) -> Iterator[Problem]:
    for key in (one for one in error.validator_value if one not in error.instance):
        yield problem(
            (sheet.file, sheet.line(path)),
            sheet.thing(path),
            N_("{key} is missing."),
            N_("Add it to this entry."),
            key=key,
        )


def _unknown(sheet: Sheet, path: Where, error: Any) -> Iterator[Problem]:
    known = sorted(error.schema.get("properties", {}))
    for key in (one for one in error.instance if one not in known):
        yield problem(
            (sheet.file, sheet.line((*path, key))),
            sheet.thing(path),
            N_("{key} is not a key that this file knows."),
            N_("Correct the spelling or remove it; known are: {known}."),
            key=key,
            known=", ".join(known),
        )


def _form(error: Any) -> str:
    wanted = str(error.validator_value)
    return "YYYY-MM-DD, a real day" if wanted == "date" else wanted


_Words = tuple[str, str, dict[str, Callable[[Any], object]]]
_WRONG_FORM: _Words = (
    N_("{key} is written in the wrong form: {value}."),
    N_("Write it in the form {form}."),
    {"value": lambda error: error.instance, "form": _form},
)
_EMPTY: _Words = (N_("{key} is empty or too short."), N_("Fill it in."), {})
_OTHERWISE: _Words = (
    N_("{key} does not fit: {why}."),
    N_("Correct it."),
    {"why": lambda error: error.message[:200]},
)
_WORDS: dict[str, _Words] = {
    "enum": (
        N_("{key} is {value}, which is not on its list."),
        N_("Choose one of: {allowed}."),
        {
            "value": lambda error: error.instance,
            "allowed": lambda error: ", ".join(map(str, error.validator_value)),
        },
    ),
    "type": (
        N_("{key} has the wrong kind of value."),
        N_("Write a value of type {kind}."),
        {"kind": lambda error: error.validator_value},
    ),
    "pattern": _WRONG_FORM,
    "format": _WRONG_FORM,
    "minLength": _EMPTY,
    "minItems": _EMPTY,
    "minProperties": _EMPTY,
}


# --- both languages --------------------------------------------------------------------------


def check_languages(sheet: Sheet, value: Value = None, path: Where = ()) -> Iterator[Problem]:
    """Every `*_en` has its `*_fr`; both say something, and differ unless listed under `same`."""
    value = sheet.value if path == () else value
    if isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from check_languages(sheet, entry, (*path, place))
    if not isinstance(value, Mapping):
        return
    listed = value.get("same")
    same = listed if isinstance(listed, tuple) else ()
    for key, entry in value.items():
        if key.endswith(ENGLISH):
            yield from _pair(sheet, value, path, key.removesuffix(ENGLISH), same)
        elif key.endswith(FRENCH) and f"{key.removesuffix(FRENCH)}{ENGLISH}" not in value:
            yield problem(
                (sheet.file, sheet.line((*path, key))),
                sheet.thing(path),
                N_("{key} has no English beside it."),
                N_("Add {other}."),
                key=key,
                other=f"{key.removesuffix(FRENCH)}{ENGLISH}",
            )
        yield from check_languages(sheet, entry, (*path, key))


def _pair(
    sheet: Sheet, entry: Mapping[str, Value], path: Where, key: str, same: tuple[Value, ...]
) -> Iterator[Problem]:
    english, french = f"{key}{ENGLISH}", f"{key}{FRENCH}"
    thing = sheet.thing(path)
    if french not in entry:
        yield problem(
            (sheet.file, sheet.line((*path, english))),
            thing,
            N_("{key} has no French beside it."),
            N_("Add {other}."),
            key=english,
            other=french,
        )
        return
    for name in (english, french):
        if entry[name] in (None, "", ()):
            yield problem(
                (sheet.file, sheet.line((*path, name))),
                thing,
                N_("{key} is empty."),
                N_("Write the text."),
                key=name,
            )
    if entry[english] == entry[french] and entry[english] not in (None, "", ()) and key not in same:
        yield problem(
            (sheet.file, sheet.line((*path, french))),
            thing,
            N_("{key} repeats the English text."),
            N_("Translate it, or add same: [{stem}] if both languages use the same word."),
            key=french,
            stem=key,
        )


# --- names -----------------------------------------------------------------------------------


def check_names(
    given: list[Name], used: list[Name], known: Mapping[str, frozenset[str]], whole: bool
) -> Iterator[Problem]:
    """Names given twice; and, if every file could be read (`whole`), names that nobody gives."""
    first: dict[tuple[str, tuple[str, ...]], Name] = {}
    for name in given:
        before = first.setdefault((name.kind, name.unique), name)
        if before is not name:
            yield problem(
                (name.sheet.file, name.sheet.line(name.path)),
                name.sheet.thing(name.path[:-1]),
                N_("{text} is given twice; first in {file}, line {line}."),
                N_("Rename or remove one of them."),
                text=name.text,
                file=before.sheet.file,
                line=before.sheet.line(before.path),
            )
    if not whole:
        return
    names = {kind: set(texts) for kind, texts in known.items()}
    for name in given:
        names.setdefault(name.kind, set()).add(name.text)
    for name in used:
        if name.text not in names.get(name.kind, ()):
            yield problem(
                (name.sheet.file, name.sheet.line(name.path)),
                name.sheet.thing(name.path[:-1]),
                N_("{text} refers to no {kind}."),
                N_("Correct it, or add that {kind} first."),
                text=name.text,
                kind=name.kind,
            )
