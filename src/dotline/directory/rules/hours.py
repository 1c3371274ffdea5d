"""Opening hours: which schedules can be read as weekly hours, whether one is open now, and hours in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 24 * 60
EVERY_DAY: Final = 0b1111111
ENDLESS: Final = timedelta(days=2)
WEEK: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIME = re.compile(r"(\d{2}):(\d{2})")
# With one of these, a schedule is not 'every week on these days', and we do not claim that it is.
_INTRICATE: Final = ("byweekno", "bymonthday", "byyearday", "count")


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours on some days of every week. `closes` over 1440 runs into the next day; times are local minutes."""

    days: int
    opens: int
    closes: int
    zone: str
    valid_from: str = ""
    valid_to: str = ""


def minutes(text: object) -> int | None:
    """'09:30' or '09:30:00' as minutes of the day."""
    match = _TIME.match(str(text or ""))
    return int(match[1]) * 60 + int(match[2]) if match else None


def day_bits(byday: object) -> int:
    """'MO,TU' as bits, Monday lowest; 0 when a part is not a plain day ('1MO')."""
    bits = 0
    for part in str(byday or "").replace(" ", "").upper().split(","):
        if part not in WEEK:
            return 0
        bits |= 1 << WEEK.index(part)
    return bits


def weekly(values: Mapping[str, object], zone: str) -> Weekly | None:
    """An HSDS schedule as weekly hours, or None when it says something else or too little."""
    if values.get("freq") not in ("WEEKLY", None, "") or values.get("interval") not in (
        None,
        "",
        1,
        1.0,
    ):
        return None
    if any(values.get(name) for name in _INTRICATE):
        return None
    days, opens, closes = (
        day_bits(values.get("byday")),
        minutes(values.get("opens_at")),
        minutes(values.get("closes_at")),
    )
    if not days or opens is None or closes is None:
        return None
    if closes == DAY - 1:
        closes = DAY  # HSDS writes round the clock as 00:00 to 23:59
    if closes <= opens:
        closes += DAY
    until = min(
        filter(None, (str(values.get("valid_to") or ""), str(values.get("until") or ""))),
        default="",
    )
    return Weekly(
        days, opens, min(closes, opens + DAY), zone, str(values.get("valid_from") or ""), until
    )


@lru_cache(maxsize=128)
def zone_info(name: str) -> ZoneInfo:
    """The IANA zone; UTC for a name that this machine does not know."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def valid(hours: Weekly, day: str) -> bool:
    """Whether the hours hold on a day (ISO date)."""
    return (not hours.valid_from or hours.valid_from <= day) and (
        not hours.valid_to or day <= hours.valid_to
    )


def closing(hours: Weekly, at: datetime) -> datetime | None:
    """Until when it is open at the aware moment `at`, in its own zone; None when it is closed.

    Wall-clock hours: a service that opens at 9 opens at 9 after the clocks change too. An hour that the
    clocks skip is never open; one that they repeat is open both times.
    """
    local = at.astimezone(zone_info(hours.zone))
    now = local.hour * 60 + local.minute
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    for back in (0, 1):
        day = midnight - timedelta(days=back)
        minute = now + back * DAY
        if (
            hours.days >> day.weekday() & 1
            and valid(hours, day.date().isoformat())
            and hours.opens <= minute < hours.closes
        ):
            return _existing(day + timedelta(minutes=hours.closes), local)
    return None


def _existing(wall: datetime, now: datetime) -> datetime:
    """A wall-clock time as one that the clocks show, after `now`: one they skip is the end of the gap."""
    for fold in (0, 1):
        shown = wall.replace(fold=fold).astimezone(UTC).astimezone(wall.tzinfo)
        if shown.replace(tzinfo=None) == wall.replace(tzinfo=None) and shown > now:
            return shown
    for minutes in range(1, 24 * 60):  # no gap is longer than that
        later = wall + timedelta(minutes=minutes)
        shown = later.astimezone(UTC).astimezone(wall.tzinfo)
        if shown.replace(tzinfo=None) == later.replace(tzinfo=None):
            return shown
    return wall


@dataclass(frozen=True)
class Opening:
    """That it is open, and until when; `until` None: day and night, with no end in sight."""

    until: datetime | None


def opening(found: Sequence[Weekly], at: datetime) -> Opening | None:
    """Whether one of the hours is open at a moment, and until when in all; None when all are closed.

    Hours that meet run on: Monday to 24:00 and Tuesday from 0:00 is one span. After two days of
    it nobody asks for the end.
    """
    until = at
    while (next_end := _latest(found, until)) is not None and next_end > until:
        until = next_end
        if until - at > ENDLESS:
            return Opening(None)
    return Opening(until) if until > at else None


def _latest(found: Sequence[Weekly], at: datetime) -> datetime | None:
    return max(filter(None, (closing(one, at) for one in found)), default=None)


def always(found: Iterable[Weekly]) -> bool:
    """Whether the hours cover every minute of every week, so that no holiday closes them."""
    covered = 0
    for one in found:
        if one.opens == 0 and one.closes == DAY and not one.valid_from and not one.valid_to:
            covered |= one.days
    return covered == EVERY_DAY


def dated(hours: Weekly, day: str) -> bool:
    """Whether the hours were given for that day alone: then a holiday is meant."""
    return hours.valid_from == hours.valid_to == day


_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def in_words(hours: Weekly, lang: str) -> str:
    """'Monday to Friday, 9:00 to 17:00' / 'lundi à vendredi, de 9 h 00 à 17 h 00'."""
    french = lang.startswith("fr")
    days = _days(hours.days, _DAYS_FR if french else _DAYS_EN, " à " if french else " to ", french)
    if hours.closes - hours.opens >= DAY:
        return f"{days}, 24 heures" if french else f"{days}, all day and night"
    opens, closes = _clock(hours.opens, french), _clock(hours.closes % DAY, french)
    return f"{days}, de {opens} à {closes}" if french else f"{days}, {opens} to {closes}"


def _clock(minute: int, french: bool) -> str:
    hour, rest = divmod(minute, 60)
    return f"{hour}\u00a0h\u00a0{rest:02d}" if french else f"{hour}:{rest:02d}"


def _days(bits: int, names: tuple[str, ...], to: str, french: bool) -> str:
    if bits == EVERY_DAY:
        return "tous les jours" if french else "Every day"
    spans: list[list[int]] = []
    for day in range(7):
        if bits >> day & 1:
            if spans and spans[-1][1] == day - 1:
                spans[-1][1] = day
            else:
                spans.append([day, day])
    parts = [
        names[a] if a == b else f"{names[a]}{to if b > a + 1 else ', '}{names[b]}" for a, b in spans
    ]
    return ", ".join(parts)
