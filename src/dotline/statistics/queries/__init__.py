"""Reads of statistics; the reader comes first. What was released, everybody may read."""

from dotline.statistics.queries.attacking import Finding, attacked
from dotline.statistics.queries.clean_room import prepare
from dotline.statistics.queries.exploring import Explored, explore
from dotline.statistics.queries.figures import (
    Number,
    TableView,
    held,
    number,
    number_by_id,
    table,
    tables,
)
from dotline.statistics.queries.headlines import HeadlineShown, headline, headlines
from dotline.statistics.queries.releases import (
    editions,
    latest_release,
    release,
    release_values,
    releases,
    waiting,
)
from dotline.statistics.queries.standards import (
    Answered,
    ComparisonShown,
    StandardShown,
    answered,
    compared,
)

__all__ = [
    "Answered",
    "ComparisonShown",
    "Explored",
    "Finding",
    "HeadlineShown",
    "Number",
    "StandardShown",
    "TableView",
    "answered",
    "attacked",
    "compared",
    "editions",
    "explore",
    "headline",
    "headlines",
    "held",
    "latest_release",
    "number",
    "number_by_id",
    "prepare",
    "release",
    "release_values",
    "releases",
    "table",
    "tables",
    "waiting",
]
