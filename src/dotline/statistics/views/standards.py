"""What the world asks for beside what is counted here, and official series that differ."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.statistics import queries
from dotline.statistics.queries import Answered, ComparisonShown, Number, StandardShown
from dotline.statistics.views.frames import framed
from dotline.ui import numbers
from dotline.ui.asked import lang, reader_of
from dotline.ui.numbers import Hidden


@require_GET
def standards(request: HttpRequest) -> HttpResponse:
    """Every standard: what it asks for, the numbers that answer, how they differ, or why there is none."""
    reader = reader_of(request)
    shown = queries.answered(reader)
    cells = [one for each in shown for answer in each.answers for one in answer.numbers]
    context = {
        "release": queries.latest_release(reader),
        "sections": [_standard(one) for one in shown],
        "signs": _signs(cells),
    }
    return render(request, "statistics/standards.html", {**context, **framed()})


@require_GET
def series(request: HttpRequest) -> HttpResponse:
    """Official series of the same thing side by side, with who says it, by which definition, and why they differ."""
    reader = reader_of(request)
    shown = queries.compared(reader)
    cells = [own for one in shown for _year, _said, own in one.rows if own]
    context = {
        "release": queries.latest_release(reader),
        "sections": [_comparison(one) for one in shown],
        "signs": _signs(cells, not_published=True),
    }
    return render(request, "statistics/series.html", {**context, **framed()})


def _signs(cells: list[Number], *, not_published: bool = False) -> list[Hidden]:
    hidden = [Hidden.SUPPRESSED] if any(one.hidden for one in cells) else []
    return [*hidden, Hidden.NOT_APPLICABLE] if not_published else hidden


def _standard(shown: StandardShown) -> dict[str, object]:
    now, one = lang(), shown.standard
    return {
        "code": one.code,
        "title": one.title.in_(now),
        "asks": one.asks.in_(now),
        "note": one.note.in_(now),
        "source": one.source.in_(now),
        "verified": one.verified,
        "answers": [_answer(each) for each in shown.answers],
    }


def _answer(one: Answered) -> dict[str, object]:
    now, asked = lang(), one.asked
    measure = one.view.measure if one.view else None
    return {
        "asked": asked.asked.in_(now),
        "unit": asked.unit,
        "view": one.view,
        "year": one.numbers[0].time if one.numbers else None,
        "numbers": [(each, _value(each), _rate(one, each)) for each in one.numbers],
        "bound": getattr(measure, f"bound_{now}") if measure else "",
        "coverage": getattr(measure, f"coverage_{now}") if measure else "",
        "differs": asked.differs.in_(now) if asked.differs else "",
        "missing": asked.missing.in_(now) if asked.missing else "",
    }


def _rate(one: Answered, number: Number) -> str:
    rate = one.rate(number)
    return "" if rate is None else numbers.number(rate, lang())


def _comparison(shown: ComparisonShown) -> dict[str, object]:
    now, one = lang(), shown.comparison
    return {
        "question": one.question.in_(now),
        "why": one.why.in_(now),
        "ours_why": one.ours_why.in_(now),
        "table": one.table,
        "series": [
            [text.in_(now) for text in (each.short, each.says, each.definition, each.source)]
            for each in one.series
        ],
        "rows": [
            (
                year,
                [Hidden.NOT_APPLICABLE if value is None else value for value in said],
                own,
                _value(own) if own else Hidden.NOT_APPLICABLE,
            )
            for year, said, own in shown.rows
        ],
    }


def _value(one: Number) -> int | Hidden:
    return Hidden.SUPPRESSED if one.value is None else one.value
