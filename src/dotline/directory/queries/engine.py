"""The two full-text engines behind one question: which rows hold one of these tokens?

SQLite answers from an FTS5 table, PostgreSQL from a tsvector column with a GIN index. Both hold the
same plain tokens, so both answer the same; all ranking is done by us.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from django.db import connections
from numpy.typing import NDArray

STORE: Final = "open"
WORDS: Final = "directory_words"
AT_ONCE: Final = 200  # SQLite joins at most 500 questions into one

# One text of numbers a token set: handing over 40,000 rows one by one takes four times as long.
_SQLITE = f"SELECT %s, group_concat(rowid) FROM {WORDS} WHERE {WORDS} MATCH %s"  # noqa: S608 - a constant
_POSTGRES = (
    "SELECT %s, string_agg(number::text, ',') FROM directory_searchrow WHERE vector @@ %s::tsquery"
)


def holding(wanted: Mapping[int, Sequence[str]]) -> dict[int, NDArray[np.int64]]:
    """For each key the numbers of the rows that hold any of its tokens. Tokens are plain ASCII."""
    found = {key: np.empty(0, dtype=np.int64) for key in wanted}
    asked = {key: tokens for key, tokens in wanted.items() if tokens}
    if not asked:
        return found
    connection = connections[STORE]
    sqlite = connection.vendor == "sqlite"
    quote, either = ('"', " OR ") if sqlite else ("'", " | ")
    keys = list(asked)
    for start in range(0, len(keys), AT_ONCE):
        params: list[int | str] = []
        for key in keys[start : start + AT_ONCE]:
            params += [key, either.join(f"{quote}{token}{quote}" for token in asked[key])]
        sql = " UNION ALL ".join([_SQLITE if sqlite else _POSTGRES] * (len(params) // 2))
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for key, numbers in cursor.fetchall():
                if numbers:
                    found[int(key)] = np.fromstring(numbers, dtype=np.int64, sep=",")
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
