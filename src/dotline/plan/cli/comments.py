"""`dotline plan comments`: what the public says of the plan, and deciding whether everybody reads it."""

import click

from dotline.access import queries as access
from dotline.access.commandline import as_option
from dotline.base.errors import not_found
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.gates import commentbox
from dotline.plan import actions
from dotline.plan.queries import comments
from dotline.plan.rules.comments import DeclineReason, PublishReason
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import Code, emit, json_option

columns_named("item", "language", "state", "published")


def add_to(group: click.Group) -> None:
    """Add the commands of this file."""
    for command in (list_comments, publish, decline, take_down, take):
        group.add_command(command)


@click.command("comments")
@as_option
@json_option
def list_comments(reader: Reader, as_json: bool) -> None:
    """List the comments that wait, then those that everybody reads."""
    rows: list[dict[str, object]] = [
        {
            "id": str(one.id),
            "state": Code("waiting"),
            "item": one.said.item if one.said else "",
            "language": one.said.language if one.said else "",
            "text": one.said.text if one.said else "",
        }
        for one in comments.waiting(reader)
    ]
    rows += [
        {
            "id": str(row.id),
            "state": Code(row.state),
            "item": row.item_code,
            "language": row.language,
            "text": row.text,
        }
        for row in comments.published(reader)
    ]
    emit(rows, as_json)


@click.command("publish-comment")
@click.argument("comment")
@click.option("--reason", type=click.Choice([str(one) for one in PublishReason]), required=True)
@as_option
def publish(reader: Reader, comment: str, reason: str) -> None:
    """Show a comment to everybody, as it was written."""
    found = parse_id(comment)
    if found is None:
        raise not_found("comment")
    click.echo(
        actions.publish_comment(by=reader, comment=found, reason=PublishReason(reason)).state
    )


@click.command("decline-comment")
@click.argument("comment")
@click.option("--reason", type=click.Choice([str(one) for one in DeclineReason]), required=True)
@as_option
def decline(reader: Reader, comment: str, reason: str) -> None:
    """Do not show a comment, and destroy its words."""
    found = parse_id(comment)
    if found is None:
        raise not_found("comment")
    click.echo(
        actions.decline_comment(by=reader, comment=found, reason=DeclineReason(reason)).state
    )


@click.command("take-comment-down")
@click.argument("comment")
@click.option("--reason", type=click.Choice([str(one) for one in DeclineReason]), required=True)
@as_option
def take_down(reader: Reader, comment: str, reason: str) -> None:
    """Show a published comment no more, and destroy its words."""
    found = parse_id(comment)
    if found is None:
        raise not_found("comment")
    row = actions.take_comment_down(by=reader, comment=found, reason=DeclineReason(reason))
    click.echo(row.state)


@click.command("take-comments")
@click.argument("code")
@as_option
def take(reader: Reader, code: str) -> None:
    """Let the office CODE, and no other, take and moderate the public's comments."""
    found = access.agency_by_code(reader, code)
    commentbox.take_comments(
        by=reader, agency=found.id, name_en=found.name_en, name_fr=found.name_fr
    )
    click.echo(found.code)
