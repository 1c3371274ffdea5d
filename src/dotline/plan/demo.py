"""FICTIONAL: the plan office of the demo country owns the federal plan."""

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.base.progress import Progress
from dotline.plan import actions


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Name the plan office. Draws nothing; running it again adds nothing."""
    del seed, progress
    actions.name_keeper(by=access.operator(), agency=country.agency_id("plan-office"))
    return {}
