"""`dotline plan rules`, `windows` and `due`: what is owed by a rule, from when, until when."""

from datetime import date

import click

from dotline.access.commandline import as_option
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.plan.queries import clocks
from dotline.reference.obligations import Rule, Window
from dotline.ui.asked import lang
from dotline.ui.commandline import DAY, columns_named
from dotline.ui.terminal import Code, emit, json_option

columns_named("rule", "text", "holder", "opens", "due", "state", "was", "why", "basis", "id")
columns_named("ahead", "open", "late", "done", "done_late", "waived", "provisional", "force")
columns_named("law", "asked", "proposed", "occasion")


@click.command("rules")
@as_option
@json_option
def list_rules(reader: Reader, as_json: bool) -> None:
    """List every obligation rule: its id, and what it asks."""
    emit([{"id": one.code, "text": one.title(lang())} for one in clocks.rules(reader)], as_json)


@click.command("windows")
@click.argument("rule")
@click.option("--from", "start", required=True, type=DAY, help="The day of the event.")
@click.option("--until", type=DAY, help="The last day looked at; default: ten years on.")
@as_option
@json_option
def list_windows(reader: Reader, rule: str, start: date, until: date | None, as_json: bool) -> None:
    """Say from when to when RULE asks something, if its event is on a day.

    A rule that counts days gives days, one that counts hours gives moments. A day reckoned by a
    calendar that may still change is marked provisional.
    """
    found = clocks.windows(reader, rule, start, until=until)
    asked = clocks.rule(reader, rule, start)
    emit([_window(asked, one) for one in found], as_json)


def _window(rule: Rule, one: Window) -> dict[str, object]:
    if rule.by_day:
        days = {"opens": clocks.local_day(one.opens), "due": clocks.local_day(one.due)}
        return {**days, "provisional": True} if one.provisional else {**days}
    return {"opens": one.opens.isoformat(), "due": one.due.isoformat()}


@click.command("due")
@click.option("--on", type=DAY, help="The day asked about; default: today.")
@click.option(
    "--ahead", type=click.IntRange(0, 3660), default=0, help="Also what opens in so many days."
)
@click.option("--holder", default="", help="Only what this organisation owes, such as rcmp.")
@click.option("--all", "finished", is_flag=True, help="Also what was done.")
@as_option
@json_option
def list_due(
    reader: Reader, on: date | None, ahead: int, holder: str, finished: bool, as_json: bool
) -> None:
    """Say what public bodies owe on a day: open, late, or waived and why.

    Clocks about a person are not here: her agency sees them at its own desk.
    """
    found = clocks.due(
        reader, on or clock.today(), ahead=ahead, holder=_holder(holder), finished=finished
    )
    emit([_owed(one) for one in found], as_json)


def _holder(code: str) -> str:
    from dotline.reference import organisations  # noqa: PLC0415 - few commands read them

    return organisations.find(code).code if code else ""


def _owed(one: clocks.Owed) -> dict[str, object]:
    kept = one.found.kept
    return {
        "rule": one.rule.code,
        "text": one.rule.title(lang()),
        "holder": one.rule.holder or None,
        "opens": one.opens,
        "due": one.due,
        "state": Code(one.state.value),
        "was": [day.isoformat() for day in one.was],
        "why": _why(one),
        "done": kept.done if kept else None,
        "force": Code(one.rule.force.value),
        "basis": one.rule.ground(lang()),
        "provisional": one.found.followed.window.provisional,
    }


def _why(one: clocks.Owed) -> str:
    """Why it was waived, else why its event was moved; empty if neither."""
    kept = one.found.kept
    if kept is not None and kept.why_en:
        return kept.why(lang())
    return "; ".join(was.why(lang()) for was in one.found.occasion.was)


def add_to(group: click.Group) -> None:
    """Make the commands part of `dotline plan`."""
    for command in (list_rules, list_windows, list_due):
        group.add_command(command)
