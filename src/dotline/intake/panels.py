"""What the intake room shows on the first page of the desk."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.base.reader import Reader
from dotline.intake import policy, queries


def of_desk(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home': how many calls are open, and the way to them."""
    del worker_id
    if not policy.may_read(reader):
        return ""
    rows = queries.open_contacts(reader)
    context = {"open": len(rows), "danger": sum(row.danger for row in rows)}
    return render_to_string("intake/desk_panel.html", context, request)
