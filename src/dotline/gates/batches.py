"""Encoded files in the register: what is written when one passes, and whether two of them may meet."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from dotline.access import queries as access
from dotline.access.policy import may
from dotline.access.sent import insert
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.gates import agreements
from dotline.gates.agreement import (
    BatchHeld,
    EncodeAsked,
    may_encode_under,
    may_meet_under,
    may_sweep_under,
)
from dotline.gates.encode import EncodeReport, Glance, glance
from dotline.gates.encode.keys import TRIAL
from dotline.gates.lawful import Lawful
from dotline.gates.models import EncodedBatch
from dotline.gates.passage import Gate, Passage
from dotline.gates.stewards import today


def batches(reader: Reader) -> QuerySet[EncodedBatch]:
    """Every encoded file that the register knows, the newest first: that one was made is no secret."""
    del reader
    return EncodedBatch.objects.using(Store.INSIDE).select_related("agreement")


def batch(reader: Reader, digest: str) -> EncodedBatch:
    """One of them. Raises NotFound."""
    found = batches(reader).filter(digest=digest).first()
    if found is None:
        raise not_found("file")
    return found


def check_meeting(reader: Reader, *files: Path) -> None:
    """Raises Refused unless the register carries that these files meet today. Trials with made-up people always may.

    Raises NotFound, Invalid for what is no encoded file.
    """
    told = [glance(one) for one in files]
    if any(one.purpose != TRIAL for one in told):
        check_digests(reader, [one.digest for one in told if one.purpose != TRIAL])


def agreement_of(reader: Reader, purpose: str, digests: Sequence[str]) -> str:
    """The reference of the agreement under which files were made; '' for a trial. Raises NotFound."""
    return "" if purpose == TRIAL else batch(reader, digests[0]).agreement.reference


def check_sweep(reader: Reader, *files: Path) -> None:
    """The same for files of a sweep, which two named parties alone may make and compare. Raises Refused."""
    check_meeting(reader, *files)
    digests = [told.digest for one in files if (told := glance(one)).purpose != TRIAL]
    for row in batches(reader).filter(digest__in=digests):
        may_sweep_under(agreements.terms(reader, row.agreement)).or_refuse()


def check_pairs(reader: Reader, purpose: str, digests: Sequence[str]) -> None:
    """The same for pairs that were found in files. Raises Refused."""
    if purpose != TRIAL:
        check_digests(reader, digests)


def check_digests(reader: Reader, digests: Sequence[str]) -> None:
    """The same for files by their digests. Raises Refused, also for a file that nobody wrote down."""
    found = {row.digest: row for row in batches(reader).filter(digest__in=list(digests))}
    if not digests or set(digests) - set(found):
        raise Refused(
            N_("An encoded file is in no register: nobody can say what makes it lawful."),
            N_("Take it in under its agreement (dotline agreement received)."),
        )
    first = found[digests[0]]
    terms = agreements.terms(reader, first.agreement)
    may_meet_under(terms, (_held(row) for row in found.values()), today(reader)).or_refuse()


def _held(row: EncodedBatch) -> BatchHeld:
    return BatchHeld(row.agency_id, row.agreement.reference, row.purpose, row.epoch, row.source)


def pass_encoded(
    by: Reader,
    report: EncodeReport,
    lawful: Lawful,
    mark: str,
    *,
    room: str,
    roles: Iterable[str],
) -> Passage:
    """Let an encoded file pass, inside a running action: one passage, one row of the register, one ledger line.

    Raises Refused where the register does not carry it or the key serves another purpose; Invalid for its basis.
    """
    lawful.check_done(report)
    agreements.check(
        by, lawful.agreement, report.purpose, report.epoch, lawful.basis, lawful.source
    )
    row = agreements.use(by, lawful.agreement, report.purpose, mark)
    passage = Passage(
        gate=Gate.ENCODE,
        room=room,
        sender=by.agency,
        recipient=None,
        basis=lawful.basis,
        fields=tuple(sorted(set(roles))),
        payload={},
        at=clock.now(),
    )
    _write_down(by.own, row.id, lawful.source or row.sources, _told(report), passage.id)
    _noted(report, lawful, passage)
    return passage


def _noted(report: EncodeReport, lawful: Lawful, passage: Passage) -> None:
    note(
        basis=lawful.basis,
        agreement=lawful.agreement,
        source=lawful.source,
        without_consent=report.without_consent,
        purpose=report.purpose,
        epoch=report.epoch,
        key=report.key,
        digest=report.digest,
        parties=list(report.parties),
        records=report.encoded,
        rows=report.rows,
        fields=list(passage.fields),
        passage=passage.id,
    )


def _told(report: EncodeReport) -> Glance:
    return Glance(report.purpose, report.epoch, report.key, report.digest)


def _write_down(
    agency: UUID, agreement: UUID, source: str, told: Glance, number: UUID
) -> EncodedBatch:
    row = EncodedBatch(
        id=number,
        agency_id=agency,
        agreement_id=agreement,
        digest=told.digest,
        purpose=told.purpose,
        epoch=told.epoch,
        key_id=told.key,
        source=source,
        at=clock.now(),
    )
    clash = Conflict(
        N_("This file is in the register already."), N_("There is nothing more to do.")
    )
    insert(row, clash)
    return row


def may_receive(reader: Reader) -> Decision:
    """Whether the reader may write down files that other installations encoded: who makes agreements."""
    return may(reader, "gates.agree")


@action("gates.receive_encoded")
def receive_encoded(
    *, by: Reader, file: Path, agency: UUID, reference: str, source: str = ""
) -> EncodedBatch:
    """Write down a file that another installation encoded under an agreement, so that it may be compared here.

    Raises Refused where the agreement does not carry it, or the reader's agency is no party; NotFound, Invalid for
    the file; Conflict when it was written down before.
    """
    allow(may_receive(by))
    row = agreements.agreement(by, reference)
    terms = agreements.terms(by, row)
    about("agreement", row.id)
    told = glance(file)
    asked = EncodeAsked(agency, told.purpose, told.epoch, terms.basis, source)
    allow(may_encode_under(terms, asked, today(by)))
    access.agency(by, agency)
    note(digest=told.digest, key=told.key, purpose=told.purpose, epoch=told.epoch)
    return _write_down(agency, row.id, source or row.sources, told, new_id())
