"""The heartbeat next to the web processes: chains the ledgers, delivers passages, runs jobs, reminds of clocks."""

import signal
import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connections

from dotline.access import jobs, queries
from dotline.access.unit import behind
from dotline.audit import stores, trouble
from dotline.audit.stores import Store
from dotline.base.errors import DotlineError
from dotline.base.paced import Paced
from dotline.base.reader import Reader
from dotline.case.jobs import coming, disposal, hints, matches, own_page
from dotline.directory import jobs as directory
from dotline.gates import outbox
from dotline.intake import jobs as intake
from dotline.referral import jobs as referral
from dotline.site import home
from dotline.site.complaint import Complaint

EVERY = 2.0  # seconds
_spread = Paced(3_600.0)


def beat() -> None:
    """One round."""
    trouble.look(made=True)  # a file that was taken away still answers who holds it open
    with behind(Reader.system("heartbeat")):
        for store in (Store.INSIDE, Store.OPEN):
            outbox.deliver(store)
        jobs.run_waiting(queries.reader_by_name)
        intake.beat()
        directory.fetch_answers()
        own_page.beat()
        matches.beat()
        referral.beat()
        disposal.beat()
        hints.beat()
        coming.beat()
    home.sequence_all()
    if _spread.due():
        stores.learn_spread(Store.INSIDE)


def run_forever() -> None:
    """Rounds until a signal asks to stop; a failed round is logged and tried again."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=renew_lists, args=(stop,), daemon=True).start()
    rounds(stop, beat, Complaint("a round of the heartbeat"))


def renew_lists(stop: threading.Event) -> None:
    """Renew the signed list beside the heartbeat: it takes seconds, and tips must not wait for it."""

    def renew() -> None:
        trouble.look(made=True)
        directory.beat()

    rounds(stop, renew, Complaint("renewing the signed list"))


def rounds(
    stop: threading.Event, one: Callable[[], object], complaint: Complaint, every: float = EVERY
) -> None:
    """Do one round after another, `every` seconds apart, until asked to stop; a failed one is tried again."""
    while not stop.wait(every):
        close_old_connections()
        try:
            one()
        except (DotlineError, DatabaseError, OSError) as error:
            complaint.failed(error)
            connections.close_all()
        else:
            complaint.worked()
