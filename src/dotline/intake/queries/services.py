"""Who can help, shown beside the call form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language

from dotline.base.reader import Reader
from dotline.intake.rules import locate
from dotline.reference import needs as taxonomy

MOST_NEEDS = 5  # as many lists stand beside a form; the first needs win
EACH = 3
NEAR_KM = 100.0


@dataclass(frozen=True)
class Helpers:
    """Services for one need, as the directory shows them; `relaxed` says what was given up to find any."""

    need: str
    label: str
    hits: list[dict[str, Any]]
    relaxed: str


def helpers(reader: Reader, needs: Sequence[str], place: str, language: str) -> list[Helpers]:
    """Who can help with each need, the nearest and best fitting first, in the language in force.

    A place that cannot be searched from counts as none: its refusal stands beside its field.
    """
    from dotline.directory.queries import Query, find, pages  # noqa: PLC0415 - loads NumPy; other pages need none

    lang = get_language() or "en"
    near, _refusal = locate(place)
    # English is rarely written down in a listing, so asking for it would hide most of them.
    query = Query(near=near, km=NEAR_KM, language="" if language == "eng" else language, limit=EACH)
    if near is None or near.point is None:
        query = replace(query, km=None)
    lists = []
    for code in needs[:MOST_NEEDS]:
        need = taxonomy.find(code)
        if need is None:
            continue
        found = find(reader, replace(query, need=code))
        relaxed = "; ".join(reason.in_(lang) for reason in found.relaxed)
        hits = pages.results(reader, found.hits, lang)
        lists.append(Helpers(code, need.label(lang), hits, relaxed))
    return lists
