"""FICTIONAL: the demo country's annual report, built from its own release and plan."""

from dotline.access import queries as access
from dotline.base.progress import Progress
from dotline.report import jobs
from dotline.statistics import queries as statistics
from dotline.ui.bilingual import LANGS


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Build the annual report in both languages, where figures were released. Draws nothing."""
    del seed
    operator = access.operator()
    if statistics.latest_release(operator) is None:
        return {"reports": 0}
    _row, built = jobs.build_and_keep(operator, "annual", LANGS, progress)
    return {"reports": 1, "files": len(built.files)}
