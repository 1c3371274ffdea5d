"""What the plan decides without a database: its items, how they stand, what is missing."""

from dotline.plan.rules.items import (
    FOLDER,
    NONE_YET,
    Evidence,
    Item,
    Pillar,
    Plan,
    Recommendation,
    load,
    read,
)
from dotline.plan.rules.status import (
    FINISHED,
    REPORT_DUE,
    STATES,
    Gap,
    Reports,
    State,
    gaps_of,
    report_due,
    reports_of,
    years_owed,
)

__all__ = [
    "FINISHED",
    "FOLDER",
    "NONE_YET",
    "REPORT_DUE",
    "STATES",
    "Evidence",
    "Gap",
    "Item",
    "Pillar",
    "Plan",
    "Recommendation",
    "Reports",
    "State",
    "gaps_of",
    "load",
    "read",
    "report_due",
    "reports_of",
    "years_owed",
]
