"""Figures of the data files as bound numbers: 'at least 13', 'between 600 and 800', 'more than 5'."""

from dotline.base.errors import Invalid
from dotline.reference import claims
from dotline.ui.bilingual import Text
from dotline.ui.blocks.values import Binding, Bound
from dotline.ui.figures import Bounded

BOUNDS = {
    claims.Bound.EXACTLY: Bound.EXACT,
    claims.Bound.ABOUT: Bound.ABOUT,
    claims.Bound.AT_LEAST: Bound.AT_LEAST,
    claims.Bound.MORE_THAN: Bound.MORE_THAN,
    claims.Bound.AT_MOST: Bound.AT_MOST,
    claims.Bound.RANGE: Bound.BETWEEN,
}


def bounded(
    one: Bounded, name: str, *, label: Text, source: Text, measure: str, snapshot: str
) -> Binding:
    """A figure with its bound and where it comes from. Raises Invalid where it has none."""
    value = one.value if one.low is None else one.low
    if value is None:
        raise Invalid("The claim {code} has no figure.", "Name another.", code=name)
    return Binding(
        id=name,
        value=_whole(value),
        label=label,
        source=source,
        measure=measure,
        snapshot=snapshot,
        bound=BOUNDS[claims.Bound(one.bound)],
        high=None if one.high is None else _whole(one.high),
    )


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value
