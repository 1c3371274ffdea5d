"""The row of rooms on the desk: each room names its first page, and a reader sees those that her roles open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from dotline.base.reader import Reader

ORDER = (
    "directory",
    "intake",
    "tips",
    "referral",
    "network",
    "case",
    "nation",
    "stewards",
    "link",
    "statistics",
    "plan",
    "plan-desk",
    "report",
    "duty",
    "access",
    "audit",
)


@dataclass(frozen=True)
class Entry:
    """One room in the row. `permission` '' means every signed-in worker."""

    room: str
    label: str | Promise
    url_name: str
    permission: str


@dataclass(frozen=True)
class Link:
    """An entry as drawn for one request."""

    label: str
    url: str
    current: bool


_entries: dict[str, Entry] = {}


def register(room: str, label: str | Promise, url_name: str, permission: str = "") -> None:
    """Add a room's first page to the row. Call it in AppConfig.ready with a lazy label."""
    _entries[room] = Entry(room, label, url_name, permission)


def links(reader: Reader, request: HttpRequest) -> list[Link]:
    """The rooms this reader may open, in the order of the house. A room without pages in this process is left out."""
    found = []
    for entry in sorted(_entries.values(), key=_place):
        if entry.permission and not reader.has(entry.permission):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:  # the public site does not mount every room
            continue
        found.append((str(entry.label), url))
    # A room within a room, as referral/network/: only the nearest one is where the reader is.
    here = max((url for _label, url in found if request.path.startswith(url)), key=len, default="")
    return [Link(label, url, url == here) for label, url in found]


def _place(entry: Entry) -> tuple[int, str]:
    return (ORDER.index(entry.room) if entry.room in ORDER else len(ORDER), entry.room)
