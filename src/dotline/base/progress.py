"""Progress of long work, seen from pure code: the terminal and the job page each bring their own."""

from typing import Protocol


class Progress(Protocol):
    """Somebody who is told how far the work is."""

    def start(self, label: str, total: int) -> None:
        """A step of `total` units begins."""

    def advance(self, units: int = 1) -> None:
        """So many units more are done."""

    def done(self) -> None:
        """The step is finished."""


class SilentProgress:
    """Nobody watches."""

    def start(self, label: str, total: int) -> None:
        """Nothing."""

    def advance(self, units: int = 1) -> None:
        """Nothing."""

    def done(self) -> None:
        """Nothing."""
