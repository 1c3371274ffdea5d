"""What break-glass shows on the first page of the desk: the notice to whoever reviews, and what is open now."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.access.glass import queries
from dotline.access.queries import zone_of
from dotline.access.rules import review_due
from dotline.base import clock
from dotline.base.reader import Reader


def of_desk(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home'. It is there from the moment that a glass is broken."""
    del worker_id
    if not reader.has("access.break_glass"):
        return ""
    waiting, zone = list(queries.to_review(reader)), zone_of(reader)
    late = sum(review_due(row.at, zone) < clock.now() for row in waiting)
    mine = list(queries.still_open(reader))
    if not waiting and not mine:
        return ""
    context = {"waiting": len(waiting), "late": late, "open": mine}
    return render_to_string("access/glass_panel.html", context, request)
