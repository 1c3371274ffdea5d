"""Who can help, shown beside the call form, and which needs nothing fits as it was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dotline.base.reader import Reader
from dotline.directory.rules.query import Query
from dotline.intake import rules
from dotline.intake.queries.calls import needs_of
from dotline.intake.rules import NeedOutcome, NotedBy, locate
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.ui.asked import lang

if TYPE_CHECKING:
    from dotline.directory.rules.query import Found
    from dotline.reference.needs import Need

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
    from dotline.directory.queries import pages  # noqa: PLC0415 - loads NumPy; other pages need none

    now = lang()
    lists = []
    for need, found in _searched(reader, needs, place, language):
        relaxed = "; ".join(reason.in_(now) for reason in found.relaxed)
        hits = pages.results(reader, found.hits, now)
        lists.append(Helpers(need.code, need.label(now), hits, relaxed))
    return lists


def _searched(
    reader: Reader, needs: Sequence[str], place: str, language: str
) -> "Iterator[tuple[Need, Found]]":
    from dotline.directory.queries.find import find  # noqa: PLC0415 - loads NumPy; other pages need none

    near, _refusal = locate(place)
    # English is rarely written down in a listing, so asking for it would hide most of them.
    query = Query(near=near, km=NEAR_KM, language="" if language == "eng" else language, limit=EACH)
    if near is None or near.point is None:
        query = replace(query, km=None)
    for code in needs[:MOST_NEEDS]:
        need = taxonomy.find(code)
        if need is not None:
            yield need, find(reader, replace(query, need=code))


# ---------------------------------------------------------------- needs that nothing fits as asked


@dataclass(frozen=True)
class Unfound:
    """A need of a call that a search could not meet as it was asked; `reason` is its code."""

    need: str
    label: str
    reason: str
    reason_label: str


def unmet_by_search(
    reader: Reader, needs: Sequence[str], place: str, language: str
) -> dict[str, str]:
    """What stood in the way of each need (a code of `unmet_reasons`), or nothing where something fits.

    An empty directory says nothing about anybody, so it leaves every need out.
    """
    from dotline.directory.queries import snapshot  # noqa: PLC0415 - as above

    if not snapshot.current().ids:
        return {}
    told = _searched(reader, needs, place, language)
    return {need.code: found.unmet.reason if found.unmet else "" for need, found in told}


def search_changes(reader: Reader, contact_id: UUID, found: Mapping[str, str]) -> dict[str, str]:
    """Which needs of a call the answer of a search changes. Raises NotFound."""
    return {
        row.need: found[row.need]
        for row in needs_of(reader, contact_id)
        if row.need in found
        and rules.after_search(
            NeedOutcome(row.outcome), row.reason, NotedBy(row.noted_by), found[row.need]
        )
    }


def not_found_for(reader: Reader, contact_id: UUID) -> list[Unfound]:
    """Needs of a call that are noted as not met, in words of the language in force. Raises NotFound."""
    now = lang()
    return [
        Unfound(
            row.need,
            need.label(now) if (need := taxonomy.find(row.need)) else row.need,
            row.reason,
            vocabulary.label("unmet_reasons", row.reason, now),
        )
        for row in needs_of(reader, contact_id)
        if row.outcome == NeedOutcome.UNMET
    ]
