"""Spans of days during which a row of reference data holds: first day in, end day out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dotline.reference.datafiles import Row


@dataclass(frozen=True)
class Span:
    """[start, end): None on either side means without limit."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @property
    def empty(self) -> bool:
        """Whether no day lies in it."""
        return self.start is not None and self.end is not None and self.end <= self.start


ALWAYS = Span()


def span_of(row: Row) -> Span:
    """The span that `valid_from` and `valid_to` of a row give."""
    return Span(row.day("valid_from"), row.day("valid_to"))


def overlaps(spans: Iterable[Span]) -> bool:
    """Whether two of the spans share a day."""
    ordered = sorted((one for one in spans if not one.empty), key=lambda one: one.start or date.min)
    return any(
        before.end is None or before.end > (after.start or date.min)
        for before, after in pairwise(ordered)
    )
