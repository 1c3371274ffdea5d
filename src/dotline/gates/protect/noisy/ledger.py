"""The budget ledger: what releases about the same people may spend together, and what they spent.

Pure, for a file of the command line and for a population and year alike. A line is written before
noise is drawn, so an interrupted release has spent; it is taken up again under its own line.
"""

from dataclasses import dataclass, replace

from dotline.base.errors import Conflict, Refused
from dotline.gates.protect.noisy import accounting

# Two sums of squares that differ by rounding alone are the same budget.
_NEAR = 1e-9


@dataclass(frozen=True)
class Spending:
    """One release: its id, what it promised and spent, what it was about, and whether it is out."""

    release: str
    epsilon: float
    delta: float
    mu: float
    tables: str
    data: str
    out: bool = False
    protected: bool = True


@dataclass(frozen=True)
class BudgetLedger:
    """Who is protected (a file's digest, or population and year), what was granted, what is spent.

    The grant is made once and cannot be raised: who could raise it would have none.
    """

    about: str
    epsilon: float
    delta: float
    spent: tuple[Spending, ...] = ()

    @property
    def granted(self) -> float:
        """The mu of the grant."""
        return accounting.spendable(self.epsilon, self.delta)

    @property
    def used(self) -> float:
        """The mu of all releases together."""
        return accounting.together(line.mu for line in self.spent if line.protected)

    def open_line(self, tables: str, epsilon: float, delta: float) -> Spending | None:
        """The line of a release that was interrupted, if this is the same one."""
        for line in self.spent:
            if not line.out and line.tables == tables:
                if (line.epsilon, line.delta) != (epsilon, delta):
                    raise Conflict(
                        "A release of these tables was interrupted; it was promised another epsilon or "
                        "delta.",
                        "Repeat the command as it was; what it spends is written down already.",
                    )
                return line
        return None

    def line_of(self, tables: str) -> Spending:
        """The line of the release of these tables that is under way."""
        return next(line for line in self.spent if not line.out and line.tables == tables)

    def with_line(self, line: Spending) -> "BudgetLedger":
        """The ledger with one more release. Raises Refused when the grant does not cover it."""
        if line.protected:
            spent = accounting.together((self.used, line.mu))
            if spent**2 > self.granted**2 * (1 + _NEAR):
                raise Refused(
                    "The budget does not cover this release: {asked} was asked, {left} of epsilon "
                    "{granted} is left.",
                    "Read what was released; the same people cannot be told of twice for one "
                    "budget.",
                    asked=f"{line.epsilon:g}",
                    left=f"{self.left():.3g}",
                    granted=f"{self.epsilon:g}",
                )
        return replace(self, spent=(*self.spent, line))

    def left(self) -> float:
        """The epsilon that a further release may still promise at the grant's delta."""
        rest = self.granted**2 - self.used**2
        if rest <= self.granted**2 * _NEAR:
            return 0.0
        return accounting.epsilon_of(rest**0.5, self.delta)

    def with_out(self, release: str) -> "BudgetLedger":
        """The ledger after a release has left."""
        lines = (
            replace(line, out=True) if line.release == release else line for line in self.spent
        )
        return replace(self, spent=tuple(lines))
