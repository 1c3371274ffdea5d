"""The only source of time. Everything inside is aware UTC; zones appear at the edge."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("dotline_fixed_time", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """The calendar day in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Stand the clock still (tests, and the demo country's past). Raises ValueError on a naive time."""
    if at.tzinfo is None:
        message = "a frozen clock needs an aware time"
        raise ValueError(message)
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _fixed.reset(token)
