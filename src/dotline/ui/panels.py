"""Panels: a later room shows itself on an earlier room's page without the earlier one importing it.

Contract: a panel gets the reader, an opaque id and the request, asks its own room's queries, and returns safe HTML
or '' when it has nothing to say to this reader. Text that is not marked safe is escaped. Inside pages take panels of
inside rooms only; the slot's name begins with the room whose page it is on.
"""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from dotline.base.reader import Reader

Panel = Callable[[Reader, UUID, HttpRequest], str]

_slots: dict[str, dict[Panel, None]] = {}


def register(slot: str, panel: Panel) -> None:
    """Put a panel into a slot such as 'intake.contact'. Call it in AppConfig.ready; twice is the same as once."""
    _slots.setdefault(slot, {})[panel] = None


def registered(slot: str) -> tuple[Panel, ...]:
    """The panels of a slot in the order of their registration, which follows the order of the rooms."""
    return tuple(_slots.get(slot, {}))


def render(slot: str, reader: Reader, object_id: UUID, request: HttpRequest) -> SafeString:
    """All panels of a slot, one below the other, or '' when none has anything to show."""
    parts = (panel(reader, object_id, request) for panel in registered(slot))
    return format_html_join("\n", "{}", ((part,) for part in parts if part))
