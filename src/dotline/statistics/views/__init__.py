"""Pages of statistics: figures, tables, the way back from one number, and the measures a minister reads."""

from dotline.statistics.views.figures import (
    download_csv,
    download_json,
    number,
    overview,
    table,
)
from dotline.statistics.views.headlines import measure, measures

__all__ = ["download_csv", "download_json", "measure", "measures", "number", "overview", "table"]
