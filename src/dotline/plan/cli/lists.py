"""Programmes, what others asked, and who belongs to which body."""

from datetime import date

import click
from django.utils.translation import gettext

from dotline.base import clock
from dotline.plan.rules import asked, programmes
from dotline.plan.rules.asked import AskedKind, ThingAsked
from dotline.plan.rules.programmes import Programme, ProgrammeKind
from dotline.reference import organisations
from dotline.reference.organisations import BodyMembership
from dotline.ui.asked import lang
from dotline.ui.commandline import DAY, columns_named
from dotline.ui.terminal import Code, emit, json_option

columns_named("project_abroad", "fund", "training", "campaign", "material", "research", "event")
columns_named("task_force", "component", "motion", "bill", "report", "recommendation", "finding")
columns_named("member", "co_chair")


def add_to(group: click.Group) -> None:
    """Add the commands of this file."""
    for command in (programmes_, asked_, members):
        group.add_command(command)


@click.command("programmes")
@click.option("--kind", type=click.Choice([str(one) for one in ProgrammeKind]))
@json_option
def programmes_(kind: str | None, as_json: bool) -> None:
    """List projects abroad, funds, training, campaigns, materials, events and task forces."""
    found = programmes.every(ProgrammeKind(kind) if kind else None)
    columns = ["code", "kind", "title", "funder", "from", "to"]
    emit([_programme(one) for one in found], as_json, columns=columns)


def _programme(one: Programme) -> dict[str, object]:
    share = one.awareness
    return {
        "code": one.code,
        "kind": Code(one.kind.value),
        "title": one.title_fr if lang() == "fr" else one.title_en,
        "funder": one.funder,
        "partners": list(one.partners),
        "places": list(one.places),
        "languages": one.languages,
        "from": one.first,
        "to": one.last,
        "money": [
            {"part": sum_.part, "amount": sum_.amount, "currency": sum_.currency}
            for sum_ in one.money
        ],
        "awareness_short": bool(share and share.short),
        "recommendations": list(one.recommendations),
        "source": f"{one.source}, {one.locator}",
    }


@click.command("asked")
@click.option("--kind", type=click.Choice([str(one) for one in AskedKind]))
@json_option
def asked_(kind: str | None, as_json: bool) -> None:
    """List what others asked: components, motions, bills, recommendations that Canada received."""
    found = asked.every(AskedKind(kind) if kind else None)
    columns = ["code", "kind", "text", "stage", "recommendations"]
    emit([_asked(one) for one in found], as_json, columns=columns)


def _asked(one: ThingAsked) -> dict[str, object]:
    french = lang() == "fr"
    last = one.steps[-1] if one.steps else None
    return {
        "code": one.code,
        "kind": Code(one.kind.value),
        "text": one.text_fr if french else one.text_en,
        "says": one.says_fr if french else one.says_en,
        "stage": f"{last.dated} {last.stage_fr if french else last.stage_en}" if last else "",
        "recommendations": list(one.recommendations),
        "unmet": one.unmet_fr if french else one.unmet_en,
        "reply": one.reply_fr if french else one.reply_en,
        "source": f"{one.source}, {one.locator}",
    }


@click.command()
@click.argument("body", default="iwgtip")
@click.option("--on", "day", type=DAY, help="The day asked about (default: today).")
@json_option
def members(body: str, day: date | None, as_json: bool) -> None:
    """Say who belonged to a body, such as the working group of departments, on a day."""
    on = day or clock.today()
    found = organisations.members(body, on)
    if not found and not as_json:
        click.echo(_nobody(body, on))
        return
    emit([_member(one) for one in found], as_json)


def _nobody(body: str, on: date) -> str:
    """That nobody is told for a day, and a day for which somebody is."""
    name = organisations.find(body).name(lang())
    known = [one.since for one in organisations.members(body)]
    if not known:
        reason = gettext("No source of ours tells who belongs to this body: {name}.")
        mend = gettext("Bodies whose members are told: {known}.").format(known=_bodies())
        return f"{reason.format(name=name)} {mend}"
    reason = gettext("Nobody is told to have belonged to it on {on}: {name}.")
    mend = gettext("Ask about another day: --on {known}.").format(known=max(known).isoformat())
    return f"{reason.format(name=name, on=on.isoformat())} {mend}"


def _bodies() -> str:
    return ", ".join(one.code for one in organisations.bodies())


def _member(one: BodyMembership) -> dict[str, object]:
    return {
        "part": Code(one.part),
        "organisation": one.organisation,
        "name": organisations.find(one.organisation).name(lang()),
        "since": one.since,
        "until": one.until,
        "source": one.source,
    }
