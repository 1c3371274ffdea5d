"""What leaves by the gate encode, and what is matched: one ledger line for each batch."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base.reader import Reader
from dotline.gates import batches
from dotline.gates.encode import EncodeReport
from dotline.gates.encode.answering import Batch
from dotline.gates.encode.attacks import Attacked
from dotline.gates.lawful import Lawful
from dotline.gates.passage import Passage
from dotline.link import policy
from dotline.link.formats.pairs import About, SweepAbout


@action("link.encode")
def let_pass(
    *, by: Reader, report: EncodeReport, roles: Sequence[str], lawful: Lawful, mark: str
) -> Passage:
    """Let an encoded file pass: its digest, key, purpose and epoch, how many rows, which columns, on what basis.

    `mark` names the secret of the key (`mark_of`). Raises Refused, also where the register of agreements does not
    carry it; Invalid where the basis does not.
    """
    allow(policy.may_encode(by))
    return batches.pass_encoded(by, report, lawful, mark, room="link", roles=roles)


@action("link.try")
def tried(*, by: Reader, report: EncodeReport, roles: Sequence[str]) -> None:
    """Say that made-up people were encoded as a trial: on no consent and under no agreement, so nothing may pass.

    A trial stands under a key of its own; what is encoded lawfully never meets it. Raises Refused.
    """
    allow(policy.may_encode(by))
    note(
        purpose=report.purpose,
        epoch=report.epoch,
        key=report.key,
        digest=report.digest,
        records=report.encoded,
        rows=report.rows,
        fields=sorted(set(roles)),
    )


@action("link.compare")
def compared(*, by: Reader, about: About, pairs: int) -> None:
    """Say that two encoded files were compared: under which key, how many pairs of rows. Raises Refused."""
    allow(policy.may_match(by))
    note(**asdict(about), pairs=pairs)


@action("link.match")
def matched(*, by: Reader, about: About, zones: Mapping[str, int]) -> None:
    """Say that pairs of records were told: under which key, how many in each zone. Raises Refused."""
    allow(policy.may_match(by))
    note(**asdict(about), zones=dict(zones))


@action("link.sweep")
def swept(*, by: Reader, about: SweepAbout, pairs: int) -> None:
    """Say that two files of a sweep were compared: under which key, between whom, how many pairs. Raises Refused."""
    allow(policy.may_match(by))
    note(**asdict(about), pairs=pairs)


@action("link.attack")
def attacked(*, by: Reader, found: Sequence[Attacked]) -> None:
    """Say that an agency attacked its own encodings, and whether they withstood. Raises Refused."""
    allow(policy.may_encode(by))
    note(named={one.name: one.right for one in found}, withstood=all(o.withstood for o in found))


@action("link.dedupe")
def deduped(*, by: Reader, records: int, clusters: int) -> None:
    """Say that an agency looked for doubles in its own file. Raises Refused."""
    allow(policy.may_match(by))
    note(records=records, clusters=clusters)


@action("link.answer")
def answered(*, by: Reader, batch: Batch) -> None:
    """Say that a key service answered a client: under which purpose and epoch, how many tokens. Raises Refused."""
    allow(policy.may_answer(by))
    note(**asdict(batch))


@action("link.notify")
def notified(*, by: Reader, agreement: UUID, key: str) -> None:
    """Say that notices of matches were sealed under an agreement; not how many, and about nobody. Raises Refused."""
    allow(policy.may_match(by))
    about("agreement", agreement)
    note(key=key)


@action("link.match_tokens")
def tokens_matched(*, by: Reader, lawful: Lawful, kind: str, rules: Mapping[str, int]) -> None:
    """Say that two token files of others were matched: of which form, on what basis, how many pairs by each rule."""
    allow(policy.may_match(by))
    note(
        form=kind,
        basis=lawful.basis,
        agreement=lawful.agreement,
        source=lawful.source,
        pairs=dict(rules),
    )
