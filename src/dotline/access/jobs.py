"""Long work with progress that goes on after a kill: each job saves checkpoints and is picked up again."""

import json
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

from django.db import connections

from dotline.access.models import Job
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import DotlineError, Invalid
from dotline.base.ids import new_id
from dotline.base.later import Later
from dotline.base.reader import Reader

STALE = timedelta(seconds=30)  # a running job that has not beaten for so long was killed


class Checkpoint:
    """Where a job tells how far it is, and finds where it was. Satisfies base.progress.Progress."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id

    def _update(self, **values: object) -> None:
        Job.objects.using(Store.INSIDE).filter(pk=self.job_id).update(beat_at=clock.now(), **values)

    def start(self, label: str, total: int) -> None:
        """A step of `total` units begins."""
        self._update(message=label, total=total, finished=0)

    def advance(self, units: int = 1) -> None:
        """So many units more are done."""
        job = Job.objects.using(Store.INSIDE).get(pk=self.job_id)
        self._update(finished=job.finished + units)

    def done(self) -> None:
        """The step is finished."""
        self._update()

    def save(self, state: object) -> None:
        """Keep what the job needs to go on from here (JSON)."""
        self._update(checkpoint=json.dumps(state))

    def load(self) -> object:
        """What was kept last, or None at the first run."""
        text = Job.objects.using(Store.INSIDE).get(pk=self.job_id).checkpoint
        return json.loads(text) if text else None


_registry: dict[str, str] = {}


def register(name: str, where: str) -> None:
    """Know work by 'room.name', and by the dotted path of its function, which is imported when it runs.

    The function takes (by, progress: Checkpoint, **arguments) and returns one line of result. It
    may run twice over the same part: it must be idempotent between checkpoints.
    """
    _registry[name] = where


def registered() -> Mapping[str, str]:
    """All works that are known, and where each lies."""
    return MappingProxyType(_registry)


def start(by: Reader, name: str, *, state: object = None, **arguments: str) -> UUID:
    """Queue work; the heartbeat of the desk (or `dotline work`) runs it. Raises Invalid for unknown work.

    `state` is what the work finds as its first checkpoint (JSON).
    """
    if name not in _registry:
        raise Invalid("There is no work called {name}.", "", name=name)
    now = clock.now()
    row = Job(
        id=new_id(),
        name=name,
        arguments=json.dumps({"arguments": arguments, "by": by.name}),
        checkpoint="" if state is None else json.dumps(state),
        worker_id=by.worker,
        agency_id=by.agency,
        started_at=now,
        beat_at=now,
    )
    row.save(using=Store.INSIDE, force_insert=True)
    return row.id


def run_waiting(reader_for: Callable[[str], Reader]) -> int:
    """Run what waits and what was killed, one after the other; returns how many ran."""
    ran = 0
    while (row := _take()) is not None:
        _run(row, reader_for)
        ran += 1
    return ran


def _take() -> Job | None:
    rows = Job.objects.using(Store.INSIDE)
    stale = rows.filter(state="running", beat_at__lt=clock.now() - STALE)
    for row in [*rows.filter(state="waiting").order_by("started_at")[:1], *stale[:1]]:
        # Compare-and-set: whoever changes the beat first has the job.
        taken = rows.filter(pk=row.pk, state=row.state, beat_at=row.beat_at).update(
            state="running", beat_at=clock.now()
        )
        if taken:
            return row
    return None


def _run(row: Job, reader_for: Callable[[str], Reader]) -> None:
    call = json.loads(row.arguments)
    by = reader_for(call["by"])
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(row.pk, stop), daemon=True)
    beat.start()
    try:
        with behind(by):
            work = Later(_registry[row.name]).found()
            result = work(by, Checkpoint(row.pk), **call["arguments"])
        state = "done"
    except DotlineError as error:
        state, result = "failed", str(error)
    finally:
        stop.set()
        beat.join()
    Job.objects.using(Store.INSIDE).filter(pk=row.pk).update(
        state=state, message=result, ended_at=clock.now(), beat_at=clock.now()
    )


def _beat(job_id: UUID, stop: threading.Event) -> None:
    while not stop.wait(STALE.total_seconds() / 3):
        Job.objects.using(Store.INSIDE).filter(pk=job_id).update(beat_at=clock.now())
    connections[Store.INSIDE].close()
