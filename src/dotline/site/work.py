"""The heartbeat next to the web processes: chains the ledgers, delivers passages, runs jobs, reminds of clocks."""

import logging
import signal
import threading

from django.db import DatabaseError, close_old_connections, connections

from dotline.access import jobs, queries
from dotline.access.unit import behind
from dotline.audit import trouble
from dotline.audit.stores import Store
from dotline.base.errors import DotlineError
from dotline.base.reader import Reader
from dotline.directory import jobs as directory
from dotline.gates import outbox
from dotline.intake import jobs as intake
from dotline.referral import jobs as referral
from dotline.site import home

log = logging.getLogger("dotline.site")
EVERY = 2.0  # seconds


def beat() -> None:
    """One round."""
    with behind(Reader.system("heartbeat")):
        for store in (Store.INSIDE, Store.OPEN):
            outbox.deliver(store)
        jobs.run_waiting(queries.reader_by_name)
        intake.beat()
        referral.beat()
    home.sequence_all()


def run_forever() -> None:
    """Rounds until a signal asks to stop; a failed round is logged and tried again."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=renew_lists, args=(stop,), daemon=True).start()
    while not stop.wait(EVERY):
        close_old_connections()
        try:
            trouble.look(made=True)  # a file that was taken away still answers who holds it open
            beat()
        except (DotlineError, DatabaseError, OSError) as error:
            log.warning("a round of the heartbeat failed: %s", type(error).__name__)
            connections.close_all()


def renew_lists(stop: threading.Event) -> None:
    """Renew the signed list beside the heartbeat: it takes seconds, and tips must not wait for it."""
    while not stop.wait(EVERY):
        close_old_connections()
        try:
            trouble.look(made=True)
            directory.beat()
        except (DotlineError, DatabaseError, OSError) as error:
            log.warning("the signed list was not renewed: %s", type(error).__name__)
            connections.close_all()
