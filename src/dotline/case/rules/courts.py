"""Courts: what may be charged, how a charge and a sentence fit together, who is asked what. Pure.

Sources: research/cases.md sections 5.1, 5.4 and 5.5; each date of law comes from `reference.law`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dotline.base.errors import N_, Invalid, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.states import Transitions
from dotline.reference import law
from dotline.reference.dates import Span
from dotline.reference.law.sentences import HIGHEST_RATE, credited

DAYS_IN_MONTH = Decimal("30.4375")  # the mean month; a flag is raised by a statute's whole months


class OrderState(StrEnum):
    """How a request for an aid, a statement or an order stands."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_WANTED = "not_wanted"
    REVOKED = "revoked"


_O = OrderState
# From any state back to 'not asked for': what was written down by mistake is taken back, and the ledger keeps it.
ORDERS = Transitions(
    {
        _O.NOT_ASKED: frozenset({_O.ASKED, _O.GRANTED, _O.NOT_WANTED}),  # a court may act unasked
        _O.ASKED: frozenset({_O.GRANTED, _O.REFUSED, _O.NOT_WANTED, _O.NOT_ASKED}),
        _O.GRANTED: frozenset({_O.GRANTED, _O.REVOKED, _O.NOT_ASKED}),  # granted again: varied
        _O.REFUSED: frozenset({_O.ASKED, _O.NOT_ASKED}),
        _O.NOT_WANTED: frozenset({_O.ASKED, _O.GRANTED, _O.NOT_ASKED}),
        _O.REVOKED: frozenset({_O.ASKED, _O.GRANTED, _O.NOT_ASKED}),
    },
    start=_O.NOT_ASKED,
)
DECIDED_ORDERS = frozenset({_O.GRANTED, _O.REFUSED, _O.REVOKED})


def may_set_order(old: OrderState, new: OrderState, *, paid: bool = False) -> Decision:
    """Whether an aid, statement or order may go from one state to the next, and why not.

    `paid` says that restitution came in under it: what was paid stays in sight.
    """
    if paid and new not in {_O.GRANTED, _O.REVOKED}:
        return Refused(
            N_("Money came in under this order already."),
            N_("Write down that it was revoked, if a court did so."),
        )
    if ORDERS.allows(old, new):
        return ALLOWED
    if old is new:
        return Refused(N_("This is written down already."), N_("Choose what came next."))
    if old is _O.GRANTED:
        return Refused(N_("This was granted; only a court ends it."), N_("Choose “Revoked” then."))
    if old in DECIDED_ORDERS:
        return Refused(
            N_("The court has decided on this."), N_("Write down the new request first.")
        )
    if old is _O.ASKED:
        return Refused(
            N_("What was not granted cannot be revoked."), N_("Write down the decision first.")
        )
    return Refused(N_("Nothing was asked for yet."), N_("Write down the request first."))


class BanState(StrEnum):
    """Whether what identifies a person may be published."""

    NONE = "none"
    IN_FORCE = "in_force"


BANS = frozenset({"publication_ban", "publication_ban_others", "identity_protected"})
PRISON = frozenset({"imprisonment"})


@dataclass(frozen=True)
class ChargeDays:
    """When an offence was, and when it was charged. `last` None is the same day as `first`.

    Raises Invalid when the days run backwards.
    """

    first: date
    last: date
    charged: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid(N_("The offence ends before it begins."), N_("Check its days."))
        if self.charged < self.first:
            raise Invalid(N_("Nobody is charged before the offence began."), N_("Check the days."))


@dataclass(frozen=True)
class Charged:
    """A provision as a charge rests on it: in our spelling, valid `start` to before `end`, and flags.

    Flags: offence_partly_before_law, minimum_in_dispute, victim_must_be_minor.
    """

    cite: str
    start: date
    end: date | None
    flags: tuple[str, ...]


def chargeable(cite: str, days: ChargeDays, minor: law.Tri = law.Tri.UNDETERMINED) -> Charged:
    """The provision a charge rests on, if it was law on some day of the offence.

    Charter 11(g): nobody is found guilty of what was no offence when it was done. Raises NotFound
    for an unknown provision and Invalid for one that was not in force on any of these days.
    """
    name = law.cited(cite)
    found = law.offence_available(name, days.first, days.last)
    if found is law.Available.NO:
        told = law.law(name, days.first)
        raise Invalid(
            N_("{cite} was not in force when the offence was done."),
            N_("It holds from {day}. Choose the provision that held then, or check the days."),
            cite=name,
            day=told.valid_from.isoformat() if told.valid_from else "–",
        )
    texts = texts_during(name, days)
    ends = [one.span.end for one in texts]
    flags = {
        "offence_partly_before_law": found is law.Available.PART,
        "minimum_in_dispute": any(law.in_dispute(one.cite, days.last) for one in texts),
        "victim_must_be_minor": minor is law.Tri.NO and any(one.victim_minor for one in texts),
    }
    return Charged(
        cite=name,
        start=min(one.span.start or date.min for one in texts),
        end=None if None in ends else max(end for end in ends if end),
        flags=tuple(flag for flag, holds in flags.items() if holds),
    )


def texts_during(cite: str, days: ChargeDays) -> list[law.Provision]:
    """Every text of an offence that was law on some day on which it was done."""
    return [one for one in _texts(cite) if _touches(one.span, days)]


def _texts(name: str) -> list[law.Provision]:
    """Every text of an offence, or of the offences below a section cited without its limbs."""
    return [
        one
        for cite, texts in law.HOLDER.value().provisions.items()
        if cite == name or cite.startswith(f"{name}(")
        for one in texts
        if one.kind == "offence" and not one.span.empty
    ]


def _touches(span: Span, days: ChargeDays) -> bool:
    return (span.start or date.min) <= days.last and days.first < (span.end or date.max)


@dataclass(frozen=True)
class TermGiven:
    """A term of imprisonment as a court gave it: days before credit, days held, credit for each day."""

    gross_days: int
    custody_days: int = 0
    rate: Decimal = Decimal(1)
    relief: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        """Raises Invalid for days below nothing and for a rate that no court gave."""
        if self.gross_days <= 0 or self.custody_days < 0:
            raise Invalid(N_("A term has at least one day."), N_("Check the days."))
        if not 0 <= self.rate <= HIGHEST_RATE:
            raise Invalid(N_("This rate of credit cannot be right."), N_("Write it like 1.5."))


@dataclass(frozen=True)
class TermTold:
    """What a term becomes: days of credit, days left, and what somebody should look at."""

    credit_days: int
    net_days: int
    flags: tuple[str, ...]


def term(cite: str, days: ChargeDays, sentenced: date, given: TermGiven) -> TermTold:
    """Credit, days left and flags of a term. Nothing is refused for being low or high: it is flagged.

    CC 719(3) to (3.3); a minimum is compared with the term before credit (2000 SCC 18).
    """
    cap = law.credit_cap(days.charged, sentenced)
    told = law.sentence(
        charged=days.charged,
        sentenced=sentenced,
        gross_days=given.gross_days,
        custody_days=given.custody_days,
        rate=given.rate,
        cap=cap,
    )
    months = float(Decimal(given.gross_days) / DAYS_IN_MONTH)
    low = law.minimum_flags(cite, days.first, days.last, _whole(months), mmp_relief=given.relief)
    left = max(0, given.gross_days - credited(given.custody_days, given.rate))
    credit = credited(given.custody_days, given.rate)
    flags = [
        one for one in (*told.flags, *low) if not (given.reason and one == "raise_needs_reason")
    ]
    return TermTold(credit, left, tuple(flags))


def check_rate(rate: Decimal, reason: str, charged: date, sentenced: date) -> None:
    """Raise Invalid for credit above the cap of the law on these days without the court's own reason."""
    cap = law.credit_cap(charged, sentenced)
    if cap is not None and rate > cap and not reason:
        raise Invalid(
            N_("The law allows at most {cap} days of credit for a day held ({cite})."),
            N_(
                "Check the rate. If the court gave it, choose the court’s reason; it stays flagged."
            ),
            cap=cap,
            cite=law.credit_cite(charged, sentenced),
        )


def _whole(months: float) -> float:
    """Months, with what a leap year or a short month adds or takes rounded away."""
    near = round(months)
    return float(near) if abs(months - near) * float(DAYS_IN_MONTH) <= 2 else months


def may_charge(accused: str | None, victim: str | None) -> Decision:
    """Whether these two persons may stand in one charge: nobody is the victim of her own offence (CVBR s. 4)."""
    if accused is not None and accused == victim:
        return Refused(
            N_("The person charged is not the victim of the same offence."),
            N_("Choose another person, or leave one of the two open."),
        )
    return ALLOWED


def ban_of(rows: Iterable[tuple[str, str]]) -> BanState:
    """Whether any order among (kind, state) forbids to publish who somebody is."""
    granted = any(kind in BANS and state == OrderState.GRANTED for kind, state in rows)
    return BanState.IN_FORCE if granted else BanState.NONE
