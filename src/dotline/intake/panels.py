"""What the intake room shows on the first page of the desk."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.base.reader import Reader
from dotline.intake import policy, queries


def of_desk(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home': open calls, or the tips that wait at a police service."""
    del worker_id
    if not policy.may_read(reader):
        return _of_police(reader, request)
    rows = queries.open_contacts(reader)
    context = {"open": len(rows), "danger": sum(row.danger for row in rows)}
    return render_to_string("intake/desk_panel.html", context, request)


def _of_police(reader: Reader, request: HttpRequest) -> str:
    if not policy.may_answer_as_police(reader):
        return ""
    waiting = [one for one in queries.received_by_police(reader) if one.answered_at is None]
    return render_to_string("intake/police_panel.html", {"waiting": len(waiting)}, request)
