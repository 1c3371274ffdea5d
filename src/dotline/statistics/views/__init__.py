"""Pages of statistics: figures, tables, one number’s way back, whole editions, and the measures a minister reads."""

from dotline.statistics.views.exploring import explore
from dotline.statistics.views.figures import (
    download_csv,
    download_json,
    number,
    overview,
    table,
)
from dotline.statistics.views.headlines import measure, measures
from dotline.statistics.views.published import download_package, methods
from dotline.statistics.views.standards import series, standards

__all__ = [
    "download_csv",
    "download_json",
    "download_package",
    "explore",
    "measure",
    "measures",
    "methods",
    "number",
    "overview",
    "series",
    "standards",
    "table",
]
