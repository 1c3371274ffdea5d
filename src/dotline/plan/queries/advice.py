"""Reads of the Rapporteur's advice: to whom, by when a reply is owed, what came back, and what is late."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.plan import policy
from dotline.plan.models import Advice, AdviceReply
from dotline.plan.rules.advice import RULE, TRIGGER, AdviceCount, AdviceState, advice_state, counted
from dotline.reference import obligations, organisations
from dotline.reference.obligations import HOME, Fulfilment, Occasion, OccasionWindow
from dotline.reference.organisations import Organisation


@dataclass(frozen=True)
class Advised:
    """One piece of advice with its addressee, the last day for a reply, where it stands, and the replies."""

    row: Advice
    organisation: Organisation
    due: date
    state: AdviceState
    replies: tuple[AdviceReply, ...]


def advice(reader: Reader, on: date | None = None) -> tuple[Advised, ...]:
    """All advice given by a day (default: today), the newest first."""
    policy.may_read(reader).or_refuse()
    day = on or clock.today()
    rows = Advice.objects.using(Store.OPEN).filter(given_on__lte=day).prefetch_related("replies")
    return tuple(_advised(row, day) for row in rows)


def advised(reader: Reader, code: str) -> Advised:
    """One piece of advice by its code, such as 2026-3. Raises NotFound."""
    found = next((one for one in advice(reader) if one.row.code == code), None)
    if found is None:
        raise not_found("advice")
    return found


def of_item(reader: Reader, item_code: str) -> tuple[Advised, ...]:
    """The advice about an item that was not withdrawn, the newest first."""
    said = advice(reader)
    return tuple(
        one
        for one in said
        if one.row.item_code == item_code and one.state is not AdviceState.WITHDRAWN
    )


def count(reader: Reader, on: date | None = None) -> AdviceCount:
    """How much was given by a day, and how much of it was answered or is late."""
    return counted(one.state for one in advice(reader, on))


def windows_of(reader: Reader, until: date, holder: str = "") -> Iterator[OccasionWindow]:
    """The window for a reply that each piece of advice opened by a day; its addressee owes it."""
    for one in advice(reader, until):
        if one.row.withdrawn_on is None and holder in ("", one.row.addressed):
            yield _window(one.row, tuple(one.replies))


def _advised(row: Advice, on: date) -> Advised:
    replies = tuple(row.replies.all())
    window = _window(row, replies)
    due = window.followed.window.due.astimezone(ZoneInfo(HOME)).date()
    days = [one.replied_on for one in replies]
    withdrawn = row.withdrawn_on is not None and row.withdrawn_on <= on
    state = advice_state(due, days, on, withdrawn=withdrawn)
    return Advised(row, organisations.find(row.addressed), due, state, replies)


def _window(row: Advice, replies: tuple[AdviceReply, ...]) -> OccasionWindow:
    """The one window of the rule as it stood on the day of the advice, owed by whom it names."""
    rule = obligations.rule(RULE, row.given_on)
    named = replace(
        rule,
        holder=row.addressed,
        title_en=f"{rule.title_en} ({row.code})",
        title_fr=f"{rule.title_fr} ({row.code})",
    )
    kept = tuple(Fulfilment(1, one.replied_on, "", "", "") for one in replies[:1])
    happened = Occasion(
        f"advice {row.code}", TRIGGER, row.given_on, row.text_en, row.text_fr, "", kept=kept
    )
    starts: tuple[datetime, ...] = happened.starts
    followed = next(obligations.follow(named, starts, HOME))
    return OccasionWindow(happened, named, followed)
