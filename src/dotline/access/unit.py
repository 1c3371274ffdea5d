"""The unit of work: @action opens the transaction, asks the policy, writes the ledger line, or undoes everything."""

import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Model

from dotline.access import wall
from dotline.access.wall import behind
from dotline.audit import ledger, stores, trouble
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.errors import Refused, Unavailable
from dotline.base.outcome import Decision
from dotline.base.reader import Reader

__all__ = [
    "about",
    "action",
    "after_commit",
    "allow",
    "behind",
    "line",
    "note",
    "request_id",
    "seen",
]

P = ParamSpec("P")
R = TypeVar("R")

request_id: ContextVar[str] = ContextVar("dotline_request_id", default="")


@dataclass
class Unit:
    """One running action."""

    name: str
    store: Store
    by: Reader
    told: bool = True  # whether it leaves a line of its own when it is done
    decided: bool = False
    thing: tuple[str, UUID] | None = None
    detail: dict[str, object] = field(default_factory=dict)
    lines: list[Event] = field(default_factory=list)  # of the whole transaction, written at its end
    before: int = 0  # how many of them are of actions around this one or before it


_unit: ContextVar[Unit | None] = ContextVar("dotline_unit", default=None)


def action(
    name: str, *, store: str = Store.INSIDE, told: bool = True
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a write of a function: one verb, one transaction on one store, one policy question, one ledger line.

    `name` is 'room.verb'. The function takes keywords only, `by` (the Reader) among them, and must call
    `allow(policy.may_...)` once at least. An action called inside another of the same store joins its transaction
    and writes its own line; inside another store's it is a bug and raises RuntimeError.

    `told=False` is for the parts of one long act, of rows that nobody sees until its last part tells of all: only a
    refusal of theirs is on the ledger.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs["by"]
            if not isinstance(by, Reader):
                message = f"{name}: `by` must be a Reader"
                raise TypeError(message)
            unit = Unit(name, Store(store), by, told)
            return _run(unit, functools.partial(function, *args, **kwargs))

        run.__dict__["action_name"] = name
        run.__dict__["action_store"] = Store(store)
        return run

    return decorate


def _run(unit: Unit, work: Callable[[], R]) -> R:
    outer = _unit.get()
    if outer is not None and outer.store != unit.store:
        message = f"{unit.name} writes {unit.store} inside {outer.name}, which writes {outer.store}: use the outbox"
        raise RuntimeError(message)
    if outer is not None:
        unit.lines, unit.before = outer.lines, len(outer.lines)
    token = _unit.set(unit)
    try:
        with stores.in_force(unit.store), behind(unit.by):
            return _transact(unit, work, outermost=outer is None)
    except Refused as refusal:
        _forget(unit)
        if outer is None:
            _record_refusal(unit, refusal)
        raise
    except OperationalError as error:
        _forget(unit)
        raise _explain(error) from error
    except Exception:
        _forget(unit)
        raise
    finally:
        _unit.reset(token)


def _forget(unit: Unit) -> None:
    del unit.lines[unit.before :]  # what they tell of is undone with this action
    if unit.store == Store.INSIDE:
        wall.forget()


def _transact(unit: Unit, work: Callable[[], R], *, outermost: bool) -> R:
    with transaction.atomic(using=unit.store):
        if outermost:
            ledger.check_clock(unit.store)
        result = work()
        if not unit.decided:
            message = f"{unit.name} asked no policy: call allow(...)"
            raise RuntimeError(message)
        if unit.told:
            _told(unit, "done", unit.detail)
        if outermost and unit.lines:
            ledger.write(unit.store, unit.lines)
        return result


def _told(unit: Unit, outcome: str, detail: Mapping[str, object]) -> None:
    """Add the action's own line."""
    asked = request_id.get()
    unit.lines.append(
        ledger.line(unit.by, unit.name, outcome, thing=unit.thing, detail=detail, request_id=asked)
    )


def _record_refusal(unit: Unit, refusal: Refused) -> None:
    with stores.in_force(unit.store), behind(unit.by), transaction.atomic(using=unit.store):
        _told(unit, "refused", {"reason": refusal.template})
        ledger.write(unit.store, unit.lines)


def _explain(error: OperationalError) -> Unavailable | OperationalError:
    """Turn what the database says into a sentence where a person can do something about it."""
    found = trouble.explain(error)
    if found and found.template.startswith("The disk is full") and request_id.get():
        # What was typed stands on the page alone.
        return Unavailable(
            "The disk is full. Nothing of this step was saved.",
            "Keep this page open, free some space, then try again.",
        )
    return found or error


def current() -> Unit:
    """The running action. Raises RuntimeError outside of one: a write without an action is a bug."""
    unit = _unit.get()
    if unit is None:
        message = "this may be done only inside an action"
        raise RuntimeError(message)
    return unit


def allow(decision: Decision) -> None:
    """Go on only if the policy says so. Raises the Refused that it answered."""
    current().decided = True
    decision.or_refuse()


def about(kind: str, thing: UUID) -> None:
    """Name the object on the ledger line. The first call wins."""
    unit = current()
    unit.thing = unit.thing or (kind, thing)


def note(**detail: object) -> None:
    """Add codes and counts to the ledger line. Never text that a person wrote, never a name."""
    current().detail.update(detail)


def line(name: str, outcome: str, *, thing: tuple[str, UUID], detail: Mapping[str, object]) -> None:
    """Add a line of its own to what the running action writes, such as that of a passage."""
    unit = current()
    unit.lines.append(ledger.line(unit.by, name, outcome, thing=thing, detail=detail))


def after_commit(work: Callable[[], Any]) -> None:
    """Do something once the transaction holds, outside of the action that asked for it."""

    def outside() -> None:
        # Commit hooks run while the action is still on the stack; delivery opens actions of other stores.
        token = _unit.set(None)
        try:
            work()
        finally:
            _unit.reset(token)

    transaction.on_commit(outside, using=current().store)


MANY = 1_000  # rows written at once, after which the database may misjudge its tables


def after_rows(rows: int, *models: type[Model]) -> None:
    """Once the transaction that wrote so many rows holds, let the database look at how they are spread."""
    if rows >= MANY:
        store = Store(current().store)
        after_commit(lambda: stores.learn_spread(store, models=models))


def seen(by: Reader, name: str, kind: str, thing: UUID, *, store: str = Store.INSIDE) -> None:
    """Write on the ledger that somebody opened one person's record."""
    with stores.in_force(Store(store)), behind(by), transaction.atomic(using=store):
        asked = request_id.get()
        event = ledger.line(by, name, "seen", thing=(kind, thing), request_id=asked)
        ledger.write(Store(store), [event])
