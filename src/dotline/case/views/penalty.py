"""Words for what a provision threatens, and why its minimum may not bind."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.case.models import Charge
from dotline.case.queries import courts
from dotline.reference import law
from dotline.ui.asked import lang

YEAR = 12


def penalty(row: Charge) -> list[dict[str, str]]:
    """A line for each text that held while the offence was done: least and most, where it stands, what else to know."""
    return [
        {"words": _span(text), "source": text.source, "note": text.note(lang())}
        for text in courts.penalties(row)
    ]


def least(row: Charge) -> str:
    """The minimum that counts, in words: the lower one if it changed during the offence."""
    return months(min(text.min_months for text in courts.penalties(row)))


def why(grounds: Sequence[law.Doubt]) -> list[dict[str, str]]:
    """Each ground on which a minimum may not bind, with its source."""
    return [{"title": one.title(lang()), "source": one.source} for one in grounds]


def months(number: int) -> str:
    """A term in whole years where it has them from two years on, else in months."""
    if number >= 2 * YEAR and number % YEAR == 0:
        return ngettext("{n} year", "{n} years", number // YEAR).format(n=number // YEAR)
    return ngettext("{n} month", "{n} months", number).format(n=number)


def _span(text: law.Provision) -> str:
    most = months(text.max_months) if text.max_months else _("life")
    if text.max_months is None and not text.life:
        return _("No term of imprisonment")
    if not text.min_months:
        return _("At most {most}, no minimum").format(most=most)
    return _("At least {least}, at most {most}").format(least=months(text.min_months), most=most)
