"""`dotline law`: what a provision said on a day."""

from datetime import date

import click

from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.reference import law
from dotline.ui.terminal import emit, json_option


@click.group()
def group() -> None:
    """Provisions as they stood on a date."""


@group.command()
@click.argument("cite")
@click.option("--on", metavar="DATE", help="The day, as 2014-12-05. Default: today.")
@json_option
def show(cite: str, on: str | None, as_json: bool) -> None:
    """Show CITE, such as "CC 279.011(1)(b)", as it stood on a day; before it existed it was not in force."""
    day = _day(on)
    texts = law.history(cite)
    found = next((text for text in texts if day in text.span), None)
    text = found or texts[0]
    emit(
        {
            "cite": text.cite,
            "on": day,
            "in_force": found is not None,
            "mode": found.mode if found else "",
            "minimum_months": found.min_months if found else 0,
            "maximum_months": found.max_months if found else None,
            "valid_from": text.span.start,
            "valid_to": text.span.end,
            "source": text.source,
        },
        as_json,
    )


def _day(text: str | None) -> date:
    if text is None:
        return clock.today("America/Toronto")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("{text} is not a date.", "Write it as 2014-12-05.", text=text) from error
