"""The counts of `plan status` over the whole shipped plan with reports and ratings: under half a second."""

from pathlib import Path

from dotline.cli.bench import Row, timed
from dotline.cli.main import ready

PROMISED = 500.0  # milliseconds
TIMES = 15


def run(home: Path) -> list[Row]:
    """Count the gaps of the shipped plan after every item with a lead was reported on and rated."""
    del home
    ready()
    from dotline.access import queries as access  # noqa: PLC0415 - Django must be up
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.plan import actions, queries  # noqa: PLC0415
    from dotline.plan.rules import State  # noqa: PLC0415
    from dotline.plan.rules.ratings import Rating  # noqa: PLC0415

    operator = access.operator()
    with behind(operator):
        for item in queries.items(operator):
            if item.lead:
                actions.report_progress(
                    by=operator, code=item.code, year=2025, state=State.UNDER_WAY
                )
                actions.rate_own(by=operator, code=item.code, rating=Rating.LIMITED)
        return [
            Row("plan status", timed(lambda: queries.status(operator), TIMES), limit=PROMISED),
            Row(
                "plan by pillar, as the page asks",
                timed(lambda: queries.by_pillar(operator), TIMES),
                limit=PROMISED,
            ),
        ]
