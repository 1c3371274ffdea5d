"""The two full-text engines behind one question: which rows hold one of these tokens?

SQLite answers from an FTS5 table, PostgreSQL from a tsvector column with a GIN index. Both hold the
same plain tokens, so both answer the same; all ranking is done by us.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import connections

STORE: Final = "open"
WORDS: Final = "directory_words"

_SQLITE = f"SELECT %s, rowid FROM {WORDS} WHERE {WORDS} MATCH %s"  # noqa: S608 - a constant
_POSTGRES = "SELECT %s, number FROM directory_searchrow WHERE vector @@ %s::tsquery"


def holding(wanted: Mapping[int, Sequence[str]]) -> dict[int, set[int]]:
    """For each key the numbers of the rows that hold any of its tokens. Tokens are plain ASCII."""
    found: dict[int, set[int]] = {key: set() for key in wanted}
    asked = {key: tokens for key, tokens in wanted.items() if tokens}
    if not asked:
        return found
    connection = connections[STORE]
    sqlite = connection.vendor == "sqlite"
    quote, either = ('"', " OR ") if sqlite else ("'", " | ")
    params: list[int | str] = []
    for key, tokens in asked.items():
        params += [key, either.join(f"{quote}{token}{quote}" for token in tokens)]
    sql = " UNION ALL ".join([_SQLITE if sqlite else _POSTGRES] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for key, number in cursor.fetchall():
            found[int(key)].add(int(number))
    return found


def forget(numbers: Sequence[int]) -> None:
    """Take rows out of the index. PostgreSQL's goes with the row itself."""
    if connections[STORE].vendor == "sqlite" and numbers:
        with connections[STORE].cursor() as cursor:
            cursor.executemany(f"DELETE FROM {WORDS} WHERE rowid = %s", [(n,) for n in numbers])  # noqa: S608


def remember(rows: Sequence[tuple[int, str]]) -> None:
    """Put rows (number, tokens) into the index. PostgreSQL makes its own from the row."""
    if connections[STORE].vendor == "sqlite" and rows:
        with connections[STORE].cursor() as cursor:
            cursor.executemany(f"INSERT INTO {WORDS} (rowid, tokens) VALUES (%s, %s)", rows)  # noqa: S608
