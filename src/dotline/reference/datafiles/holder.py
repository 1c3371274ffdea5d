"""The holder of a data set: builds it once, swaps it whole, keeps the last good version."""

import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from dotline.base.errors import Invalid
from dotline.reference.datafiles.sets import DataSet, load_set, override_folder

T = TypeVar("T")

_all: "dict[str, Holder[Any]]" = {}


class Holder(Generic[T]):
    """The built value of one set. `fault` says why the newest files are not in use, or is None."""

    def __init__(
        self,
        name: str,
        folder: Path,
        build: Callable[[DataSet], T],
        *,
        known: Callable[[], Mapping[str, Collection[str]]] | None = None,
    ) -> None:
        self.name = name
        self.fault: Invalid | None = None
        self._folder = folder
        self._build = build
        self._known = known
        self._value: T | None = None
        self._digest = ""
        self._lock = threading.RLock()
        _all[name] = self

    def value(self) -> T:
        """The value in use. First use reads the files; broken own ones leave the packaged ones."""
        value = self._value
        if value is None:
            with self._lock:
                if self._value is None:
                    self._first()
                value = self._value
        assert value is not None  # noqa: S101 - _first sets it or raises
        return value

    @property
    def digest(self) -> str:
        """The digest of the files in use."""
        self.value()
        return self._digest

    def reload(self) -> bool:
        """Read again: True if the new version is in use, else the last stays, `fault` says why."""
        with self._lock:
            if self._value is None:
                self._first()
                return self.fault is None
            try:
                self._swap(override_folder(self.name))
            except Invalid as fault:
                self.fault = fault
                return False
            return True

    def forget(self) -> None:
        """Drop the value: the next use reads the files again (after a change of $DOTLINE_HOME)."""
        with self._lock:
            self._value, self._digest, self.fault = None, "", None

    def _first(self) -> None:
        own = override_folder(self.name)
        try:
            self._swap(own)
        except Invalid as fault:
            if own is None or not own.is_dir():
                raise
            self._swap(None)
            self.fault = fault

    def _swap(self, own: Path | None) -> None:
        """Build first, assign last: a reader never meets half a set."""
        known = self._known() if self._known else None
        data = load_set(self._folder, name=self.name, own=own, known=known)
        self._value, self._digest, self.fault = self._build(data), data.digest, None


def holders() -> "Mapping[str, Holder[Any]]":
    """Every holder made so far, by name: `./dotline check` reads their faults."""
    return dict(_all)
