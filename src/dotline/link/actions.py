"""What leaves by the gate encode: one ledger line for each batch."""

from collections.abc import Sequence

from dotline.access.unit import action, allow, note
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.gates.encode import EncodeReport
from dotline.gates.passage import Gate, Passage
from dotline.link import policy


@action("link.encode")
def let_pass(*, by: Reader, report: EncodeReport, roles: Sequence[str]) -> Passage:
    """Let an encoded file pass: its digest, key, purpose and epoch, how many rows, which columns went in.

    Raises Refused.
    """
    allow(policy.may_encode(by))
    passage = Passage(
        gate=Gate.ENCODE,
        room="link",
        sender=by.agency,
        recipient=None,
        basis=report.purpose,
        fields=tuple(sorted(set(roles))),
        payload={},
        at=clock.now(),
    )
    note(
        purpose=report.purpose,
        epoch=report.epoch,
        key=report.key,
        digest=report.digest,
        records=report.encoded,
        rows=report.rows,
        fields=list(passage.fields),
        passage=passage.id,
    )
    return passage
