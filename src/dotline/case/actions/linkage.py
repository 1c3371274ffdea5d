"""Writes of the gate encode in a case room: letting an encoding pass, and putting a key in."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base.errors import N_, Conflict
from dotline.base.reader import Reader
from dotline.base.whole import write_whole
from dotline.case import policy
from dotline.case.models import EncodedPerson
from dotline.case.queries import linkage
from dotline.case.rules.linkage import COLUMNS, still_in
from dotline.gates import agreements
from dotline.gates.passage import Passage

if TYPE_CHECKING:
    from dotline.gates.encode import EncodeKey, EncodeReport


@action("case.encode")
def let_encoded_pass(
    *,
    by: Reader,
    reference: str,
    report: "EncodeReport",
    key: "EncodeKey",
    people: Mapping[UUID, UUID],
) -> Passage:
    """Let an encoding of the agency's own people pass. `people`: what the list of owners calls each of them.

    The ledger line names agreement, batch, key, purpose and counts, and nobody. Raises Refused, also where somebody
    took her consent back while the file was being made.
    """
    from dotline.gates import batches  # noqa: PLC0415 - loads NumPy
    from dotline.gates.lawful import Lawful, mark_of  # noqa: PLC0415

    allow(policy.may_encode(by))
    row = agreements.agreement(by, reference)
    terms = agreements.terms(by, row)
    about("agreement", row.id)
    linkage.may_encode_now(by, terms, report.purpose, report.epoch)
    now = linkage.plan(by, terms, row.id)
    if not still_in(people, now):
        raise Conflict(
            N_("Somebody’s consent ended while the file was being made. Nothing was let pass."),
            N_("Encode again."),
        )
    lawful = Lawful(terms.basis, reference, linkage.source_of(by))
    passage = batches.pass_encoded(
        by, report, lawful, mark_of(key), room="case", roles=COLUMNS.values()
    )
    note(left_out={why.value: many for why, many in now.left_out.items()})
    EncodedPerson.objects.using(Store.INSIDE).bulk_create(
        (
            EncodedPerson(id=alias, agency_id=by.own, batch_id=passage.id, person_id=person)
            for person, alias in people.items()
        ),
        batch_size=500,
    )
    return passage


@action("case.put_key")
def put_key(*, by: Reader, file: Path) -> "EncodeKey":
    """Put the key of a purpose where the desk finds it. A newer epoch takes the place of an older one.

    Raises Refused; NotFound, Invalid for what is no key; Conflict where another secret lies for this purpose.
    """
    from dotline.gates.encode import read_key  # noqa: PLC0415 - loads NumPy

    allow(policy.may_encode(by))
    key = read_key(file)
    about("agency", by.own)
    note(key=key.id, purpose=key.purpose, epoch=key.epoch)
    place = linkage.key_path(by.own, key.purpose)
    if place.is_file() and read_key(place).secret != key.secret:
        raise Conflict(
            N_("Another secret lies here for this purpose."),
            N_("Take it away first ({file}), once no party uses it any more."),
            file=place.name,
        )
    write_whole(place, file.read_bytes())
    return key
