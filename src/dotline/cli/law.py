"""`dotline law`: what a provision said on a day, and what a sentence becomes."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dotline.base import clock, crypto
from dotline.base.errors import Invalid, NotFound
from dotline.base.progress import SilentProgress
from dotline.reference import law
from dotline.reference.law import changes as differences
from dotline.reference.law import editions, statutes, tables
from dotline.reference.law.sentences import HIGHEST_RATE
from dotline.ui.commandline import DAY, column, columns_named
from dotline.ui.terminal import RichProgress, emit, json_option

if TYPE_CHECKING:
    from dotline.access.keys import AgencyKeys

LONGEST_DAYS = 100_000
columns_named("cite", "in_force", "mode", "minimum_months", "maximum_months", "penalty", "sure")
columns_named("valid_from", "valid_to", "source", "minimum_fine", "maximum_fine")
columns_named("cap", "credit_days", "net_days", "flags", "changed", "acts", "sections", "texts")
columns_named("indictable", "summary", "hybrid", "none", "fine", "term", "life")
columns_named("verified", "secondary", "recollection")


@click.group()
def group() -> None:
    """Provisions as they stood on a date."""


@group.command()
@click.argument("cite")
@click.option("--on", type=DAY, help="The day, as 2014-12-05. Default: today.")
@json_option
def show(cite: str, on: date | None, as_json: bool) -> None:
    """Show CITE, such as "CC 279.011(1)(b)", as it stood on a day; before it existed it was not in force."""
    found = law.law(cite, on or clock.today("America/Toronto"))
    told = {
        "cite": found.cite,
        "on": found.on,
        "in_force": found.in_force,
        "mode": found.mode,
        "minimum_months": found.minimum_months,
        "maximum_months": found.maximum_months,
        "penalty": found.penalty.value,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "source": found.source,
    }
    beside = {
        "mode": column(found.mode) if found.mode else "",
        "penalty": column(found.penalty.value),
        "minimum_fine": found.minimum_fine,
        "maximum_fine": found.maximum_fine,
        "sure": column(found.sure.value),
    }
    emit(told if as_json else {**told, **beside}, as_json)


@group.command()
@click.option("--charged", required=True, type=DAY, help="The day of the charge.")
@click.option("--sentenced", required=True, type=DAY, help="The day of the sentence.")
@click.option("--gross-days", required=True, help="The term before credit, in days.")
@click.option("--custody-days", required=True, help="Days held before the sentence.")
@click.option("--rate", required=True, help="Days of credit for one day held, such as 1.5.")
@click.option(
    "--unjustified", is_flag=True, help="No circumstance justifies more than one for one."
)
@click.option("--endorsed", is_flag=True, help="Detention endorsed for the record: 515(9.1).")
@click.option("--release-broken", is_flag=True, help="Detained for a broken release: 524.")
@json_option
def sentence(
    *,
    charged: date,
    sentenced: date,
    gross_days: str,
    custody_days: str,
    rate: str,
    unjustified: bool,
    endorsed: bool,
    release_broken: bool,
    as_json: bool,
) -> None:
    """Work out the credit for custody and the days left. Part of a day of credit counts as a whole day."""
    if sentenced < charged:
        raise Invalid("The sentence lies before the charge.", "Correct --charged or --sentenced.")
    cap = law.credit_cap(
        charged,
        sentenced,
        endorsed=endorsed,
        detained_524=release_broken,
        justified=not unjustified,
    )
    found = law.sentence(
        charged=charged,
        sentenced=sentenced,
        gross_days=_days(gross_days, "--gross-days"),
        custody_days=_days(custody_days, "--custody-days"),
        rate=_rate(rate),
        cap=cap,
    )
    emit(
        {
            "cap": None if found.cap is None else float(found.cap),
            "credit_days": found.credit_days,
            "net_days": found.net_days,
            "flags": list(found.flags),
        },
        as_json,
    )


@group.command()
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def load(folder: Path, as_json: bool) -> None:
    """Load federal acts from FOLDER, Justice Canada's XML in eng and fra. All of it or nothing."""
    if not folder.is_dir():
        raise NotFound("There is no such folder.", "Name the folder that holds eng and fra.")
    with RichProgress() as progress:
        edition = statutes.read_folder(folder, progress)
    fresh = editions.keep(_kept(), edition, lambda data: crypto.sign(_keys().signing, data))
    emit(
        {
            "edition": edition.digest,
            "changed": fresh,
            "acts": len(edition.statutes),
            "sections": sum("(" not in s.place for one in edition.statutes for s in one.sections),
            "texts": sum(len(one.sections) for one in edition.statutes),
        },
        as_json,
    )


@group.command()
@click.argument("cite")
@click.option("--edition", default=editions.CURRENT, help="The beginning of an edition's digest.")
@json_option
def text(cite: str, edition: str, as_json: bool) -> None:
    """Show the wording of CITE in both languages, with fid and hash, as it was loaded."""
    act, place = law.cited(cite).split(" ", maxsplit=1)
    chapter = law.acts()[act].chapter
    for statute in _edition(edition).statutes:
        for one in statute.sections:
            if statute.chapter == chapter and one.place == place:
                current = {"current_to": statute.current_to, "act": act}
                emit({**current, **asdict(one)}, as_json)
                return
    raise NotFound(
        "The loaded law has no {cite}.", "Load the act: dotline law load FOLDER.", cite=cite
    )


@group.command()
@click.argument("old")
@click.argument("new")
@json_option
def changes(old: str, new: str, as_json: bool) -> None:
    """List sections that differ from OLD to NEW (folders or editions) and what of ours cites them."""
    root = Path(law.__file__).parents[2]
    told = [
        mention
        for room in ("reference", "plan", "report")
        for mention in differences.mentions(root / room / "data")
    ]
    found = differences.changes(_edition(old), _edition(new), told)
    emit((asdict(one) for one in found), as_json)


@group.command()
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--act", default="CC", show_default=True, help="The act whose page TABLE is.")
@json_option
def dates(table: Path, act: str, as_json: bool) -> None:
    """Compare our dated rows with TABLE, an act's page of the Table of Public Statutes (French XML)."""
    page = tables.read_table(table)
    found = tables.differences(page, act, law.HOLDER.value().provisions)
    emit((asdict(one) for one in found), as_json)


def _edition(name: str) -> statutes.Edition:
    """A folder read now, or an edition loaded before."""
    if Path(name).is_dir():
        return statutes.read_folder(Path(name), SilentProgress())
    public = crypto.verifying_key(_keys().signing)
    return editions.open_edition(
        _kept(), name, lambda seal, data: crypto.signature_holds(public, seal, data)
    )


def _kept() -> Path:
    from django.conf import settings  # noqa: PLC0415 - only with settings

    return Path(settings.DOTLINE_HOME) / "law"


def _keys() -> "AgencyKeys":
    from dotline.access import keys  # noqa: PLC0415 - needs settings

    return keys.create(keys.OPERATOR)


def _days(text: str, option: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > LONGEST_DAYS:
        raise Invalid(
            "{option} must be a whole number of days.",
            "Give a number from 0 to {most}.",
            option=option,
            most=LONGEST_DAYS,
        )
    return int(text)


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text.replace(",", ".", 1))  # as French writes it
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 <= rate <= HIGHEST_RATE:
        raise Invalid(
            "--rate must be a number of days of credit for one day held.",
            "Give a number from 0 to {most}, such as 1.5.",
            most=HIGHEST_RATE,
        )
    return rate
