"""The page of a link chart: the drawing, and the same facts in a table."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from dotline.access.unit import seen
from dotline.base.errors import Invalid
from dotline.case import policy, queries
from dotline.case.queries.chart import chart_of
from dotline.case.views.pages import head
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import in_one


@require_GET
def chart(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What hangs together with a case, for the analyst with the right."""
    reader = reader_of(request)
    policy.may_chart(reader).or_refuse()
    row = queries.case(reader, case_id)
    context = head(reader, row, "case:case-elsewhere")
    try:
        drawn = chart_of(reader, row, lang())
    except Invalid as error:
        return render(request, "case/chart.html", {**context, "why": in_one(error)}, status=400)
    seen(reader, "case.chart", "case", row.id)
    at = drawn.numbers()
    context |= {
        "drawing": mark_safe(drawn.svg("links")),  # noqa: S308 - every text in it is escaped
        "nodes": [
            (at[one.key], one.label, drawn.kinds[one.kind], one.address) for one in drawn.nodes
        ],
        "links": [(at[one.one], at[one.two], one.label, one.source) for one in drawn.links],
    }
    return render(request, "case/chart.html", context)
