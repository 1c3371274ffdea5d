"""Who is signed in at the desk, and for how long nobody touched anything."""

from django.conf import settings
from django.http import HttpRequest

from dotline.access.models import Worker
from dotline.access.queries import reader_of
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.ids import parse_id
from dotline.base.reader import Reader

WRITE_EVERY = 60  # seconds between two notes of 'still here', so that reading costs no write


def worker_of(request: HttpRequest) -> tuple[Worker | None, Reader]:
    """The worker of the session and her Reader; strangers get the public Reader.

    A session that ended for idleness leaves its worker's id as `ended` on the request.
    """
    session = request.session
    worker_id = parse_id(str(session.get("worker", "")))
    if worker_id is None:
        return None, Reader.public()
    now = int(clock.now().timestamp())
    last = int(session.get("seen", 0))
    if now - last > settings.IDLE_SECONDS:
        session.flush()
        request.__dict__["ended"] = worker_id
        return None, Reader.public()
    if now - last > WRITE_EVERY:
        session["seen"] = now
    worker = (
        Worker.objects.using(Store.INSIDE)
        .select_related("agency")
        .filter(pk=worker_id, is_active=True)
        .first()
    )
    return (worker, reader_of(worker)) if worker else (None, Reader.public())


def begin(request: HttpRequest, worker: Worker) -> None:
    """Start a fresh session for a worker."""
    session = request.session
    target = session.get("next", "")
    session.flush()
    session["worker"], session["seen"] = str(worker.id), int(clock.now().timestamp())
    if target:
        session["next"] = target


def end(request: HttpRequest) -> None:
    """Forget the session."""
    request.session.flush()
