"""Encoding an agency's own people: names are opened in this process, and only keyed rows leave it."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from dotline.access import jobs
from dotline.access.jobs import Checkpoint
from dotline.base.errors import N_, Conflict, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions, policy
from dotline.case.queries import linkage
from dotline.case.rules.linkage import EncodePlan, LeftOut
from dotline.gates import agreements
from dotline.gates.agreement import CONSENT, SharingTerms

DONE = N_("The file is encoded and stands on the page “Known elsewhere”.")

if TYPE_CHECKING:
    from dotline.gates.encode import EncodeKey, EncodeReport


def encode_people(by: Reader, reference: str, purpose: str) -> "tuple[EncodeReport, UUID]":
    """Encode whom the agreement lets be encoded today; the report, and the number of the file that lies here.

    Raises Refused where the agreement does not carry it; NotFound without a key; Invalid; Conflict.
    """
    policy.may_encode(by).or_refuse()
    row = agreements.agreement(by, reference)
    terms = agreements.terms(by, row)
    if terms.purpose != purpose:
        raise Refused(
            N_("The agreement {reference} is for another purpose than this key."),
            N_("See what stands (dotline agreement list)."),
            reference=reference,
        )
    key = linkage.key_for(by.own, purpose)
    linkage.may_encode_now(by, terms, key.purpose, key.epoch)
    return _encoded(by, terms, linkage.plan(by, terms, row.id), key)


def _encoded(
    by: Reader, terms: SharingTerms, wanted: EncodePlan, key: "EncodeKey"
) -> "tuple[EncodeReport, UUID]":
    """Make the file in the agency's folder; it stands there under the number of its passage once that holds."""
    from dotline.gates import encode  # noqa: PLC0415 - loads NumPy
    from dotline.gates.encode.owners import beside  # noqa: PLC0415

    aliases = {person: new_id() for person in wanted.people}
    told = linkage.identities(by, wanted.people, own=terms.basis == CONSENT)
    records = (encode.Told(str(aliases[person]), who) for person, who in told)
    passed: list[tuple[EncodeReport, UUID]] = []

    def passing(report: "EncodeReport") -> None:
        left = wanted.left_out.get(LeftOut.NO_CONSENT, 0)
        whole = replace(report, without_consent=left if terms.basis == CONSENT else None)
        passage = actions.let_encoded_pass(
            by=by, reference=terms.reference, report=whole, key=key, people=aliases
        )
        passed.append((whole, passage.id))

    making = linkage.encoded_path(by.own, new_id())
    encode.encode(records, making, key=key, passing=passing)
    place = linkage.encoded_path(by.own, passed[0][1])
    beside(making).replace(beside(place))
    making.replace(place)
    return passed[0]


def start(by: Reader, reference: str) -> UUID:
    """Queue an encoding of the agency's own people. Raises Refused, NotFound before it is queued."""
    policy.may_encode(by).or_refuse()
    purpose = agreements.agreement(by, reference).purpose
    linkage.key_for(by.own, purpose)
    return jobs.start(by, "case.encode_people", agreement=reference, purpose=purpose)


def run(by: Reader, progress: Checkpoint, *, agreement: str, purpose: str) -> str:
    """The work that `start` queued. A kill leaves nothing that passed; it begins anew then."""
    del progress
    encode_people(by, agreement, purpose)
    return DONE


def hand_over(by: Reader, batch_id: UUID, out: Path) -> None:
    """Copy a file that was let pass to where it is handed to the linkage unit, with its list of owners beside it.

    That list holds numbers by chance, no id of a person or a case. Raises NotFound, Conflict.
    """
    from dotline.gates.encode.owners import beside  # noqa: PLC0415 - loads NumPy

    row = linkage.own_batch(by, batch_id)
    free(out)
    source = linkage.encoded_path(by.own, row.id)
    for path, copy in ((source, out), (beside(source), beside(out))):
        shutil.copyfile(path, copy)
        copy.chmod(0o600)


def free(out: Path) -> None:
    """Raises Conflict where a file is there already, NotFound without its folder: said before the work."""
    if out.exists():
        raise Conflict("{file} is there already.", "Choose another name.", file=out.name)
    if not out.absolute().parent.is_dir():
        raise NotFound("There is no folder for {file}.", "Make it first.", file=out.name)
