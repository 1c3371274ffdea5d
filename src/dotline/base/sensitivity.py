"""Every column says what it is. Exports, logs, demo data and the data dictionary read the same declaration."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T", bound=type)


class Sensitivity(StrEnum):
    """How far a column may travel."""

    OPEN = "open"  # anybody may read it
    INTERNAL = "internal"  # staff of the owning agency; counts of it may leave through `protect`
    PERSONAL = "personal"  # about a person: leaves only through `refer`, with a basis
    HIDDEN = "hidden"  # never leaves the agency: sealed values, keys, secrets


def columns(**kinds: str) -> Callable[[T], T]:
    """Declare each column of a model once, as space-separated names under its sensitivity.

    Raises ValueError when a column is named twice or a kind is unknown.
    """
    table: dict[str, Sensitivity] = {}
    for kind, names in kinds.items():
        for name in names.split():
            if name in table:
                message = f"column {name} is declared twice"
                raise ValueError(message)
            table[name] = Sensitivity(kind)

    def mark(model: T) -> T:
        setattr(model, "__columns__", table)  # noqa: B010 - mypy has no place for it on type
        return model

    return mark


def of(model: type) -> dict[str, Sensitivity]:
    """The declaration of a model, empty when it has none."""
    return dict(getattr(model, "__columns__", {}))
