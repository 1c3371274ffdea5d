"""A figure with its bound, in words: 'at least 13', '600 to 800', 'none'."""

from typing import Protocol

from django.utils.translation import gettext

from dotline.reference.claims import Bound
from dotline.ui.asked import lang
from dotline.ui.numbers import number as written


class Bounded(Protocol):
    """Anything with a value or a range, and how it is meant."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def bound(self) -> str: ...


def said(one: Bounded) -> str:
    """The figure in the page's language; empty where there is none."""
    if one.low is not None and one.high is not None:
        return gettext("{low} to {high}").format(low=_number(one.low), high=_number(one.high))
    if one.value is None:
        return ""
    number = _number(one.value)
    words = {
        Bound.ABOUT: gettext("about {number}"),
        Bound.AT_LEAST: gettext("at least {number}"),
        Bound.MORE_THAN: gettext("more than {number}"),
        Bound.AT_MOST: gettext("at most {number}"),
    }
    pattern = words.get(Bound(one.bound))
    return pattern.format(number=number) if pattern else number


def _number(value: float) -> str:
    return written(int(value) if value == int(value) else value, lang())
