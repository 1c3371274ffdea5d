"""Looking for doubles among an agency's own people: names are opened in this process, and nothing leaves it.

The people are encoded for the moment, under a key that nobody keeps, in a folder that goes when the work is done, and
compared with themselves by the same kernel and weights as two agencies' files are.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from dotline.access import jobs
from dotline.base.errors import N_
from dotline.base.progress import Progress, SilentProgress
from dotline.base.reader import Reader
from dotline.case import actions, policy
from dotline.case.actions.doubles import FoundDouble
from dotline.case.queries import doubles, linkage

DONE = N_("The agency’s people were compared with each other.")
_SILENT = SilentProgress()


def start(by: Reader) -> UUID:
    """Queue the work. Raises Refused before it is queued."""
    policy.may_merge(by).or_refuse()
    return jobs.start(by, "case.find_doubles")


def run(by: Reader, progress: Progress) -> str:
    """The work that `start` queued; a kill leaves what was found before, and it begins anew."""
    find(by, progress)
    return DONE


def find(by: Reader, progress: Progress = _SILENT) -> int:
    """Compare the agency's people with each other and keep the likely doubles; returns how many wait.

    People who are helped and people who are suspected are compared apart. Raises Refused.
    """
    policy.may_merge(by).or_refuse()
    found: list[FoundDouble] = []
    for own, wanted in doubles.compared(by).items():
        found += _alike(by, wanted, own=own, progress=progress)
    return actions.keep_doubles(by=by, found=found)


def _alike(
    by: Reader, wanted: Sequence[UUID], *, own: bool, progress: Progress
) -> Iterator[FoundDouble]:
    from dotline.gates import encode  # noqa: PLC0415 - loads NumPy
    from dotline.gates.encode.doubles import doubles as alike  # noqa: PLC0415

    if len(wanted) < 2:
        return

    def records() -> Iterator[encode.Told]:
        progress.start(N_("Compare the agency’s people"), len(wanted))
        for part in doubles.parts(wanted):
            for person, who in linkage.identities(by, part, own=own):
                yield encode.Told(str(person), who)
            progress.advance(len(part))
        progress.done()

    with tempfile.TemporaryDirectory(dir=linkage.folder(by.own), prefix=".doubles-") as place:
        for one in alike(records(), Path(place)):
            yield FoundDouble(UUID(one.one), UUID(one.two), own, one)
