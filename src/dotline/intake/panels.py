"""What the intake room shows on the first page of the desk."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from dotline.access.unit import seen
from dotline.base.errors import Refused
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.directory.rules.query import Unmet
from dotline.intake import policy, queries, rules
from dotline.reference import needs as taxonomy


def of_desk(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'desk.home': open calls, or the tips that wait at a police service."""
    del worker_id
    if not policy.may_read(reader):
        return _of_police(reader, request)
    rows = queries.open_contacts(reader)
    context = {"open": len(rows), "danger": sum(row.danger for row in rows)}
    return render_to_string("intake/desk_panel.html", context, request)


def of_search(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    """The panel for the slot 'directory.find': a need that the search could not meet, to be written down.

    The search leaves it on the request; within a call the page of the call notes it by itself.
    """
    del worker_id
    unmet = request.__dict__.get("unmet")
    if not isinstance(unmet, Unmet) or not policy.may_write(reader):
        return ""
    from dotline.intake.forms import UnmetForm  # noqa: PLC0415 - the models load after the apps

    need = next((one for one in unmet.need.split(",") if taxonomy.is_need(one)), "")
    initial = {"need": need, "reason": unmet.reason, "province": unmet.province}
    form = UnmetForm(initial=initial, auto_id="unmet_%s")
    return render_to_string("intake/unmet_panel.html", {"form": form}, request)


def _of_police(reader: Reader, request: HttpRequest) -> str:
    if not policy.may_answer_as_police(reader):
        return ""
    waiting = [one for one in queries.received_by_police(reader) if one.answered_at is None]
    return render_to_string("intake/police_panel.html", {"waiting": len(waiting)}, request)


# ---------------------------------------------------------------- a call, opened by breaking the glass


def check_call(reader: Reader, contact_id: UUID) -> None:
    """Raises NotFound for a call of another agency, Refused for a tip: whoever gave it stays unknown."""
    row = queries.contact(reader, contact_id)
    if row.record_type == rules.RecordType.TIP:
        raise Refused(
            "A tip is never opened so: whoever gave it stays unknown.",
            "Ask somebody on shift who weighs tips.",
        )


def call_is_open(reader: Reader, contact_id: UUID) -> Decision:
    """Whether the reader may read the call anyway."""
    del contact_id  # calls of her own agency are open to her all or none
    return policy.may_read(reader)


def show_call(reader: Reader, contact_id: UUID, request: HttpRequest) -> str:
    """The call in words. The way to reach the person stays with the step that keeps to her plan of safe contact."""
    from dotline.intake.views.calls import in_facts  # noqa: PLC0415 - the models load after the apps

    row = queries.contact(reader, contact_id)
    seen(reader, "intake.open", "contact", row.id)
    facts = queries.facts_of(reader, row)
    return render_to_string("intake/parts/facts.html", in_facts(reader, row, facts), request)
