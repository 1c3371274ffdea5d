"""Sentences: credit for custody, what is left, and whether a term lies below a minimum.

Rounding: part of a day of credit counts as a whole day, and what is left is never below 0; no
statute says so, and the doubt is given to the person sentenced.
"""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dotline.reference.dates import Span
from dotline.reference.law.library import HOLDER, cited, lookup, rows

HIGHEST_RATE = Decimal(3)
"""No court is known to have given more than three for one: more than this is a slip of the pen."""


@dataclass(frozen=True)
class Credit:
    """What a sentence becomes: `cap` None is without statutory limit; days are whole days."""

    cap: Decimal | None
    credit_days: int
    net_days: int
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """Why a minimum may not bind: disputed, struck down in a province, or the relief of 2026."""

    code: str
    status: str
    title_en: str
    title_fr: str
    province: str
    source: str
    sure: str

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en


def credit_cap(
    charged: date,
    sentenced: date,
    *,
    endorsed: bool = False,
    detained_524: bool = False,
    justified: bool = True,
) -> Decimal | None:
    """The most days of credit for one day held, or None where no statute sets a limit.

    CC 719(3) and (3.1), S.C. 2009, c. 29: binds those charged after 22 February 2010 only.
    `endorsed`: detention endorsed under 515(9.1), until 2016 SCC 14; `detained_524`: detained
    for a broken release, until 13 December 2018; `justified`: circumstances justify the raise.
    """
    limbs = {"": True, "endorsed": endorsed, "detained_524": detained_524}
    caps = [
        Decimal(row.text("raised_cap" if justified and row.has("raised_cap") else "cap"))
        for row in rows("custody")
        if row.has("cap")
        and limbs[row.text("limb")]
        and charged in Span(row.day("charged_from"), row.day("charged_to"))
        and sentenced in Span(None, row.day("sentenced_to"))
    ]
    return min(caps, default=None)


def credit_cite(charged: date, sentenced: date) -> str:
    """The provision that limits credit on these days, '' where none does; see `credit_cap`."""
    found = [
        row.text("cite")
        for row in rows("custody")
        if row.has("raised_cap")
        and charged in Span(row.day("charged_from"), row.day("charged_to"))
        and sentenced in Span(None, row.day("sentenced_to"))
    ]
    return next(iter(found), "")


def net(gross_days: int, custody_days: int, rate: Decimal) -> int:
    """Days left to serve: gross less custody times rate, rounded for the person, never below 0."""
    return max(0, gross_days - credited(custody_days, rate))


def credited(custody_days: int, rate: Decimal) -> int:
    """Days of credit; part of a day counts as a whole one."""
    return math.ceil(custody_days * rate)


def sentence(
    *,
    charged: date,
    sentenced: date,
    gross_days: int,
    custody_days: int,
    rate: Decimal,
    cap: Decimal | None,
) -> Credit:
    """Credit and what is left. A rate above the cap is cut to it, and a flag says so.

    Flags: no_statutory_cap, rate_above_cap, raise_needs_reason (719(3.1) and (3.2)),
    credit_exceeds_sentence, custody_longer_than_case.
    """
    used = rate if cap is None else min(rate, cap)
    credit = credited(custody_days, used)
    told = {
        "no_statutory_cap": cap is None,
        "rate_above_cap": cap is not None and rate > cap,
        "raise_needs_reason": cap is not None and custody_days > 0 and used > 1,
        "credit_exceeds_sentence": credit > gross_days,
        "custody_longer_than_case": custody_days > (sentenced - charged).days + 1,
    }
    left = net(gross_days, custody_days, used)
    return Credit(cap, credit, left, tuple(flag for flag, holds in told.items() if holds))


def below_minimum(cite: str, on: date, months: float, *, mmp_relief: bool = False) -> bool:
    """Whether a term before credit lies below the minimum of that day and no relief was given.

    Credited time counts toward a minimum (2000 SCC 18, from recollection), so give the term before
    credit. Flagged, never refused. Raises NotFound if the provision was not in force.
    """
    return not mmp_relief and months < lookup(cite, on).min_months


def doubts(text: str, on: date, province: str = "") -> tuple[Doubt, ...]:
    """Why the minimum of a provision may not bind on a day: empty where it has no minimum.

    A ruling of one province counts there, and everywhere as long as no province is given.
    """
    cite = cited(text)
    texts = HOLDER.value().provisions.get(cite, ())
    if not any(on in one.span and one.min_months for one in texts):
        return ()
    return tuple(
        Doubt(
            row.text("code"),
            row.text("status"),
            row.text("title_en"),
            row.text("title_fr"),
            row.text("province"),
            row.text("source"),
            row.text("sure"),
        )
        for row in rows("doubts")
        if row.text("cite") in ("", cite)
        and on in Span(row.day("valid_from"), row.day("valid_to"))
        and (not province or row.text("province") in ("", province))
    )


def in_dispute(text: str, on: date) -> bool:
    """Whether the validity of a minimum is argued or was denied; the relief of 2026 is no dispute about it."""
    return any(one.status != "relief" for one in doubts(text, on))


def minimum_flags(
    cite: str, first: date, last: date, months: float, *, mmp_relief: bool = False
) -> tuple[str, ...]:
    """Flags of a term before credit for an offence from first to last.

    If the minimum changed in between, the lower one counts (Charter 11(i), the lesser punishment)
    and `minimum_changed_during_offence` says so. below_minimum, minimum_relief, minimum_in_dispute.
    """
    cite = cited(cite)
    spans = [
        one
        for one in HOLDER.value().provisions.get(cite, ())
        if not one.span.empty
        and (one.span.start or date.min) <= last
        and first < (one.span.end or date.max)
    ]
    least = min((one.min_months for one in spans), default=0)
    told = {
        "minimum_changed_during_offence": len({one.min_months for one in spans}) > 1,
        "below_minimum": months < least and not mmp_relief,
        "minimum_relief": months < least and mmp_relief,
        "minimum_in_dispute": bool(least) and in_dispute(cite, last),
    }
    return tuple(flag for flag, holds in told.items() if holds)
