"""Load a source: one transaction, all or nothing, and everything mended or refused is on record."""

import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id, stable_id
from dotline.base.progress import Progress, SilentProgress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions import projecting, writing
from dotline.directory.formats import archive, reading, zones
from dotline.directory.formats.findings import FindingGroup
from dotline.directory.formats.records import Batch
from dotline.directory.models import LoadFinding, LoadRun, Service, Source


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    run: UUID
    source: str
    format: str
    services: int
    records: int
    added: int
    changed: int
    removed: int
    unchanged: int
    findings: tuple[FindingGroup, ...]
    seconds: float


def source_id(name: str) -> UUID:
    """The id under which a source's records stand."""
    return stable_id("directory source", name)


def load(
    *,
    by: Reader,
    path: Path | None = None,
    stream: BinaryIO | None = None,
    source: str = "",
    encoding: str = "",
    demo: bool = False,
    allow_removal: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Load HSDS 3.1 or 1.x from a file, folder or zip (`path`) or from bytes (`stream`).

    `source` names who brings it and stays the same from load to load; by default the file's name.
    Raises Refused, NotFound, Invalid or Conflict; then nothing at all was changed.
    """
    started = time.perf_counter()
    watch = progress or SilentProgress()
    watch.start("Reading", 1)
    opened = _opened(path, stream, source)
    name = source or Path(opened.name).stem
    batch = reading.read(opened, source=name, encoding=encoding)
    zones.fill(batch)
    watch.done()
    return _load(
        by=by, batch=batch, opened=opened, demo=demo, allow_removal=allow_removal, progress=watch, started=started
    )


def _opened(path: Path | None, stream: BinaryIO | None, source: str) -> archive.Given:
    if path is not None:
        return archive.given(path)
    if stream is None:
        raise Invalid("No file was given to load.", "Name a file: directory load FILE")
    return archive.from_bytes(source or "input", stream.read(archive.TOTAL_LIMIT))


@action("directory.load", store="open")
def _load(
    *,
    by: Reader,
    batch: Batch,
    opened: archive.Given,
    demo: bool,
    allow_removal: bool,
    progress: Progress,
    started: float,
) -> Loaded:
    allow(policy.may_load(by))
    origin = source_id(batch.source)
    about("source", origin)
    terms = writing.Terms(origin, origin, lambda _other: False, batch.complete, demo, allow_removal)
    change = writing.write(batch, terms, progress)
    if change.any:
        # A changed organization or place shows in services that did not change themselves.
        projecting.forget(change.gone)
        ids = Service.objects.filter(origin=origin).values_list("id", flat=True)
        projecting.project(list(ids), progress)
        projecting.new_edition()
    digest = _digest(opened)
    Source.objects.update_or_create(
        id=origin,
        defaults={
            "name": batch.source,
            "format": batch.format,
            "demo": demo,
            "file_digest": digest,
            "loaded_at": clock.now(),
        },
    )
    loaded = _record(batch, change, opened, digest, origin, time.perf_counter() - started)
    note(added=change.added, changed=change.changed, removed=change.removed, findings=len(batch.findings))
    return loaded


def _digest(opened: archive.Given) -> str:
    whole = sha256()
    for name, content in sorted(opened.members.items()):
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _record(
    batch: Batch, change: writing.Change, opened: archive.Given, digest: str, origin: UUID, seconds: float
) -> Loaded:
    groups = batch.findings.groups()
    run = LoadRun(
        id=new_id(),
        source_id=origin,
        at=clock.now(),
        file_name=Path(opened.name).name[:200],
        file_digest=digest,
        format=batch.format,
        services=len(batch.of("service")),
        records=batch.total(),
        added=change.added,
        changed=change.changed,
        removed=change.removed,
        unchanged=change.unchanged,
        findings=len(batch.findings),
        seconds=round(seconds, 3),
    )
    run.save(force_insert=True)
    LoadFinding.objects.bulk_create(
        LoadFinding(
            run_id=run.id,
            place=place,
            file=group.file,
            field=group.field,
            value=group.value,
            reason=group.reason,
            action=group.action,
            rows=group.rows,
            count=group.count,
        )
        for place, group in enumerate(groups)
    )
    return Loaded(
        run.id,
        batch.source,
        batch.format,
        run.services,
        run.records,
        change.added,
        change.changed,
        change.removed,
        change.unchanged,
        groups,
        run.seconds,
    )
