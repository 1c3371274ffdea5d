"""One door for everything that can be loaded: what it is, is seen from its content, not from its name."""

import json
from pathlib import PurePosixPath

from dotline.base.errors import Invalid
from dotline.directory.formats import archive, documents, icarol, older, tables
from dotline.directory.formats.records import Batch, tidy
from dotline.directory.rules import reasons


def read(given: archive.Given, *, source: str, encoding: str = "") -> Batch:
    """Read what was opened. A batch without a single service or organization is refused."""
    batch = Batch(source)
    if any(name.lower().endswith(".csv") for name in given.members):
        _tables(batch, given, encoding)
    else:
        _documents(batch, given, encoding)
    if not batch.of("service") and not batch.of("organization"):
        raise _nothing(given, batch)
    return batch


def _tables(batch: Batch, given: archive.Given, encoding: str) -> None:
    found = tables.tables(batch, given.members, encoding=encoding)
    if icarol.is_icarol(found):
        icarol.read(batch, found)
    elif older.is_older(found):
        older.read(batch, found)
    else:
        batch.format = "HSDS 3.1 tables"
        tables.read(batch, found)
    # One table alone updates what it names; a package is the whole truth of its source.
    whole = "services.csv" in found and len(found) > 1
    batch.complete = whole or icarol.is_icarol(found)
    tidy(batch)


def _documents(batch: Batch, given: archive.Given, encoding: str) -> None:
    texts = {
        name: archive.decoded(PurePosixPath(name).name, content, batch.findings, declared=encoding)
        for name, content in given.members.items()
        if PurePosixPath(name).name != "datapackage.json"
    }
    if not texts:
        raise _unknown(given.name)
    for name, words in texts.items():
        start = words.lstrip()[:1]
        if start not in ("{", "["):
            raise _unknown(PurePosixPath(name).name)
        if not _tabular_json(batch, name, words):
            documents.read(batch, PurePosixPath(name).name, words)


def _tabular_json(batch: Batch, name: str, words: str) -> bool:
    """HSDS also shows its tables as one JSON object whose keys are file names."""
    if ".csv" not in words[:200]:
        return False
    try:
        whole = json.loads(words)
    except ValueError:
        return False
    if not isinstance(whole, dict) or not all(str(key).endswith(".csv") for key in whole):
        return False
    batch.format = "HSDS 3.1 tables in JSON"
    for table, rows in whole.items():
        documents.read_table(batch, str(table), rows, PurePosixPath(name).name)
    tidy(batch)
    return True


def _unknown(name: str) -> Invalid:
    return Invalid(
        "{name} is neither HSDS JSON nor a set of HSDS tables.",
        "Load HSDS 3.1 JSON or NDJSON, or a folder or zip with services.csv in it.",
        name=name,
    )


def _nothing(given: archive.Given, batch: Batch) -> Invalid:
    groups = batch.findings.groups()
    told = next((group for group in groups if group.field == "(whole record)"), None)
    if told is None:
        return Invalid(
            "{name} holds no service that can be loaded.",
            "Nothing was changed. Check the file.",
            name=given.name,
        )
    return Invalid(
        "{name} holds no service that can be loaded: {file}, row {rows}: {reason}.",
        "Nothing was changed. Mend that row and load the file again.",
        name=given.name,
        file=told.file,
        rows=told.rows[:40],
        reason=reasons.phrase(told.reason),
    )
