"""Bringing in a file that was sent to the desk."""

from dotline.access.jobs import Checkpoint
from dotline.base.errors import N_, DotlineError
from dotline.base.reader import Reader
from dotline.case.formats import opening
from dotline.case.jobs import exchange
from dotline.case.queries.uploads import waiting_file

DONE = N_("The file is in. “Cases from files” says which rows were kept out.")
AGAIN = N_("This very file is in already. Nothing was changed.")


def bring_in(by: Reader, progress: Checkpoint, *, kind: str, ending: str, digest: str) -> str:
    """The work of one file that was sent to the desk."""
    content = waiting_file(by, digest, progress.load())
    try:
        done = exchange.bring_in_file(
            by, opening.from_bytes(exchange.name_of(kind, ending), content), kind, progress
        )
    except DotlineError:
        progress.save(None)  # refused for good: nothing of it stays
        raise
    progress.save(None)
    return AGAIN if done.again else DONE
