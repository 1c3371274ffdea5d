"""Whom the gate *encode* may touch: who consented to being looked for, and who is suspected on a statute. Pure.

Sources: issue 5, point 6; design, section 1 (encode); research/cases.md 7 (consent for each purpose and recipient).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.case.rules.cases import ACCUSED_ROLES, Role
from dotline.case.rules.consents import COUNT_ONCE, LOOK_FOR, ConsentFact, newest
from dotline.case.rules.disclosing import POLICE
from dotline.gates.agreement import AGREED, CONSENT, SharingTerms

STATISTICS: Final = "statistics"


class LeftOut(StrEnum):
    """Why somebody is not encoded."""

    NO_CONSENT = "no_consent"  # none that stands, for this purpose, to every other party
    NATION = "nation"  # a body that governs her data has not agreed to the agreement
    NOT_ASKED = "not_asked"  # a suspect about whom no officer asks


@dataclass(frozen=True)
class Candidate:
    """Somebody whom an agency knows in a role, with what she decided and who governs her data."""

    person: UUID
    consents: tuple[ConsentFact, ...] = ()
    nations: frozenset[UUID] = frozenset()
    asked: bool = False


def consent_for(purpose: str) -> str:
    """The consent that a purpose needs, as a code of case_consents: figures are another matter than being found."""
    counted = purpose == STATISTICS or purpose.startswith((f"{STATISTICS}-", f"{STATISTICS}_"))
    return COUNT_ONCE if counted else LOOK_FOR


def roles_under(terms: SharingTerms) -> frozenset[Role]:
    """Who may be encoded at all: victims on consent, suspects and accused on a clause. Never both under one key."""
    return frozenset({Role.VICTIM}) if terms.basis == CONSENT else ACCUSED_ROLES


def may_encode_roles(terms: SharingTerms, kind: str) -> Decision:
    """Whether an agency of this kind may encode its people under an agreement: on a clause, the police alone."""
    if terms.basis != CONSENT and kind not in POLICE:
        return Refused(
            N_("Only a police service encodes suspects, on the law that its agreement names."),
            N_("Use an agreement that rests on consent."),
        )
    return ALLOWED


@dataclass(frozen=True)
class Weighing:
    """Under what somebody is weighed: the agreement, the agency that encodes, the day.

    `own_word` are parties that get nothing but on the person's very own word (enforcement at the border).
    """

    terms: SharingTerms
    own: UUID
    today: date
    own_word: frozenset[UUID] = frozenset()


def why_left_out(one: Candidate, under: Weighing) -> LeftOut | None:
    """Why somebody stays out of an encoding; None for who is in it."""
    terms = under.terms
    agreed = {body for body, said in terms.stewards.items() if said == AGREED}
    if not one.nations <= agreed:
        return LeftOut.NATION
    if terms.basis != CONSENT:
        return None if one.asked else LeftOut.NOT_ASKED
    return None if agrees(one.consents, under) else LeftOut.NO_CONSENT


def agrees(history: Sequence[ConsentFact], under: Weighing) -> bool:
    """Whether a consent stands today for this purpose to every other party. What a possible abuser said is none."""
    said, purpose = newest(history), consent_for(under.terms.purpose)
    others = under.terms.parties - {under.own}
    return bool(others) and all(
        (fact := said.get((purpose, one))) is not None
        and fact.holds(under.today)
        and (fact.by_whom == "self" or one not in under.own_word)
        for one in others
    )


@dataclass(frozen=True)
class EncodePlan:
    """Who would be encoded, and how many would not and why."""

    people: tuple[UUID, ...]
    left_out: Mapping[LeftOut, int]


def planned(candidates: Iterable[Candidate], under: Weighing) -> EncodePlan:
    """Weigh each candidate."""
    people: list[UUID] = []
    left: dict[LeftOut, int] = dict.fromkeys(LeftOut, 0)
    for one in candidates:
        why = why_left_out(one, under)
        if why is None:
            people.append(one.person)
        else:
            left[why] += 1
    return EncodePlan(tuple(people), {why: many for why, many in left.items() if many})


# How the columns of an encoding are called, with the role of each (gates.encode.ROLES).
COLUMNS: Final[Mapping[str, str]] = {
    "name": "full_name",
    "aliases": "alias",
    "born": "birth_date",
    "sex": "sex",
    "email": "email",
    "street": "street",
    **{f"phone_{at}": "phone" for at in range(1, 4)},
    **{f"document_{at}": "document_number" for at in range(1, 4)},
}
_SEXES: Final = {"Feminine": "f", "Masculine": "m", "NonConforming": "x"}


def row_of(
    identifiers: Iterable[tuple[str, str]], gender: str, first: date | None, last: date | None
) -> dict[str, str]:
    """What is known of a person, as a row of COLUMNS; what no column holds is left out."""
    held: dict[str, list[str]] = {}
    for kind, text in identifiers:
        held.setdefault(kind, []).append(text)
    names = [*held.get("name", ()), *held.get("alias", ())]
    row = dict.fromkeys(COLUMNS, "")
    row["name"] = next(iter(names), "")
    row["aliases"] = "|".join(one.replace("|", " ") for one in names[1:])
    row["born"] = next(iter(held.get("birth_date", ())), "") or partial(first, last)
    row["sex"] = _SEXES.get(gender, "")
    row["email"] = next(iter(held.get("email", ())), "")
    row["street"] = next(iter(held.get("address", ())), "")
    for kind, column in (("phone", "phone"), ("document", "document")):
        for at, text in enumerate(held.get(kind, ())[:3], 1):
            row[f"{column}_{at}"] = text
    return row


def partial(first: date | None, last: date | None) -> str:
    """A birth interval as far as it is certain: a day, a month, a year, or nothing."""
    if first is None or last is None or first.year != last.year:
        return ""
    if first == last:
        return first.isoformat()
    return f"{first.year}-{first.month:02}" if first.month == last.month else str(first.year)


def still_in(people: Collection[UUID], now: EncodePlan) -> bool:
    """Whether everybody who was encoded may still be: a consent may have been taken back in between."""
    return set(people) <= set(now.people)
