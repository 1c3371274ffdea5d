"""Which tables hold rows of one case, asked in one statement.

The page of a case asks a dozen topics what is owed, and most have nothing of this case. Building their
questions costs more than answering them, so one statement, compiled once, says first who need not be asked.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from uuid import UUID

from django.db import connections
from django.db.models import Model, UUIDField

from dotline.audit.stores import Store

Held = tuple[type[Model], str]
"""A table, and the path from its rows to the id of their case."""

_ANY = UUID(int=0)  # stands for the case while the statement is compiled


def present(case_id: UUID, wanted: Mapping[str, Sequence[Held]]) -> frozenset[str]:
    """The names one of whose tables holds a row of this case, or that name no table.

    Whether somebody may see such a row is asked by who reads it: this spares questions and grants nothing.
    """
    asked = tuple((name, held) for name, tables in wanted.items() for held in tables)
    always = {name for name, tables in wanted.items() if not tables}
    if not asked:
        return frozenset(always)
    connection = connections[Store.INSIDE]
    statement = _statement(connection.vendor, tuple(held for _name, held in asked))
    value = UUIDField().get_db_prep_value(case_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value] * len(asked))
        found = cursor.fetchone()
    return frozenset(
        always | {name for (name, _held), one in zip(asked, found, strict=True) if one}
    )


@cache
def _statement(vendor: str, tables: tuple[Held, ...]) -> str:
    """SQL with one column for each table; its parameters are the case, as often as there are columns."""
    del vendor  # part of the key: each speaks SQL of its own
    found = []
    for model, path in tables:
        rows = model._base_manager.using(Store.INSIDE).order_by().filter(**{path: _ANY})
        sql, values = rows.values("pk").query.get_compiler(Store.INSIDE).as_sql()
        if len(values) != 1:
            raise ValueError(f"The path {path} of {model.__name__} is more than the id of a case.")
        found.append(f"EXISTS ({sql})")
    return f"SELECT {', '.join(found)}"
