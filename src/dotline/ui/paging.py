"""Pages of long lists: which page is asked for, and how many there are, counted a little way ahead only."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

AHEAD = 10  # pages that are counted beyond the one that is shown


class NearPages(Paginator):  # type: ignore[type-arg]  # it takes no argument when it runs
    """The pages of a query up to some beyond the one asked for: nobody counts a hundred thousand rows to show fifty."""

    def __init__(self, rows: QuerySet[Any], per_page: int, number: int) -> None:
        super().__init__(rows, per_page)
        self._rows, self._most = rows, (number + AHEAD) * per_page

    @cached_property
    def count(self) -> int:
        """How many rows there are as far as somebody looks."""
        return self._rows[: self._most].count()


def page_number(asked: str) -> int:
    """The page that an address asks for; the first where it says nothing that could be one."""
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1


def near(rows: QuerySet[Any], per_page: int, asked: str) -> Page[Any]:
    """The page asked for of a long query, or the last one."""
    number = page_number(asked)
    return NearPages(rows, per_page, number).get_page(number)
