"""Reads of the built reports and their files."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from dotline.audit.stores import Store
from dotline.base import crypto
from dotline.base.errors import Unavailable, not_found
from dotline.base.reader import Reader
from dotline.report import policy
from dotline.report.models import Report, ReportFile


def folder(report: UUID) -> Path:
    """Where the files of a report lie."""
    return Path(settings.DOTLINE_HOME) / "reports" / str(report)


def reports(reader: Reader) -> QuerySet[Report]:
    """The reports that were built, newest first, with their files."""
    policy.may_read(reader).or_refuse()
    return Report.objects.using(Store.OPEN).prefetch_related("files")


def report(reader: Reader, report_id: UUID) -> Report:
    """One report. Raises NotFound."""
    found = reports(reader).filter(pk=report_id).first()
    if found is None:
        raise not_found("report")
    return found


def file(reader: Reader, report_id: UUID, name: str) -> ReportFile:
    """One file of a report by its name, such as annual.en.pdf. Raises NotFound."""
    policy.may_read(reader).or_refuse()
    rows = ReportFile.objects.using(Store.OPEN).select_related("report")
    found = rows.filter(report_id=report_id, name=name).first()
    if found is None:
        raise not_found("report")
    return found


def content(reader: Reader, row: ReportFile) -> bytes:
    """The bytes of a file. Raises Unavailable when they are gone or are not those that were built."""
    policy.may_read(reader).or_refuse()
    try:
        found = (folder(row.report_id) / row.name).read_bytes()
    except OSError:
        found = b""
    if crypto.digest(found) != row.digest:
        raise Unavailable(
            "The file {name} is missing or was changed after it was built.",
            "Build the report again: dotline report build {kind} --lang {lang}",
            name=row.name,
            kind=row.report.kind,
            lang=row.lang,
        )
    return found
