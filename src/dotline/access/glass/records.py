"""Which records may be opened by breaking the glass: each room tells access its own, as it tells ui its panels.

What no room names here can never be opened so: a tip, who sent it, the place of a sealed service.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from dotline.access.rules import PURPOSE
from dotline.base.errors import Invalid
from dotline.base.outcome import Decision
from dotline.base.reader import Reader


@dataclass(frozen=True)
class Breakable:
    """A kind of record, and how its room opens one.

    `lends` are the permissions that reading it takes; they are lent for this one record and this one page.
    `check` gets a reader who was lent them and raises NotFound for a record that is not of her agency, and Refused
    for one that nobody may read any more: a consent that was taken back stays taken back. `open_to` says whether the
    reader may read this record anyway. `show` returns it as HTML, and notes its opening as the room always does.
    `page` is the name of the record's own address.
    """

    kind: str
    label: str | Promise
    page: str
    lends: frozenset[str]
    check: Callable[[Reader, UUID], None]
    open_to: Callable[[Reader, UUID], Decision]
    show: Callable[[Reader, UUID, HttpRequest], str]


_kinds: dict[str, Breakable] = {}


def register(record: Breakable) -> None:
    """Let a kind of record be opened so. Call it in AppConfig.ready; twice is the same as once."""
    _kinds[record.kind] = record


def kinds() -> Sequence[Breakable]:
    """All of them, in the order of the rooms."""
    return tuple(_kinds.values())


def kind(code: str) -> Breakable:
    """One of them. Raises Invalid for a kind that nobody opens so."""
    found = _kinds.get(code)
    if found is None:
        raise Invalid("This kind of record is never opened by breaking the glass.", "")
    return found


def of_page(name: str) -> Breakable | None:
    """The kind whose record stands at an address of this name, or None."""
    return next((one for one in _kinds.values() if one.page == name), None)


def way_in(reader: Reader, record: Breakable | None, number: UUID | str) -> str:
    """The address at which the reader may break the glass for this record; '' where her roles have no such right."""
    if record is None or not reader.has("access.break_glass"):
        return ""
    return f"{reverse('access:glasses')}?{urlencode({'kind': record.kind, 'record': str(number)})}"


def lent(reader: Reader, record: Breakable) -> Reader:
    """The reader while she reads one record: what reading it takes, and the purpose that the ledger then states."""
    return replace(reader, permissions=reader.permissions | record.lends, purpose=PURPOSE)
