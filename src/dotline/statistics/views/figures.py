"""Pages of statistics: the figures, a table, and the way back from one number."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.base.reader import Reader
from dotline.gates.protect import Rule
from dotline.statistics import queries
from dotline.statistics.formats import files, pictures
from dotline.statistics.queries import Number, TableView
from dotline.statistics.rules.measures import COUNTRY, Measure, definitions
from dotline.statistics.rules.periods import months_of, words_en, words_fr
from dotline.statistics.rules.pooling import expected, poolings, sure
from dotline.statistics.views.frames import framed
from dotline.ui.asked import lang, reader_of
from dotline.ui.numbers import Hidden


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The figures at a glance: a chart with its table for each measure, and what is hidden."""
    reader = reader_of(request)
    latest = queries.latest_release(reader)
    said = definitions()
    held = queries.held(reader) if latest else frozenset()
    context = {
        "release": latest,
        "period": _period(latest.period) if latest else "",
        "least": Rule().threshold,
        "sections": [_section(reader, one) for one in said.measures.values() if one.table in held],
        "tables": [(one, one.code in held) for one in said.tables.values()],
        "editions": [(row.edition, _period(row.period)) for row in queries.releases(reader)],
    }
    return render(request, "statistics/overview.html", {**context, **framed()})


@require_GET
def table(request: HttpRequest, code: str) -> HttpResponse:
    """One table, with its definition and downloads."""
    view = queries.table(reader_of(request), code, request.GET.get("edition", ""))
    rows = [(heading, [_cell(one) for one in cells]) for heading, cells in view.rows]
    context = {
        "view": view,
        "rows": rows,
        "signs": [Hidden.SUPPRESSED] if view.hidden else [],
        "nothing_told": view.hidden == len(view.numbers),
        "least": Rule().threshold,
        "pooled": _pooled(view),
    }
    return render(request, "statistics/table.html", {**context, **_words(view.measure), **framed()})


@require_GET
def number(request: HttpRequest, number_id: UUID) -> HttpResponse:
    """The way back of one number: what it counts, from which snapshot, through which gate."""
    found = queries.number_by_id(reader_of(request), number_id)
    context: dict[str, object] = {"number": found, "value": _value(found)}
    said = definitions().agreement
    context["agreement_text"] = said.reason_fr if lang() == "fr" else said.reason_en
    context["period"] = months_of(found.release.period).in_(lang())
    context["counting"] = found.measure.counting.labels()
    context["known_rule"] = found.release.rule == Rule().code
    context |= _words(found.measure) | framed()
    return render(request, "statistics/number.html", context)


@require_GET
def download_csv(request: HttpRequest, code: str) -> HttpResponse:
    """A table as CSV."""
    view = queries.table(reader_of(request), code, request.GET.get("edition", ""))
    # The mark at the start lets a spreadsheet read the accents.
    response = HttpResponse("\ufeff" + files.as_csv(view), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(view)}.csv"'
    return response


@require_GET
def download_json(request: HttpRequest, code: str) -> HttpResponse:
    """A table as JSON."""
    view = queries.table(reader_of(request), code, request.GET.get("edition", ""))
    return JsonResponse(files.as_data(view), json_dumps_params={"ensure_ascii": False})


def _pooled(view: TableView) -> dict[str, object] | None:
    """Why a table tells several years together, and what stays untold even so; from public sizes alone."""
    pooled = view.table.pooled
    if pooled is None:
        return None
    said = definitions()
    cells = expected(pooled.yearly, said.closed.sizes, said.shares(view.table.spec.part))
    least = sure(Rule().threshold)
    one, chosen = poolings(list(cells.values()), least, (1, pooled.years))
    shown = {one.place.code for one in view.numbers if not one.hidden}
    untold = [
        said.place(place)
        for place in said.closed.sizes
        if place not in shown
        and all(many * pooled.years < least for (at, _part), many in cells.items() if at == place)
    ]
    return {
        "one": one.told,
        "told": chosen.told,
        "cells": chosen.cells,
        "years": pooled.years,
        "first": str(pooled.first),
        "untold": [getattr(label, f"label_{lang()}") for label in untold],
    }


def _file_name(view: TableView) -> str:
    mark = "FICTIONAL-" if view.release.fictional else ""
    return f"{mark}{view.table.code}-{view.release.edition}"


def _period(code: str) -> str:
    return words_fr(code) if lang() == "fr" else words_en(code)


def _section(reader: Reader, measure: Measure) -> dict[str, object]:
    view = queries.table(reader, measure.table)
    shown = [
        one
        for one in view.numbers
        if one.place.code == COUNTRY and one.measure.code == measure.code
    ]
    quarters = [one for one in shown if "-Q" in one.time.code and ".." not in one.time.code]
    whole = next((one for one in shown if one.time.code == view.release.period), None)
    return {
        "measure": measure,
        "whole": whole,
        "total": _value(whole) if whole else None,
        "chart": pictures.over_time(measure, quarters) if quarters else None,
        "view": view,
        **_words(measure),
    }


def _cell(one: Number | None) -> dict[str, object]:
    if one is None:
        return {"number": None, "value": Hidden.NOT_APPLICABLE}
    return {"number": one, "value": _value(one)}


def _value(one: Number) -> int | Hidden:
    return Hidden.SUPPRESSED if one.value is None else one.value


def _words(measure: Measure) -> dict[str, str]:
    """The measure's texts in the page's language."""
    now = lang()
    names = ("label", "definition", "unit", "rule", "coverage", "bound")
    return {f"{name}_text": getattr(measure, f"{name}_{now}") for name in names}
