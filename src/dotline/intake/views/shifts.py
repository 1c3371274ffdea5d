"""Pages of shifts: who answers now, beginning and ending a shift, its hand-over."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access import queries as people
from dotline.base import clock
from dotline.base.errors import Conflict, DotlineError, Invalid
from dotline.base.ids import new_id, parse_id
from dotline.intake import actions, policy, queries
from dotline.intake.forms import DeskForm, RouteQueryForm
from dotline.intake.queries import Left
from dotline.intake.rules.routing import DeskNow, DeskState
from dotline.reference import obligations, vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import in_one


@dataclass(frozen=True)
class DeskLine:
    """One desk as the page shows it."""

    now: DeskNow
    label: str
    words: str
    kind: str


def _line(one: DeskNow) -> DeskLine:
    words, kind = {
        DeskState.READY: (_("Answers now"), "good"),
        DeskState.CLOSED: (_("Closed"), ""),
        DeskState.NOBODY: (_("Open, but nobody is on shift"), "warn"),
        DeskState.ELSEWHERE: (_("Serves other provinces"), ""),
    }[one.state]
    return DeskLine(one, one.desk.label(lang()), words, kind)


@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    """Who answers now, in which order; and the button that begins a shift."""
    reader = reader_of(request)
    form = RouteQueryForm(request.GET or None)
    province = form.cleaned_data["province"] if form.is_valid() else ""
    found = queries.answering(reader, clock.now(), province)
    shift = queries.shift_of(reader)
    context = {
        "route": found,
        "offered": [_line(one) for one in found.offered],
        # Desks of other provinces are no news to whoever named one.
        "passed_over": [
            _line(one) for one in found.passed_over if one.state != DeskState.ELSEWHERE
        ],
        "form": form if form.is_bound else RouteQueryForm(),
        "shift": shift,
        "desk_form": DeskForm(desks=queries.own_desks(reader)),
        "own_desks": bool(queries.own_desks(reader)),
        "left": queries.not_signed_over(reader),
        "may_write": bool(policy.may_write(reader)),
        "zone": people.zone_of(reader),
        "at": clock.now(),
    }
    return render(request, "intake/desks.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a shift."""
    actions.begin_shift(by=reader_of(request), desk=request.POST.get("desk", ""))
    return redirect("intake:desks")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one's shift."""
    actions.end_shift(by=reader_of(request))
    return redirect("intake:desks")


@dataclass(frozen=True)
class LeftLine:
    """One open thing as the hand-over shows it."""

    left: Left
    url: str
    title: str
    detail: str
    clocks: tuple[tuple[str, object, bool], ...]
    typed: str


def _left(one: Left, typed: str = "") -> LeftLine:
    now = clock.now()
    if one.contact is not None:
        url = reverse("intake:call", args=[one.id])
        title = vocabulary.label("channels", one.contact.channel, lang())
        detail = vocabulary.label("urgency", one.contact.urgency, lang())
    else:
        url, title = reverse("intake:tip", args=[one.id]), _("Tip")
        known = one.tip.tip_class if one.tip else ""
        detail = vocabulary.label("tip_classes", known, lang()) if known else ""
    clocks = tuple(
        (obligations.rule(row.rule).title(lang()), row.due_at, row.due_at < now)
        for row in one.clocks
        if row.rule not in ("tip_shred", "intake_forget_contact")
    )
    return LeftLine(one, url, title, detail, clocks, typed)


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Sign a shift over: everything that is open, each with a note."""
    reader = reader_of(request)
    policy.may_write(reader).or_refuse()
    if request.method != "POST":
        return _give_page(request, {}, "")
    key = parse_id(request.POST.get("key", ""))
    if key is None:
        raise Invalid("This form cannot be used.", "Go back, reload the page and send it again.")
    notes, general = _typed(request), request.POST.get("general", "")
    try:
        row = actions.give_handover(by=reader, notes=notes, general=general, key=key)
    except (Conflict, Invalid) as refusal:
        return _give_page(request, notes, general, refusal)
    return redirect("intake:handover", handover_id=row.id)


NOTE = "note-"


def _typed(request: HttpRequest) -> dict[UUID, str]:
    """Every note of the form, of what is no longer open too."""
    found = {
        parse_id(name.removeprefix(NOTE)): str(text)
        for name, text in request.POST.items()
        if name.startswith(NOTE)
    }
    return {thing: text for thing, text in found.items() if thing is not None}


def _give_page(
    request: HttpRequest, notes: dict[UUID, str], general: str, refusal: DotlineError | None = None
) -> HttpResponse:
    """The form, with what was typed when it was refused; a note on what is closed moves to the rest."""
    reader = reader_of(request)
    rows = [_left(one, notes.get(one.id, "")) for one in queries.left_by(reader, None)]
    homeless = notes.keys() - {line.left.id for line in rows}
    rest = [general, *(notes[thing] for thing in notes if thing in homeless)]
    context = {
        "rows": rows,
        "general": "\n".join(text for text in rest if text.strip()),
        "refusal": in_one(refusal) if refusal else "",
        "key": new_id(),
        "zone": people.zone_of(reader),
    }
    status = refusal.status if refusal else 200
    return render(request, "intake/give.html", context, status=status)


@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """One hand-over: what is open, the notes, and the button that takes it over."""
    reader = reader_of(request)
    row = queries.handover(reader, handover_id)
    if request.method == "POST":
        actions.take_handover(by=reader, handover_id=row.id)
        return redirect("intake:queue")
    names = {one.id: one.display_name for one in people.workers(reader)}
    context = {
        "handover": row,
        "general": queries.handover_note(reader, row),
        "rows": [_left(one) for one in queries.left_by(reader, row)],
        "given_by": names.get(row.given_by, "–"),
        "taken_by": names.get(row.taken_by, "–") if row.taken_by else "",
        "may_take": bool(policy.may_take(reader, row)) and row.taken_at is None,
        "zone": people.zone_of(reader),
    }
    return render(request, "intake/handover.html", context)
