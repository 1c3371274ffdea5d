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
from dotline.base.findings import FindingGroup
from dotline.base.ids import new_id
from dotline.base.progress import Progress, SilentProgress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions.fiction import _keep_apart
from dotline.directory.actions.merging import Merged
from dotline.directory.actions.projecting import Index
from dotline.directory.actions.sealing import _seal_loaded
from dotline.directory.actions.touching import _alone
from dotline.directory.actions.writing import Change, Terms
from dotline.directory.formats import archive, reading, zones
from dotline.directory.formats.records import Batch
from dotline.directory.models import LoadFinding, LoadRun, Service, Source
from dotline.directory.queries.sealed import Owners
from dotline.directory.rules.sources import source_id


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


@action("directory.load", store="open")
def load(
    *,
    by: Reader,
    path: Path | None = None,
    stream: BinaryIO | None = None,
    source: str = "",
    encoding: str = "",
    demo: bool = False,
    allow_removal: bool = False,
    into_demo: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Load HSDS 3.1 or 1.x from a file, folder or zip (`path`) or from bytes (`stream`).

    `source` names who brings it and stays the same from load to load; by default the file's name.
    Raises Refused, NotFound, Invalid or Conflict; then nothing at all was changed.
    """
    allow(policy.may_load(by))
    _alone()
    started = time.perf_counter()
    watch = progress or SilentProgress()
    watch.start("Reading", 1)
    opened = _opened(path, stream, source)
    batch = _read(opened, source, encoding)
    _keep_apart(batch, demo=demo, into_demo=into_demo)
    zones.fill(batch)
    watch.done()
    origin = source_id(batch.source)
    about("source", origin)
    terms = Terms(origin, origin, lambda _other: False, batch.complete, demo, allow_removal)
    touched = _seal_loaded(batch, origin)
    change = terms.write(batch, watch)
    if change.any:
        _show(change, origin, watch, touched)
    digest = _digest(opened)
    _source(batch, origin, digest, demo)
    note(added=change.added, changed=change.changed, removed=change.removed)
    return _record(batch, change, opened, digest, origin, time.perf_counter() - started)


def _show(change: Change, origin: UUID, watch: Progress, touched: Owners) -> None:
    """Bring search and merges in line: a changed place shows in services that did not change themselves."""
    index = Index(watch)
    index.forget(change.gone)
    index.project(Service.objects.filter(origin=origin).values_list("id", flat=True))
    index.new_edition()
    Merged.settle(watch, changed=bool(touched), kinds=touched, origin=origin)


def _read(opened: archive.Given, source: str, encoding: str) -> Batch:
    told = archive.known_encoding(encoding)
    return reading.read(opened, source=source or Path(opened.name).stem, encoding=told)


def _opened(path: Path | None, stream: BinaryIO | None, source: str) -> archive.Given:
    if path is not None:
        return archive.given(path)
    if stream is None:
        raise Invalid("No file was given to load.", "Name a file: directory load FILE")
    return archive.from_stream(source or "input", stream)


def _source(batch: Batch, origin: UUID, digest: str, demo: bool) -> None:
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


def _digest(opened: archive.Given) -> str:
    whole = sha256()
    for name, content in sorted(opened.members.items()):
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _record(
    batch: Batch, change: Change, opened: archive.Given, digest: str, origin: UUID, seconds: float
) -> Loaded:
    groups = batch.findings.groups()
    run = LoadRun(
        id=new_id(),
        source_id=origin,
        at=clock.now(),
        file_name=Path(opened.name).name[:200],
        file_digest=digest,
        format=batch.format,
        services=len(batch.of("service")) - change.refused,
        records=batch.total(),
        added=change.added,
        changed=change.changed,
        removed=change.removed,
        unchanged=change.unchanged,
        findings=len(batch.findings),
        seconds=round(seconds, 3),
    )
    run.save(force_insert=True)
    _keep(run.id, groups)
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


def _keep(run: UUID, groups: tuple[FindingGroup, ...]) -> None:
    LoadFinding.objects.bulk_create(
        LoadFinding(
            run_id=run,
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
