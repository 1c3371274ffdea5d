"""`dotline audit`: verify the ledgers, and say what is not protected yet."""

import json
from collections.abc import Iterable, Iterator

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.access import keys
from dotline.audit import marks, queries, stores
from dotline.audit.queries import Verification
from dotline.base.errors import Conflict

SHOWN = 20


@click.group()
def group() -> None:
    """The tamper-evident ledger."""


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(as_json: bool) -> None:
    """Compute every ledger anew; exit 5 when any line was edited, deleted, reordered or cut off."""
    public = keys.load(keys.OPERATOR).verifying()
    results = [queries.verify(store, public) for store in stores.present()]
    if as_json:
        click.echo(json.dumps([plain(result) for result in results], indent=2))
    else:
        tell(results)
    for result in results:
        refuse_tampered(result)


def tell(results: Iterable[Verification]) -> None:
    """Print what checks found, as a person reads it."""
    for result in results:
        for line in told(result):
            click.echo(line)


def told(result: Verification) -> Iterator[str]:
    """What a check found, line by line: state of the chain, faults with their places, what is not protected yet."""
    params = {
        "store": result.store,
        "chained": result.chained,
        "events": result.events,
        "waiting": result.waiting,
    }
    chain = (
        _("%(store)s: chain sound: %(chained)s of %(events)s lines chained")
        if result.sound
        else _("%(store)s: chain BROKEN: %(chained)s of %(events)s lines chained")
    )
    wait = ngettext("%(waiting)s waits", "%(waiting)s wait", result.waiting)
    yield f"{chain}, {wait}" % params
    for fault in result.faults[:SHOWN]:
        yield f"  {fault_name(fault.kind)}: {fault.position()}"
    if len(result.faults) > SHOWN:
        more = len(result.faults) - SHOWN
        yield "  " + ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}
    yield from ("  " + text for text in _unprotected(result))


def _unprotected(result: Verification) -> Iterator[str]:
    """What somebody who can write to the database could still do without being noticed."""
    if result.waiting:
        yield _(
            "Not protected yet: a waiting line fits its own hash, but whoever can write to the database could "
            "change both, or take out a line together with its place in the queue. Chain it now: dotline check"
        )
    if result.unsigned:
        yield (
            ngettext(
                "Not protected yet: %(count)s chained line is under no signed head.",
                "Not protected yet: %(count)s chained lines are under no signed head.",
                result.unsigned,
            )
            % {"count": result.unsigned}
        )
    if result.chained and not result.marked:
        yield _(
            "Not protected yet: %(file)s does not note how far this chain had come, so a chain cut short "
            "together with its heads would not be missed. The next line that is chained notes it."
        ) % {"file": marks.NAME}


def fault_name(kind: str) -> str:
    """A kind of fault in words, in the language in force."""
    return {
        "edited": _("edited"),
        "deleted": _("deleted"),
        "reordered": _("put elsewhere"),
        "unchained": _("slipped in"),
        "twice": _("there twice"),
        "shortened": _("cut short"),
        "foreign": _("not signed by this installation"),
        "gone": _("table gone"),
    }[kind]


def refuse_tampered(result: Verification) -> None:
    """Raise Conflict, naming store and first position, where a ledger contradicts itself."""
    if not result.sound:
        first = result.faults[0]
        raise Conflict(
            "The ledger of store {store} was tampered with ({faults}; first: {fault}, {position}).",
            "Keep this machine as it is and call your security officer. All places: dotline audit verify",
            store=result.store,
            faults=len(result.faults),
            fault=fault_name(first.kind),
            position=first.position(),
        )


def plain(result: Verification) -> dict[str, object]:
    """What a check found, as a program reads it."""
    return {
        "store": result.store,
        "sound": result.sound,
        "events": result.events,
        "chained": result.chained,
        "waiting": result.waiting,
        "unsigned": result.unsigned,
        "marked": result.marked,
        "faults": [
            {"kind": f.kind, "seq": f.seq, "event": f.event_id, "place": f.place}
            for f in result.faults
        ],
    }
