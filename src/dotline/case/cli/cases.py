"""`dotline case`: the agency's cases."""

from datetime import date
from uuid import UUID

import click

from dotline.access.commandline import as_option
from dotline.access.unit import seen
from dotline.base.reader import Reader
from dotline.base.shares import ShareInterval
from dotline.case import actions, policy, queries, rules
from dotline.case.actions import Opening
from dotline.case.models import CaseFile, Fact, Involvement
from dotline.case.queries import deadlines, plans, returns, timeline
from dotline.case.queries import screens as screened
from dotline.ui.terminal import emit, json_option


@click.group()
def group() -> None:
    """Cases of your agency."""


@group.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@as_option
@json_option
def list_cases(reader: Reader, limit: int, as_json: bool) -> None:
    """List cases, newest first."""
    policy.may_read(reader).or_refuse()
    rows = list(queries.cases(reader)[:limit])
    forms = queries.forms_of(reader, rows)
    found: list[dict[str, object]] = [
        {
            "id": row.id,
            "opened": row.opened_on,
            "kind": row.kind,
            "form": forms[row.id],
            "province": row.province,
            "closed": row.closed_on,
            "referral": row.referral_id,
        }
        for row in rows
    ]
    emit(found, as_json)


@group.command()
@click.argument("case_id", type=click.UUID)
@as_option
@json_option
def show(reader: Reader, case_id: UUID, as_json: bool) -> None:
    """Show one case: roles, facts and determinations. That you opened it is on the ledger."""
    if queries.is_counted(reader, case_id):
        emit(_counted(reader, case_id), as_json)
        return
    row = queries.case(reader, case_id)
    seen(reader, "case.open", "case", row.id)
    found = queries.involvements(reader, row)
    emit(
        {
            "id": row.id,
            "kind": row.kind,
            "opened": row.opened_on,
            "closed": row.closed_on,
            "referral": row.referral_id,
            "people": [_person(one) for one in found],
            "facts": [_fact(one) for one in queries.facts(reader, found)],
            "determinations": [
                {
                    "status": one.status,
                    "by": one.by_organisation,
                    "kind": one.by_kind,
                    "basis": one.basis,
                    "on": _iso(one.on_date),
                }
                for one in queries.determinations(reader, found)
            ],
            **_work(reader, row, found),
        },
        as_json,
    )


@group.command("people")
@click.argument("case_id", type=click.UUID)
@as_option
@json_option
def list_people(reader: Reader, case_id: UUID, as_json: bool) -> None:
    """List the people of a case by role, with the ids that other commands ask for; no names.

    That you opened the case is on the ledger.
    """
    row = queries.case(reader, case_id)
    seen(reader, "case.open", "case", row.id)
    emit([_person(one) for one in queries.involvements(reader, row)], as_json)


def _person(one: Involvement) -> dict[str, object]:
    return {
        "role": one.role,
        "age_band": one.age_band,
        "person": str(one.person_id),
        "involvement": str(one.id),
        "possible_abuser": one.possible_abuser,
    }


def _work(reader: Reader, row: CaseFile, found: list[Involvement]) -> dict[str, object]:
    """What is planned, owed and claimed in a case: codes, days and cents, no words about anybody."""
    claims = list(returns.claims_of(reader, found))
    return {
        "episodes": [
            {"kind": one.kind, "from": one.first_day, "to": one.last_day, "country": one.country}
            for one in returns.episodes(reader, row)
        ],
        "plan": [
            {"pillar": one.pillar, "kind": one.kind, "ends": one.planned_end, "ended": one.ended_on}
            for one in plans.steps(reader, found)
        ],
        "returns": [
            {"country": one.country, "state": one.state}
            for one in returns.returns_of(reader, found)
        ],
        "wages": [
            {"claim": one.id, "currency": one.currency, "cents": one.amount_cents} for one in claims
        ],
        "deadlines": [
            {"kind": one.kind, "due": one.due, "paused": one.paused}
            for one in deadlines.deadlines(reader, case_id=row.id)
        ],
        "timeline": [
            {"on": line.day, "kind": line.kind} for line in timeline.timeline(reader, row, "en")
        ],
    }


def _fact(one: Fact) -> dict[str, object]:
    return {"list": one.list, "code": one.code, "present": one.present, "on": _iso(one.on_date)}


def _counted(reader: Reader, case_id: UUID) -> dict[str, object]:
    """A row of a file as a case: it describes nobody, so opening it is no event."""
    batch, row = queries.counted_case(reader, case_id)
    facts = [
        {"list": name, "code": code, "present": present} for name, code, present in row.facts()
    ]
    told = {"year": row.year, **row.told()}
    return {
        "id": case_id,
        "import": batch.id,
        "scheme": batch.scheme,
        "row": row.number,
        **told,
        "facts": facts,
    }


def _iso(day: date) -> str:
    return day.isoformat()


@group.command("open")
@click.option(
    "--referral", "referral_id", type=click.UUID, required=True, help="The referral to accept."
)
@click.option("--basis", type=click.Choice(rules.BASES), default="interview", show_default=True)
@click.option(
    "--form", "forms", multiple=True, help="A code of the list exploitation; may be repeated."
)
@as_option
@json_option
def open_(
    reader: Reader, referral_id: UUID, basis: str, forms: tuple[str, ...], as_json: bool
) -> None:
    """Accept a referral and open its case, in one step or not at all."""
    opening = Opening(basis=basis, forms=forms)
    row = actions.accept_and_open(by=reader, referral_id=referral_id, opening=opening)
    emit({"case": row.id, "referral": row.referral_id, "opened": row.opened_on}, as_json)


@group.command()
@click.option("--year", type=click.IntRange(2000, 2200), help="The year; without it the newest.")
@as_option
@json_option
def screens(reader: Reader, year: int | None, as_json: bool) -> None:
    """Audit a year's screens for bias: shares by group with limits, small numbers hidden."""
    policy.may_read(reader).or_refuse()
    chosen = year or next(iter(screened.years(reader)), None)
    audits = screened.audited(reader, chosen) if chosen else ()
    found: list[dict[str, object]] = [
        {
            "year": chosen,
            "instrument": one.instrument,
            "version": one.version,
            "by": line.dimension,
            "group": line.group,
            "screened": line.screened,
            **_limits("positive", line.positive),
            **_limits("confirmed", line.confirmed),
        }
        for one in audits
        for line in one.lines
    ]
    emit(found, as_json)


def _limits(name: str, value: ShareInterval | None) -> dict[str, object]:
    """A share with its limits, each None where it is hidden."""
    told = (value.share, value.low, value.high) if value else (None, None, None)
    parts = (name, f"{name}_low", f"{name}_high")
    return dict(zip(parts, (None if n is None else round(n, 3) for n in told), strict=True))
