"""A pair's score as a page for a commissioner or a court: the picture, the same as a table, and what it comes from.

It stands alone as a file (no script, no address outside), prints, and holds no name: two ids and what the comparer saw.
"""

import math
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from dotline.link.formats.results import Why
from dotline.matching import resolving, scores
from dotline.ui import numbers
from dotline.ui.bilingual import Lang
from dotline.ui.blocks.html import standing
from dotline.ui.waterfall import prior_of, share, waterfall, zone_words

DOUBLING: Final = round(scores.UNIT * math.log(2))
"""So many points double the odds."""


def page(one: str, two: str, why: Why, lang: Lang) -> str:
    """The page of a pair in one language. Raises Invalid for a pair that another model scored."""
    model = scores.shipped_as(why.origin.model)
    with override(lang):
        title = _("The score of a pair of records")
        prior = prior_of(why.points, why.probability)
        steps = scores.waterfall(model, why.levels, why.shared, why.rivals)
        fall = waterfall(model, steps, prior=prior, probability=why.probability)
        article = render_to_string(
            "ui/parts/explained.html",
            {
                "title": title,
                "one": one,
                "two": two,
                "why": why,
                "fall": fall,
                "share": share(why.probability, lang),
                "zone": zone_words(fall.zone),
                "drawing": mark_safe(fall.svg("why", lang)),  # noqa: S308 - each text is escaped
                "doubling": DOUBLING,
                "review": numbers.percent(resolving.REVIEW, lang),
                "match": numbers.percent(resolving.MATCH, lang),
            },
        )
    return standing(title, lang, article)
