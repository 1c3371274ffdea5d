"""A function named by its dotted path until it is first called: an app offers work without loading its room."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Later:
    """What stands at `where`, 'package.module.name'; two of the same path are equal.

    Django's apps come before their tables, and one command in a hundred draws a panel: an AppConfig that imported
    what it offers could not start, and every other command would wait for it.
    """

    where: str

    def found(self) -> Any:
        """The function itself. Raises ImportError or AttributeError for a path that leads nowhere."""
        module, _, name = self.where.rpartition(".")
        return getattr(import_module(module), name)

    def __call__(self, *args: object, **named: object) -> Any:
        """Call it."""
        return self.found()(*args, **named)
