"""Who leads an item, and who helps, from which day to which day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.reference.dates import Span


class Part(StrEnum):
    """What an organisation does for an item."""

    LEAD = "lead"
    PARTNER = "partner"


@dataclass(frozen=True)
class Role:
    """One organisation's part in an item. `since` and `until` are the first and the last day; None: not told."""

    organisation: str
    part: Part
    since: date | None
    until: date | None
    source: str

    def on(self, day: date) -> bool:
        """Whether it held on a day. A role whose first day nobody tells holds from the start."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    @property
    def span(self) -> Span:
        """The same days with the first day after it as their end."""
        end = date.fromordinal(self.until.toordinal() + 1) if self.until else None
        return Span(self.since, end)


def held(roles: Iterable[Role], part: Part, day: date) -> tuple[Role, ...]:
    """Who had a part on a day, in the order of the data file."""
    return tuple(role for role in roles if role.part is part and role.on(day))


def first_day(published: str) -> date:
    """The first day of a year, or year and month, in which a source was published."""
    year, _, rest = published.partition("-")
    month = rest.partition("-")[0]
    return date(int(year), int(month or 1), 1)
