"""Disposal as long work: each file in a transaction of its own, then what the store's files still hold of them."""

import logging
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Model

from dotline.access import jobs
from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit.stores import Store, compact
from dotline.base.errors import DotlineError
from dotline.base.paced import Paced
from dotline.base.progress import Progress, SilentProgress
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.models import (
    CaseFile,
    DisposalBatch,
    DisposalItem,
    LegalHold,
    NationListing,
    Person,
    PrivacyBreach,
)
from dotline.case.queries import nations, registers, retention, traces
from dotline.case.rules.retention import FileKind, keeps_coded_facts
from dotline.gates.models import Outbox
from dotline.gates.protect.rule import Rule
from dotline.intake.models import Contact, Draft, Handover, HandoverItem
from dotline.referral.models import Message, ReferralPackage

log = logging.getLogger("dotline.case")
WORKER = Reader.system("disposal")
EVERY = 3600.0  # seconds between two looks for files that closed without a clock
AGAIN = 60.0  # seconds until a disposal that could not go on is tried again
PART = 500
_scheduling, _going_on = Paced(EVERY), Paced(AGAIN)
# What PostgreSQL writes anew after a disposal, beside the tables that lead to a case or a person.
BESIDE = (
    *(DataKey, Contact, Draft, Handover, HandoverItem),
    *(Message, ReferralPackage, PrivacyBreach, LegalHold, NationListing, Outbox),
)


def start(by: Reader, batch_id: UUID) -> DisposalBatch:
    """Approve a disposal and queue its work. Raises what approve_disposal raises."""
    row = actions.approve_disposal(by=by, batch_id=batch_id)
    jobs.start(by, "case.dispose", batch=str(row.id))
    return row


def approved(by: Reader, progress: jobs.Checkpoint, *, batch: str) -> str:
    """The work of one approved batch."""
    del by  # a person approved; the desk itself does it
    row = run(UUID(batch), progress)
    return f"{row.disposed}"


def run(batch_id: UUID, progress: Progress | None = None) -> DisposalBatch:
    """Dispose of what waits in an approved batch; killed at any point, it is simply run again."""
    watched = progress or SilentProgress()
    with behind(WORKER):
        row = retention.batch(WORKER, batch_id)
        waiting = list(retention.items(WORKER, row))
        watched.start("disposal", row.files)
        watched.advance(row.files - len(waiting))
        counted = retention.counted_cells(WORKER) if row.kind == FileKind.CASE else {}
        for item in waiting:
            keep = row.kind == FileKind.CASE and _keeps(item, counted)
            actions.dispose_file(by=WORKER, item_id=item.id, keep_coded=keep)
            watched.advance()
        if overwrite():
            row = actions.end_disposal(by=WORKER, batch_id=batch_id)
        else:
            row.refresh_from_db()
        watched.done()
    return row


def _keeps(item: DisposalItem, counted: Mapping[tuple[str, str, str], int]) -> bool:
    """Whether a case's coded facts may stay: its cell is one that could be published."""
    row = queries.case(WORKER, item.file_id)
    form = queries.forms_of(WORKER, [row])[row.id]
    cell = retention.cell_of(row, form)
    return keeps_coded_facts(counted.get(cell, 0), Rule().threshold)


def rewritten() -> Collection[type[Model]]:
    """The tables that held what a disposal destroys, each once."""
    ours: list[type[Model]] = [CaseFile, Person, *traces.paths_to(CaseFile)]
    ours += [*traces.paths_to(Person), *BESIDE]
    return dict.fromkeys(ours)


def overwrite() -> bool:
    """Write the inside store anew without what was deleted; False while it is in use, then a later round does it."""
    done = compact(Store.INSIDE, rewritten())
    if not done:
        log.warning("the inside store is in use: what was deleted is overwritten later")
    return done


def schedule() -> int:
    """Start the clock of each closed file that has none, part by part; returns how many."""
    made = 0
    with behind(WORKER):
        while rows := retention.unscheduled(WORKER, PART):
            fresh = actions.schedule_disposals(by=WORKER, rows=rows)
            made += fresh
            if fresh < len(rows):
                break  # the rest waits for its agency's schedule
    return made


def beat() -> None:
    """Go on with a disposal that was killed; each hour, start clocks that are missing."""
    if _going_on.due():
        _go_on()
    if _scheduling.due():
        schedule()
        with behind(WORKER):
            if retention.old_log(WORKER).exists():
                actions.forget_disclosures(by=WORKER)
                overwrite()
            if registers.old_breaches(WORKER).exists():
                actions.forget_breaches(by=WORKER)
                overwrite()
            if nations.old_listings(WORKER).exists():
                actions.forget_listings(by=WORKER)
                overwrite()


def _go_on() -> None:
    with behind(WORKER):
        for row in list(retention.running(WORKER)):
            try:
                run(row.id)
            except DotlineError as error:
                log.warning("disposal %s stands still: %s", row.id, error.template)
