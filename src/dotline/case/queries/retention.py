"""Which files are due for disposal, which are held and why, and the register of disposals; the reader comes first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Refused, not_found
from dotline.base.reader import Period, Reader
from dotline.case import policy, rules
from dotline.case.models import (
    CaseFile,
    Determination,
    DisclosureRecord,
    DisposalBatch,
    DisposalItem,
    Involvement,
    LegalHold,
    RetentionChoice,
)
from dotline.case.queries import deadlines
from dotline.case.queries.cases import visible_to
from dotline.case.queries.counting import UNKNOWN_PLACE, case_rows
from dotline.case.queries.deadlines import Outlook
from dotline.case.queries.needed import NEEDED, needed_for
from dotline.case.rules import Deadline, Role
from dotline.case.rules.retention import (
    DISPOSAL,
    MOST,
    BatchState,
    FileKind,
    ItemState,
    KeptFor,
    latest_birth,
    quarter_of,
)
from dotline.duty import queries as duty
from dotline.duty.models import Obligation
from dotline.gates import stewards
from dotline.gates.stewardship import StewardUse, all_agree
from dotline.intake import queries as intake
from dotline.intake.models import Contact
from dotline.reference import law, obligations
from dotline.reference.law import DisposalDay, DisposalState, KeptFile
from dotline.reference.obligations import add_months
from dotline.referral.models import Referral
from dotline.ui.asked import lang

PAGE = "case:keeping"
HELPED = (Role.VICTIM, Role.WITNESS, Role.DEPENDANT)


@dataclass(frozen=True)
class Keeping:
    """How long one file is kept, what holds it, and what it is still needed for."""

    kind: FileKind
    file_id: UUID
    ended: date | None
    answer: DisposalDay
    holds: tuple[LegalHold, ...] = ()
    needed: tuple[KeptFor, ...] = ()


# ---------------------------------------------------------------- holds


def standing_on(today: date) -> Q:
    """The holds that stand on a day: not lifted, and not past their last day."""
    return Q(lifted_at__isnull=True) & (Q(until__isnull=True) | Q(until__gte=today))


def holds(reader: Reader) -> QuerySet[LegalHold]:
    """The holds of the reader's agency, oldest first; machine actors see all."""
    rows = LegalHold.objects.using(Store.INSIDE)
    if reader.is_system:
        return rows
    return rows.filter(agency_id=reader.own) if policy.may_read(reader) else rows.none()


def hold(reader: Reader, hold_id: UUID) -> LegalHold:
    """One hold of the reader's agency. Raises NotFound."""
    found = holds(reader).filter(pk=hold_id).first()
    if found is None:
        raise not_found("hold")
    return found


def hold_place(row: LegalHold) -> str:
    """The cell that a hold's reference is bound to."""
    return f"case_legalhold|{row.id}|sealed"


def hold_words(reader: Reader, row: LegalHold) -> str:
    """The reference of a hold that was got for this reader; '' without one."""
    del reader
    if row.sealed is None:
        return ""
    return envelope.open_text(row.id, row.agency_id, row.sealed, hold_place(row))


# ---------------------------------------------------------------- how long


def choices(agency: UUID) -> Mapping[str, int]:
    """The months that an agency chose, by rule: the last row stands."""
    rows = RetentionChoice.objects.using(Store.INSIDE).filter(agency_id=agency)
    return dict(rows.values_list("rule", "months"))


def keeping_of(reader: Reader, rows: Sequence[CaseFile], today: date) -> list[Keeping]:
    """How long cases that were got for this reader are kept."""
    ids = [row.id for row in rows]
    held: dict[UUID, list[LegalHold]] = {}
    for one in holds(reader).filter(standing_on(today), file_id__in=ids):
        held.setdefault(one.file_id, []).append(one)
    used = dict(
        Determination.objects.using(Store.INSIDE)
        .filter(involvement__case__in=ids)
        .order_by()
        .values_list("involvement__case_id")
        .annotate(last=Max("on_date"))
    )
    births = _births(rows)
    needed = needed_for(reader, ids)
    agencies = {one.id: one for one in access.agencies(reader)}
    chosen = {agency: choices(agency) for agency in {row.agency_id for row in rows}}
    found = []
    for row in rows:
        agency = agencies[row.agency_id]
        file = KeptFile(
            kind=row.kind,
            ended=row.closed_on,
            holder=agency.kind,
            province=agency.province,
            last_used=used.get(row.id),
            births=births.get(row.id, ()),
            chosen=chosen[row.agency_id],
            held=row.id in held or row.id in needed,
        )
        answer = law.disposal_due(file, today)
        mine = tuple(held.get(row.id, ()))
        why = needed.get(row.id, ())
        found.append(Keeping(FileKind.CASE, row.id, row.closed_on, answer, mine, why))
    return found


def _births(rows: Sequence[CaseFile]) -> Mapping[UUID, tuple[date, ...]]:
    opened = {row.id: row.opened_on for row in rows}
    found: dict[UUID, list[date]] = {}
    people = Involvement.objects.using(Store.INSIDE).filter(
        case__in=list(opened), role__in=[one.value for one in HELPED]
    )
    told = people.values_list("case_id", "person__birth_last", "age_band", "minor_at_start")
    for case_id, last, band, minor in told:
        born = latest_birth(last, band, minor, opened[case_id])
        if born is not None:
            found.setdefault(case_id, []).append(born)
    return {case_id: tuple(days) for case_id, days in found.items()}


def keeping(reader: Reader, row: CaseFile) -> Keeping:
    """How long one case that was got for this reader is kept."""
    return keeping_of(reader, [row], cases_today(reader, row.agency_id))[0]


def cases_today(reader: Reader, agency: UUID) -> date:
    """The day in the zone of the agency that keeps a file."""
    return clock.today(access.agency(reader, agency).zone)


# ---------------------------------------------------------------- due


def unscheduled(reader: Reader, limit: int) -> list[CaseFile]:
    """Closed cases whose day of disposal is not among the agency's obligations yet."""
    del reader
    known = Obligation.objects.using(Store.INSIDE).filter(rule=DISPOSAL).values("subject_id")
    rows = CaseFile.objects.using(Store.INSIDE).filter(
        closed_on__isnull=False, disposed_on=None, coming=None
    )
    return list(rows.exclude(pk__in=known).order_by("id")[:limit])


def due_cases(reader: Reader, *, held: bool | None = None) -> list[Keeping]:
    """Cases of the reader's agency whose time is over, the oldest first; held ones among them say so."""
    now = clock.now()
    owed = duty.owed(reader, Store.INSIDE).filter(rule=DISPOSAL, due_at__lte=now)
    waiting = DisposalItem.objects.using(Store.INSIDE).values("file_id")
    rows = visible_to(reader).filter(disposed_on=None)
    rows = rows.filter(pk__in=owed.order_by().values("subject_id")).exclude(pk__in=waiting)
    found: list[Keeping] = []
    listed = list(rows.order_by("closed_on", "id")[:MOST])
    for agency in {row.agency_id for row in listed}:
        mine = [row for row in listed if row.agency_id == agency]
        found += keeping_of(reader, mine, cases_today(reader, agency))
    found = [one for one in found if one.answer.state in (DisposalState.DUE, DisposalState.HELD)]
    return [one for one in found if held is None or _held(one) is held]


def _held(one: Keeping) -> bool:
    return one.answer.state is DisposalState.HELD


def due_calls(reader: Reader) -> QuerySet[Contact]:
    """Closed calls of the reader's agency that led to no case and whose time is over, without held ones.

    A call goes with its case while there is one.
    """
    agency = access.agency(reader, reader.own)
    today = cases_today(reader, agency.id)
    months = max(_months(law.CONTACT, agency), choices(agency.id).get("hotline_contact", 0))
    before = add_months(today, -months) - timedelta(days=1)
    rows = intake.visible(reader).filter(
        status="closed", disposed_on=None, ended_at__lt=datetime.combine(before, time(), UTC)
    )
    live = CaseFile.objects.using(Store.INSIDE).filter(agency_id=agency.id, disposed_on=None)
    with_case = live.exclude(contact_id=None).values("contact_id")
    referred = Referral.objects.using(Store.INSIDE).filter(
        from_agency_id=agency.id,
        contact_id__isnull=False,
        pk__in=live.exclude(referral_id=None).values("referral_id"),
    )
    held = holds(reader).filter(standing_on(today), kind=FileKind.CONTACT).values("file_id")
    waiting = DisposalItem.objects.using(Store.INSIDE).values("file_id")
    rows = rows.exclude(pk__in=with_case).exclude(pk__in=referred.values("contact_id"))
    rows = rows.exclude(pk__in=held).exclude(pk__in=waiting)
    return rows.order_by("ended_at", "id")


def _months(kind: str, agency: Agency) -> int:
    today = clock.today(agency.zone)
    found = law.rules_for(kind, agency.kind, agency.province, today)
    return max(row.number("months") or 0 for row in found)


def call_keeping(reader: Reader, row: Contact, *, apart_from: UUID | None = None) -> Keeping:
    """How long a call that was got for this reader is kept: at least as long as any case that came of it.

    `apart_from` is a case that is being disposed of itself.
    """
    agency = access.agency(reader, row.agency_id)
    today = clock.today(agency.zone)
    found = tuple(holds(reader).filter(standing_on(today), file_id=row.id))
    ended = rules.local_day(row.ended_at, agency.zone) if row.ended_at else None
    chosen = choices(agency.id)
    came = _cases_of_call(row)
    others = came if apart_from is None else came.exclude(pk=apart_from)
    why = (KeptFor.CASE,) if others.exists() else ()
    held = bool(found or why)
    file = KeptFile(law.CONTACT, ended, agency.kind, agency.province, chosen=chosen, held=held)
    return Keeping(FileKind.CONTACT, row.id, ended, law.disposal_due(file, today), found, why)


def _cases_of_call(row: Contact) -> QuerySet[CaseFile]:
    """Cases of the agency of a call that came of it and are still there."""
    sent = Referral.objects.using(Store.INSIDE).filter(
        contact_id=row.id, from_agency_id=row.agency_id
    )
    live = CaseFile.objects.using(Store.INSIDE).filter(agency_id=row.agency_id, disposed_on=None)
    return live.filter(Q(contact_id=row.id) | Q(referral_id__in=sent.values("id")))


def refusal(one: Keeping, *, asked: bool) -> Refused | None:
    """Why a file may not be disposed of now; None when it may."""
    answer = one.answer
    if answer.state == DisposalState.HELD:
        if not one.holds:
            return Refused(*NEEDED[one.needed[0]])
        return Refused(
            "A legal hold stands on this file.", "See the file's page for who placed it and why."
        )
    if answer.state == DisposalState.OPEN:
        return Refused("This file is still open.", "Close it first.")
    if answer.state == DisposalState.UNSCHEDULED:
        return Refused(
            "Your agency has not said how long it keeps such files.",
            "Set its schedule on the page of retention.",
        )
    if asked and law.may_be_asked(answer, clock.today()):
        return None
    if answer.state == DisposalState.KEPT:
        day = answer.lawful if asked else answer.due
        return Refused(
            "This file is kept until {day}.", "Wait until then.", day=day.isoformat() if day else ""
        )
    return None


# ---------------------------------------------------------------- the register


def register(reader: Reader) -> QuerySet[DisposalBatch]:
    """Disposals of the reader's agency, newest first; machine actors see all."""
    rows = DisposalBatch.objects.using(Store.INSIDE)
    if reader.is_system:
        return rows
    return rows.filter(agency_id=reader.own) if policy.may_read(reader) else rows.none()


def batch(reader: Reader, batch_id: UUID) -> DisposalBatch:
    """One disposal of the reader's agency. Raises NotFound."""
    found = register(reader).filter(pk=batch_id).first()
    if found is None:
        raise not_found("disposal")
    return found


def running(reader: Reader) -> QuerySet[DisposalBatch]:
    """Approved disposals that have not ended: the heartbeat goes on with them after a kill."""
    return register(reader).filter(state=BatchState.RUNNING.value)


def items(reader: Reader, row: DisposalBatch) -> QuerySet[DisposalItem]:
    """The files of a disposal that was got for this reader and that still wait."""
    del reader
    found = DisposalItem.objects.using(Store.INSIDE).filter(batch_id=row.id)
    return found.filter(state=ItemState.WAITS.value).order_by("id")


def cell_of(row: CaseFile, form: str) -> tuple[str, str, str]:
    """The cell that a case is counted in."""
    return quarter_of(row.opened_on), row.province or UNKNOWN_PLACE, form


def counted_cells(reader: Reader) -> Counter[tuple[str, str, str]]:
    """How many cases count in each cell of quarter, province and form, of all agencies (a machine actor asks)."""
    agree = stewards.who_agrees(reader, StewardUse.COUNTS).nations
    rows = (row for row in case_rows(reader, Period("all")) if all_agree(row.stewards, agree))
    return Counter((row.dims["quarter"], row.dims["province"], row.dims["form"]) for row in rows)


def old_log(reader: Reader) -> QuerySet[DisclosureRecord]:
    """Lines of what left about people whose file has been gone for the log's own term, and that no clause keeps."""
    row = law.retention_row("ledger")
    gone = add_months(clock.today(), -(row.number("months") or 0))
    rows = DisclosureRecord.objects.using(Store.INSIDE).filter(
        case__disposed_on__lt=gone, keep_until__lt=clock.today()
    )
    return rows if reader.is_system else rows.none()


def _disposals(asked: Outlook) -> Iterator[Deadline]:
    if asked.reader.agency is None:
        return
    rows = duty.owed(asked.reader, Store.INSIDE).filter(
        rule=DISPOSAL, due_at__lte=asked.last_moment
    )
    if asked.case_id is not None:
        rows = rows.filter(subject_id=asked.case_id)
    title, stands = obligations.rule(DISPOSAL).title(lang()), []
    for part in deadlines.parts(rows.order_by("due_at", "id")):
        files = [one.subject_id for one in part]
        standing = holds(asked.reader).filter(standing_on(asked.today), file_id__in=files)
        held = {*standing.values_list("file_id", flat=True), *needed_for(asked.reader, files)}
        for one in part:
            due, waits = rules.local_day(one.due_at, asked.zone), one.subject_id in held
            row = Deadline(one.subject_id, "disposal", due, title, PAGE, waits)
            if waits:
                stands.append(row)
            else:
                yield row
    yield from stands


deadlines.register("disposal", gettext_lazy("Files due for disposal"), _disposals, ordered=True)
