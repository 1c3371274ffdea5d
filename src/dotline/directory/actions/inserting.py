"""Many new rows of one table of the open store at once: a load brings tens of thousands."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final

from django.db import connections, models

from dotline.audit.stores import Store

ROWS: Final = 400
# Their values are given as the column keeps them; every other kind goes through its own conversion.
_AS_GIVEN: Final = frozenset(
    {"CharField", "TextField", "BooleanField", "FloatField", "IntegerField"}
)


def _insert_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, each the values of its columns by name; a column that is not named takes its default.

    Does what `bulk_create` does with checked values, but writes the statement once and not for each batch.
    """
    connection = connections[Store.OPEN]
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]
    readers = [_reader(field) for field in fields]
    # SQLite counts the parameters of a statement; PostgreSQL takes any number.
    most = min(ROWS, connection.ops.bulk_batch_size(fields, [None] * ROWS))
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    start = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of our own tables
    marks = f"({', '.join(['%s'] * len(fields))})"
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, most)):
            params = [read(row) for row in batch for read in readers]
            cursor.execute(start + ", ".join([marks] * len(batch)), params)


def _reader(field: "models.Field[Any, Any]") -> Callable[[Mapping[str, Any]], Any]:
    """From a row to what the database takes for one column."""
    name, default, connection = field.attname, field.get_default, connections[Store.OPEN]
    as_given = field.get_internal_type() in _AS_GIVEN

    def read(row: Mapping[str, Any]) -> Any:
        value = row[name] if name in row else default()
        return value if as_given else field.get_db_prep_save(value, connection)

    return read
