"""Disposal of files: proposed by one person, approved by another, then done file by file by the desk's own work."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, Q

from dotline.access import envelope
from dotline.access.glass import actions as glass
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import policy, queries, rules
from dotline.case.actions.counts_left import _leave_counts
from dotline.case.actions.identifiers import _carry_over
from dotline.case.actions.once import _lock
from dotline.case.actions.own_lists import _leave_lists
from dotline.case.models import (
    CaseFile,
    ClockPause,
    ConsentDecision,
    Determination,
    DisclosureRecord,
    DisposalBatch,
    DisposalItem,
    Fact,
    Involvement,
    LegalHold,
    Person,
)
from dotline.case.queries import nations, retention, traces
from dotline.case.queries.doubles import with_joined
from dotline.case.rules.retention import (
    BATCH,
    DISPOSAL,
    MOST,
    BatchState,
    FileKind,
    ItemState,
    quarter_day,
)
from dotline.duty import actions as duty
from dotline.gates.uncounted import never_count
from dotline.intake import actions as intake
from dotline.intake import queries as calls
from dotline.intake.models import Contact
from dotline.referral import actions as referral
from dotline.referral.models import Referral


@action("case.propose_disposal")
def propose_disposal(
    *, by: Reader, kind: FileKind, file_ids: Collection[UUID], asked: bool = False
) -> list[DisposalBatch]:
    """Propose files for disposal, one batch for each rule; a second person approves. Returns the batches.

    With `asked`, the person of the file asked for it herself: our own policy gives way then, a law or a
    hold does not. Raises NotFound, Invalid when nothing or too much is chosen, Refused with the reason
    when a file may not go, Conflict when one waits in another disposal.
    """
    allow(policy.may_hold(by))
    chosen = sorted(
        set(file_ids)
    )  # in one order, so that two proposals at once wait and do not cross
    if not 0 < len(chosen) <= MOST:
        raise Invalid(
            "Choose between 1 and {most} files.", "Tick the files to dispose of.", most=MOST
        )
    if DisposalItem.objects.using(Store.INSIDE).filter(file_id__in=chosen).exists():
        raise _waits_elsewhere()
    by_rule: dict[str, list[UUID]] = {}
    for file_id in chosen:
        one = _keeping(by, kind, file_id)
        refused = retention.refusal(one, asked=asked)
        if refused is not None:
            raise refused
        by_rule.setdefault(one.answer.rule, []).append(file_id)
    made = [_batch(by, kind, rule, ids, asked=asked) for rule, ids in sorted(by_rule.items())]
    note(files=len(chosen), batches=len(made), asked=asked)
    return made


def _waits_elsewhere() -> Conflict:
    return Conflict(
        "One of these files waits in another disposal.", "Approve or withdraw that one first."
    )


def _keeping(by: Reader, kind: FileKind, file_id: UUID) -> retention.Keeping:
    if kind == FileKind.CONTACT:
        return retention.call_keeping(by, calls.contact(by, file_id))
    return retention.keeping(by, queries.case(by, file_id))


def _batch(by: Reader, kind: FileKind, rule: str, ids: list[UUID], *, asked: bool) -> DisposalBatch:
    row = DisposalBatch(
        id=new_id(),
        agency_id=by.own,
        kind=kind.value,
        rule=rule,
        asked=asked,
        proposed_by=by.myself,
        proposed_at=clock.now(),
        state=BATCH.start.value,
        files=len(ids),
    )
    row.save(using=Store.INSIDE, force_insert=True)
    items = [DisposalItem(agency_id=by.own, batch=row, file_id=one) for one in ids]
    try:
        with transaction.atomic(using=Store.INSIDE):
            DisposalItem.objects.using(Store.INSIDE).bulk_create(items, batch_size=200)
    except IntegrityError as error:  # somebody proposed one of them at the same moment
        raise _waits_elsewhere() from error
    return row


@action("case.withdraw_disposal")
def withdraw_disposal(*, by: Reader, batch_id: UUID) -> DisposalBatch:
    """Take a proposed disposal back; its files stay. Raises NotFound, Refused, Conflict once approved."""
    allow(policy.may_hold(by))
    row = retention.batch(by, batch_id)
    _lock(row)
    row.state = BATCH.move(BatchState(row.state), BatchState.WITHDRAWN).value
    row.ended_at = clock.now()
    row.save(update_fields=["state", "ended_at"])
    DisposalItem.objects.using(Store.INSIDE).filter(batch_id=row.id).delete()
    about("disposal", row.id)
    return row


@action("case.approve_disposal")
def approve_disposal(*, by: Reader, batch_id: UUID) -> DisposalBatch:
    """Approve what another person proposed: from now on the desk disposes of the files, whatever happens.

    Raises NotFound, Refused to whoever proposed it, Conflict when it was approved or withdrawn.
    """
    row = retention.batch(by, batch_id)
    _lock(row)
    allow(policy.may_approve(by, row))
    row.state = BATCH.move(BatchState(row.state), BatchState.RUNNING).value
    row.approved_by, row.approved_at = by.myself, clock.now()
    row.save(update_fields=["state", "approved_by", "approved_at"])
    about("disposal", row.id)
    note(files=row.files, rule=row.rule)
    return row


@action("case.dispose_file")
def dispose_file(*, by: Reader, item_id: UUID, keep_coded: bool) -> bool:
    """Dispose of one approved file, identifiers first, in one transaction; False when it was kept back.

    A hold placed or a rule changed since the approval keeps it back. Done twice it changes nothing.
    """
    allow(policy.may_run_disposal(by))
    item = DisposalItem.objects.using(Store.INSIDE).select_for_update().filter(pk=item_id).first()
    if item is None or item.state != ItemState.WAITS:
        note(repeated=True)
        return False
    batch = DisposalBatch.objects.using(Store.INSIDE).select_for_update().get(pk=item.batch_id)
    kind = FileKind(batch.kind)
    row = _file(by, kind, item.file_id)
    why = retention.refusal(_keeping(by, kind, item.file_id), asked=batch.asked)
    if why is not None or batch.state != BatchState.RUNNING:
        item.state, item.why = ItemState.KEPT_BACK.value, "rule"
        item.save(update_fields=["state", "why"])
        batch.kept_back += 1
        batch.save(update_fields=["kept_back"])
        note(kept_back=True)
        return False
    if isinstance(row, CaseFile):
        keep_coded = _dispose_case(by, row, keep_coded=keep_coded, asked=batch.asked)
        batch.kept_coded += keep_coded
    else:
        _dispose_call(by, item.file_id, batch.agency_id)
    _forget_holds(item.file_id, batch.agency_id)
    batch.disposed += 1
    batch.save(update_fields=["disposed", "kept_coded"])
    item.delete()
    note(kind=kind.value, coded=keep_coded)
    return True


def _file(by: Reader, kind: FileKind, file_id: UUID) -> Model:
    row = queries.case(by, file_id) if kind == FileKind.CASE else calls.contact(by, file_id)
    _lock(row)
    return row


@action("case.end_disposal")
def end_disposal(*, by: Reader, batch_id: UUID) -> DisposalBatch:
    """Close a disposal of which no file waits any more: its line of the register stays, its list of files goes."""
    allow(policy.may_run_disposal(by))
    row = DisposalBatch.objects.using(Store.INSIDE).select_for_update().get(pk=batch_id)
    about("disposal", row.id)
    if row.state == BatchState.DONE:
        return row
    row.state = BATCH.move(BatchState(row.state), BatchState.DONE).value
    row.ended_at = clock.now()
    row.save(update_fields=["state", "ended_at"])
    DisposalItem.objects.using(Store.INSIDE).filter(batch_id=row.id).delete()
    note(files=row.files, disposed=row.disposed, kept_back=row.kept_back)
    return row


@action("case.forget_disclosures")
def forget_disclosures(*, by: Reader) -> int:
    """Destroy the log of what left about people whose file is gone, two years after it; returns how many lines.

    With the last line go the consents that it cites and what was left of the person.
    """
    allow(policy.may_run_disposal(by))
    rows = retention.old_log(by)
    ids = list(rows.values_list("id", "agency_id", "case_id", "person_id"))
    for agency in {one[1] for one in ids}:
        envelope.shred_all((one[0] for one in ids if one[1] == agency), agency)
    _deleted(DisclosureRecord, [one[0] for one in ids])
    people = {one[3] for one in ids}
    cases = {one[2] for one in ids}
    left = DisclosureRecord.objects.using(Store.INSIDE).filter(person_id__in=people)
    consents = ConsentDecision.objects.using(Store.INSIDE).filter(case__in=cases)
    cited = list(left.exclude(consent=None).values_list("consent_id", flat=True))
    consents = consents.exclude(Q(pk__in=cited) | Q(ends__in=cited))
    _deleted(ConsentDecision, consents.values_list("pk", flat=True))
    bare = Person.objects.using(Store.INSIDE).filter(pk__in=people, involvement=None)
    bare.exclude(pk__in=left.values("person_id")).exclude(consents__isnull=False).delete()
    note(lines=len(ids))
    return len(ids)


def _forget_holds(file_id: UUID, agency: UUID) -> None:
    rows = LegalHold.objects.using(Store.INSIDE).filter(file_id=file_id)
    envelope.shred_all(rows.values_list("id", flat=True), agency)
    rows.update(sealed=None)


# ---------------------------------------------------------------- one call, one case


def _dispose_call(by: Reader, contact_id: UUID, agency: UUID) -> None:
    never_count(by, nations.of_call_that_goes(by, contact_id))
    intake.dispose_contact(by=by, contact_id=contact_id)
    rows = Referral.objects.using(Store.INSIDE).filter(contact_id=contact_id, from_agency_id=agency)
    for referral_id in rows.values_list("id", flat=True):
        referral.dispose(by=by, referral_id=referral_id, agency=agency)


def _call_goes(by: Reader, row: CaseFile, *, asked: bool) -> None:
    """Dispose of the call that a case came of, unless a hold, a term or another case keeps it.

    A call of another agency is that agency's record and ends with its own term.
    """
    if row.contact_id is None:
        return
    call = calls.contact(by, row.contact_id)
    if call.agency_id != row.agency_id:
        return
    _lock(call)
    kept = retention.call_keeping(by, call, apart_from=row.id)
    if retention.refusal(kept, asked=asked) is None:
        _dispose_call(by, call.id, row.agency_id)
        _forget_holds(call.id, row.agency_id)


def _goes_with_its_call(row: CaseFile) -> bool:
    """Whether the referral of a case was sent from a call of the same agency that stays."""
    if row.referral_id is None:
        return False
    sent = Referral.objects.using(Store.INSIDE).filter(
        pk=row.referral_id, from_agency_id=row.agency_id
    )
    calls_of = sent.exclude(contact_id=None).values("contact_id")
    return Contact.objects.using(Store.INSIDE).filter(pk__in=calls_of, disposed_on=None).exists()


def _dispose_case(by: Reader, row: CaseFile, *, keep_coded: bool, asked: bool) -> bool:
    """Keys first, then every row that leads to the case, then what it came of; the bare case stays to be counted.

    Returns whether coded facts stayed: of a file that stands in no count they would serve nobody.
    """
    out = nations.out_of_counts(by, row)
    never_count(by, out)
    keep_coded = keep_coded and not out
    helped = Involvement.objects.using(Store.INSIDE).filter(case_id=row.id)
    people = set(helped.values_list("person_id", flat=True))
    staying = _still_here(people, row)
    leaving = with_joined(people - staying)
    _leave_counts(by, row, leaving)
    _carry_over(row, staying)
    _leave_lists(by, row)
    parts = set(helped.values_list("id", flat=True))
    envelope.shred_all({row.id, *parts, *leaving}, row.agency_id)
    glass.forget(row.id, row.agency_id)
    stays = _victims(row) if keep_coded else set()
    log = traces.log_of(row.id, people)
    gone = _delete_of_case(row, stays, log)
    for person_id in leaving:
        gone |= _delete_of_person(person_id, log)
    envelope.shred_all(gone, row.agency_id)
    ClockPause.objects.using(Store.INSIDE).filter(subject_id__in=gone).delete()
    kept = {one.person_id for one in helped.filter(pk__in=stays | log.spared(Involvement))}
    _forget_people(leaving, kept | log.spared(Person))
    _coarsen(row, stays)
    _call_goes(by, row, asked=asked)
    if row.referral_id and not _goes_with_its_call(row):
        referral.dispose(by=by, referral_id=row.referral_id, agency=row.agency_id)
    row.opened_on = quarter_day(row.opened_on)
    row.closed_on = quarter_day(row.closed_on or row.opened_on)
    row.opened_by = row.contact_id = None
    row.disposed_on = clock.today()
    row.save()
    about("case", row.id)
    duty.meet(rule=DISPOSAL, subject_id=row.id)
    return keep_coded


def _still_here(people: set[UUID], row: CaseFile) -> set[UUID]:
    """Those of them who have another file: their own key stays until the last one goes."""
    other = Involvement.objects.using(Store.INSIDE).filter(
        person_id__in=people, case__disposed_on=None
    )
    return set(other.exclude(case_id=row.id).values_list("person_id", flat=True))


def _victims(row: CaseFile) -> set[UUID]:
    found = Involvement.objects.using(Store.INSIDE).filter(
        case_id=row.id, role=rules.Role.VICTIM.value
    )
    return set(found.values_list("id", flat=True))


def _delete_of_case(row: CaseFile, stays: set[UUID], log: traces.DisclosureLog) -> set[UUID]:
    """Delete what leads to the case but coded rows of involvements that stay, and the log; returns the ids."""
    gone: set[UUID] = set()
    for model in traces.leaves_first(traces.paths_to(CaseFile)):
        rows = traces.of_case(model, row.id).exclude(pk__in=log.spared(model))
        if model is Involvement:
            rows = rows.exclude(pk__in=stays)
        elif model in traces.CODED:
            rows = rows.exclude(involvement__in=stays)
        gone |= _deleted(model, rows.values_list("pk", flat=True))
    return gone


def _delete_of_person(person_id: UUID, log: traces.DisclosureLog) -> set[UUID]:
    gone = {person_id}
    found = traces.paths_to(Person, Involvement)
    for model in traces.leaves_first(found):
        rows = traces.of_person(model, person_id).exclude(pk__in=log.spared(model))
        gone |= _deleted(model, rows.values_list("pk", flat=True))
    return gone


def _deleted(model: type[Model], ids: Collection[object]) -> set[UUID]:
    wanted = list(ids)
    rows = model._default_manager.using(Store.INSIDE).filter(pk__in=wanted)
    if wanted:
        rows._raw_delete(Store.INSIDE)  # no cascade: leaves were deleted before
    return {one for one in wanted if isinstance(one, UUID)}


def _forget_people(leaving: set[UUID], kept: set[UUID]) -> None:
    """Remove people whose last file this was; of those counted only the gender stays."""
    rows = Person.objects.using(Store.INSIDE).filter(pk__in=leaving)
    rows.filter(pk__in=kept).update(birth_first=None, birth_last=None)
    rows.exclude(pk__in=kept).delete()


def _coarsen(row: CaseFile, stays: set[UUID]) -> None:
    """Of coded facts that stay, neither the day nor the worker nor whoever said it by name."""
    day = quarter_day(row.opened_on)
    facts = Fact.objects.using(Store.INSIDE).filter(involvement__in=stays)
    told = facts.order_by("on_date", "recorded_at", "id")
    newest = {(one.involvement_id, one.list, one.code): one.id for one in told}
    facts.exclude(pk__in=newest.values()).delete()
    facts.update(on_date=day, by_worker=None, episode=None)
    said = Determination.objects.using(Store.INSIDE).filter(involvement__in=stays)
    for number, one in enumerate(said):
        one.by_organisation, one.by_worker = f"{one.by_kind} {number + 1}", None
        one.on_date = quarter_day(one.on_date)
        one.save(update_fields=["by_organisation", "organisation_key", "by_worker", "on_date"])
    Involvement.objects.using(Store.INSIDE).filter(pk__in=stays).update(possible_abuser=False)
