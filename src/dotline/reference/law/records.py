"""Records: whether something may be disclosed, on which clause, and how long it is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from dotline.base.errors import NotFound
from dotline.reference.datafiles import Row
from dotline.reference.law.library import rows
from dotline.reference.law.people import MAJORITY, turns
from dotline.reference.obligations import add_months


@dataclass(frozen=True)
class Agreement:
    """A person's consent to one recipient for some fields; it ends on the day it is withdrawn."""

    to: str
    what: frozenset[str]
    given: date
    expires: date | None = None
    withdrawn: date | None = None

    def covers(self, to: str, what: frozenset[str], today: date) -> bool:
        """Whether it lets these fields go to this recipient today; `expires` is its last day."""
        return (
            self.to == to
            and what <= self.what
            and self.given <= today
            and (self.expires is None or today <= self.expires)
            and (self.withdrawn is None or today < self.withdrawn)
        )


@dataclass(frozen=True)
class Disclosure:
    """Whether a disclosure is lawful on a clause; what is still missing; until when to keep it."""

    allowed: bool
    missing: tuple[str, ...]
    keep_until: date | None


def _row(name: str, code: str) -> Row:
    found = next((one for one in rows(name) if one.text("code") == code), None)
    if found is None:
        raise NotFound(
            "The law library holds no {code}.",
            "Choose one of: {known}.",
            code=code,
            known=", ".join(one.text("code") for one in rows(name)),
        )
    return found


def disclosure_clause(code: str) -> Row:
    """The row of a clause on which something may be disclosed. Raises NotFound."""
    return _row("disclosure", code)


def disclosure_clauses() -> tuple[Row, ...]:
    """Every clause on which something may be disclosed, in the order of its file."""
    return tuple(rows("disclosure"))


def may_disclose(
    clause: str,
    *,
    holder: str,
    to: str,
    what: frozenset[str],
    stated: Collection[str],
    consents: Sequence[Agreement],
    today: date,
) -> Disclosure:
    """Whether a holder (federal, commercial, ontario, municipal, ngo) may disclose on a clause.

    `stated` names what the file shows: purpose, information, written_request, undertaking,
    agreement, order, notice, commissioner, danger, statute. Consent is looked up, never stated: it must
    name this recipient and every field, and a withdrawn one gives nothing. A clause of another
    regime is `missing` as `other_holder`. Privacy Act 8(2), PIPEDA 7(3). NotFound if unknown.
    """
    row = _row("disclosure", clause)
    missing = [need for need in row.texts("needs") if need != "consent" and need not in stated]
    if "consent" in row.texts("needs") and not any(one.covers(to, what, today) for one in consents):
        missing.append("consent")
    if row.text("holder") not in ("anybody", holder):
        missing.append("other_holder")
    if not what:
        missing.append("information")
    missing = list(dict.fromkeys(missing))
    keep = None if missing else add_months(today, row.number("keep_months") or 0)
    return Disclosure(not missing, tuple(missing), keep)


def retention_due(
    kind: str,
    since: date,
    *,
    born: date | None = None,
    hold: bool = False,
    months: int | None = None,
) -> date | None:
    """The day with which a record's term ends; None while a legal hold stands.

    `since` is the rule's trigger, such as closure. `born`, the latest possible birth, keeps the
    file of someone under 18 at the trigger until the rule's age. `months` is the agency's own
    choice, which lengthens the term and never shortens it. Raises NotFound if unknown.
    """
    row = _row("retention", kind)
    if hold:
        return None
    due = add_months(since, max(row.number("months") or 0, months or 0))
    until = row.number("until_age")
    if until is not None and born is not None and since < turns(born, MAJORITY):
        due = max(due, turns(born, until))
    return due
