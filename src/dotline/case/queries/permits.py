"""Reads of permits and of refused claims, and what they tell worklist, timeline and the desk's first page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.case import policy, rules
from dotline.case.models import CaseFile, Involvement, Permit, RefugeeClaimRefused
from dotline.case.queries import deadlines, timeline
from dotline.case.queries.cases import seen_through
from dotline.case.rules import RENEWAL, Deadline, Happening, PermitEnding, PermitHeld, PermitKind
from dotline.duty import queries as owed
from dotline.duty.models import Obligation
from dotline.reference import vocabulary
from dotline.ui.asked import lang

PAGE = "case:permits"
_HELD = {"decision__in": ["issued", "cancelled"], "struck_at": None}


def permits(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[Permit]:
    """Applications of people that were got for this reader, struck ones included, oldest first."""
    del reader
    found = Permit.objects.using(Store.INSIDE)
    return found.filter(involvement__in=[one.id for one in rows])


def permit(reader: Reader, permit_id: UUID) -> Permit:
    """One application in a case of the reader's agency. Raises NotFound."""
    rows = Permit.objects.using(Store.INSIDE).select_related("involvement__case")
    found = rows.filter(seen_through(reader, "involvement__case"), pk=permit_id).first()
    if found is None:
        raise not_found("permit")
    return found


def held(row: Permit) -> PermitHeld | None:
    """A permit as the rules weigh it; None while nothing was issued, or when the row was struck."""
    if row.valid_from is None or row.expires is None or row.struck_at is not None:
        return None
    return PermitHeld(
        PermitKind(row.kind),
        row.valid_from,
        row.expires,
        row.ended_on,
        PermitEnding(row.ended_by) if row.ended_by else None,
        row.health_ground,
    )


def all_held(rows: Iterable[Permit]) -> list[PermitHeld]:
    """The permits among applications, as the rules weigh them."""
    return [one for one in map(held, rows) if one is not None]


def claims_refused(reader: Reader, rows: Sequence[Involvement]) -> QuerySet[RefugeeClaimRefused]:
    """Refusals of refugee claims of people that were got for this reader, oldest first."""
    del reader
    found = RefugeeClaimRefused.objects.using(Store.INSIDE)
    return found.filter(involvement__in=[one.id for one in rows])


def renewable(rows: Iterable[Permit], today: date) -> list[Permit]:
    """Permits that can still be renewed: issued, neither struck nor ended, the last day not long past."""
    found = []
    for row in rows:
        value = held(row)
        if value is not None and value.ended(today) in {None, PermitEnding.EXPIRED}:
            found.append(row)
    return found


def renewals_open(reader: Reader, most: int) -> list[tuple[Permit, Obligation]]:
    """The `most` urgent permits of open cases of the reader's agency whose renewal is to be asked for now."""
    if not policy.may_read(reader):
        return []
    rows = _of_open_cases(reader)
    running = owed.owed(reader, Store.INSIDE).filter(
        Exists(rows.filter(pk=OuterRef("subject_id"))),
        holder_id=reader.own,
        rule=RENEWAL,
        opens_at__lte=clock.now(),
    )
    found = list(running.order_by("due_at", "id")[:most])
    by_id = rows.select_related("involvement").in_bulk([one.subject_id for one in found])
    return [(by_id[one.subject_id], one) for one in found]


def _of_open_cases(reader: Reader, case_id: UUID | None = None) -> QuerySet[Permit]:
    rows = Permit.objects.using(Store.INSIDE).filter(
        agency_id=reader.own, involvement__case__closed_on=None, struck_at=None
    )
    return rows if case_id is None else rows.filter(involvement__case_id=case_id)


def kind_label(kind: str) -> str:
    """A kind of permit in words."""
    return vocabulary.label("permit_kinds", kind, lang())


def _renewals(asked: deadlines.Outlook) -> Iterator[Deadline]:
    """The renewals that are owed, and the last day of each permit that nothing follows."""
    if asked.reader.agency is None:
        return iter(())
    rows = _of_open_cases(asked.reader, asked.case_id).filter(
        decision="issued", ended_on=None, expires__isnull=False
    )
    if asked.case_id is not None and not rows.exists():
        return iter(())
    return deadlines.merged(_owed_renewals(asked, rows), _last_days(asked, rows))


def _owed_renewals(asked: deadlines.Outlook, rows: QuerySet[Permit]) -> Iterator[Deadline]:
    clocks = owed.owed(asked.reader, Store.INSIDE).filter(
        rule=RENEWAL, holder_id=asked.reader.own, due_at__lte=asked.last_moment
    )
    clocks = (
        clocks.filter(Exists(rows.filter(pk=OuterRef("subject_id"))))
        if asked.case_id is None
        else clocks.filter(subject_id__in=rows.values("pk"))
    )
    told = clocks.order_by("due_at", "id").values_list("subject_id", "due_at")
    for part in deadlines.parts(told):
        permits = rows.filter(pk__in=[key for key, _due in part]).select_related("involvement")
        last = {row.id: row for row in _unfollowed(list(permits))}
        for key, due_at in part:
            if key in last:
                due = rules.local_day(due_at, asked.zone)
                what = _("Ask for the renewal: {kind}").format(kind=kind_label(last[key].kind))
                yield Deadline(last[key].involvement.case_id, "permit", due, what, PAGE)


def _last_days(asked: deadlines.Outlook, rows: QuerySet[Permit]) -> Iterator[Deadline]:
    clocks = Obligation.objects.using(Store.INSIDE).filter(
        rule=RENEWAL, holder_id=asked.reader.own, waived_at=None, subject_id=OuterRef("pk")
    )
    due = rows.filter(Exists(clocks), expires__lte=asked.until).order_by("expires", "id")
    for part in deadlines.parts(due.select_related("involvement")):
        for row in _unfollowed(part):
            if row.expires is not None:
                what = _("Last day of a permit: {kind}").format(kind=kind_label(row.kind))
                yield Deadline(row.involvement.case_id, "permit", row.expires, what, PAGE)


def _unfollowed(rows: list[Permit]) -> Iterator[Permit]:
    """Those permits that no other one follows, in their order."""
    others = _others({row.involvement_id for row in rows})
    for row in rows:
        if row.expires and not _followed(row.kind, row.expires, others[row.involvement_id]):
            yield row


_Lasting = tuple[str, date | None, date | None]  # kind, last day, the day on which it was ended


def _others(holders: Collection[UUID]) -> Mapping[UUID, list[_Lasting]]:
    """Every permit that was issued to some people, by holder."""
    issued = Permit.objects.using(Store.INSIDE).filter(involvement__in=holders, **_HELD)
    found: dict[UUID, list[_Lasting]] = defaultdict(list)
    told = issued.values_list("involvement_id", "kind", "expires", "ended_on")
    for holder, kind, last, ended in told:
        found[holder].append((kind, last, ended))
    return found


def _followed(kind: str, expires: date, held: Iterable[_Lasting]) -> bool:
    """Whether a permit of the same class that lasts longer was issued to the same person, and did not end sooner."""
    return any(
        rules.permits.same_class(PermitKind(kind), PermitKind(one))
        for one, last, ended in held
        if last is not None and last > expires and (ended is None or ended > expires)
    )


def _happened(reader: Reader, row: CaseFile, words: str) -> Iterator[Happening]:
    del reader
    rows = Permit.objects.using(Store.INSIDE).filter(involvement__case_id=row.id, struck_at=None)
    for one in rows:
        kind = vocabulary.label("permit_kinds", one.kind, words)
        yield Happening(one.applied_on, "permit", _("Permit asked for"), kind, "", one.recorded_at)
        if one.decided_on:
            decision = "issued" if one.decision == "cancelled" else one.decision
            said = vocabulary.label("permit_decisions", decision, words)
            tone = "good" if decision == "issued" else "warn"
            yield Happening(one.decided_on, "permit", said, kind, tone)
        if one.ended_on:
            said = vocabulary.label("permit_endings", one.ended_by, words)
            yield Happening(one.ended_on, "permit", said, kind, "warn")
    claims = RefugeeClaimRefused.objects.using(Store.INSIDE).filter(involvement__case_id=row.id)
    for claim in claims:
        yield Happening(claim.refused_on, "permit", _("Refugee claim turned down"), "", "warn")


deadlines.register(
    "permit",
    gettext_lazy("Permits"),
    _renewals,
    ordered=True,
    held=((Permit, "involvement__case_id"),),
)
timeline.register("permit", gettext_lazy("Permits"), _happened)
