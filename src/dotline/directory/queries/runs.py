"""Reads of loads: what the last one of a source repaired and refused."""

from dotline.base.errors import NotFound
from dotline.base.findings import FindingGroup
from dotline.base.reader import Reader
from dotline.directory.models import LoadFinding, LoadRun
from dotline.directory.rules.sources import source_id


def last(reader: Reader, source: str = "") -> LoadRun:
    """The last load of a source, or of all. Raises NotFound when there was none."""
    del reader
    runs = LoadRun.objects.order_by("-at")
    if source:
        runs = runs.filter(source_id=source_id(source))
    run = runs.first()
    if run is None:
        raise NotFound("Nothing was loaded yet.", "Load a file: dotline directory load FILE")
    return run


def findings(reader: Reader, source: str = "") -> tuple[FindingGroup, ...]:
    """What the last load repaired and refused."""
    rows = LoadFinding.objects.filter(run_id=last(reader, source).id).order_by("place")
    columns = ("file", "field", "value", "reason", "action", "rows", "count")
    return tuple(FindingGroup(*row) for row in rows.values_list(*columns))
