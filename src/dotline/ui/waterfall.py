"""Waterfalls: what the score of a pair of records is made of, from the share of pairs that are one person to a
probability. One bar for each step, the same steps as rows, and the two limits of the zones. Pure but for the language.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.matching import resolving, scores
from dotline.matching.resolving import Zone
from dotline.matching.tokens import FIELDS
from dotline.ui import drawing, numbers
from dotline.ui.bilingual import Lang

WIDTH: Final = 640
LABEL: Final = 216.0
RIGHT: Final = 12.0
SUREST: Final = 0.999
_HALF: Final = 0.5


@dataclass(frozen=True)
class FallStep:
    """One step: what it is about, how the two records agree in it, its points, and the sum up to it."""

    what: str
    how: str
    points: int
    sum: int
    about: tuple[str, ...]


@dataclass(frozen=True)
class Waterfall:
    """The steps of one pair, with its probability. `prior` is how often two records that meet are one person."""

    steps: tuple[FallStep, ...]
    prior: float
    probability: float
    model: str

    @property
    def points(self) -> int:
        """What the steps add up to, the first of which is the prior."""
        return self.steps[-1].sum

    @property
    def zone(self) -> Zone:
        """What follows from the probability."""
        if self.probability >= resolving.MATCH:
            return Zone.MATCH
        return Zone.REVIEW if self.probability >= resolving.REVIEW else Zone.NO_MATCH

    def svg(self, name: str, lang: Lang) -> str:
        """The picture; `name` keeps its ids apart. What two fields say together is one bar of the picture."""
        bars = list(_bars(self.steps))
        low = min(0, *(min(one, two) for _label, one, two in bars))
        high = max(_limit(resolving.MATCH), *(max(one, two) for _label, one, two in bars))
        scale = (WIDTH - LABEL - RIGHT) / (high - low or 1)
        top = 2.2 * drawing.ROW
        body = list(_limits(low, scale, top, len(bars)))
        for at, (label, one, two) in enumerate(bars):
            y = top + at * 1.5 * drawing.ROW
            left = LABEL + (min(one, two) - low) * scale
            colour = 3 if two < one else 1
            body.append(drawing.text(LABEL - 8, y + 13, label, anchor="end"))
            body.append(drawing.bar(left, y, abs(two - one) * scale, drawing.ROW, colour))
        height = top + len(bars) * 1.5 * drawing.ROW + 4
        title = _("From how often two records are one person to {share}").format(
            share=share(self.probability, lang)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title" '
            f'viewBox="0 0 {WIDTH} {drawing.n(height)}" width="{WIDTH}" height="{drawing.n(height)}" '
            f'font-family="system-ui, sans-serif" font-size="{drawing.FONT}">'
            f'<title id="{name}-title">{drawing.esc(title)}</title>' + "".join(body) + "</svg>"
        )


def waterfall(
    model: scores.Model, steps: Sequence[scores.Step], *, prior: float, probability: float
) -> Waterfall:
    """The waterfall of a pair, in the language of the moment; its steps add up to the pair's log-odds in points."""
    first = FallStep(
        _("two records that meet, before anything is compared"),
        "",
        _limit(prior),
        _limit(prior),
        (),
    )
    told, sum_ = [first], first.sum
    for step in steps:
        sum_ += step.points
        told.append(FallStep(what(step), how(step), step.points, sum_, step.fields))
    return Waterfall(tuple(told), prior, probability, model.name)


def prior_of(points: int, probability: float) -> float:
    """The share of pairs that are one person, from the points and the probability of one of them."""
    sure = min(max(probability, 1e-15), 1 - 1e-15)
    odds = math.log(sure / (1 - sure)) - points / scores.UNIT
    return 1 / (1 + math.exp(-max(-36.0, min(36.0, odds))))


def share(probability: float, lang: Lang) -> str:
    """A probability in words; nothing is ever said to be wholly sure."""
    return numbers.percent(min(max(probability, 1 - SUREST), SUREST), lang, digits=1)


def zone_words(zone: Zone) -> str:
    """A zone in words."""
    return {
        Zone.MATCH: _("match"),
        Zone.REVIEW: _("a person should look"),
        Zone.NO_MATCH: _("no match"),
    }[zone]


def what(step: scores.Step) -> str:
    """What a step is about, in words."""
    if step.fields[0] in FIELDS:
        return _(" and ").join(_(scores.LABELS[name]) for name in step.fields)
    return {
        "base": _("any two records that meet"),
        "rarity": _("how many share what the two rest on"),
        "shared": _("how often the two meet"),
        "rivals": _("other partners that either might have"),
    }[step.fields[0]]


def how(step: scores.Step) -> str:
    """How two records agree in it, in words."""
    if step.fields[0] in FIELDS:
        return " / ".join(_(scores.WORDS[level]) for level in step.levels)
    if step.fields == ("rarity",):
        number = 2 ** step.levels[0]
        return ngettext("about %(number)s pair", "about %(number)s pairs", number) % {
            "number": number
        }
    return str(step.levels[0]) if step.levels else ""


def _limit(probability: float) -> int:
    """A probability as points of log-odds."""
    sure = min(max(probability, 1e-9), 1 - 1e-9)
    return round(scores.UNIT * math.log(sure / (1 - sure)))


def _bars(steps: Sequence[FallStep]) -> Iterator[tuple[str, float, float]]:
    """Label, beginning and end of each bar: the first from zero, each field, what fields say together, the rest."""
    at, together = 0, sum(one.points for one in steps if len(one.about) > 1)
    for one in steps:
        if len(one.about) > 1:
            continue
        if together and one.about in {("rarity",), ("shared",), ("rivals",)}:
            yield _("fields together"), at, at + together
            at, together = at + together, 0
        yield _short(one), at, at + one.points
        at += one.points
    if together:
        yield _("fields together"), at, at + together
        at += together
    yield _("sum"), 0, at


def _short(one: FallStep) -> str:
    if not one.about:
        return _("before comparing")
    return {
        "base": _("any two that meet"),
        "rarity": _("how rare it is"),
        "shared": _("how often they meet"),
        "rivals": _("other partners"),
    }.get(one.about[0], one.what)


def _limits(low: float, scale: float, top: float, bars: int) -> Iterator[str]:
    """The line of zero, and where review and match begin; review begins at zero, one to one."""
    end = top + bars * 1.5 * drawing.ROW
    for limit, words in ((resolving.REVIEW, _("look")), (resolving.MATCH, _("match"))):
        x = LABEL + (_limit(limit) - low) * scale
        anchor = "end" if limit == _HALF else "start"
        yield drawing.text(x, top - 10, words, anchor=anchor)
        yield drawing.line(x, top - 6, x, end, faint=limit != _HALF)
