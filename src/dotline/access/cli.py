"""`dotline access`: agencies and accounts."""

import secrets

import click
import segno
from django.conf import settings

from dotline.access import actions, demo_codes, queries, totp
from dotline.access.actions import NewAgency, NewWorker
from dotline.access.commandline import as_option
from dotline.access.glass import cli as glass
from dotline.access.roles import Role
from dotline.base.errors import Refused
from dotline.base.reader import Reader
from dotline.ui.terminal import emit, json_option


@click.group()
def group() -> None:
    """Agencies and accounts."""


@group.command()
@as_option
@json_option
def agencies(reader: Reader, as_json: bool) -> None:
    """List the agencies."""
    rows = [
        {
            "code": row.code,
            "name": row.name_en,
            "kind": row.kind,
            "province": row.province,
            "id": str(row.id),
        }
        for row in queries.agencies(reader)
    ]
    emit(rows, as_json)


@group.command()
@as_option
@json_option
def workers(reader: Reader, as_json: bool) -> None:
    """List the accounts of your agency (the operator sees all)."""
    rows = [
        {
            "username": row.username,
            "agency": row.agency.code,
            "roles": row.roles,
            "active": row.is_active,
        }
        for row in queries.workers(reader)
    ]
    emit(rows, as_json)


@group.command("add-agency")
@click.argument("code")
@click.option("--name-en", required=True)
@click.option("--name-fr", required=True)
@click.option("--kind", required=True)
@click.option("--province", default="")
@as_option
def add_agency(
    reader: Reader, code: str, name_en: str, name_fr: str, kind: str, province: str
) -> None:
    """Make an agency with keys of its own."""
    row = actions.add_agency(by=reader, agency=NewAgency(code, name_en, name_fr, kind, province))
    click.echo(str(row.id))


@group.command("add-worker")
@click.argument("username")
@click.option("--agency", "code", required=True, help="Code of the agency.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in Role])
)
@click.option("--name", "display_name", default="", help="Name to show; default: the user name.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en")
@as_option
def add_worker(
    reader: Reader,
    username: str,
    code: str,
    roles: tuple[str, ...],
    display_name: str,
    language: str,
) -> None:
    """Make an account; prints its first password and the QR picture for the authenticator app, once."""
    password, secret = secrets.token_urlsafe(18), totp.new_secret()
    worker = NewWorker(
        username,
        display_name or username,
        queries.agency_by_code(reader, code).id,
        tuple(Role(role) for role in roles),
        password,
        secret,
        language,
    )
    actions.add_worker(by=reader, worker=worker)
    click.echo(f"{username}: {password}")
    click.echo(totp.uri(secret, username))
    segno.make(totp.uri(secret, username)).terminal(compact=True)


@group.command("set-roles")
@click.argument("username")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in Role])
)
@as_option
def set_roles(reader: Reader, username: str, roles: tuple[str, ...]) -> None:
    """Give an account exactly these roles."""
    given = tuple(dict.fromkeys(Role(role) for role in roles))
    row = actions.set_roles(by=reader, username=username, roles=given)
    click.echo(f"{row.username}: {row.roles}")


@group.command()
@json_option
def codes(as_json: bool) -> None:
    """In a FICTIONAL home: the demo accounts with the codes of this moment."""
    if not settings.DOTLINE_DEMO:
        raise Refused("Only a fictional demo shows codes.", "")
    emit([vars(row) for row in demo_codes.sign_ins()], as_json)


for command in (glass.glasses, glass.break_glass, glass.review_glass):
    group.add_command(command)
