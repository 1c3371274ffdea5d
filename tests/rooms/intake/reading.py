"""Reads as the desk makes them: behind the wall of whoever reads, so that they hold on PostgreSQL too."""

from collections.abc import Callable
from typing import Any

from dotline.access.unit import behind
from dotline.base.reader import Reader
from dotline.intake import queries


class Behind:
    """The room's queries, each run with its reader's agency in force."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        query = getattr(queries, name)

        def run(reader: Reader, *given: Any) -> Any:
            with behind(reader):
                return query(reader, *given)

        return run


read = Behind()
EVERYTHING = Reader.system("test")
