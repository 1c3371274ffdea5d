"""What every command shares: JSON or a table on the way out, and a progress bar for long work."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

import click

from dotline.ui.commandline import column, counted, said

if TYPE_CHECKING:  # rich takes 50 ms to load; --help must not wait for it
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

Command = TypeVar("Command", bound=Callable[..., Any])
Row = Mapping[str, Any]


class Code(str):
    """A code of ours: JSON keeps it, a table says it in the terminal's language."""

    __slots__ = ()


def json_option(command: Command) -> Command:
    """Add `--json`, which the command gets as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")(
        command
    )


def emit(data: Row | Iterable[Row], as_json: bool, *, columns: Sequence[str] = ()) -> None:
    """Write rows (a table) or one mapping (name and value) to standard output.

    JSON is written whole; `columns` only chooses and orders what the table shows. Without a
    terminal the table is plain text, tab-separated, so that cut and awk can read it.
    """
    if as_json:
        whole = dict(data) if isinstance(data, Mapping) else [dict(row) for row in data]
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2, default=plain))
        return
    if isinstance(data, Mapping):
        pairs = [(name, data[name]) for name in (columns or data)]
        _write([], [[column(name), words(value)] for name, value in pairs])
        return
    rows = list(data)
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    _write(
        [column(name) for name in names], [[words(row.get(name)) for name in names] for row in rows]
    )


def _write(head: list[str], rows: list[list[str]]) -> None:
    if not sys.stdout.isatty():
        for row in [head, *rows] if head and rows else rows:
            click.echo("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich import box  # noqa: PLC0415 - see above
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD if head else None, show_header=bool(head), pad_edge=False)
    for name in head or ["", ""]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        # Text, not str: a cell such as "[red]" is content, never a style.
        table.add_row(
            *(Text(cell, style="" if head or i else "bold") for i, cell in enumerate(row))
        )
    Console(no_color="NO_COLOR" in os.environ or None, highlight=False).print(table)


def plain(value: object) -> object:
    """A value as JSON can carry it: ids and times as text, exact decimals as text, enums as value."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return str(value)


def words(value: object) -> str:
    """A value as one cell of a table."""
    if value is None:
        return ""
    if isinstance(value, Code):
        return column(value)
    if isinstance(value, bool):
        return said("yes") if value else said("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{column(str(name))} {words(part)}" for name, part in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(words(part) for part in value)
    return str(plain(value)) if not isinstance(value, str | int | float) else str(value)


class RichProgress:
    """A dotline.base.progress.Progress on standard error: bar, count and time left, else one line a step.

    Use it as a context manager. Without a terminal each finished step is one line, so that a log stays short.
    """

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._label = ""
        self._total = self._units = 0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415 - see above
            from rich.progress import (  # noqa: PLC0415
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True, no_color="NO_COLOR" in os.environ or None),
            )
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars:
            self._bars.stop()
            self._bars = None

    def start(self, label: str, total: int) -> None:
        """A step of `total` units begins; 0 when nobody knows how many."""
        label = said(label)
        self._label, self._total, self._units = label, total, 0
        if self._bars:
            self._task = self._bars.add_task(label, total=total or None)

    def advance(self, units: int = 1) -> None:
        """So many units more are done."""
        self._units += units
        if self._bars and self._task is not None:
            self._bars.advance(self._task, units)

    def done(self) -> None:
        """The step is finished."""
        if self._bars and self._task is not None:
            self._bars.update(self._task, total=self._units, completed=self._units)
        elif not self._bars:
            count = f" ({counted(self._units)})" if self._units else ""
            click.echo(f"{self._label}{count}", err=True)
