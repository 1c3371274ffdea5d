"""Capture tables as CSV, and what estimates say of them as data and as sentences.

A capture table has a column of 0 and 1 for each list, and how many people last, whatever its name.
"""

import csv
from itertools import combinations
from pathlib import Path

from django.utils.translation import gettext, gettext_noop, override

from dotline.base.errors import Invalid
from dotline.statistics.estimate import CaptureTable, Estimate, Estimates, Remark, capture_table
from dotline.statistics.estimate.bootstrapping import PUBLISHABLE
from dotline.statistics.estimate.methods import TOO_MANY
from dotline.ui.bilingual import Lang
from dotline.ui.commandline import columns_named
from dotline.ui.numbers import number
from dotline.ui.terminal import Code

columns_named(
    "method", "estimate", "low", "high", "error", "model", "verdict", "remarks", "lists", "people"
)
columns_named(*("ok", "does_not_exist", "not_identifiable", "neither_exists_nor_identifiable"))
columns_named("too_many_models", "no_limits", "few_replicates", "limit_is_extreme_replicate")
columns_named("replicates_without_estimate", "mean_hangs_on_range")


def read_captures(path: Path) -> CaptureTable:
    """Read a table; 0.0 and 1.0 count as marks too. Raises Invalid with the line for what cannot be used."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid(
            "{file} cannot be read as a CSV file.", "Save it as CSV in UTF-8.", file=path.name
        ) from error
    if not rows:
        raise Invalid(
            "This table is empty.", "Give each list a column of 0 and 1, and the count last."
        )
    (_line, head), *rest = rows
    if all(_is_number(cell) for cell in head):
        raise Invalid("The first line does not name the lists.", "Put their names above the marks.")
    return capture_table(head[:-1], [_numbers(*one) for one in rest], [line for line, _row in rest])


def _numbers(line: int, row: list[str]) -> list[float]:
    for place, cell in enumerate(row, 1):
        if not _is_number(cell):
            raise Invalid(
                "Line {line}: column {column} is no number.",
                "Mend the line.",
                line=line,
                column=place,
            )
    return [float(cell) for cell in row]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def as_data(found: Estimates) -> dict[str, object]:
    """All methods as JSON carries them. No cell of the overlap table is among it."""
    headline = found.headline
    return {
        "known": found.known,
        "lists": list(found.lists),
        "identifiable": found.identifiable,
        "lists_that_overlap_nothing": list(found.alone),
        "methods": [_method(one) for one in found.methods],
        "headline": {"low": headline[0], "high": headline[1]} if headline else None,
        "replicates": found.replicates,
        "seed": found.seed,
        "said": said(found, "en"),
    }


def _method(one: Estimate) -> dict[str, object]:
    limits = one.limits
    low, high = limits.errors if limits else (None, None)
    return {
        "method": one.method,
        "estimate": one.total,
        "low": one.low,
        "high": one.high,
        "model": one.model,
        "verdict": one.verdict,
        "monte_carlo_error": {"low": low, "high": high} if limits else None,
        "limit_is_extreme_replicate": dict(zip(("low", "high"), limits.extreme, strict=True))
        if limits
        else None,
        "replicates_without_estimate": limits.lost if limits else None,
        "median": one.middle,
        "most_unseen_thought_of": one.reach,
        "publishable": one.publishable,
        "remarks": [remark.value for remark in one.remarks],
    }


def rows(found: Estimates) -> list[dict[str, object]]:
    """All methods as a table of whole people; the errors are what the number of replicates leaves open."""
    return [
        {
            "method": one.method,
            "estimate": _whole(one.total),
            "low": _whole(one.low),
            "high": _whole(one.high),
            "error": _errors(one),
            "model": one.model,
            "verdict": Code(one.verdict),
            "remarks": [Code(remark.value) for remark in one.remarks],
        }
        for one in found.methods
    ]


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)


def _errors(one: Estimate) -> str:
    errors = one.limits.errors if one.limits else ()
    return ", ".join(f"±{error:.0f}" for error in errors)


def overlaps(table: CaptureTable) -> list[dict[str, object]]:
    """How many people each list, and each two lists, saw: raw, for the eyes of who asked for it."""
    sets = [(one,) for one in range(len(table.lists))]
    return [
        {
            "lists": ":".join(table.lists[one] for one in some),
            "people": int(table.overlaps[sum(1 << one for one in some)]),
        }
        for some in [*sets, *combinations(range(len(table.lists)), 2)]
    ]


def said(found: Estimates, lang: Lang) -> list[str]:
    """What a reader must know beside the figures, in sentences."""
    with override(lang):
        return [*_together(found, lang), *_apart(found, lang)]


def _together(found: Estimates, lang: Lang) -> list[str]:
    lines = []
    if not found.identifiable:
        lines += _not_identifiable(found)
    elif found.headline:
        low, high = _range(found.headline, lang)
        lines.append(
            gettext("Every method lies between {low} and {high} people.").format(low=low, high=high)
        )
    elif len(found.methods) > 1 and found.reached:
        low, high = _range(found.reached, lang)
        lines.append(
            gettext(
                "No single range may be told: the methods lie between {low} and {high} people, more than two "
                "times apart, or one of them finds no estimate. Show all of them, or none."
            ).format(low=low, high=high)
        )
    return lines


def _apart(found: Estimates, lang: Lang) -> list[str]:
    told = {remark for one in found.methods for remark in one.remarks}
    lines = [
        gettext(REMARKS[remark]).format(least=number(PUBLISHABLE, lang))
        for remark in Remark
        if remark in told
    ]
    if any(one.verdict == TOO_MANY for one in found.methods):
        lines.append(
            gettext("bic and dga take at most six lists; join lists that are kept by one office.")
        )
    return lines


def _range(ends: tuple[float, float], lang: Lang) -> list[str]:
    return [number(round(end), lang) for end in ends]


def _not_identifiable(found: Estimates) -> list[str]:
    lines = [gettext("How many people no list saw cannot be told from this table.")]
    lines += [
        gettext(
            "“{list}” shares nobody with any other list. It could be told if somebody on it were found on another "
            "list too, if it were joined with a list that it belongs to, or from the other lists without it."
        ).format(list=name)
        for name in found.alone
    ]
    if not found.alone:
        lines.append(
            gettext(
                "Too many overlaps are empty: even with lists that do not hang together no estimate exists. More "
                "people on two lists would make one; so would joining lists that are kept by one office."
            )
        )
    return lines


REMARKS = {
    Remark.NO_LIMITS: gettext_noop(
        "A method without limits is not for publishing: ask for replicates."
    ),
    Remark.FEW_REPLICATES: gettext_noop(
        "With fewer than {least} replicates the limits are not for publishing."
    ),
    Remark.EXTREME_LIMIT: gettext_noop(
        "A limit that is the smallest or largest replicate itself would move with more replicates: it is no limit to "
        "publish."
    ),
    Remark.LOST_REPLICATES: gettext_noop(
        "On some resampled tables a method found no estimate; its limits leave them out and are not for publishing."
    ),
    Remark.OPEN_RANGE: gettext_noop(
        "The mean of dga hangs on how many unseen people are thought of at the most: give its median and limits, not "
        "its mean."
    ),
}
