"""Statuses are a table: the check, the diagram and the database constraint come from it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from dotline.base.errors import Conflict

E = TypeVar("E", bound=StrEnum)


class Transitions(Generic[E]):
    """Which status may follow which. A status that is no key is final."""

    def __init__(self, table: Mapping[E, frozenset[E]], start: E) -> None:
        self.table = dict(table)
        self.start = start

    def allows(self, old: E, new: E) -> bool:
        """Whether `new` may follow `old`."""
        return new in self.table.get(old, frozenset())

    def move(self, old: E, new: E) -> E:
        """The new status. Raises Conflict when the table does not allow the step."""
        if not self.allows(old, new):
            raise Conflict(
                "From status {old} there is no step to {new}.",
                "Reload the page: somebody may have been faster.",
                old=old.value,
                new=new.value,
            )
        return new

    def reachable(self) -> frozenset[E]:
        """Every status that can be reached from the start, the start included: no status is an island."""
        seen: set[E] = set()
        todo = [self.start]
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo.extend(self.table.get(state, ()))
        return frozenset(seen)

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for docs/reference/statuses.md."""
        lines = [f"    [*] --> {self.start.value}"]
        for old in sorted(self.table):
            lines += [f"    {old.value} --> {new.value}" for new in sorted(self.table[old])]
        return "\n".join(["stateDiagram-v2", *lines])
