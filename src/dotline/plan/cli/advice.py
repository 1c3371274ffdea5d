"""`dotline plan advice`: what the Rapporteur recommends, to whom, and what came back."""

from datetime import date

import click

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.plan import actions
from dotline.plan.queries.advice import Advised, advice
from dotline.plan.rules.advice import PlanWords
from dotline.ui.asked import lang
from dotline.ui.commandline import DAY, columns_named
from dotline.ui.terminal import Code, emit, json_option

columns_named("to", "item", "given", "reply_due", "replies", "waiting", "replied")
columns_named("replied_late", "withdrawn", "advice")

ENGLISH = click.option("--en", "text_en", required=True, help="The words in English.")
FRENCH = click.option("--fr", "text_fr", required=True, help="The words in French.")
ON = click.option("--on", "day", type=DAY, help="Its day (default: today).")


def add_to(group: click.Group) -> None:
    """Add the commands of this file."""
    for command in (list_advice, advise, reply, withdraw):
        group.add_command(command)


@click.command("advice")
@click.option("--on", "day", type=DAY, help="The day asked about (default: today).")
@as_option
@json_option
def list_advice(reader: Reader, day: date | None, as_json: bool) -> None:
    """List the Rapporteur's advice: to whom, by when a reply is owed, what came back."""
    emit([_told(one) for one in advice(reader, day)], as_json)


def _told(one: Advised) -> dict[str, object]:
    french = lang() == "fr"
    return {
        "code": one.row.code,
        "to": one.row.addressed,
        "item": one.row.item_code or None,
        "text": one.row.text_fr if french else one.row.text_en,
        "given": one.row.given_on,
        "reply_due": one.due,
        "state": Code(one.state.value),
        "replies": [
            f"{row.replied_on.isoformat()} {row.text_fr if french else row.text_en}"
            for row in one.replies
        ],
    }


@click.command("advise")
@click.argument("organisation")
@ENGLISH
@FRENCH
@click.option("--item", default="", help="The action item it is about, such as V.3.")
@ON
@as_option
def advise(
    reader: Reader, organisation: str, text_en: str, text_fr: str, item: str, day: date | None
) -> None:
    """Give advice to an organisation, such as rcmp, as the Rapporteur. It is public at once."""
    words = PlanWords(text_en, text_fr)
    row = actions.give_advice(by=reader, to=organisation, words=words, item_code=item, on=day)
    click.echo(row.code)


@click.command("reply")
@click.argument("code")
@ENGLISH
@FRENCH
@ON
@as_option
def reply(reader: Reader, code: str, text_en: str, text_fr: str, day: date | None) -> None:
    """Write down what came back to advice, such as 2026-1."""
    actions.reply_to_advice(by=reader, code=code, words=PlanWords(text_en, text_fr), on=day)
    click.echo(code)


@click.command("withdraw-advice")
@click.argument("code")
@as_option
def withdraw(reader: Reader, code: str) -> None:
    """Take advice back that nobody answered. It stays on the page, marked as withdrawn."""
    click.echo(actions.withdraw_advice(by=reader, code=code).code)
