"""What `law(cite, on)` answers: one provision or a whole section on a day, in force or not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import NotFound
from dotline.reference.law.library import HOLDER, Provision, Sure, available, cited, history


class Threat(StrEnum):
    """The gravest penalty that a text sets."""

    NONE = "none"
    FINE = "fine"
    TERM = "term"
    LIFE = "life"


@dataclass(frozen=True)
class Answer:
    """A provision on a day. In force, `maximum_months` None is life alone: without a term it is 0.

    What is not in force threatens nothing: `penalty` none, and no maximum.

    A section cited without its limbs answers for those in force: the lowest minimum, the highest
    maximum, every mode. Fines are in dollars; None where the text sets no bound.
    """

    cite: str
    on: date
    in_force: bool
    mode: str
    minimum_months: int
    maximum_months: int | None
    valid_from: date | None
    valid_to: date | None
    source: str
    sure: Sure
    minimum_fine: int | None = None
    maximum_fine: int | None = None
    penalty: Threat = Threat.NONE


class Available(StrEnum):
    """Whether an offence could be committed on the days of a charge."""

    WHOLE = "whole"
    PART = "part"
    NO = "no"


def law(text: str, on: date) -> Answer:
    """What a provision said on a day, in any usual spelling of its citation.

    Before it existed, after its repeal or if never in force: `in_force` False and no penalty.
    Raises NotFound for an act or section the library does not hold.
    """
    cite = cited(text)
    texts = HOLDER.value().provisions.get(cite, ())
    now = [one for one in texts if on in one.span] or _limbs(cite, on)
    if now:
        return _together(cite, on, now)
    every = texts or _every_limb(cite)
    if not every:
        history(cite)
    return _not_in_force(cite, on, every)


def _limbs(cite: str, on: date) -> list[Provision]:
    """The offences below a section on a day; its other rules if there is no offence among them."""
    found = [one for one in _every_limb(cite) if on in one.span]
    return [one for one in found if one.kind == "offence"] or found


def _every_limb(cite: str) -> tuple[Provision, ...]:
    provisions = HOLDER.value().provisions
    return tuple(
        one for name, texts in provisions.items() if name.startswith(f"{cite}(") for one in texts
    )


def _together(cite: str, on: date, texts: list[Provision]) -> Answer:
    maxima = [one.max_months for one in texts if one.max_months is not None]
    starts = [one.span.start for one in texts if one.span.start]
    ends = [one.span.end for one in texts if one.span.end]
    return Answer(
        cite=cite,
        on=on,
        in_force=True,
        mode=", ".join(dict.fromkeys(one.mode for one in texts if one.mode)),
        minimum_months=min(one.min_months for one in texts),
        maximum_months=None if any(one.life for one in texts) else max(maxima, default=0),
        valid_from=max(starts, default=None),
        valid_to=min(ends, default=None),
        source="; ".join(dict.fromkeys(one.source for one in texts)),
        sure=max((one.sure for one in texts), key=list(Sure).index),
        minimum_fine=min((one.min_fine for one in texts if one.min_fine), default=None),
        maximum_fine=max((one.max_fine for one in texts if one.max_fine), default=None),
        penalty=_gravest(texts),
    )


def _gravest(texts: list[Provision]) -> Threat:
    if any(one.life for one in texts):
        return Threat.LIFE
    if any(one.max_months for one in texts):
        return Threat.TERM
    return Threat.FINE if any(one.max_fine or one.min_fine for one in texts) else Threat.NONE


def _not_in_force(cite: str, on: date, texts: tuple[Provision, ...]) -> Answer:
    """The next text to come, else the last that was; one never in force only has an end."""
    ordered = sorted(texts, key=lambda one: one.span.start or date.min)
    text = next(
        (one for one in ordered if one.span.start and one.span.start > on and not one.span.empty),
        ordered[-1],
    )
    start = None if text.span.empty else text.span.start
    return Answer(cite, on, False, "", 0, None, start, text.span.end, text.source, text.sure)


def offence_available(text: str, first: date, last: date) -> Available:
    """Whether an offence was law on all, some or none of the days from first to last.

    CC 279.011 is not available for a day before 2010-06-29. Raises NotFound if unknown,
    ValueError if last lies before first.
    """
    if last < first:
        raise ValueError("last lies before first")
    cite = cited(text)
    names = [
        name for name in HOLDER.value().provisions if name == cite or name.startswith(f"{cite}(")
    ]
    if not names:
        raise NotFound(
            "The law library holds no provision {cite}.",
            "Write it as in CC 279.01(1)(a) or IRPA 118, or add it to the data files.",
            cite=cite,
        )
    if not any(available(name, first, last) for name in names):
        return Available.NO
    whole = law(cite, first).in_force and law(cite, last).in_force
    return Available.WHOLE if whole else Available.PART
