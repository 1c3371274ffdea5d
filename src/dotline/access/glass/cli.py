"""`dotline access break-glass|glasses|review-glass`: a record opened in an emergency, and its review."""

from uuid import UUID

import click

from dotline.access.commandline import as_option
from dotline.access.glass import actions, policy, queries
from dotline.access.glass.actions import Emergency
from dotline.access.queries import workers
from dotline.access.rules import GlassReason, Verdict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.ui.terminal import emit, json_option


@click.command("glasses")
@as_option
@json_option
def glasses(reader: Reader, as_json: bool) -> None:
    """List records that were opened in an emergency, and how their review stands."""
    policy.may_break_glass(reader).or_refuse()
    names = {row.id: row.username for row in workers(reader)}
    rows = [
        {
            "id": str(row.id),
            "at": row.at.isoformat(),
            "who": names.get(row.worker_id, ""),
            "kind": row.kind,
            "record": str(row.subject_id),
            "reason": row.reason,
            "until": row.ends_at.isoformat(),
            "review": row.verdict or "waits",
        }
        for row in queries.of_agency(reader)
    ]
    emit(rows, as_json)


@click.command("break-glass")
@click.argument("kind")
@click.argument("record", type=click.UUID)
@click.option("--reason", required=True, type=click.Choice([str(one) for one in GlassReason]))
@click.option("--words", required=True, help="What is happening; a second person reads it.")
@click.option("--code", prompt=True, help="A fresh code of your authenticator.")
@as_option
def break_glass(
    reader: Reader, kind: str, record: UUID, reason: str, words: str, code: str
) -> None:
    """Open one record of your own agency in an emergency; you read it at the desk, for an hour."""
    emergency = Emergency(kind, record, reason, words, new_id())
    row = actions.break_glass(by=reader, emergency=emergency, code=code)
    click.echo(f"{row.id} {row.ends_at.isoformat()}")


@click.command("review-glass")
@click.argument("glass", type=click.UUID)
@click.option("--verdict", required=True, type=click.Choice([str(one) for one in Verdict]))
@click.option("--finding", default="", help="Why; needed where there was no reason.")
@as_option
def review_glass(reader: Reader, glass: UUID, verdict: str, finding: str) -> None:
    """Review as a second person what a colleague opened in an emergency."""
    row = actions.review(by=reader, glass_id=glass, verdict=verdict, finding=finding)
    click.echo(f"{row.id} {row.verdict}")
