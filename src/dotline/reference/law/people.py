"""Ages and testimony: was the victim a minor, and must a court order an aid."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import NotFound
from dotline.reference.dates import span_of
from dotline.reference.law.library import rows
from dotline.reference.obligations import add_months

MAJORITY = 18


class Tri(StrEnum):
    """Yes, no, or what the record cannot decide."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


class Aid(StrEnum):
    """What a court does with a request: it shall order, it may, or the aid was not law."""

    SHALL = "shall"
    MAY = "may"
    NONE = "none"


@dataclass(frozen=True)
class Days:
    """From `first` to `last`, both included: all that is known of a birth or an offence."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("last lies before first")


def turns(birth: date, years: int) -> date:
    """The birthday; of someone born on 29 February it is 1 March in other years.

    Interpretation Act, R.S.C. 1985, c. I-21, s. 30: an age is attained at the start of the day.
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def victim_minor(birth: Days, offence: Days) -> Tri:
    """Whether the victim was under 18 on some day of the offence, as far as both are known.

    Yes if even the earliest birth leaves the first day before the 18th birthday; no if the latest
    birth puts that birthday on or before the first day. If she turned 18 during the offence: yes.
    """
    if offence.first < turns(birth.first, MAJORITY):
        return Tri.YES
    if turns(birth.last, MAJORITY) <= offence.first:
        return Tri.NO
    return Tri.UNDETERMINED


@dataclass(frozen=True)
class AidText:
    """An aid to testimony as the law names it."""

    code: str
    cite: str
    title_en: str
    title_fr: str

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en


def aids(on: date) -> tuple[AidText, ...]:
    """Every aid to testimony that was law on a day, in the order of the code."""
    return tuple(
        AidText(row.text("code"), row.text("cite"), row.text("title_en"), row.text("title_fr"))
        for row in rows("aids")
        if on in span_of(row)
    )


def testimonial_aid(
    code: str, age: int | None, *, disability: bool, on: date, victim: bool = False
) -> Aid:
    """Whether a court shall or may order an aid on application (CC 486.1 to 486.7, 714.1).

    A victim's own request for a publication ban binds the court at every age (CC 486.4(2)(b)). An
    unknown age is no reason for `shall`. Raises NotFound for an unknown aid.
    """
    texts = [one for one in rows("aids") if one.text("code") == code]
    if not texts:
        raise NotFound(
            "The law library holds no {code}.",
            "Choose one of: {known}.",
            code=code,
            known=", ".join(one.text("code") for one in rows("aids")),
        )
    row = next((one for one in texts if on in span_of(one)), None)
    if row is None:
        return Aid.NONE
    under = row.number("shall_under_age")
    young = age is not None and under is not None and age < under
    bound = young or (disability and row.flag("shall_disability"))
    return Aid.SHALL if bound or (victim and row.flag("shall_victim")) else Aid.MAY


def youth_access_open(outcome: str, since: date, today: date) -> bool:
    """Whether a youth record may still be opened (YCJA 119(2)).

    `since` is the day that the outcome's `after` names: consent, end of the appeal period,
    disposition, finding or end of sentence. The last day is the same day of the last month.
    Raises NotFound for an unknown outcome.
    """
    return since <= today <= youth_access_until(outcome, since)


def youth_access_until(outcome: str, since: date) -> date:
    """The last day on which the record may be opened. Raises NotFound for an unknown outcome."""
    row = next((one for one in rows("youth") if one.text("code") == outcome), None)
    if row is None:
        raise NotFound(
            "The law library holds no {code}.",
            "Choose one of: {known}.",
            code=outcome,
            known=", ".join(one.text("code") for one in rows("youth")),
        )
    return add_months(since, row.number("months") or 0)
