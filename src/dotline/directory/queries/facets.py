"""Counts beside an answer: how many of its services meet a need, speak a language, are open, take pets."""

from collections.abc import Iterable, Iterator

import numpy as np

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


def _counts(work: Work, name: str) -> list[tuple[str, int]]:
    return work.held.tallies[name].counts(work.left)


def _needs(work: Work) -> Iterator[Facet]:
    for code, count in _counts(work, "needs")[:MOST_NEEDS]:
        if need := taxonomy.find(code):
            yield Facet("need", code, need.label_en, need.label_fr, count)


def _languages(work: Work) -> Iterator[Facet]:
    for code, count in _counts(work, "languages")[:MOST_LANGUAGES]:
        en, fr = languages.label(code, "en"), languages.label(code, "fr")
        yield Facet("language", code, en, fr, count)


def _provinces(work: Work) -> Iterator[Facet]:
    for code, count in _counts(work, "provinces"):
        if known := vocabulary.find("provinces", code):
            yield Facet("province", code, known.label_en, known.label_fr, count)


def _welcomes(work: Work) -> Iterator[Facet]:
    for token, count in _counts(work, "welcomes"):
        facet, _, value = token.partition(":")
        if value not in (welcome.ANY, welcome.NO):
            labels = welcome.label(token, "en"), welcome.label(token, "fr")
            yield Facet(facet, value, *labels, count)


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
