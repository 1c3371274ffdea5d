"""Pages of doubles: likely doubles in the agency's own file, two records side by side with why, merges and undoing."""

from uuid import UUID

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.access.unit import seen
from dotline.base.reader import Reader
from dotline.case import actions, policy
from dotline.case.jobs import doubles as looking
from dotline.case.models import LikelyDouble
from dotline.case.queries import doubles as found
from dotline.case.queries.doubles import DoubleSide
from dotline.case.rules.doubles import DoubleSaid, DoubleState
from dotline.case.views.nations import do
from dotline.case.views.pages import PER_PAGE
from dotline.reference import vocabulary
from dotline.ui import numbers
from dotline.ui.asked import lang, reader_of

STATES = {
    DoubleState.OPEN: (gettext_lazy("not looked at"), "warn"),
    DoubleState.LATER: (gettext_lazy("put off"), "info"),
    DoubleState.NOT_SAME: (gettext_lazy("not the same"), ""),
    DoubleState.MERGED: (gettext_lazy("merged"), "good"),
}
MERGES = 50  # that are listed, the newest first


@require_GET
def doubles(request: HttpRequest) -> HttpResponse:
    """Likely doubles that wait, and the merges that stand or were undone."""
    return _doubles(request, None)


def _doubles(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    policy.may_merge(reader).or_refuse()
    page = Paginator(found.waiting(reader), PER_PAGE).get_page(request.GET.get("page"))
    apart = found.doubles(reader).filter(state=DoubleState.NOT_SAME.value).order_by("-decided_at")
    names = {one.id: one.display_name for one in access.workers(reader)}
    merges = found.merges(reader).order_by("-number")[:MERGES]
    context = {
        "page": page,
        "rows": [_line(one) for one in page.object_list],
        "apart": [_line(one) for one in apart[:MERGES]],
        "merges": [
            {
                "row": one,
                "kept": _short(one.kept_id),
                "joined": _short(one.joined_id),
                "who": names.get(one.by_worker, "") if one.by_worker else "",
            }
            for one in merges
        ],
        "form": form,
    }
    return render(request, "case/doubles.html", context, status=400 if form else 200)


def _short(key: UUID) -> str:
    return str(key)[:8]


def _line(row: LikelyDouble) -> dict[str, object]:
    from dotline.ui.waterfall import share  # noqa: PLC0415 - loads NumPy

    words, tone = STATES[DoubleState(row.state)]
    return {
        "row": row,
        "one": _short(row.one_id),
        "two": _short(row.two_id),
        "share": share(row.probability, lang()),
        "state": words,
        "tone": tone,
    }


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Compare the agency's people with each other; the desk does it behind the page."""
    looking.start(reader_of(request))
    return redirect("jobs")


@require_GET
def double(request: HttpRequest, double_id: UUID) -> HttpResponse:
    """Two records side by side, with why; that their names were opened is on the ledger."""
    return _double(request, double_id, None)


def _double(request: HttpRequest, double_id: UUID, form: Form | None) -> HttpResponse:
    from dotline.matching import scores  # noqa: PLC0415 - loads NumPy
    from dotline.ui.waterfall import waterfall, zone_words  # noqa: PLC0415

    reader = reader_of(request)
    policy.may_merge(reader).or_refuse()
    row = found.double(reader, double_id)
    seen(reader, "case.compare_double", "double", row.id)
    model = scores.shipped()
    fall = (
        waterfall(
            model,
            scores.waterfall(model, row.levels, row.shared),
            prior=row.prior,
            probability=row.probability,
        )
        if row.model == model.name
        else None
    )
    one, two = found.sides(reader, row)
    context = {
        **_line(row),
        "sides": [_side(reader, one), _side(reader, two)],
        "lines": _lines(one, two),
        "fall": fall,
        "zone": zone_words(fall.zone) if fall else "",
        "drawing": mark_safe(fall.svg("why", lang())) if fall else "",  # noqa: S308 - each text is escaped
        "waits": row.state in found.WAITING,
        "form": form,
    }
    return render(request, "case/double.html", context, status=400 if form else 200)


def _side(reader: Reader, side: DoubleSide) -> dict[str, object]:
    del reader
    return {
        "number": _short(side.person.id),
        "made": side.person.made_at,
        "files": [(one.case, vocabulary.label("roles", one.role, lang())) for one in side.stands],
    }


def _lines(one: DoubleSide, two: DoubleSide) -> list[tuple[str, list[str], list[str], bool]]:
    """What each says, kind by kind, and whether they say the same."""
    kinds = dict.fromkeys([kind for kind, _text in (*one.told, *two.told)])
    rows = [
        (vocabulary.label("identifier_kinds", kind, lang()), _texts(one, kind), _texts(two, kind))
        for kind in kinds
    ]
    rows += [(str(GENDER), _gender(one), _gender(two)), (str(BORN), _born(one), _born(two))]
    return [(label, a, b, bool(a) and a == b) for label, a, b in rows]


def _texts(side: DoubleSide, kind: str) -> list[str]:
    return [text for what, text in side.told if what == kind]


def _gender(side: DoubleSide) -> list[str]:
    return [vocabulary.label("genders", side.person.gender, lang())]


GENDER, BORN = gettext_lazy("Gender"), gettext_lazy("Born")


def _born(side: DoubleSide) -> list[str]:
    days = [side.person.birth_first, side.person.birth_last]
    return list(dict.fromkeys(numbers.day(day, lang()) for day in days if day is not None))


@require_POST
def double_send(request: HttpRequest, double_id: UUID, what: str) -> HttpResponse:
    """The same, not the same, or later; then the next pair that waits."""
    reader = reader_of(request)
    if what not in set(DoubleSaid):
        raise Http404
    said = DoubleSaid(what)
    form = Form({})
    form.full_clean()
    if said is DoubleSaid.SAME:
        do(form, lambda: actions.merge_people(by=reader, double_id=double_id))
    else:
        do(form, lambda: actions.judge_double(by=reader, double_id=double_id, said=said))
    if form.errors:
        return _double(request, double_id, form)
    following = found.waiting(reader).filter(state=DoubleState.OPEN.value).first()
    if following is None:
        return redirect("case:doubles")
    return redirect(reverse("case:double", args=[following.id]))


@require_POST
def undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Part two records again."""
    reader = reader_of(request)
    form = Form({})
    form.full_clean()
    do(form, lambda: actions.undo_merge(by=reader, merge_id=merge_id))
    return _doubles(request, form) if form.errors else redirect("case:doubles")
