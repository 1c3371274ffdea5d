"""A data set: all files of one folder, checked together and frozen; own files stand first."""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import cast

from dotline.base.errors import N_
from dotline.reference.datafiles.checking import (
    Name,
    Schema,
    check_languages,
    check_names,
    check_schema,
)
from dotline.reference.datafiles.problems import BadData, Problem, problem
from dotline.reference.datafiles.reading import Row, Sheet, Value, read_sheet

DEFAULT_SCHEMA = "schema.json"


@dataclass(frozen=True)
class DataSet:
    """Checked files. `digest` changes when any byte of any file does."""

    name: str
    sheets: Mapping[str, Sheet]
    digest: str

    def rows(self, key: str) -> Iterator[Row]:
        """The entries of the list `key` of every file, in the order of files and lines."""
        for file, sheet in self.sheets.items():
            entries = sheet.value.get(key) if isinstance(sheet.value, Mapping) else None
            for place, entry in enumerate(entries if isinstance(entries, tuple) else ()):
                yield Row(cast("Mapping[str, Value]", entry), file, sheet.line((key, place)))

    def tops(self) -> Iterator[Row]:
        """The top entry of every file."""
        for file, sheet in self.sheets.items():
            yield Row(cast("Mapping[str, Value]", sheet.value), file, 1)


def override_folder(name: str) -> Path | None:
    """Where an installation keeps its own files of a set: $DOTLINE_HOME/data/<name>, or None."""
    home = os.environ.get("DOTLINE_HOME")
    return Path(home) / "data" / name if home else None


def find_files(folder: Path, own: Path | None) -> dict[str, Path]:
    """File name to path. An own file stands before the packaged one of the same name."""
    found: dict[str, Path] = {}
    for place in (folder, own):
        if place is not None and place.is_dir():
            found.update({path.name: path for path in place.glob("*.yaml")})
    return dict(sorted(found.items()))


def load_set(
    folder: Path,
    *,
    name: str = "",
    own: Path | None = None,
    known: Mapping[str, Collection[str]] | None = None,
) -> DataSet:
    """Read and check every file of a folder, together with the installation's `own` ones.

    `known` gives names of other sets by kind, so that references across sets can be checked.
    Raises BadData with every fault of every file.
    """
    name = name or folder.name
    files = find_files(folder, own)
    found = _Found()
    if not files:
        reason, mend = N_("The folder holds no data file."), N_("Add one with the ending .yaml.")
        found.problems.append(problem((name, 1), "", reason, mend))
    sheets = {file: _read(folder, file, path, name, found) for file, path in files.items()}
    names = {kind: frozenset(texts) for kind, texts in (known or {}).items()}
    whole = not any(sheet.problems for sheet in sheets.values())
    found.problems.extend(check_names(found.given, found.used, names, whole))
    if found.problems:
        raise BadData(name, found.problems)
    return DataSet(name, MappingProxyType(sheets), _digest(files))


@dataclass
class _Found:
    """What the checks of all files have found so far."""

    problems: list[Problem] = field(default_factory=list)
    given: list[Name] = field(default_factory=list)
    used: list[Name] = field(default_factory=list)


def _read(folder: Path, file: str, path: Path, name: str, found: _Found) -> Sheet:
    sheet = read_sheet(path, f"{name}/{file}")
    found.problems.extend(sheet.problems)
    schema = _schema_for(folder, file)
    if schema is None:
        reason = N_("No schema describes this file.")
        mend = N_("Give it the name of a packaged file, or remove it.")
        found.problems.append(problem((sheet.file, 1), "", reason, mend))
    elif sheet.value is not None:
        problems, given, used = check_schema(sheet, schema)
        found.problems.extend((*problems, *check_languages(sheet)))
        found.given.extend(given)
        found.used.extend(used)
    return sheet


def _schema_for(folder: Path, file: str) -> Schema | None:
    """`x.schema.json` for `x.yaml`, else `schema.json`. Schemas come with the program only."""
    for candidate in (folder / f"{Path(file).stem}.schema.json", folder / DEFAULT_SCHEMA):
        if candidate.is_file():
            return cast("Schema", json.loads(candidate.read_text(encoding="utf-8")))
    return None


def _digest(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for file, path in files.items():
        digest.update(file.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
