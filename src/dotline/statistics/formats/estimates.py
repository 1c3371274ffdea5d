"""Estimates of a hidden population as a page with pictures, in both languages, and as JSON."""

import json
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override

from dotline.base.errors import Unavailable
from dotline.base.whole import write_all
from dotline.statistics.estimate import Estimate, Estimates, Remark
from dotline.statistics.estimate.bootstrapping import Spread
from dotline.statistics.formats import captures
from dotline.ui.bilingual import LANGS, Lang, Text
from dotline.ui.blocks.html import standing
from dotline.ui.charts import Chart, Kind, Series, Unit
from dotline.ui.numbers import Hidden, Value, number
from dotline.ui.terminal import plain

NAMES = {
    "main": gettext_noop("Lists that do not hang together"),
    "stepwise": gettext_noop("Pairs of lists joined step by step"),
    "bic": gettext_noop("Best of all models of pairs (BIC)"),
    "downhill": gettext_noop("Best model found downhill (BIC)"),
    "dga": gettext_noop("Average over decomposable graphs"),
}
SHORTLY = {
    Remark.NO_LIMITS: gettext_noop("no limits"),
    Remark.FEW_REPLICATES: gettext_noop("too few resampled tables"),
    Remark.EXTREME_LIMIT: gettext_noop("a limit is the smallest or largest resampled figure"),
    Remark.LOST_REPLICATES: gettext_noop("no estimate on some resampled tables"),
    Remark.OPEN_RANGE: gettext_noop("the mean hangs on how many are thought of at the most"),
}
BESIDE = gettext_noop("The whole population by each method, with 95% limits")
BESIDE_SAY = gettext_noop(
    "A point for each method and a line between its limits. The table holds the same numbers."
)
SPREAD = gettext_noop("How the estimate spreads: {method}")
SPREAD_SAY = gettext_noop(
    "How often each number of people came out, from the lowest to the highest. The table holds the same shares."
)
METHOD, PEOPLE = gettext_noop("Method"), gettext_noop("People")
LOW, MIDDLE, HIGH = (
    gettext_noop("Lower limit"),
    gettext_noop("Estimate"),
    gettext_noop("Upper limit"),
)
SHARE = gettext_noop("Share")


def pictures(found: Estimates) -> list[Chart]:
    """All methods side by side, then how each one's estimate spreads; nothing where nothing can be told."""
    told = [one for one in found.methods if one.total is not None]
    if not told:
        return []
    return [_beside(told), *(_spread(one) for one in told if one.spread)]


def _beside(told: list[Estimate]) -> Chart:
    ends = [(one.low, one.total, one.high) for one in told]
    return Chart(
        id="methods",
        kind=Kind.RANGES,
        title=_both(BESIDE),
        alt=_both(BESIDE_SAY),
        heading=_both(METHOD),
        categories=tuple(_both(NAMES[one.method]) for one in told),
        series=tuple(
            Series(_both(label), tuple(_value(end[place]) for end in ends))
            for place, label in enumerate((LOW, MIDDLE, HIGH))
        ),
    )


def _spread(one: Estimate) -> Chart:
    shown = one.spread or Spread((0.0, 1.0), (1.0,))
    middles = [(low + high) / 2 for low, high in zip(shown.edges, shown.edges[1:], strict=False)]
    return Chart(
        id=f"spread-{one.method}",
        kind=Kind.LINES,
        title=Text(*(_titled(one, lang) for lang in LANGS)),
        alt=_both(SPREAD_SAY),
        heading=_both(PEOPLE),
        categories=tuple(Text(*(number(round(at), lang) for lang in LANGS)) for at in middles),
        series=(Series(_both(SHARE), shown.shares),),
        unit=Unit.SHARE,
    )


def _titled(one: Estimate, lang: Lang) -> str:
    with override(lang):
        return gettext(SPREAD).format(method=gettext(NAMES[one.method]))


def _both(msgid: str) -> Text:
    found = []
    for lang in LANGS:
        with override(lang):
            found.append(gettext(msgid))
    return Text(*found)


def _value(amount: float | None) -> Value:
    return Hidden.NOT_APPLICABLE if amount is None else round(amount)


def page(found: Estimates, lang: Lang, on: date) -> str:
    """A page that stands alone: what may be told, every method, the pictures, and what the words mean."""
    with override(lang):
        title = gettext("Estimate of a hidden population")
        article = render_to_string(
            "statistics/estimate.html",
            {
                "title": title,
                "found": found,
                "on": on,
                "said": captures.said(found, lang),
                "pictures": pictures(found),
                "rows": [_row(one) for one in found.methods],
            },
        )
    return standing(title, lang, article)


def _row(one: Estimate) -> dict[str, object]:
    errors = one.limits.errors if one.limits else ()
    return {
        "name": gettext(NAMES[one.method]),
        "total": _value(one.total),
        "low": _value(one.low),
        "high": _value(one.high),
        "error": ", ".join(f"± {error:.0f}" for error in errors),
        "model": one.model,
        "publishable": one.publishable,
        "remarks": [gettext(SHORTLY[remark]) for remark in one.remarks],
    }


def write(found: Estimates, folder: Path, on: date) -> None:
    """Write the pages, the pictures and the figures into a folder: all of them or none."""
    told = json.dumps(captures.as_data(found), ensure_ascii=False, indent=2, default=plain)
    files: dict[Path, bytes | str] = {folder / "estimate.json": told + "\n"}
    for lang in LANGS:
        files[folder / f"estimate.{lang}.html"] = page(found, lang, on)
        files |= {folder / f"{one.id}.{lang}.svg": one.svg(lang) + "\n" for one in pictures(found)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_all(files, mode=0o644)
    except OSError as error:
        raise Unavailable(
            "The pages could not be written to {folder}.",
            "Name a folder that you may write to; nothing half-written was left.",
            folder=str(folder),
        ) from error
