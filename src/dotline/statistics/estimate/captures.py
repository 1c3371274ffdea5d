"""Who was seen on which lists: the table that every estimate of a hidden population begins with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dotline.base.errors import Invalid

MOST_LISTS = 12  # 4,095 histories: twenty thousand resampled tables take `stepwise` minutes, `downhill` hours
MOST_PEOPLE = 1_000_000_000  # in one history


@dataclass(frozen=True)
class CaptureTable:
    """How many people were seen on exactly each combination of lists.

    `counts[h]` is the number of people of the capture history `h`, a whole number whose bit `i` says that list `i`
    saw them; `counts[0]`, those whom no list saw, is what is asked and stands at 0.
    """

    lists: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def known(self) -> int:
        """People on at least one list."""
        return int(self.counts.sum())

    @cached_property
    def overlaps(self) -> NDArray[np.int64]:
        """`overlaps[h]`: people on all lists of `h`, whatever other lists saw them too."""
        return above(self.counts, len(self.lists))

    def alone(self) -> tuple[str, ...]:
        """Lists that share nobody with any other."""
        every = range(len(self.lists))
        return tuple(
            self.lists[one]
            for one in every
            if not any(self.overlaps[1 << one | 1 << other] for other in every if other != one)
        )

    def name(self, terms: Iterable[int]) -> str:
        """A model in words: 'LA:NG, GO:GP', or 'main effects' when no lists act together."""
        together = sorted((term for term in terms if term.bit_count() > 1), key=lists_of)
        words = (":".join(self.lists[one] for one in lists_of(term)) for term in together)
        return ", ".join(words) or "main effects"


def lists_of(history: int) -> tuple[int, ...]:
    """The numbers of the lists in a history."""
    return tuple(one for one in range(history.bit_length()) if history >> one & 1)


Cells = TypeVar("Cells", np.int64, np.float64)


def above(cells: NDArray[Cells], lists: int) -> NDArray[Cells]:
    """For each history the sum over all histories that contain it; the last axis holds the histories."""
    summed = cells.copy()
    for one in range(lists):
        part = summed.reshape(*cells.shape[:-1], 1 << (lists - one - 1), 2, 1 << one)
        part[..., 0, :] += part[..., 1, :]
    return summed


def below(cells: NDArray[Cells], lists: int) -> NDArray[Cells]:
    """For each history the sum over all histories that it contains; the last axis holds the histories."""
    summed = cells.copy()
    for one in range(lists):
        part = summed.reshape(*cells.shape[:-1], 1 << (lists - one - 1), 2, 1 << one)
        part[..., 1, :] += part[..., 0, :]
    return summed


def capture_table(
    lists: Sequence[str], rows: Iterable[Sequence[float]], lines: Sequence[int] = ()
) -> CaptureTable:
    """Build a table from rows of 0 and 1 for each list, then how many people have this history.

    Rows of one history are summed and a history that stands in no row was nobody's, as in SparseMSE's `tidylists`; a
    row whose marks are all 0 is passed over when its count is 0. `lines` says where in a file each row stands.
    Raises Invalid, with the line, for fewer than two lists or more than twelve, lists without a name of their own,
    another mark than 0 and 1, a count that is no whole number of people, people whom no list saw, and nobody at all.
    """
    names = tuple(name.strip() for name in lists)
    if not 2 <= len(names) <= MOST_LISTS:
        raise Invalid(
            "An estimate needs between two and {most} lists; this table has {lists}.",
            "Give each list a column of 0 and 1, and the count last. Join lists that are kept by one office.",
            most=MOST_LISTS,
            lists=len(names),
        )
    if len(set(names)) < len(names) or not all(names):
        raise Invalid(
            "Each list needs a name of its own in the first line.", "Mend the first line."
        )
    counts = np.zeros(1 << len(names), dtype=np.int64)
    for place, row in enumerate(rows):
        history, people = _row(lines[place] if lines else place + 1, row, len(names))
        counts[history] += people
    if not counts.sum():
        raise Invalid(
            "This table holds nobody.", "Give the people of each history in the last column."
        )
    return CaptureTable(names, counts)


def _row(line: int, row: Sequence[float], lists: int) -> tuple[int, int]:
    *marks, people = row
    if len(marks) != lists:
        raise Invalid(
            "Line {line} has {have} columns, the first line has {want}.",
            "Give each list a 0 or a 1, and the count last.",
            line=line,
            have=len(row),
            want=lists + 1,
        )
    if any(mark not in {0, 1} for mark in marks):
        raise Invalid("Line {line}: each list needs a 0 or a 1.", "Mend the line.", line=line)
    if not (0 <= people <= MOST_PEOPLE and people == int(people)):
        raise Invalid(
            "Line {line}: the count is no whole number of people.", "Mend the line.", line=line
        )
    history = sum(1 << place for place, mark in enumerate(marks) if mark)
    if not history and people:
        raise Invalid(
            "Line {line}: nobody can be counted whom no list saw.",
            "Leave out the line whose marks are all 0: it is what is asked.",
            line=line,
        )
    return history, int(people)
