"""Counts beside an answer: how many of its services meet a need, speak a language, are open, take pets."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from dotline.directory.queries.tables import Rows
from dotline.directory.queries.work import Work, open_rows
from dotline.directory.rules import languages, welcome
from dotline.directory.rules.beds import State
from dotline.directory.rules.query import Facet
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary

MOST_NEEDS, MOST_LANGUAGES = 12, 12


def counted(work: Work) -> tuple[Facet, ...]:
    """The counts over the whole answer, commonest first within each name."""
    return (
        *_needs(work),
        *_languages(work),
        *_provinces(work),
        *_welcomes(work),
        *_now(work),
    )


def _counts(work: Work, found: Mapping[str, Rows]) -> list[tuple[str, int]]:
    counts = [(key, int(np.count_nonzero(work.left[rows]))) for key, rows in found.items()]
    return sorted((one for one in counts if one[1]), key=lambda one: (-one[1], one[0]))


def _needs(work: Work) -> Iterator[Facet]:
    for code, count in _counts(work, work.held.needs)[:MOST_NEEDS]:
        if need := taxonomy.find(code):
            yield Facet("need", code, need.label_en, need.label_fr, count)


def _languages(work: Work) -> Iterator[Facet]:
    for code, count in _counts(work, work.held.languages)[:MOST_LANGUAGES]:
        en, fr = languages.label(code, "en"), languages.label(code, "fr")
        yield Facet("language", code, en, fr, count)


def _provinces(work: Work) -> Iterator[Facet]:
    for code, count in _counts(work, work.held.provinces):
        if known := vocabulary.find("provinces", code):
            yield Facet("province", code, known.label_en, known.label_fr, count)


def _welcomes(work: Work) -> Iterator[Facet]:
    said = {key: rows for key, rows in work.held.welcomes.items() if not _refusal(key)}
    for token, count in _counts(work, said):
        facet, _, value = token.partition(":")
        if value != welcome.ANY:
            labels = welcome.label(token, "en"), welcome.label(token, "fr")
            yield Facet(facet, value, *labels, count)


def _refusal(token: str) -> bool:
    return token.endswith(f":{welcome.NO}")


def _now(work: Work) -> Iterable[Facet]:
    at = work.query.open_now_at or work.query.at
    if at is None:
        return
    surely, _unsure = open_rows(work.held, at)
    count = int(np.count_nonzero(surely & work.left))
    if count:
        yield Facet("open", "now", "Open now", "Ouvert en ce moment", count)
    rows = (
        work.held.index.get(key) for key, one in work.beds.items() if one.state(at) is State.FREE
    )
    free = sum(1 for row in rows if row is not None and work.left[row])
    if free:
        yield Facet("beds", "now", "A free bed now", "Un lit libre maintenant", free)
