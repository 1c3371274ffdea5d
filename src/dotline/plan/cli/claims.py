"""What the source texts claim, who says it, and where sources disagree."""

import click

from dotline.reference import claims
from dotline.reference.claims import Claim
from dotline.ui.asked import lang
from dotline.ui.commandline import columns_named
from dotline.ui.figures import said
from dotline.ui.terminal import Code, emit, json_option

columns_named("exactly", "about", "at_least", "more_than", "at_most", "range", "rank", "words")


@click.command("claims")
@click.option("--about", metavar="SUBJECT", help="Only what is claimed about this.")
@json_option
def listing(about: str | None, as_json: bool) -> None:
    """List published figures with who says them. They stand side by side and are never averaged."""
    if about:
        claims.subject(about)
    found = claims.about(about) if about else claims.every()
    columns = ["code", "about", "figure", "says", "source", "locator"]
    emit([_row(one) for one in found], as_json, columns=columns)


def _row(one: Claim) -> dict[str, object]:
    unit = one.unit_fr if lang() == "fr" else one.unit_en
    return {
        "code": one.code,
        "about": one.about,
        "text": one.text(lang()),
        "figure": f"{said(one)} {unit}".strip(),
        "bound": Code(one.bound.value),
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "unit": unit,
        "place": one.place,
        "from": one.first,
        "to": one.last,
        "says": one.says(lang()),
        "source": one.source,
        "locator": one.locator,
        "disputed": one.disputed,
    }
