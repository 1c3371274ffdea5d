"""Explained pairs: what rivals took is kept beside the pairs, adds up, and stands on the page in both languages."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dotline.link.formats import explained, results
from dotline.matching import resolving, scores
from dotline.ui.bilingual import Lang

MODEL = scores.shipped()
ORIGIN = results.Origin("victims", "1", "k", MODEL.name, ("a", "b"), "", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "other partners that either might have"), ("fr", "autres partenaires possibles")],
)
def test_a_contested_pair_says_what_its_rivals_took_and_an_uncontested_one_is_silent(
    tmp_path: Path, lang: Lang, words: str
) -> None:
    levels = np.array([0o77777777, 0o77777777, 0o77777777], np.uint32)
    own = sum(step.points for step in scores.waterfall(MODEL, int(levels[0]), 1))
    own -= int(MODEL.count(np.array([1]))[0])
    rows = np.array([[0, 0], [0, 1], [1, 2]])
    linked = resolving.resolve(*rows.T, np.full(3, own), MODEL, 3)
    pairs = tmp_path / "pairs.csv"
    after = resolving.one_to_one(resolving.against_rivals(linked))
    results.write_why(pairs, (["a0", "a1"], ["b0", "b1", "b2"]), after, levels, ORIGIN)

    contested, alone = results.why(pairs, "a0", "b0"), results.why(pairs, "a1", "b2")
    assert contested.rivals < alone.rivals == 0
    for why in (contested, alone):
        steps = scores.waterfall(MODEL, why.levels, why.shared, why.rivals)
        assert sum(step.points for step in steps) == why.points
    assert words in explained.page("a0", "b0", contested, lang)
    assert f'<th scope="row">{words}' not in explained.page("a1", "b2", alone, lang)
