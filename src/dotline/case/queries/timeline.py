"""The timeline of a case: everything that happened in it, newest first. Each topic registers what it knows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from dotline.base.reader import Reader
from dotline.case.models import CaseFile
from dotline.case.rules import Happening

# A source gets the reader, a case that was got for this reader, and the language of the words.
Source = Callable[[Reader, CaseFile, str], Iterable[Happening]]
_sources: dict[str, tuple[Any, Source]] = {}
BEGINNING = datetime.min.replace(tzinfo=UTC)


def register(kind: str, label: Any, source: Source) -> None:
    """Let a topic add what happened; `label` is a lazy text. Twice is the same as once."""
    _sources[kind] = (label, source)


def kinds() -> Mapping[str, Any]:
    """Every kind of happening with its words, in the order of registration."""
    return {kind: label for kind, (label, _source) in _sources.items()}


def timeline(reader: Reader, row: CaseFile, lang: str, kind: str = "") -> list[Happening]:
    """What happened in a case that was got for this reader, newest first; `kind` '' is everything."""
    chosen = [one for name, (_label, one) in _sources.items() if kind in {"", name}]
    found = [line for source in chosen for line in source(reader, row, lang)]
    return sorted(found, key=lambda line: (line.day, line.recorded or BEGINNING), reverse=True)
