"""`dotline plan`: what was promised, what is missing, and how far it has come."""

from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext

from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.plan import actions, queries
from dotline.plan.rules import State
from dotline.statistics.queries import Number
from dotline.ui.asked import lang
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import Code, emit, json_option

# What `status` counts, and the codes of a state, as a table says them.
columns_named("without_lead", "without_indicator", "without_data", "late")
columns_named("expected", "received", "on_time")
columns_named("advice", "given", "replied")
columns_named("not_started", "under_way", "done", "stopped")


@click.group()
def group() -> None:
    """What was promised, and how far."""


@group.command()
@as_option
@json_option
def status(reader: Reader, as_json: bool) -> None:
    """Count the items, and those that lack a lead, an indicator, data, or are late."""
    emit(asdict(queries.status(reader)), as_json)


@group.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@as_option
@json_option
def load(reader: Reader, folder: Path | None, as_json: bool) -> None:
    """Put a plan in force: the files of FOLDER before the shipped ones, or the shipped ones alone.

    A fault in any file is named with file, line and mend; the plan in force then stays.
    """
    version = actions.load_plan(by=reader, folder=folder)
    emit(
        {
            "recommendations": version.recommendations,
            "action_items": version.items,
            "origin": version.origin,
            "version": version.digest,
        },
        as_json,
    )


@group.command()
@click.argument("code")
@as_option
@json_option
def show(reader: Reader, code: str, as_json: bool) -> None:
    """Show one action item, such as V.3, with its gaps and its newest published figure."""
    found = queries.item_status(reader, code)
    item, figure = found.item, queries.newest_figure(reader, found.item.measure)
    french = lang() == "fr"
    none = gettext("none yet")
    emit(
        {
            "code": item.code,
            "text": item.text_fr if french else item.text_en,
            "recommendation": item.recommendation.code,
            "pillar": item.recommendation.pillar.code,
            "page": item.page,
            "page_inferred": item.page_inferred,
            "lead": (item.lead_fr if french else item.lead_en) or none,
            "start": item.start.isoformat() if item.start else none,
            "due": item.due.isoformat() if item.due else none,
            "indicator": item.measure or none,
            "figure": _figure(figure),
            "state": Code(found.state.value),
            "gaps": [Code(gap) for gap in sorted(gap.value for gap in found.gaps)],
            "built_instead": item.built_instead_fr if french else item.built_instead_en,
            "reports": asdict(found.reports),
        },
        as_json,
    )


def _figure(figure: Number | None) -> dict[str, object] | None:
    """The newest published number of an item, with what leads back from it."""
    if figure is None:
        return None
    return {
        "value": figure.value,
        "hidden": figure.hidden,
        "measure": figure.measure.code,
        "time": figure.time.code,
        "place": figure.place.code,
        "release": figure.release.edition,
        "snapshot": figure.release.digest,
        "passage": str(figure.release.passage_id),
    }


@group.command()
@click.argument("code")
@click.option("--year", type=int, required=True, help="The calendar year reported on.")
@click.option("--state", type=click.Choice([str(one) for one in State]), required=True)
@as_option
def progress(reader: Reader, code: str, year: int, state: str) -> None:
    """Note what the lead of an item reports on one year."""
    row = actions.report_progress(by=reader, code=code, year=year, state=State(state))
    click.echo(f"{row.item_code} {row.year}: {row.state}")
