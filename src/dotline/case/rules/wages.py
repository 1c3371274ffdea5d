"""Wage recovery: whole cents, one currency at a time; what was claimed, awarded, paid, and is still owed. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dotline.base.errors import N_, Conflict, Invalid

MOST = 100_000_000_00  # cents: a typing mistake, not a wage
_AMOUNT = re.compile(r"([0-9]{1,3}(?:[ \u00a0\u202f,][0-9]{3})+|[0-9]+)(?:[.,]([0-9]{1,2}))?")


@dataclass(frozen=True)
class Claimed:
    """One claim: cents of one currency. `awarded` None means that nothing was decided yet."""

    currency: str
    claimed: int
    awarded: int | None
    paid: int

    def __post_init__(self) -> None:
        """Raises Invalid for amounts below nothing, and when more was paid than awarded."""
        if self.claimed <= 0 or self.paid < 0 or (self.awarded or 0) < 0:
            raise Invalid("An amount may not be below nothing.", "Check the amount.")
        if self.paid > (self.awarded or 0):
            raise Invalid(
                N_("More would be paid than was decided."), N_("Write down the decision first.")
            )

    @property
    def owed(self) -> int:
        """Cents that were awarded and not paid."""
        return (self.awarded or 0) - self.paid


REFUSING = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True)
class WageAward:
    """What was decided on a claim: a code of wage_decisions, its day, cents awarded."""

    decision: str
    on: date
    cents: int

    def __post_init__(self) -> None:
        """Raises Invalid for a refusal that awards something, and for a yes that awards nothing."""
        if self.cents < 0 or (self.decision in REFUSING) != (self.cents == 0):
            raise Invalid(
                N_("Amount and decision do not fit together."),
                N_("A refused or withdrawn claim awards nothing; every other one an amount."),
            )


@dataclass(frozen=True)
class WageFacts:
    """What an award is weighed against: day and cents of the claim, what came in, and when first."""

    claimed_on: date
    claimed: int
    paid: int = 0
    first_paid: date | None = None


def check_award(award: WageAward, facts: WageFacts, *, confirmed: bool = False) -> None:
    """Raise Invalid for an award before its claim, after money came in or below it.

    More than was claimed may be right (interest, penalties), and is more often a slip of the pen:
    Conflict, unless the worker says that she checked it.
    """
    if award.on < facts.claimed_on:
        raise Invalid(N_("Nothing is decided before it is claimed."), "Check the days.")
    if award.cents < facts.paid:
        raise Invalid(N_("More was paid already than would be awarded."), N_("Check the amount."))
    if facts.first_paid is not None and award.on > facts.first_paid:
        raise Invalid(N_("Money came in before this day."), N_("Check the days."))
    if award.cents > facts.claimed and not confirmed:
        raise Conflict(
            N_("More would be awarded than was claimed."),
            N_("Check the amount. If it is right, say that you checked it, and save again."),
        )


@dataclass(frozen=True)
class WageSum:
    """Sums of claims in one currency, in cents."""

    claimed: int = 0
    awarded: int = 0
    paid: int = 0

    @property
    def owed(self) -> int:
        """Cents that were awarded and not paid."""
        return self.awarded - self.paid


def sums(claims: Iterable[Claimed]) -> Mapping[str, WageSum]:
    """The sums by currency; two currencies are never added up."""
    found: dict[str, WageSum] = defaultdict(WageSum)
    for one in claims:
        old = found[one.currency]
        found[one.currency] = WageSum(
            old.claimed + one.claimed, old.awarded + (one.awarded or 0), old.paid + one.paid
        )
    return dict(found)


def cents(text: str) -> int:
    """An amount as people write it, in cents: '1,234.50', '1 234,50', '1234'. Raises Invalid for anything else."""
    found = _AMOUNT.fullmatch(text.strip().removeprefix("$").removesuffix("$").strip())
    if found is None:
        raise Invalid(N_("This is no amount."), N_("Write it like 1,234.50."))
    whole = int(re.sub(r"\D", "", found[1]))
    amount = whole * 100 + int((found[2] or "0").ljust(2, "0"))
    if not 0 < amount <= MOST:
        raise Invalid(N_("This amount cannot be right."), N_("Write it like 1,234.50."))
    return amount
