"""Wage recovery: whole cents, one currency at a time; what was claimed, awarded, paid, and is still owed. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dotline.base.errors import N_, Invalid

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
