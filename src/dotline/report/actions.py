"""Writes of the reports: keeping what was built, and asking the heartbeat to build."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.report import policy, queries
from dotline.report.formats.files import Written, write_files
from dotline.report.formats.sources import Sources
from dotline.report.models import Report, ReportFile


@dataclass(frozen=True)
class Built:
    """A report in memory."""

    kind: str
    sources: Sources
    texts_digest: str
    files: tuple[Written, ...]

    @property
    def id(self) -> UUID:
        """The same for the same files made from the same release and plan."""
        digests = sorted(f"{one.name}={one.digest}" for one in self.files)
        release = self.sources.release.id
        return stable_id("report", self.kind, str(release), self.sources.plan_digest, *digests)


@action("report.build", store=Store.OPEN)
def keep(*, by: Reader, built: Built) -> Report:
    """Keep a built report: its files in the home, its row in the open store.

    Keeping the same report again changes nothing but mends files that were lost. Raises Unavailable
    where the files cannot be written; no row is then kept.
    """
    allow(policy.may_build(by))
    write_files(queries.folder(built.id), built.files)
    release = built.sources.release
    row, new = Report.objects.using(Store.OPEN).get_or_create(
        id=built.id,
        defaults={
            "kind": built.kind,
            "edition": release.edition,
            "period": release.period,
            "release_id": release.id,
            "release_digest": release.digest,
            "plan_digest": built.sources.plan_digest,
            "texts_digest": built.texts_digest,
            "fictional": release.fictional,
            "issued": built.sources.day,
            "built_at": clock.now(),
        },
    )
    if new:
        ReportFile.objects.using(Store.OPEN).bulk_create(
            ReportFile(
                id=stable_id("report-file", str(row.id), one.name),
                report=row,
                lang=one.lang,
                format=one.format.value,
                name=one.name,
                digest=one.digest,
                size=len(one.content),
            )
            for one in built.files
        )
    about("report", row.id)
    note(kind=built.kind, edition=release.edition, files=len(built.files), new=new)
    return row


@action("report.ask_for_build", store=Store.INSIDE)
def ask_for_build(*, by: Reader, kind: str, langs: Sequence[str]) -> UUID:
    """Queue the building of a report; the heartbeat of the desk does it, with progress."""
    allow(policy.may_build(by))
    from dotline.access import jobs  # noqa: PLC0415 - its tables exist at the desk only

    job = jobs.start(by, "report.build", kind=kind, langs=" ".join(langs))
    about("job", job)
    return job
