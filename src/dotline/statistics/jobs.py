"""Long work of statistics: one release from start to end."""

from dotline.access.jobs import Checkpoint
from dotline.base.reader import Period, Reader
from dotline.statistics import actions, queries
from dotline.statistics.rules import periods


def release_period(by: Reader, period: Period, agreement: str = "") -> actions.Sent:
    """Count, protect, attack, and send through the gate.

    The counting runs outside the transaction, so calls can be saved meanwhile; nothing is kept of
    it when it stops half-way. The action looks again whether another release came in between.
    Raises Refused, Conflict or Invalid with the reason; nothing is then published.
    """
    return actions.release(by=by, prepared=queries.prepare(by, period, agreement))


def queued(by: Reader, progress: Checkpoint, *, period: str, agreement: str = "") -> str:
    """The work of one release that the desk asked for."""
    progress.start("release", 1)
    if progress.load() is not None:
        return f"Release of {period} was sent before the interruption."
    sent = release_period(by, periods.period(period), agreement)
    progress.save(str(sent.release))
    progress.done()
    return f"Release of {period}: {sent.cells} cells, {sent.hidden} hidden."
