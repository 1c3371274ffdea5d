"""Reading HSDS 3.1 JSON: one object, a list, a page with `contents`, or one object a line (NDJSON)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dotline.base.errors import Invalid, Phrase
from dotline.base.findings import REFUSED, REPAIRED
from dotline.base.ids import stable_id
from dotline.base.phrases import machine
from dotline.directory.formats import tables
from dotline.directory.formats.records import Batch, Place, Record, Values, admit, checked
from dotline.directory.formats.shapes import FILES, SHAPES, Nest, Shape, nests

OURS = "x_dotline"
_ORGANIZATION = frozenset(
    {"services", "tax_status", "legal_status", "year_incorporated", "programs"}
)


def read(batch: Batch, file: str, words: str) -> None:
    """Read a whole JSON or NDJSON text into the batch. Raises Invalid when it is not JSON."""
    items, batch.complete, batch.format, rest = _items(file, words)
    for number, item in items:
        read_one(batch, item, Place(file, number))
    for table, rows in rest.items():
        read_table(batch, str(table), rows, file)


def read_table(batch: Batch, table: str, rows: object, file: str) -> None:
    """A table in JSON: a list of flat objects under the name of its CSV file."""
    shape = FILES.get(table)
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        if shape and isinstance(row, dict):
            tables.add(batch, shape, row, Place(f"{file}:{table}", number))


def read_one(batch: Batch, item: object, at: Place) -> Record | None:
    """One top-level object: a service, a service at a location, an organization or a location."""
    if not isinstance(item, Mapping):
        batch.note(at, "(whole record)", item, "not an HSDS object", REFUSED)
        return None
    return _visit(batch, SHAPES[_guess(item)], item, at, {})


Items = tuple[Iterator[tuple[int, object]], bool, str, Mapping[object, object]]


def _items(file: str, words: str) -> Items:
    """The records, whether they are all there is, what the text is, and tables beside the records."""
    try:
        whole = json.loads(words)
    except json.JSONDecodeError as problem:
        first, _, rest = words.strip().partition("\n")
        if rest and first.rstrip().endswith("}"):
            return _lines(file, words), True, "HSDS 3.1 NDJSON", {}
        raise _broken(file, problem.lineno, machine(problem.msg)) from problem
    except RecursionError as problem:
        raise _broken(file, 1, Phrase("nested too deeply")) from problem
    if isinstance(whole, list):
        return enumerate(whole, start=1), True, "HSDS 3.1 JSON list", {}
    if isinstance(whole, dict) and isinstance(whole.get("contents"), list):
        alone = not isinstance(whole.get("total_pages"), int) or whole["total_pages"] <= 1
        ours = whole.get(OURS)
        flat = ours.get("tables") if isinstance(ours, dict) else None
        told = flat if isinstance(flat, dict) else {}
        return enumerate(whole["contents"], start=1), alone, "HSDS 3.1 JSON page", told
    return enumerate([whole], start=1), False, "HSDS 3.1 JSON", {}


def _lines(file: str, words: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(words.splitlines(), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (json.JSONDecodeError, RecursionError) as problem:
                raise _broken(file, number, Phrase("the line is cut short or damaged")) from problem


def _broken(file: str, line: int, why: Phrase) -> Invalid:
    return Invalid(
        "{file} is not whole JSON: line {line}, {why}.",
        "Nothing was loaded. Ask for the file again.",
        file=file,
        line=line,
        why=why,
    )


def _guess(item: Mapping[str, object]) -> str:
    if "location_type" in item:
        return "location"
    if "location" in item or "service" in item:
        return "service_at_location"
    if "status" not in item and _ORGANIZATION & set(item):
        return "organization"
    return "service"


def _visit(
    batch: Batch, shape: Shape, item: Mapping[str, object], at: Place, owner: Values
) -> Record | None:
    ours = item.get(OURS)
    raw: dict[str, object] = dict(item)
    if isinstance(ours, Mapping):
        raw.update({str(key): value for key, value in ours.items()})
        # Said by whoever wrote the file, not by the source: today's offset is wrong half the year.
        for name in ours.get("filled") or ():
            raw.pop(str(name), None)
    values = checked(batch, shape, raw, at)
    values.update(owner)
    _strangers(batch, shape, item, at)
    for nest in nests(shape):
        child = item.get(nest.key)
        if not nest.many and isinstance(child, Mapping):
            record = _visit(batch, SHAPES[nest.child], child, _inside(at, nest), {})
            if record:
                values[nest.column] = str(record.id)
    key = batch.key(shape.name, item.get("id"))
    if key is None:
        key = stable_id("hsds", batch.source, shape.name, json.dumps(values, sort_keys=True))
        batch.note(at, "id", item.get("id"), "no id given: one made from the content", REPAIRED)
    record = admit(batch, shape, key, values, raw, at)
    if record:
        _children(batch, shape, item, at, record)
    return record


def _children(
    batch: Batch, shape: Shape, item: Mapping[str, object], at: Place, parent: Record
) -> None:
    for nest in nests(shape):
        found = item.get(nest.key)
        if not nest.many or found is None:
            continue
        if not isinstance(found, list):
            batch.note(at, nest.key, found, "not a list", REFUSED)
            continue
        for child in found:
            inside = _inside(at, nest)
            if isinstance(child, Mapping):
                _visit(batch, SHAPES[nest.child], child, inside, {nest.column: str(parent.id)})
            else:
                batch.note(inside, "(whole record)", child, "not an HSDS object", REFUSED)


def _inside(at: Place, nest: Nest) -> Place:
    return replace(at, path=f"{at.path}{nest.key}.")


def _strangers(batch: Batch, shape: Shape, item: Mapping[str, object], at: Place) -> None:
    known = {"id", OURS} | {field.name for field in shape.fields if not field.ours}
    known |= {nest.key for nest in nests(shape)}
    for key, value in item.items():
        if key not in known and value not in (None, "", [], {}):
            batch.note(at, str(key)[:40], value, "not part of HSDS 3.1", REFUSED)
